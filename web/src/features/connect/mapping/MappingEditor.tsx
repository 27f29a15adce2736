/** The mapping: places of the peer at one side, signals at the other; dragged, or chosen one after the other. */

import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import type { ReactNode } from "react";

import type { Place } from "@/api/setup";
import { collect } from "@/blocks/fields/draft";
import { useI18n } from "@/i18n";
import { Panel } from "@/ui/Panel";
import { fieldsOf, signalsField } from "../draft";
import type { Wizard } from "../wizard";
import type { Mapped } from "./entries";
import { entryFor, liesAt, ownEntry } from "./entries";
import { EntryCard } from "./EntryCard";
import css from "./Mapping.module.css";
import { PlaceTree } from "./PlaceTree";
import type { Target } from "./vocabulary";
import { TARGETS, targetOf } from "./vocabulary";

/** Kinds of signals that stand open from the beginning. */
const FIRST = 7;

export function MappingEditor({ wizard: { kind, draft, change, trial } }: { readonly wizard: Wizard }) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState<Place | null>(null);
  const [dragged, setDragged] = useState<Place | null>(null);
  const { entries } = draft;
  const signals = signalsField(kind);
  const browsable = kind?.abilities.includes("browse") === true;
  const settings = useMemo(() => collect(fieldsOf(kind), draft.settings).settings, [kind, draft.settings]);
  const values = new Map(trial.trial?.signals.map((signal) => [signal.key, signal]));

  const add = (target: Target | null, place: Place | null): void => {
    setChosen(null);
    setDragged(null);
    change((before) => ({
      ...before,
      entries: [
        ...before.entries,
        target === null ? ownEntry(before.entries, place, signals) : entryFor(target, before.entries, place, signals),
      ],
    }));
  };
  const replace = (key: string, entry: Mapped | null): void => {
    change((before) => ({
      ...before,
      entries: before.entries.flatMap((one) => (one.key !== key ? [one] : entry === null ? [] : [entry])),
    }));
  };
  const group = (target: Target | null) => {
    const own = entries.filter((entry) => (targetOf(entry) ?? null) === target);
    const title = target === null ? t("map.own") : t(target.title);
    return (
      <Zone
        key={target?.code ?? "own"}
        title={title}
        place={chosen}
        dragged={dragged}
        browsable={browsable}
        own={target === null}
        onPut={(place) => {
          add(target, place);
        }}
      >
        {own.map((entry) => (
          <EntryCard
            key={entry.key}
            entry={entry}
            target={target}
            signals={signals}
            browsable={browsable}
            live={values.get(entry.key)}
            onChange={(next) => {
              replace(entry.key, next);
            }}
          />
        ))}
      </Zone>
    );
  };
  const used = (target: Target): boolean => entries.some((entry) => targetOf(entry) === target);
  const first = TARGETS.filter((target, index) => index < FIRST || used(target));
  const others = TARGETS.filter((target) => !first.includes(target));
  return (
    <Panel title={t("map.title")}>
      <p className="muted">{t(browsable ? "map.text" : "map.text.blind")}</p>
      <p className={css.chosen} role="status">
        {chosen !== null && (
          <>
            <span>{t("map.chosen", { place: chosen.title })}</span>
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => {
                setChosen(null);
              }}
            >
              {t("map.chosen.drop")}
            </Button>
          </>
        )}
      </p>
      <div className={css.editor} data-blind={!browsable || undefined}>
        {browsable && (
          <PlaceTree
            connector={draft.connector}
            settings={settings}
            chosen={chosen}
            isMapped={(address) => entries.some((entry) => liesAt(entry, signals, address))}
            onChoose={setChosen}
            onDrag={setDragged}
          />
        )}
        <section className={css.targets} aria-label={t("map.signals")}>
          <h3>{t("map.signals")}</h3>
          {first.map(group)}
          {group(null)}
          <details className={css.fold} open={chosen !== null || dragged !== null || undefined}>
            <summary>{t.plural("map.others", others.length)}</summary>
            {others.map(group)}
          </details>
        </section>
      </div>
    </Panel>
  );
}

interface ZoneProps {
  readonly title: string;
  readonly place: Place | null;
  readonly dragged: Place | null;
  readonly browsable: boolean;
  readonly own: boolean;
  readonly children: readonly ReactNode[];
  readonly onPut: (place: Place | null) => void;
}

/** One kind of signal: where a place is put, and what was put there. */
function Zone({ title, place, dragged, browsable, own, children, onPut }: ZoneProps) {
  const { t } = useI18n();
  const [over, setOver] = useState(false);
  return (
    <div
      role="group"
      aria-label={title}
      className={css.zone}
      data-over={(over && dragged !== null) || undefined}
      data-waiting={place !== null || dragged !== null || undefined}
      onDragOver={(event) => {
        if (dragged !== null) {
          event.preventDefault();
          event.dataTransfer.dropEffect = "copy";
          setOver(true);
        }
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (dragged !== null) {
          onPut(dragged);
        }
      }}
    >
      <div className={css.zoneHead}>
        <strong>{title}</strong>
        {place !== null ? (
          <Button
            size="sm"
            onClick={() => {
              onPut(place);
            }}
          >
            {t(own ? "map.own.put" : "map.put", { place: place.title })}
          </Button>
        ) : !browsable ? (
          <Button
            size="sm"
            variant="default"
            aria-label={t("map.add", { signal: title })}
            onClick={() => {
              onPut(null);
            }}
          >
            {t("fields.add")}
          </Button>
        ) : (
          children.length === 0 && <span className="muted">{t("map.unmapped")}</span>
        )}
      </div>
      {children}
    </div>
  );
}
