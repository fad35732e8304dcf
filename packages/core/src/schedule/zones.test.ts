/**
 * Every zone against an oracle that shares nothing with the code: it reads the local clock from Intl at one instant and
 * compares "HH:MM" texts. No offsets, no minutes of the week, no caches, no bisection.
 *
 * Deterministic for a given tz database: two fixed years, and fast-check's seed is 20270314 in every property.
 */
import { type Span, type WeekHours, weekdays } from "@headsup/contract";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Opening, openingAt } from "./opening.ts";
import { formatLocal } from "./reading.ts";
import { hoursRule, rulesFor } from "./rules.ts";

const seed = 20_270_314;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const firstAt = Date.parse("2026-12-01T00:00:00Z");
const lastAt = Date.parse("2028-12-01T00:00:00Z");
const zones = Intl.supportedValuesOf("timeZone");

interface ZoneHours {
  readonly zone: string;
  readonly hours: WeekHours;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** "Tue 08:00", from Intl. */
function readClock(zone: string, instant: number): string {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  return clock.format(instant).replace(",", "");
}

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const overnight = ({ open, close }: Span): boolean => close <= open;

function oracleOpen({ zone, hours }: ZoneHours, instant: number): boolean {
  const [label = "", time = ""] = readClock(zone, instant).split(" ");
  const day = days.indexOf(label);
  const today = hours[weekdays[day]!] ?? [];
  const yesterday = hours[weekdays[(day + 6) % 7]!] ?? [];
  return (
    today.some((span) => span.open <= time && (overnight(span) || time < span.close)) ||
    yesterday.some((span) => overnight(span) && time < span.close)
  );
}

const oracleAllOpen = (all: readonly ZoneHours[], instant: number): boolean =>
  all.every((one) => oracleOpen(one, instant));

/** Where the local clock stops showing the time of day it showed 24 hours before: the transitions, to the minute. */
function oracleTransitions(zone: string): number[] {
  const found: number[] = [];
  for (let day = firstAt; day < lastAt; day += dayMs) {
    const timeAtStart = readClock(zone, day).slice(4);
    if (readClock(zone, day + dayMs).slice(4) === timeAtStart) continue;
    let low = 0;
    let high = dayMs / minuteMs;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      const sameAsDayBefore = readClock(zone, day + middle * minuteMs - dayMs).slice(4);
      if (readClock(zone, day + middle * minuteMs).slice(4) === sameAsDayBefore) low = middle;
      else high = middle;
    }
    found.push(day + high * minuteMs);
  }
  return found;
}

const changesAt = (opening: Opening): number =>
  opening.open ? opening.until : (opening.opensAt ?? Number.POSITIVE_INFINITY);

interface Check {
  readonly all: readonly ZoneHours[];
  readonly now: number;
  /** How far to walk towards the change named, and in what steps. */
  readonly scanMs: number;
  readonly stepMs: number;
}

/** Checks the answer at `now`: the state, no change on the way to the one named, and a change there, to the millisecond. */
function checkAt({ all, now, scanMs, stepMs }: Check): void {
  const opening = openingAt(
    all.map(({ zone, hours }) => hoursRule(zone, hours)),
    now,
  );
  const where = `${all.map(({ zone }) => zone).join(" and ")} at ${new Date(now).toISOString()}`;
  const state = oracleAllOpen(all, now);
  if (opening.open !== state) expect.fail(`${where}: open is ${opening.open}, the clock says ${state}`);
  const change = changesAt(opening);
  const mustStay = (at: number): void => {
    if (oracleAllOpen(all, at) !== state) expect.fail(`${where}: missed the change at ${new Date(at).toISOString()}`);
  };
  const scanEnd = Math.min(change, now + scanMs);
  for (let at = Math.floor(now / stepMs + 1) * stepMs; at < scanEnd; at += stepMs) mustStay(at);
  if (change === Number.POSITIVE_INFINITY) {
    for (let day = 0; day < 400; day++) mustStay(now + day * (dayMs - 17 * minuteMs));
    return;
  }
  if (change <= now) expect.fail(`${where}: a change in the past`);
  mustStay(change - 1);
  if (oracleAllOpen(all, change) === state) expect.fail(`${where}: no change at ${new Date(change).toISOString()}`);
}

const twoDigits = (n: number): string => String(n).padStart(2, "0");
const timeOfMinute = (minute: number): string => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;

const anyInstant = fc.integer({ min: firstAt, max: lastAt });
const anyZone = fc.constantFrom(...zones);
const anySpan = fc.record({
  open: fc.integer({ min: 0, max: 1_439 }).map(timeOfMinute),
  close: fc.integer({ min: 0, max: 1_440 }).map(timeOfMinute),
});
const anyDay = fc.option(fc.array(anySpan, { maxLength: 3 }), { nil: undefined });
const anyHours: fc.Arbitrary<WeekHours> = fc.record({
  monday: anyDay,
  tuesday: anyDay,
  wednesday: anyDay,
  thursday: anyDay,
  friday: anyDay,
  saturday: anyDay,
  sunday: anyDay,
});
const sameEveryDay = (span: Span): WeekHours => Object.fromEntries(weekdays.map((day) => [day, [span]]));

test("D1 in every zone the default window is open exactly from 08:00 to 21:00 on the local clock", () => {
  const hours = sameEveryDay({ open: "08:00", close: "21:00" });
  for (const zone of zones) {
    for (const now of fc.sample(anyInstant, { seed, numRuns: 40 })) {
      checkAt({ all: [{ zone, hours }], now, scanMs: 2 * dayMs, stepMs: 15 * minuteMs });
    }
  }
});

test("D2 around every transition of every zone the state and the next change are exact", () => {
  const spans: Span[] = [
    { open: "00:15", close: "00:45" },
    { open: "01:45", close: "02:20" },
    { open: "22:00", close: "02:30" },
    { open: "02:30", close: "22:00" },
  ];
  let seen = 0;
  for (const zone of zones) {
    for (const transition of oracleTransitions(zone)) {
      seen++;
      for (const hours of spans.map(sameEveryDay)) {
        for (let offMs = -3 * hourMs; offMs <= 3 * hourMs; offMs += 30 * minuteMs) {
          for (const edgeMs of [-1, 0]) {
            const now = transition + offMs + edgeMs;
            checkAt({ all: [{ zone, hours }], now, scanMs: 2 * dayMs, stepMs: hourMs });
          }
        }
        checkAt({ all: [{ zone, hours }], now: transition - hourMs, scanMs: 2 * hourMs, stepMs: minuteMs });
      }
    }
  }
  expect(seen).toBeGreaterThan(500);
});

test("D2 any hours in any zone: no minute before the next change differs, and the change is real", () => {
  fc.assert(
    fc.property(anyZone, anyHours, anyInstant, (zone, hours, now) => {
      checkAt({ all: [{ zone, hours }], now, scanMs: 3 * dayMs, stepMs: minuteMs });
    }),
    { seed, numRuns: 400 },
  );
});

test("C7 any hours in several zones at once: open only when every local clock says so", () => {
  const several = fc.array(fc.record({ zone: anyZone, hours: anyHours }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(several, anyInstant, (all, now) => checkAt({ all, now, scanMs: 3 * dayMs, stepMs: minuteMs })),
    { seed, numRuns: 200 },
  );
});

test("C7 candidate zones and sending hours together agree with the local clocks", () => {
  const someZones = fc.array(anyZone, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(someZones, anySpan, anyZone, anyHours, anyInstant, (candidates, window, zone, hours, now) => {
      const windows = candidates.map((candidate) => ({ zone: candidate, hours: sameEveryDay(window) }));
      const opening = openingAt(rulesFor({ zones: candidates, window, hours: { zone, hours } }), now);
      const all = [...windows, { zone, hours }];
      expect(opening.open).toBe(oracleAllOpen(all, now));
      const change = changesAt(opening);
      if (change < Number.POSITIVE_INFINITY) expect(oracleAllOpen(all, change)).toBe(!opening.open);
    }),
    { seed, numRuns: 500 },
  );
});

test("D1 in every zone the local time is told as Intl tells it", () => {
  for (const zone of zones) {
    for (const now of fc.sample(anyInstant, { seed, numRuns: 20 })) {
      expect(formatLocal(now, zone)).toBe(readClock(zone, now));
    }
  }
});
