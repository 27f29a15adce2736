/** From when on a change counts, and the button that makes it count. */

import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";

import { fromInput, startOfDay, toDateInput } from "@/core/zone";
import { toWire } from "@/core/instant";
import { describeError, useI18n } from "@/i18n";
import { useLive } from "@/live";
import css from "./Force.module.css";

export interface ForceProps {
  readonly changed: boolean;
  /** Whether the first proposal is "from the beginning". */
  readonly first: boolean;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly done: boolean;
  readonly onForce: (from: string | null) => void;
  readonly onDiscard?: (() => void) | undefined;
}

export function Force({ changed, first, busy, error, done, onForce, onDiscard }: ForceProps) {
  const { t, f } = useI18n();
  const { clock } = useLive();
  const [ever, setEver] = useState(first);
  const [day, setDay] = useState(() => toDateInput(startOfDay(clock.now(), f.zone, 1), f.zone));
  const from = fromInput(day, f.zone);
  if (!changed) {
    return (
      <p className={css.note} role="status">
        {t(done ? "calendars.saved" : "calendars.force.clean")}
      </p>
    );
  }
  return (
    <div className={css.force}>
      <SegmentedControl
        size="sm"
        aria-label={t("calendars.force")}
        value={ever ? "ever" : "day"}
        onChange={(value) => {
          setEver(value === "ever");
        }}
        data={[
          { value: "ever", label: t("calendars.force.ever") },
          { value: "day", label: t("calendars.force.day") },
        ]}
      />
      {!ever && (
        <TextInput
          type="date"
          size="sm"
          aria-label={t("calendars.force.from")}
          value={day}
          onChange={(event) => {
            setDay(event.currentTarget.value);
          }}
        />
      )}
      <Button
        size="sm"
        disabled={!ever && from === null}
        loading={busy}
        onClick={() => {
          onForce(ever || from === null ? null : toWire(from));
        }}
      >
        {t("calendars.save")}
      </Button>
      {onDiscard !== undefined && (
        <Button size="sm" variant="default" onClick={onDiscard}>
          {t("calendars.discard")}
        </Button>
      )}
      <p className={css.note} role="status">
        {t(ever ? "calendars.force.ever.text" : "calendars.force.day.text")}
      </p>
      {error !== null && (
        <p className={css.error} role="alert">
          {describeError(error, t)}
        </p>
      )}
    </div>
  );
}
