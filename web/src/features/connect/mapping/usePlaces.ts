/** The places of a peer as far as its folders were opened. */

import { useCallback, useEffect, useState } from "react";

import type { Place, Places } from "@/api/setup";
import { useBrowse } from "@/api/setup";
import type { SettingValues } from "@/api/sources";

/** More folders than this are not opened by one search. */
const AT_ONCE = 40;

export type Folder = Places | "opening" | Error;

export interface Opened {
  readonly folders: ReadonlyMap<string, Folder>;
  readonly open: (folder: string) => void;
  /** Open every folder that is known and closed. */
  readonly deeper: () => void;
  /** Folders that are known and closed. */
  readonly closed: readonly string[];
  readonly again: () => void;
}

const NONE: ReadonlyMap<string, Folder> = new Map();
const TOP = "";

export const isOpen = (folder: Folder | undefined): folder is Places =>
  folder !== undefined && folder !== "opening" && !(folder instanceof Error);

export const leavesOf = (folders: ReadonlyMap<string, Folder>): readonly Place[] => [
  ...new Map(
    [...folders.values()]
      .filter(isOpen)
      .flatMap(({ places }) => places)
      .filter(({ leaf }) => leaf)
      .map((place) => [place.address, place]),
  ).values(),
];

export function usePlaces(connector: string, settings: SettingValues): Opened {
  const browse = useBrowse();
  const text = JSON.stringify(settings);
  const [seen, setSeen] = useState({ of: "", folders: NONE });
  const of = `${connector} ${text}`;
  const folders = seen.of === of ? seen.folders : NONE;
  const put = useCallback(
    (folder: string, found: Folder) => {
      setSeen((before) => ({ of, folders: new Map(before.of === of ? before.folders : NONE).set(folder, found) }));
    },
    [of],
  );
  const open = useCallback(
    async (folder: string): Promise<void> => {
      put(folder, "opening");
      try {
        put(folder, await browse(connector, JSON.parse(text) as SettingValues, folder));
      } catch (error) {
        put(folder, error instanceof Error ? error : new Error(String(error)));
      }
    },
    [browse, connector, text, put],
  );
  useEffect(() => {
    let wanted = true;
    browse(connector, JSON.parse(text) as SettingValues, TOP).then(
      (found) => {
        if (wanted) {
          put(TOP, found);
        }
      },
      (error: unknown) => {
        if (wanted) {
          put(TOP, error instanceof Error ? error : new Error(String(error)));
        }
      },
    );
    return () => {
      wanted = false;
    };
  }, [browse, connector, text, put]);
  const closed = [...folders.values()]
    .filter(isOpen)
    .flatMap(({ places }) => places)
    .filter(({ leaf, address }) => !leaf && !folders.has(address))
    .map(({ address }) => address);
  const deeper = async (): Promise<void> => {
    for (const folder of closed.slice(0, AT_ONCE)) {
      await open(folder); // one after another: the peer is a machine at work
    }
  };
  return {
    folders,
    open: (folder) => void open(folder),
    deeper: () => void deeper(),
    closed,
    again: () => void open(TOP),
  };
}
