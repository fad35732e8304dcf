/** Instants as clocks on the wall show them, the zone always said. */

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(instant: number, zone: string): Record<string, string> {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      weekday: "short",
      year: "numeric",
      month: "short",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      timeZoneName: "short",
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
}

/** "Tue 24 Nov 2026 08:00 EST" */
export function localTime(instant: number, zone: string): string {
  const { weekday, day, month, year, hour, minute, timeZoneName } = partsOf(instant, zone);
  return `${weekday} ${day} ${month} ${year} ${hour}:${minute} ${timeZoneName}`;
}

/** "08:00:07 EST" */
export function clockTime(instant: number, zone: string): string {
  const { hour, minute, second, timeZoneName } = partsOf(instant, zone);
  return `${hour}:${minute}:${second} ${timeZoneName}`;
}

/** "24 Nov 08:00 EST" */
export function shortTime(instant: number, zone: string): string {
  const { day, month, hour, minute, timeZoneName } = partsOf(instant, zone);
  return `${day} ${month} ${hour}:${minute} ${timeZoneName}`;
}

/** "24 Nov 08:00", where the zone stands elsewhere on the screen. */
export function dayTime(instant: number, zone: string): string {
  const { day, month, hour, minute } = partsOf(instant, zone);
  return `${day} ${month} ${hour}:${minute}`;
}

let own: string | undefined;

/** The zone the reader's clock is in. Found out once: asking takes a fifth of a millisecond, and screens ask for every row. */
export const ownZone = (): string => {
  own ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return own;
};

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** "2 h 10 min": the two largest units that say something. */
export function span(ms: number): string {
  let rest = Math.max(0, Math.round(ms / 1_000) * 1_000);
  const said: string[] = [];
  for (const [name, size] of units) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0 && said.length < 2) said.push(`${n} ${name}`);
  }
  return said.length === 0 ? "0 s" : said.join(" ");
}
