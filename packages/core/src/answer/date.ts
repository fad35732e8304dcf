/**
 * The `date` filter of answers: `{{ due | date: "%A %-d %B" }}`.
 *
 * Liquid's own filter reads the clock ("now"), the machine's time zone and its language: the same row would read
 * differently on two machines. Here a date is text in ISO form and is shown as it is written: no zone is applied, since
 * a plain date has none. Only a moment in UTC is refused unless the template names the zone to show it in, for shown as
 * written it would tell the customer the wrong hour: `{{ starts | date: "%-I:%M %p", "America/New_York" }}`.
 */
import { ok, type Result } from "@headsup/contract";
import { canonicalZone } from "../contact/zone.ts";
import { offsetAt } from "../schedule/index.ts";

/** Shows `value` in `format` (strftime's letters; the language's own long form if absent), or says why it cannot. */
export type ShowDate = (date: {
  readonly value: string;
  readonly format: string | undefined;
  /** IANA zone in which to show a moment; a plain date is not moved. */
  readonly zone: string | undefined;
}) => Result<string, string>;

/** A wall-clock time, held as the epoch milliseconds at which UTC's clocks would show it. */
interface Wall {
  readonly ms: number;
  readonly hasTime: boolean;
}

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const timeDirectives = new Set("HkIlMSpPRT");

/** @param language tag for the names of months and days; one that `Intl` does not know means English */
export function dateShower(language: string): ShowDate {
  // Made when a date is first shown: most texts show none, and each has a shower.
  let namer: ReturnType<typeof partNamer> | null = null;
  const names = (ms: number) => {
    namer ??= partNamer(language);
    return namer(ms);
  };
  return ({ value, format, zone }) => {
    const wall = readWall(value.trim(), zone);
    if (!wall.ok) return wall;
    return format === undefined ? ok(names(wall.value.ms).full) : strftime(wall.value, { value, format, names });
  };
}

function readWall(value: string, zone: string | undefined): Result<Wall, string> {
  const match = isoPattern.exec(value);
  if (match === null) return no(`"${value}" is not a date. Write it as 2026-03-01 or 2026-03-01 18:00.`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const real = new Date(ms);
  if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
    return no(`"${value}" is not a date that exists.`);
  }
  const hasTime = match[4] !== undefined;
  const offset = match[7];
  if (offset === undefined || (zone === undefined && !isUtc(offset))) return ok({ ms, hasTime });
  if (zone === undefined) {
    return no(`"${value}" is a moment in UTC. Name the zone to show it in: date: "%-d %B %H:%M", "America/New_York".`);
  }
  const name = canonicalZone(zone);
  if (name === undefined) return no(`"${zone}" is not the name of a time zone. Use one such as America/New_York.`);
  const instantMs = ms - offsetMs(offset);
  return ok({ ms: instantMs + offsetAt(name, instantMs), hasTime });
}

const isUtc = (offset: string): boolean => offsetMs(offset) === 0;

function offsetMs(offset: string): number {
  if (/^z$/i.test(offset)) return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}

interface DateNames {
  readonly full: string;
  readonly month: string;
  readonly monthShort: string;
  readonly weekday: string;
  readonly weekdayShort: string;
}

/** Names as they stand beside a day ("1 марта", not "март"), which is how a notice uses them. */
function partNamer(language: string): (ms: number) => DateNames {
  const locale = knownLocale(language);
  const format = (width: "long" | "short") =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: width, day: "numeric", month: width });
  const [long, short] = [format("long"), format("short")];
  const full = new Intl.DateTimeFormat(locale, { timeZone: "UTC", dateStyle: "long" });
  return (ms) => {
    const part = (formatter: Intl.DateTimeFormat, type: Intl.DateTimeFormatPartTypes) =>
      formatter.formatToParts(ms).find((each) => each.type === type)?.value ?? "";
    return {
      full: full.format(ms),
      month: part(long, "month"),
      monthShort: part(short, "month"),
      weekday: part(long, "weekday"),
      weekdayShort: part(short, "weekday"),
    };
  };
}

function knownLocale(language: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language)[0] ?? "en-US";
  } catch {
    return "en-US";
  }
}

function strftime(
  wall: Wall,
  { value, format, names }: { value: string; format: string; names: (ms: number) => DateNames },
): Result<string, string> {
  const letters = [...format.matchAll(/%-?(.?)/gs)].map((match) => match[1] ?? "");
  if (!wall.hasTime && letters.some((letter) => timeDirectives.has(letter))) {
    return no(`"${value}" has no time of day, and the answer shows one. Write it as ${value} 18:00.`);
  }
  const directives = directivesOf(new Date(wall.ms), names(wall.ms));
  const unknown = letters.find((letter) => !Object.hasOwn(directives, letter));
  if (unknown !== undefined)
    return no(`"%${unknown}" is not a date format. Known: ${Object.keys(directives).join(" ")}.`);
  return ok(
    format.replace(/%(-?)(.)/gs, (_, plain: string, letter: string) => {
      const text = directives[letter] ?? "";
      return plain === "-" ? text.replace(/^[0 ](?=.)/, "") : text;
    }),
  );
}

function directivesOf(at: Date, names: DateNames): Readonly<Record<string, string>> {
  const two = (n: number, fill = "0") => String(n).padStart(2, fill);
  const hour = at.getUTCHours();
  const twelve = hour % 12 || 12;
  const date = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  const time = `${two(hour)}:${two(at.getUTCMinutes())}`;
  return {
    Y: String(at.getUTCFullYear()),
    y: two(at.getUTCFullYear() % 100),
    m: two(at.getUTCMonth() + 1),
    d: two(at.getUTCDate()),
    e: two(at.getUTCDate(), " "),
    B: names.month,
    b: names.monthShort,
    A: names.weekday,
    a: names.weekdayShort,
    H: two(hour),
    k: two(hour, " "),
    I: two(twelve),
    l: two(twelve, " "),
    M: two(at.getUTCMinutes()),
    S: two(at.getUTCSeconds()),
    p: hour < 12 ? "AM" : "PM",
    P: hour < 12 ? "am" : "pm",
    F: date,
    R: time,
    T: `${time}:${two(at.getUTCSeconds())}`,
    "%": "%",
  };
}

const no = (error: string) => ({ ok: false as const, error });
