/** Questions about time and its corrections, and the acts that correct it. */

import type { Asker, RequestOptions } from "../client";
import type {
  CorrectBody,
  Corrected,
  CorrectionLog,
  FillBody,
  ReasonChoice,
  ShiftAct,
  ShiftTurns,
  StopStatus,
  Stops,
  TimeAccount,
} from "./types";
import type { Window } from "@/core/instant";
import { toWire } from "@/core/instant";

const range = ({ from, to }: Window) => ({ from: toWire(from), to: toWire(to) });
const of = (machine: string): string => `/machines/${encodeURIComponent(machine)}`;

export const askTime = (asker: Asker, machine: string, window: Window, options: RequestOptions): Promise<TimeAccount> =>
  asker.get(`${of(machine)}/account`, range(window), options);

export const askLog = (
  asker: Asker,
  machine: string,
  window: Window,
  options: RequestOptions,
): Promise<CorrectionLog> => asker.get(`${of(machine)}/corrections`, range(window), options);

/** The shifts of a machine that touch the window. */
export const askShifts = (
  asker: Asker,
  machine: string,
  window: Window,
  options: RequestOptions,
): Promise<ShiftTurns> => asker.get("/shifts", { ...range(window), machine }, options);

/** The reasons as they may be given on a machine (none: on any). */
export const askChoices = (
  asker: Asker,
  machine: string | undefined,
  options: RequestOptions,
): Promise<{ readonly reasons: readonly ReasonChoice[] }> => asker.get("/reasons", { machine }, options);

/** Stops of one page. */
const PAGE = 200;

export interface StopsAsked {
  readonly window: Window;
  readonly status: StopStatus | "all";
  readonly area: string | undefined;
  readonly machines: string | undefined;
  readonly minSeconds: number;
}

/** A page of stops; `after` is the `next` of the page before. */
export const askStops = (
  asker: Asker,
  asked: StopsAsked,
  after: string | undefined,
  options: RequestOptions,
): Promise<Stops> =>
  asker.get(
    "/stops",
    {
      ...range(asked.window),
      status: asked.status,
      area: asked.area,
      machines: asked.machines,
      min_s: asked.minSeconds === 0 ? undefined : asked.minSeconds,
      after,
      limit: PAGE,
    },
    options,
  );

/** What a person does about time. Every act has its key beside it. */
export type Act =
  | { readonly act: "correct"; readonly machine: string; readonly body: Omit<CorrectBody, "key"> }
  | { readonly act: "fill"; readonly body: Omit<FillBody, "key"> }
  | { readonly act: "undo"; readonly id: number; readonly whole: boolean }
  | { readonly act: "accept" | "reopen"; readonly body: Omit<ShiftAct, "key"> };

export function send(asker: Asker, key: string, act: Act): Promise<Corrected> {
  switch (act.act) {
    case "correct":
      return asker.send("POST", `${of(act.machine)}/corrections`, { key, ...act.body });
    case "fill":
      return asker.send("POST", "/corrections/bulk", { key, ...act.body });
    case "undo":
      return asker.send("POST", `/corrections/${act.id}/undo`, { key, whole: act.whole });
    case "accept":
    case "reopen":
      return asker.send("POST", `/shifts/${act.act}`, { key, ...act.body });
  }
}
