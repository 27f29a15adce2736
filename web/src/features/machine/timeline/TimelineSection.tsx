/** The lanes of a machine over a period, as plain elements on one time axis. */

import type { SpanOut, TrackName } from "@/api";
import type { Ms, Window } from "@/core/instant";
import { clampInto, parseInstant, parseOptional } from "@/core/instant";
import { colorVar } from "@/core/state";
import { useI18n } from "@/i18n";
import type { TimelineSectionProps } from "./props";
import css from "./TimelineSection.module.css";

const LANES: readonly TrackName[] = ["state", "mode", "program", "alarm", "cycle"];

const percent = (at: Ms, window: Window): string =>
  `${((clampInto(at, window) - window.from) / (window.to - window.from)) * 100}%`;

export function TimelineSection(props: TimelineSectionProps) {
  const { window, now, timeline, states, selectedAt, onSelect } = props;
  const { t, f, language } = useI18n();
  const ticks = Array.from({ length: 5 }, (_, index) => window.from + ((window.to - window.from) * index) / 4);

  const look = (track: TrackName, span: SpanOut) => {
    if (track !== "state") {
      return { text: span.value, color: undefined, base: undefined };
    }
    const kind = states.get(span.value);
    return { text: kind.words[language], color: colorVar(kind.color, kind.base), base: kind.base };
  };

  return (
    <div className={css.lanes}>
      {LANES.filter((track) => (timeline.tracks[track] ?? []).length > 0).map((track) => (
        <div key={track} className={css.lane} data-track={track} role="list" aria-label={t(`timeline.track.${track}`)}>
          {(timeline.tracks[track] ?? []).map((span) => {
            const start = parseInstant(span.start);
            const end = Math.min(parseOptional(span.end) ?? now, window.to);
            const { text, color, base } = look(track, span);
            return (
              <button
                key={`${span.start} ${span.value}`}
                type="button"
                role="listitem"
                className={css.span}
                data-base={base}
                tabIndex={-1}
                title={`${text} · ${f.dateTime(start)} · ${f.duration(end - start)}`}
                style={{
                  left: percent(start, window),
                  right: `calc(100% - ${percent(end, window)})`,
                  "--mark": color,
                }}
                onClick={(event) => {
                  const lane = event.currentTarget.parentElement?.getBoundingClientRect();
                  const share = lane === undefined ? 0 : (event.clientX - lane.left) / Math.max(1, lane.width);
                  onSelect(window.from + share * (window.to - window.from));
                }}
              />
            );
          })}
          {selectedAt !== null && selectedAt >= window.from && selectedAt <= window.to && (
            <span className={css.chosen} style={{ left: percent(selectedAt, window) }} />
          )}
        </div>
      ))}
      <div className={css.axis} aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick}>{f.moment(tick, now)}</span>
        ))}
      </div>
    </div>
  );
}
