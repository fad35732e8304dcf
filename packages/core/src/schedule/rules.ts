/**
 * Delivery windows and sending hours, both as one thing: a set of wall-clock readings in a zone.
 *
 * A rule is open at an instant exactly when the local clock, read at that instant (weekday and time of day), shows a
 * reading of the set. Nothing else is known about daylight saving: when clocks go forward, the skipped readings do not
 * occur; when they go back, the repeated ones occur twice.
 */
import { type Span, type WeekHours, weekdays } from "@headsup/contract";
import { scheduleLimits } from "./limits.ts";
import { remember } from "./remember.ts";

const dayMin = 24 * 60;
const weekMin = 7 * dayMin;

/** Readings [from, to), in minutes of the week from Monday 00:00 (0) to the end of Sunday (10080). */
export interface MinuteSpan {
  readonly from: number;
  readonly to: number;
}

/** A weekly rule in a zone. The spans are sorted, and neither overlap nor touch within the week. None: never open. */
export interface WeekRule {
  readonly zone: string;
  readonly spans: readonly MinuteSpan[];
}

/** The same span every day: a delivery window in the recipient's zone. */
export function windowRule(zone: string, window: Span): WeekRule {
  return { zone, spans: merged(weekdays.flatMap((_, day) => daySpans(day, window))) };
}

/**
 * Sending hours in the campaign's zone. A day left out or empty is Closed, but the overnight hours of the day before
 * still reach into it: they belong to the day on which they open.
 */
export function hoursRule(zone: string, hours: WeekHours): WeekRule {
  const spans = weekdays.flatMap((name, day) => (hours[name] ?? []).flatMap((span) => daySpans(day, span)));
  return { zone, spans: merged(spans) };
}

export interface RuleSources {
  /** Every zone the recipient may be in. None: nobody knows, so nothing is open ("held for repair, never guessed"). */
  readonly zones: readonly string[];
  readonly window: Span;
  /** A further window in the same zones: what may be sent only in stricter hours, such as calls. */
  readonly within?: Span | null;
  /** The campaign's sending hours; null: always open. */
  readonly hours: { readonly zone: string; readonly hours: WeekHours } | null;
}

/** What stands for the window of a recipient without a zone. */
const neverOpen: WeekRule = { zone: "UTC", spans: [] };

const ruleLists = new Map<string, readonly WeekRule[]>();

/** The rules that must all be open for a message to go: the window in every candidate zone, and the sending hours. */
export function rulesFor({ zones, window, within = null, hours }: RuleSources): readonly WeekRule[] {
  const key = JSON.stringify([zones, window, within, hours]);
  const known = ruleLists.get(key);
  if (known) return known;
  const windows = within === null ? [window] : [window, within];
  const value =
    zones.length === 0
      ? [neverOpen]
      : [...new Set(zones)].flatMap((zone) => windows.map((span) => windowRule(zone, span)));
  if (hours) value.push(hoursRule(hours.zone, hours.hours));
  return remember({ map: ruleLists, key, value, max: scheduleLimits.ruleListsMax });
}

/** The readings of a span that opens on `day` (Monday 0). Overnight on Sunday, it goes on at the start of the week. */
function daySpans(day: number, { open, close }: Span): MinuteSpan[] {
  const from = day * dayMin + minuteOfDay(open);
  const sameDayTo = day * dayMin + minuteOfDay(close);
  const to = sameDayTo > from ? sameDayTo : sameDayTo + dayMin;
  if (to <= weekMin) return [{ from, to }];
  return [
    { from, to: weekMin },
    { from: 0, to: to - weekMin },
  ];
}

/** Whether a span is open around the clock. */
export const isAllDay = ({ open, close }: Span): boolean => minuteOfDay(open) % dayMin === minuteOfDay(close) % dayMin;

/** Minutes from midnight to "HH:MM". */
const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Sorted, with what overlaps or touches made one. */
function merged(spans: readonly MinuteSpan[]): MinuteSpan[] {
  const joined: MinuteSpan[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && from <= last.to) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else joined.push({ from, to });
  }
  return joined;
}
