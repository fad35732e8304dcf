import type { Counts, List, Pace, Recipient, RecipientStatus, Span, WeekHours } from "@headsup/contract";
import { type Weekday, weekdays } from "@headsup/contract";
import type { Campaign } from "@headsup/engine";
import type { Arrival, Taken, World } from "./world.ts";

/**
 * The judges. Each compares what a provider saw, or what the ledger says row by row, with a promise, and returns what
 * breaks it; nothing to return is the good case. They share no code with the engine where that would hide a fault:
 * clocks are read through Intl, numbers are counted anew.
 */

/** Where no span of `spanMs` may hold more than `count`: the arrivals that are one too many. */
export function auditPace(arrivals: readonly Pick<Arrival, "at">[], { count, spanMs }: Pace): string[] {
  const times = arrivals.map(({ at }) => at).sort((a, b) => a - b);
  return times.flatMap((at, i) => {
    const earlier = times[i - count];
    return earlier !== undefined && at - earlier < spanMs
      ? [`${count + 1} arrivals within ${at - earlier} ms, up to ${new Date(at).toISOString()}`]
      : [];
  });
}

export interface HoursPromised {
  readonly zonesOf: (address: string) => readonly string[];
  readonly window: Span;
  readonly hours?: { readonly zone: string; readonly hours: WeekHours };
}

/** Arrivals outside the recipient's window or the sending hours. */
export function auditHours(
  arrivals: readonly Pick<Arrival, "at" | "to">[],
  { zonesOf, window, hours }: HoursPromised,
): string[] {
  return arrivals.flatMap((arrival) => {
    const shut = zonesOf(arrival.to)
      .filter((zone) => !isWithin(readClock(zone, arrival.at).minute, window))
      .map((zone) => `the window in ${zone}`);
    if (hours !== undefined && !areHoursOpen(hours, arrival.at)) shut.push("the sending hours");
    return shut.map((what) => `${arrival.to} at ${new Date(arrival.at).toISOString()}: outside ${what}`);
  });
}

/** People for whom the provider took a second message without having reported the first as failed. */
export function auditOnce(taken: readonly Taken[], failed: ReadonlySet<string> = new Set()): string[] {
  const standing = taken.filter(({ providerId }) => !failed.has(providerId));
  return [...Map.groupBy(standing, ({ campaignId, to }) => `${campaignId} ${to}`)]
    .filter(([, messages]) => messages.length > 1)
    .map(([who, messages]) => `${who} got ${messages.map(({ providerId }) => providerId).join(" and ")}`);
}

const fieldOf: Record<RecipientStatus, keyof Counts> = {
  ready: "ready",
  held: "held",
  in_flight: "inFlight",
  unknown: "unknown",
  awaiting: "awaiting",
  accepted: "accepted",
  delivered: "delivered",
  read: "read",
  undelivered: "undelivered",
  failed: "failed",
  skipped: "skipped",
  unconfirmed: "unconfirmed",
  unreached: "unreached",
};
const undecided: ReadonlySet<RecipientStatus> = new Set(["ready", "held", "in_flight", "unknown", "awaiting"]);

/** Every recipient, read as a download would. */
export function allRecipients(campaign: Campaign): Recipient[] {
  const all: Recipient[] = [];
  for (let cursor: string | null = null; ; ) {
    const { items, next } = campaign.recipients({ order: "id", cursor, limit: 500, status: null, list: null });
    all.push(...items);
    if (next === null) return all;
    cursor = next;
  }
}

/** Where the counters differ from a count over all rows, for the campaign and for each of its lists, bad rows included. */
export function auditCounts(campaign: Campaign): string[] {
  const rows = allRecipients(campaign);
  const { counts, outreaches } = campaign.describe();
  return [
    ...differences("campaign", counts, rows),
    ...outreaches.flatMap((outreach) =>
      differences(
        outreach.id,
        outreach.counts,
        rows.filter(({ list }) => list === outreach.id),
      ),
    ),
    ...campaign.lists().flatMap((list) => listDifferences(campaign, list, rows)),
  ];
}

/** A list's rows are its recipients and its bad rows, repaired ones being recipients. */
function listDifferences(campaign: Campaign, list: List, rows: readonly Recipient[]): string[] {
  const recipients = rows.filter((row) => row.list === list.id).length;
  const problems = allProblems(campaign, list.id);
  return [
    ...(list.recipients === recipients
      ? []
      : [`${list.id}: recipients ${list.recipients}, the rows say ${recipients}`]),
    ...(list.problems === problems ? [] : [`${list.id}: problems ${list.problems}, the rows say ${problems}`]),
    ...(list.rows === recipients + problems
      ? []
      : [`${list.id}: ${list.rows} rows are not ${recipients} + ${problems}`]),
  ];
}

function allProblems(campaign: Campaign, list: string): number {
  let count = 0;
  for (let cursor: string | null = null; ; ) {
    const { items, next } = campaign.problems({ cursor, limit: 500, list });
    count += items.length;
    if (next === null) return count;
    cursor = next;
  }
}

function differences(name: string, told: Counts, rows: readonly Recipient[]): string[] {
  const counted: Record<string, number> = { total: rows.length, decided: 0 };
  for (const field of Object.values(fieldOf)) counted[field] = 0;
  for (const { status } of rows) {
    counted[fieldOf[status]]! += 1;
    if (!undecided.has(status)) counted.decided! += 1;
  }
  return Object.entries(told)
    .filter(([field, n]) => counted[field] !== n)
    .map(([field, n]) => `${name}: ${field} is told as ${n}, the rows say ${counted[field]}`);
}

/** All that must hold of a campaign at any moment. */
export function audit(
  world: World,
  campaignId: string,
  campaign: Campaign,
  promised: { pace: Pace; failed?: ReadonlySet<string>; hours?: HoursPromised },
): string[] {
  const mine = world.arrivals.filter((arrival) => arrival.campaignId === campaignId);
  const taken = world.atProvider.filter((message) => message.campaignId === campaignId);
  return [
    ...auditPace(mine, promised.pace),
    ...(promised.hours ? auditHours(mine, promised.hours) : []),
    ...auditOnce(taken, promised.failed),
    ...auditCounts(campaign),
  ];
}

const formatters = new Map<string, Intl.DateTimeFormat>();
/** What each zone's clock showed last: many ask within one minute. */
const lastRead = new Map<string, { readonly since: number; readonly clock: { day: number; minute: number } }>();

/** Weekday (0: Monday) and minute of the day on a zone's clock, as the platform's own tz database tells it. */
export function readClock(zone: string, at: number): { day: number; minute: number } {
  const since = Math.floor(at / 60_000);
  const last = lastRead.get(zone);
  if (last?.since === since) return last.clock;
  const clock = readPlatformClock(zone, at);
  lastRead.set(zone, { since, clock });
  return clock;
}

function readPlatformClock(zone: string, at: number): { day: number; minute: number } {
  const formatter =
    formatters.get(zone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      weekday: "long",
      hour: "numeric",
      minute: "numeric",
    });
  formatters.set(zone, formatter);
  const parts = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: weekdays.indexOf(parts.get("weekday")?.toLowerCase() as Weekday),
    minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")),
  };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function isWithin(minute: number, { open, close }: Span): boolean {
  const [from, to] = [minuteOf(open), minuteOf(close)];
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** Hours belong to the day they open on; overnight ones reach into the next. */
function areHoursOpen({ zone, hours }: { zone: string; hours: WeekHours }, at: number): boolean {
  const { day, minute } = readClock(zone, at);
  const today = hours[weekdays[day]!] ?? [];
  const yesterday = hours[weekdays[(day + 6) % 7]!] ?? [];
  const isOvernight = ({ open, close }: Span) => minuteOf(close) <= minuteOf(open);
  return (
    today.some((span) => minute >= minuteOf(span.open) && (isOvernight(span) || minute < minuteOf(span.close))) ||
    yesterday.some((span) => isOvernight(span) && minute < minuteOf(span.close))
  );
}
