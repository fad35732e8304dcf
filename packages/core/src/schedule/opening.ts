/**
 * When do all rules agree? Time is cut into stretches in which no zone of the rules changes its offset. Within one,
 * each rule is a fixed set of times in a repeating week, so the answer is arithmetic; at its end the clocks are read
 * anew. That is all the care daylight saving takes.
 */
import { scheduleLimits } from "./limits.ts";
import { segmentAt } from "./offsets.ts";
import type { WeekRule } from "./rules.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const weekMs = 7 * dayMs;
/** The epoch, 1970-01-01, was a Thursday: three days into its week. */
const epochIntoWeekMs = 3 * dayMs;

export type Opening =
  /** `until`: epoch ms at which it shuts (then it is shut already); Infinity (no JSON number) when not within the horizon. */
  | { readonly open: true; readonly until: number }
  /** `opensAt`: epoch ms at which it opens (then it is open already); null when not within the horizon: never. */
  | { readonly open: false; readonly opensAt: number | null };

/** Whether every rule is open at `now` (epoch ms), and when that changes. No rules: always open. */
export function openingAt(rules: readonly WeekRule[], now: number): Opening {
  const opensAt = firstOpen(rules, now);
  if (opensAt !== now) return { open: false, opensAt };
  return { open: true, until: firstShut(rules, now) };
}

/** Whether the rules have any common opening from `from` (epoch ms) to the horizon. If not: no common hours, ever. */
export function everOpen(rules: readonly WeekRule[], from: number): boolean {
  return firstOpen(rules, from) !== null;
}

function firstOpen(rules: readonly WeekRule[], from: number): number | null {
  const end = from + scheduleLimits.horizonMs;
  for (let at = from; at < end; ) {
    const { offsetsMs, until } = stretchAt(rules, at);
    const before = Math.min(until, end);
    // The stretch repeats itself weekly: what does not open in one week of it does not open in it.
    const opensAt = commonOpening({ rules, offsetsMs, from: at, before: Math.min(before, at + weekMs) });
    if (opensAt !== null) return opensAt;
    at = before;
  }
  return null;
}

function firstShut(rules: readonly WeekRule[], from: number): number {
  const end = from + scheduleLimits.horizonMs;
  for (let at = from; at < end; ) {
    const { offsetsMs, until } = stretchAt(rules, at);
    const before = Math.min(until, end);
    const openMs = Math.min(...rules.map((rule, i) => openForMs(rule, intoWeekMs(at, offsetsMs[i]!))));
    if (at + openMs < before) return at + openMs;
    at = before;
  }
  return Number.POSITIVE_INFINITY;
}

interface Stretch {
  /** Per rule, its zone's offset. */
  readonly offsetsMs: readonly number[];
  /** Epoch ms up to which these offsets are known to hold. */
  readonly until: number;
}

function stretchAt(rules: readonly WeekRule[], instant: number): Stretch {
  let until = Number.POSITIVE_INFINITY;
  const offsetsMs = rules.map(({ zone }) => {
    const segment = segmentAt(zone, instant);
    until = Math.min(until, segment.until);
    return segment.offsetMs;
  });
  return { offsetsMs, until };
}

interface Search {
  readonly rules: readonly WeekRule[];
  readonly offsetsMs: readonly number[];
  readonly from: number;
  readonly before: number;
}

/** The first instant in [from, before) at which all rules are open: each in turn moves on to its own next opening. */
function commonOpening({ rules, offsetsMs, from, before }: Search): number | null {
  let at = from;
  let agreeing = 0;
  for (let i = 0; agreeing < rules.length; i = (i + 1) % rules.length) {
    const waitMs = shutForMs(rules[i]!, intoWeekMs(at, offsetsMs[i]!));
    agreeing = waitMs === 0 ? agreeing + 1 : 1;
    at += waitMs;
    if (at >= before) return null;
  }
  return at;
}

/** How far into its week, from Monday 00:00, the local reading is at `instant`. */
function intoWeekMs(instant: number, offsetMs: number): number {
  const ms = (instant + offsetMs + epochIntoWeekMs) % weekMs;
  return ms < 0 ? ms + weekMs : ms;
}

/** How long until the rule opens, while the offset stays: 0 when it is open, Infinity when it never opens. */
function shutForMs({ spans }: WeekRule, readingMs: number): number {
  for (const { from, to } of spans) if (readingMs < to * minuteMs) return Math.max(0, from * minuteMs - readingMs);
  const first = spans[0];
  return first ? first.from * minuteMs + weekMs - readingMs : Number.POSITIVE_INFINITY;
}

/** How long until the rule shuts, while the offset stays: 0 when it is shut, Infinity when it never shuts. */
function openForMs({ spans }: WeekRule, readingMs: number): number {
  const current = spans.find(({ to }) => readingMs < to * minuteMs);
  if (!current || readingMs < current.from * minuteMs) return 0;
  const toMs = current.to * minuteMs;
  const first = spans[0]!;
  if (toMs < weekMs || first.from > 0) return toMs - readingMs;
  // Open through the end of the week into the next one; if that is the very same span, it is open around the clock.
  return first === current ? Number.POSITIVE_INFINITY : toMs - readingMs + first.to * minuteMs;
}
