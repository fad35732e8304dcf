/** Moments as people write them: "tomorrow 9:00", "mon 14:30", "25 nov 9am", "2026-11-25 09:00", "in 2 hours". */
import { isTimeZone } from "@headsup/contract";
import { localReading, offsetAt } from "@headsup/core/schedule/index";
import { durationMs } from "./duration.ts";

interface Where {
  /** Epoch ms. */
  readonly now: number;
  /** The zone the clock meant is in. */
  readonly zone: string;
}

const dayMs = 86_400_000;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The moment meant; null where it is none. A day without a time means 9 in the morning there. */
export function readMoment(written: string, { now, zone }: Where): number | null {
  const text = written.trim().toLowerCase().replace(/,/g, " ").replace(/\s+/g, " ");
  if (!isTimeZone(zone)) return null;
  const later = /^in (?:(an?|one) )?(.+)$/.exec(text);
  if (later !== null) return readLater(later[1] === undefined ? (later[2] ?? "") : `1 ${later[2]}`, now);
  const exact = /^(\d{4}-\d{2}-\d{2})t(\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)(z|[+-]\d{2}:?\d{2})$/.exec(text);
  if (exact !== null) return numberOr(Date.parse(text.toUpperCase()));
  const split = timeIn(text);
  if (split === null) return null;
  const today = dayOf(now, zone);
  if (split.rest === "" || split.rest === "at") {
    if (split.minutes === null) return null;
    const at = instantOf(today, split.minutes, zone);
    return at > now ? at : instantOf(dayAfter(today, 1), split.minutes, zone);
  }
  const day = readDay(split.rest.replace(/ at$/, "").replace(/^on /, ""), today, { now, zone });
  return day === null ? null : instantOf(day, split.minutes ?? 9 * 60, zone);
}

const numberOr = (n: number): number | null => (Number.isNaN(n) ? null : n);

function readLater(span: string, now: number): number | null {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(span) ?? [];
  if (/^d(ays?)?$/.test(unit)) return now + Number(number) * dayMs;
  if (/^w(eeks?)?$/.test(unit)) return now + Number(number) * 7 * dayMs;
  const short = unit.replace(/^(h)(ours?|rs?)?$/, "$1").replace(/^(min)(utes?|s)?$/, "$1");
  const ms = durationMs(`${number}${short}`);
  return ms === null ? null : now + ms;
}

interface Split {
  /** Minutes from midnight; null where no time is said. */
  readonly minutes: number | null;
  /** What is left: the day. */
  readonly rest: string;
}

function timeIn(text: string): Split | null {
  if (/\b(noon|midday)\b/.test(text)) return { minutes: 720, rest: without(text, /\b(noon|midday)\b/) };
  if (/\bmorning$/.test(text) && !/\d/.test(text)) return { minutes: 540, rest: without(text, /\bmorning$/) };
  const found =
    /(?:^|\s)(\d{1,2}):(\d{2})(?:\s?([ap])\.?m?\.?)?(?=\s|$)/.exec(text) ??
    /(?:^|\s)(\d{1,2})()\s?([ap])\.?m\.?(?=\s|$)/.exec(text);
  if (found === null) return hourIn(text) ?? { minutes: null, rest: text };
  const [whole, hours = "", minutes = "", half] = found;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === "p" ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59 || (half !== undefined && Number(hours) > 12)) return null;
  return { minutes: hour * 60 + Number(minutes), rest: text.replace(whole, " ").replace(/\s+/g, " ").trim() };
}

/** "tomorrow 9", "mon at 14": an hour alone, where what stands before it is a day. */
function hourIn(text: string): Split | null {
  const [, rest = "", hour = ""] =
    /^(today|tomorrow|[a-z]{3,9}day|mon|tue|wed|thu|fri|sat|sun)(?: at)? (\d{1,2})$/.exec(text) ?? [];
  return rest === "" || Number(hour) > 23 ? null : { minutes: Number(hour) * 60, rest };
}

const without = (text: string, pattern: RegExp): string => text.replace(pattern, " ").replace(/\s+/g, " ").trim();

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

function readDay(written: string, today: Day, { now, zone }: Where): Day | null {
  if (written === "today") return today;
  if (written === "tomorrow") return dayAfter(today, 1);
  const weekday = weekdays.findIndex((name) => written.length >= 3 && name.startsWith(written.replace(/^next /, "")));
  if (weekday !== -1) return dayAfter(today, ((weekday - localReading(zone, now).weekday + 6) % 7) + 1);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(written);
  if (iso !== null) return checkedDay({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) });
  const named = /^(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]{3})[a-z]*(?: (\d{4}))?$/.exec(written);
  const turned = /^([a-z]{3})[a-z]* (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?$/.exec(written);
  const [day, month, year] = named !== null ? [named[1], named[2], named[3]] : [turned?.[2], turned?.[1], turned?.[3]];
  const number = months.indexOf(month ?? "") + 1;
  if (number === 0) return null;
  const said = { year: Number(year ?? today.year), month: number, day: Number(day) };
  const isPast = year === undefined && Date.UTC(said.year, number - 1, said.day) < utcOf(today);
  return checkedDay(isPast ? { ...said, year: said.year + 1 } : said);
}

const utcOf = ({ year, month, day }: Day): number => Date.UTC(year, month - 1, day);

function checkedDay(day: Day): Day | null {
  const date = new Date(utcOf(day));
  return date.getUTCMonth() + 1 === day.month && date.getUTCDate() === day.day ? day : null;
}

function dayOf(instant: number, zone: string): Day {
  const { year, month, day } = localReading(zone, instant);
  return { year, month, day };
}

function dayAfter(day: Day, days: number): Day {
  const date = new Date(utcOf(day) + days * dayMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** When the clock in the zone shows this. A time that is skipped there comes out an hour later; of two the first is meant. */
function instantOf(day: Day, minutes: number, zone: string): number {
  const reading = utcOf(day) + minutes * 60_000;
  const before = reading - offsetAt(zone, reading - dayMs);
  return before + offsetAt(zone, before) === reading ? before : fitted(reading, zone, before);
}

function fitted(reading: number, zone: string, before: number): number {
  const after = reading - offsetAt(zone, reading + dayMs);
  return after + offsetAt(zone, after) === reading ? after : Math.max(before, after);
}

/** A moment as `readMoment` takes it, for its field. */
export function writtenMoment(instant: number, zone: string): string {
  const { year, month, day, hour, minute } = localReading(zone, instant);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}
