/**
 * What a zone's clocks show, as offsets from UTC. The runtime's own tz database is asked through Intl, the only source
 * that Node, workerd and Deno share; asking is slow, so the answers are kept as constant-offset segments, learnt one
 * page (a fixed stretch of time) at a time. After that, an evaluation is a look-up and arithmetic.
 *
 * The caches hold facts of the tz database only: forgetting them changes no answer. Instants are epoch ms, of year 1 or
 * later; an unknown zone throws a RangeError, because zone names are checked where they enter.
 */
import { scheduleLimits } from "./limits.ts";
import { remember } from "./remember.ts";

const secondMs = 1_000;

/** A stretch [from, until) of epoch ms, known to have one offset. The offset may well be the same on either side. */
export interface OffsetSegment {
  readonly from: number;
  readonly until: number;
  /** Milliseconds to add to UTC to get the local reading. */
  readonly offsetMs: number;
}

type Page = readonly OffsetSegment[];

const pagesByZone = new Map<string, Map<number, Page>>();
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds to add to the UTC instant to get the local reading in `zone`; a whole number of seconds. */
export function offsetAt(zone: string, instant: number): number {
  return segmentAt(zone, instant).offsetMs;
}

/** A constant-offset stretch of `zone` that holds `instant`. */
export function segmentAt(zone: string, instant: number): OffsetSegment {
  const index = Math.floor(instant / scheduleLimits.pageMs);
  const page = pagesByZone.get(zone)?.get(index) ?? learnPage(zone, index);
  for (const segment of page) if (instant < segment.until) return segment;
  throw new RangeError(`${instant} is not an instant.`);
}

function learnPage(zone: string, index: number): Page {
  const value = readPage(zone, index);
  const pages =
    pagesByZone.get(zone) ??
    remember({ map: pagesByZone, key: zone, value: new Map<number, Page>(), max: scheduleLimits.zonesMax });
  return remember({ map: pages, key: index, value, max: scheduleLimits.pagesPerZoneMax });
}

/** Looks at the offset once per probe, and closes in on the instant of change wherever two looks differ. */
function readPage(zone: string, index: number): Page {
  const formatter = formatterFor(zone);
  const { pageMs, probeMs } = scheduleLimits;
  const end = (index + 1) * pageMs;
  const segments: OffsetSegment[] = [];
  let from = index * pageMs;
  let offsetMs = readOffset(formatter, from);
  for (let probe = from + probeMs; probe <= end; probe += probeMs) {
    const probedMs = readOffset(formatter, probe);
    let same = Math.max(from, probe - probeMs);
    while (offsetMs !== probedMs) {
      const until = firstChange({ formatter, offsetMs, same, changed: probe });
      segments.push({ from, until, offsetMs });
      from = until;
      same = until;
      offsetMs = readOffset(formatter, until);
    }
  }
  if (from < end) segments.push({ from, until: end, offsetMs });
  return segments;
}

interface Bracket {
  readonly formatter: Intl.DateTimeFormat;
  readonly offsetMs: number;
  /** An instant with that offset. */
  readonly same: number;
  /** A later one without it. */
  readonly changed: number;
}

/** The first instant without the offset, by bisection. Clocks change on whole seconds of UTC. */
function firstChange({ formatter, offsetMs, same, changed }: Bracket): number {
  let low = same / secondMs;
  let high = changed / secondMs;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (readOffset(formatter, middle * secondMs) === offsetMs) low = middle;
    else high = middle;
  }
  return high * secondMs;
}

/** The offset at a whole second, as Intl tells it: the local reading taken for UTC, less the instant. */
function readOffset(formatter: Intl.DateTimeFormat, instant: number): number {
  const reading = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatter.formatToParts(instant)) {
    if (type in reading) reading[type as keyof typeof reading] = Number(value);
  }
  const { year, month, day, hour, minute, second } = reading;
  const local = new Date(0).setUTCFullYear(year, month - 1, day);
  return local + ((hour * 60 + minute) * 60 + second) * secondMs - instant;
}

function formatterFor(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const value = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return remember({ map: formatters, key: zone, value, max: scheduleLimits.formattersMax });
}
