import { limits, type Span, type Weekday, type WeekHours, weekdays } from "@headsup/contract";
import { usageError } from "../failure.ts";
import { readLooseSpan } from "./window.ts";

/**
 * Sending hours as people write them: "mon-fri 09:00-17:00; sat 10:00-14:00". Days left out are Closed. A part with
 * several spans parts them by commas: "mon 09:00-12:00, 13:00-17:00"; "mon 9-17" has whole hours. "daily" is every day;
 * "sun closed" says so aloud.
 */
export function parseHours(written: string): WeekHours {
  const hours: Partial<Record<Weekday, Span[]>> = {};
  const parts = written.split(";").map((part) => part.trim());
  for (const part of parts.filter((each) => each !== "")) {
    const [, named = "", rest = ""] = /^([a-z][a-z,\s–-]*?)\s+(\d.*|closed)$/i.exec(part) ?? [];
    if (named === "") throw hoursError(part, "write days, then hours");
    for (const day of daysOf(named, part)) {
      if (hours[day] !== undefined) throw hoursError(part, `${day} is given twice; part its spans by commas`);
      hours[day] = spansOf(rest, part);
    }
  }
  if (Object.keys(hours).length === 0) throw hoursError(written, "no day is given");
  return hours;
}

function spansOf(written: string, part: string): Span[] {
  if (/^closed$/i.test(written)) return [];
  const spans = written.split(",").map((each) => {
    const span = readLooseSpan(each);
    if (span === null) throw hoursError(part, `"${each.trim()}" is not a span such as 09:00-17:00`);
    return span;
  });
  if (spans.length > limits.spansPerDayMax) throw hoursError(part, `a day has at most ${limits.spansPerDayMax} spans`);
  return spans;
}

function daysOf(written: string, part: string): Weekday[] {
  return written.split(",").flatMap((each): readonly Weekday[] => {
    const name = each.trim().toLowerCase();
    if (name === "daily" || name === "every day") return weekdays;
    const [from = "", to] = name.split(/\s*[-–]\s*/);
    const first = dayNamed(from, part);
    if (to === undefined) return [first];
    const start = weekdays.indexOf(first);
    const length = ((weekdays.indexOf(dayNamed(to, part)) - start + 7) % 7) + 1;
    return Array.from({ length }, (_, i) => weekdays[(start + i) % 7]!);
  });
}

function dayNamed(written: string, part: string): Weekday {
  const day = weekdays.find((each) => written.length >= 3 && each.startsWith(written));
  if (day === undefined) throw hoursError(part, `"${written}" is not a weekday`);
  return day;
}

const hoursError = (part: string, why: string) =>
  usageError(`--hours "${part}": ${why}.`, 'For example: --hours "mon-fri 09:00-17:00; sat 10:00-14:00"');

const dayLabel = (day: Weekday): string => day.slice(0, 3);

/** Hours as `parseHours` reads them, days alike put together: "mon-fri 09:00-17:00; sat 10:00-14:00". */
export function formatHours(hours: WeekHours): string {
  const groups: { days: Weekday[]; spans: string }[] = [];
  for (const day of weekdays) {
    const spans = (hours[day] ?? []).map(({ open, close }) => `${open}-${close}`).join(", ");
    const last = groups.at(-1);
    if (last?.spans === spans) last.days.push(day);
    else groups.push({ days: [day], spans });
  }
  return groups
    .filter(({ spans }) => spans !== "")
    .map(({ days, spans }) => {
      const [first, last] = [days[0], days.at(-1)];
      return `${first && dayLabel(first)}${first !== last && last ? `-${dayLabel(last)}` : ""} ${spans}`;
    })
    .join("; ");
}
