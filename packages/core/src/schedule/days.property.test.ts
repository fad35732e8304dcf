/**
 * Every zone on every day of two years: all openings and closings, against a walk over the zone's own wall clock as Intl shows it. In
 * `pnpm test` of the zones whose clocks show the same on every day one stands for all, and the walk looks every four hours and at
 * both sides of each change; in a long run (`FUZZ_RUNS=2`, see `packages/testkit/src/fuzz.ts`) it is every zone and every quarter of
 * an hour, in which no clock changes its mind: offsets of these years are whole quarters.
 */
import { type Span, weekdays } from "@headsup/contract";
import { fuzzTimeoutMs, isLongFuzz } from "@headsup/testkit/fuzz";
import { expect, test } from "vitest";
import { openingAt } from "./opening.ts";
import { hoursRule, type WeekRule, windowRule } from "./rules.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const firstAt = Date.parse("2027-01-01T00:00:00Z");
const lastAt = Date.parse("2029-01-01T00:00:00Z");
const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const clocks = new Map<string, Intl.DateTimeFormat>();

/** "Tue 08:00", from Intl. */
function readClock(zone: string, at: number): string {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  return clock.format(at).replace(",", "");
}

/** Whether a span on certain days is open by what a clock shows; one that closes no later than it opens goes on overnight. */
function isOpen(shown: string, { open, close }: Span, on: readonly number[]): boolean {
  const [label = "", time = ""] = shown.split(" ");
  const day = days.indexOf(label);
  const isOvernight = close <= open;
  if (on.includes(day) && time >= open && (isOvernight || time < close)) return true;
  return isOvernight && on.includes((day + 6) % 7) && time < close;
}

interface Walk {
  readonly zone: string;
  readonly rule: WeekRule;
  readonly span: Span;
  readonly on: readonly number[];
  readonly from: number;
  readonly until: number;
  readonly stepMs: number;
}

/** Follows the code from change to change, and the clock beside it. Returns how many times it opened. */
function walk({ zone, rule, span, on, from, until, stepMs }: Walk): number {
  const shows = (at: number) => isOpen(readClock(zone, at), span, on);
  const disagree = (at: number, isSaid: boolean) =>
    expect.fail(
      `${zone} ${span.open}–${span.close}: said to be ${isSaid ? "open" : "shut"} at ${new Date(at).toISOString()}, the clock shows ${readClock(zone, at)}`,
    );
  let openings = 0;
  for (let at = from; at < until; ) {
    const opening = openingAt([rule], at);
    const change = (opening.open ? opening.until : opening.opensAt) ?? Number.POSITIVE_INFINITY;
    if (change <= at) expect.fail(`${zone}: no time passes at ${new Date(at).toISOString()}`);
    const end = Math.min(change, until);
    for (let look = at; look < end; look = Math.floor(look / stepMs + 1) * stepMs)
      if (shows(look) !== opening.open) disagree(look, opening.open);
    if (shows(end - 1) !== opening.open) disagree(end - 1, opening.open);
    if (change < until && shows(change) === opening.open) disagree(change, !opening.open);
    if (opening.open) openings++;
    at = end;
  }
  return openings;
}

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const zones = Intl.supportedValuesOf("timeZone");

/** Zones by what their clocks show at midnight and at noon of every day, by Intl: one of each, or all in a long run. */
function zonesToWalk(): readonly string[] {
  if (isLongFuzz) return zones;
  const byClock = new Map<string, string>();
  for (const zone of zones) {
    let shown = "";
    // Every clock that is changed is changed for weeks.
    for (let day = firstAt; day < lastAt; day += 3 * dayMs) shown += readClock(zone, day);
    if (!byClock.has(shown)) byClock.set(shown, zone);
  }
  return [...byClock.values()];
}

test(
  "invariant 4: in every zone, on every day of two years, the window opens at 08:00 and shuts at 21:00 on the local clock, once a day",
  () => {
    const span = { open: "08:00", close: "21:00" };
    const walked = zonesToWalk();
    expect(walked.length).toBeGreaterThan(40);
    const stepMs = isLongFuzz ? 15 * minuteMs : 4 * hourMs;
    for (const zone of walked) {
      const openings = walk({
        zone,
        rule: windowRule(zone, span),
        span,
        on: everyDay,
        from: firstAt,
        until: lastAt,
        stepMs,
      });
      // 731 days, and the open rest of a day at either end.
      expect(openings, zone).toBeGreaterThanOrEqual(731);
      expect(openings, zone).toBeLessThanOrEqual(732);
    }
  },
  10 * fuzzTimeoutMs,
);

/** Where clocks did something out of the ordinary, by the tz database, and when. */
const oddities: readonly (readonly [zone: string, day: string, what: string])[] = [
  ["Pacific/Apia", "2011-12-30", "a Friday that was not"],
  ["Pacific/Kwajalein", "1993-08-21", "a Saturday that was not"],
  ["Pacific/Kiritimati", "1994-12-31", "a Saturday that was not"],
  ["America/Caracas", "2016-05-01", "half an hour, for good"],
  ["Asia/Pyongyang", "2018-05-05", "half an hour, at half past eleven at night"],
  ["Australia/Lord_Howe", "2027-04-04", "half an hour back"],
  ["Australia/Lord_Howe", "2027-10-03", "half an hour forward"],
  ["Antarctica/Troll", "2027-03-28", "two hours forward"],
  ["Antarctica/Troll", "2027-10-31", "two hours back"],
  ["Pacific/Chatham", "2027-04-04", "an hour back at a quarter to four"],
  ["America/Scoresbysund", "2024-03-31", "forward, and to another zone"],
  ["Asia/Beirut", "2027-03-28", "forward at midnight: a day without one"],
  ["America/Havana", "2027-11-07", "back at one: midnight twice"],
  ["Africa/Casablanca", "2027-02-07", "back for Ramadan"],
  ["Africa/Cairo", "2027-04-30", "forward at midnight"],
  ["Asia/Kathmandu", "1986-01-01", "a quarter of an hour, for good"],
  ["America/New_York", "2027-03-14", "an hour forward"],
  ["America/New_York", "2027-11-07", "an hour back"],
];
const spans: readonly Span[] = [
  { open: "08:00", close: "21:00" },
  { open: "00:00", close: "24:00" },
  { open: "00:00", close: "00:30" },
  { open: "02:15", close: "02:45" },
  { open: "01:30", close: "03:30" },
  { open: "23:45", close: "00:15" },
  { open: "22:00", close: "06:00" },
  { open: "02:30", close: "02:29" },
];

test.each(oddities)("invariant 4: in %s around %s (%s) every minute is as the clock shows it", (zone, day) => {
  const middle = Date.parse(`${day}T12:00:00Z`);
  const around = { from: middle - 2 * dayMs, until: middle + 2 * dayMs, stepMs: isLongFuzz ? minuteMs : 5 * minuteMs };
  for (const span of spans) {
    // "24:00" is after every time a clock shows.
    walk({ zone, rule: windowRule(zone, span), span, on: everyDay, ...around });
    const on = [4, 5, 6];
    const hours = Object.fromEntries(on.map((each) => [weekdays[each], [span]]));
    walk({ zone, rule: hoursRule(zone, hours), span, on, ...around });
  }
});
