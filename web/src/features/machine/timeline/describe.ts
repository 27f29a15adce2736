/** What a thing on the timeline is, in words: for the pointer, the table and the screen reader. Pure. */

import type { PartOut, SpanOut, StateKind, StateLookup, Timeline } from "@/api";
import type { Ms } from "@/core/instant";
import { parseInstant, parseOptional } from "@/core/instant";
import { baseName } from "@/core/text";
import type { Formats, Language, Translate } from "@/i18n";
import { detailText } from "../detail";
import type { LaneId } from "./model";

export interface Words {
  readonly t: Translate;
  readonly f: Formats;
  readonly language: Language;
  readonly states: StateLookup;
}

export interface Description {
  /** The state, where the lane shows states. */
  readonly kind: StateKind | null;
  readonly title: string;
  readonly start: Ms;
  /** null = still going on; equal to the start for what has no length. */
  readonly end: Ms | null;
  /** Why, what else: each a line. */
  readonly notes: readonly string[];
  readonly rule: string;
}

const shown = (notes: readonly string[]): readonly string[] => notes.filter((note) => note !== "");

function ofSpan(span: SpanOut, given: Pick<Description, "title" | "notes"> & { kind?: StateKind }): Description {
  return {
    kind: given.kind ?? null,
    title: given.title,
    start: parseInstant(span.start),
    end: parseOptional(span.end),
    notes: shown(given.notes),
    rule: span.rule,
  };
}

function reasonOf(span: SpanOut, t: Translate): string {
  const reason = detailText(span, "reason");
  return reason === "" ? "" : (t.known("reason", reason) ?? reason);
}

/** Code and text of an alarm. */
export function alarmText(span: SpanOut): string {
  return shown([detailText(span, "code"), detailText(span, "message")]).join(" · ") || span.value;
}

function partText(part: PartOut, { t, f }: Words): Description {
  const at = parseInstant(part.at);
  return {
    kind: null,
    title: `${t("timeline.track.part")}: ${f.number(part.parts, 3)}`,
    start: at,
    end: at,
    notes: shown([t(part.inferred ? "timeline.parts.inferred" : "timeline.parts.counted"), baseName(part.program)]),
    rule: part.rule,
  };
}

/** The thing `item` of a lane; null when there is none (any more). */
export function describe(timeline: Timeline, lane: LaneId, item: number, words: Words): Description | null {
  const { t, states, language } = words;
  if (lane === "part") {
    const part = timeline.parts[item];
    return part === undefined ? null : partText(part, words);
  }
  if (lane === "loss") {
    const loss = timeline.losses[item];
    return loss === undefined
      ? null
      : {
          kind: null,
          title: t("timeline.track.loss"),
          start: parseInstant(loss.start),
          end: parseInstant(loss.end),
          notes: [t.known("loss", loss.code) ?? loss.code],
          rule: "",
        };
  }
  const span = timeline.tracks[lane]?.[item];
  if (span === undefined) {
    return null;
  }
  switch (lane) {
    case "state": {
      const kind = states.get(span.value);
      return ofSpan(span, { kind, title: kind.words[language], notes: [reasonOf(span, t)] });
    }
    case "mode":
      return ofSpan(span, { title: t.known("mode", span.value) ?? span.value, notes: [reasonOf(span, t)] });
    case "program":
      return ofSpan(span, { title: span.value || t("timeline.no_program"), notes: [reasonOf(span, t)] });
    case "alarm": {
      const level = detailText(span, "level");
      return ofSpan(span, {
        title: alarmText(span),
        notes: [t.known("level", level) ?? level],
      });
    }
    case "cycle": {
      const outcome = detailText(span, "outcome");
      const end = span.end === null ? t("cycles.running") : (t.known("cycles.outcome", outcome) ?? outcome);
      return ofSpan(span, { title: baseName(span.value) || t("cycles.title"), notes: [end] });
    }
  }
}

/** Its time as one line: from, until, how long. */
export function timesOf({ start, end }: Description, now: Ms, { t, f }: Words): string {
  if (end === start) {
    return f.moment(start, now);
  }
  const until = end === null ? t("timeline.now") : f.moment(end, start);
  return `${f.moment(start, now)} – ${until} · ${f.duration((end ?? now) - start)}`;
}
