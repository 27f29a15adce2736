/** What lies at the peer: folders that open, places that are dragged or chosen, and a search over what was opened. */

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import type { Place } from "@/api/setup";
import type { SettingValues } from "@/api/sources";
import { matches } from "@/core/text";
import { describeError, useI18n } from "@/i18n";
import css from "./Mapping.module.css";
import type { Opened } from "./usePlaces";
import { isOpen, leavesOf, usePlaces } from "./usePlaces";

/** What is dragged is told by its address. */
export const DRAGGED = "application/x-dispatcher-place";
/** More hits than this are not read. */
const SHOWN = 100;

export interface PlaceTreeProps {
  readonly connector: string;
  readonly settings: SettingValues;
  readonly chosen: Place | null;
  readonly isMapped: (address: string) => boolean;
  readonly onChoose: (place: Place | null) => void;
  /** What is on its way; null when it was let go. */
  readonly onDrag: (place: Place | null) => void;
}

interface LineProps extends Pick<PlaceTreeProps, "chosen" | "isMapped" | "onChoose" | "onDrag"> {
  readonly place: Place;
}

export function PlaceTree({ connector, settings, ...rest }: PlaceTreeProps) {
  const { t, f } = useI18n();
  const opened = usePlaces(connector, settings);
  const [query, setQuery] = useState("");
  const found =
    query.trim() === ""
      ? null
      : leavesOf(opened.folders).filter(({ title, address }) => matches(`${title} ${address}`, query));
  return (
    <section className={css.places} aria-label={t("map.places")}>
      <h3>{t("map.places")}</h3>
      <TextInput
        size="md"
        aria-label={t("map.search")}
        placeholder={t("map.search")}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
        }}
      />
      <div className={css.tree}>
        {found === null ? (
          <Folder address="" opened={opened} {...rest} />
        ) : (
          <>
            {found.length === 0 && <p className="muted">{t("map.nothing")}</p>}
            <ul className={css.list}>
              {found.slice(0, SHOWN).map((place) => (
                <Leaf key={place.address} place={place} {...rest} />
              ))}
            </ul>
            {found.length > SHOWN && (
              <p className="muted">
                {t("connect.signals.shown", { shown: f.number(SHOWN), total: f.number(found.length) })}
              </p>
            )}
            {opened.closed.length > 0 && (
              <p className={css.deeper}>
                <Button size="sm" variant="default" onClick={opened.deeper}>
                  {t("map.deeper")}
                </Button>
                <span className="muted">{t("map.deeper.text")}</span>
              </p>
            )}
          </>
        )}
      </div>
    </section>
  );
}

interface FolderProps extends Omit<LineProps, "place"> {
  readonly address: string;
  readonly opened: Opened;
}

function Folder({ address, opened, ...rest }: FolderProps) {
  const { t } = useI18n();
  const folder = opened.folders.get(address);
  if (folder instanceof Error) {
    return (
      <div className={css.failed} role="alert">
        <p>{describeError(folder, t)}</p>
        <Button
          size="sm"
          variant="default"
          onClick={() => {
            opened.open(address);
          }}
        >
          {t("map.reload")}
        </Button>
      </div>
    );
  }
  if (!isOpen(folder)) {
    return <p className="muted">{t("map.opening")}</p>;
  }
  return (
    <ul className={css.list}>
      {folder.places.length === 0 && <li className="muted">{t("map.empty")}</li>}
      {folder.places.map((place) =>
        place.leaf ? (
          <Leaf key={place.address} place={place} {...rest} />
        ) : (
          <Branch key={place.address} place={place} opened={opened} {...rest} />
        ),
      )}
      {folder.truncated && <li className="muted">{t("map.truncated")}</li>}
    </ul>
  );
}

function Branch({ place, opened, ...rest }: LineProps & { readonly opened: Opened }) {
  const [shown, setShown] = useState(false);
  return (
    <li>
      <button
        type="button"
        className={css.folder}
        aria-expanded={shown}
        onClick={() => {
          setShown(!shown);
          if (!opened.folders.has(place.address)) {
            opened.open(place.address);
          }
        }}
      >
        {place.title}
      </button>
      {shown && (
        <div className={css.inside}>
          <Folder address={place.address} opened={opened} {...rest} />
        </div>
      )}
    </li>
  );
}

function Leaf({ place, chosen, isMapped, onChoose, onDrag }: LineProps) {
  const isChosen = chosen?.address === place.address;
  return (
    <li>
      <button
        type="button"
        className={css.leaf}
        aria-pressed={isChosen}
        draggable
        title={place.address}
        data-mapped={isMapped(place.address) || undefined}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = "copy";
          event.dataTransfer.setData(DRAGGED, place.address);
          event.dataTransfer.setData("text/plain", place.address);
          onDrag(place);
        }}
        onDragEnd={() => {
          onDrag(null);
        }}
        onClick={() => {
          onChoose(isChosen ? null : place);
        }}
      >
        <span className={css.title}>{place.title}</span>
        <span className={css.raw}>
          {place.value}
          {place.units !== "" && ` ${place.units}`}
        </span>
        {place.address !== place.title && <span className={css.where}>{place.address}</span>}
      </button>
    </li>
  );
}
