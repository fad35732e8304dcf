import { expect, test } from "vitest";
import { scheduleLimits } from "./limits.ts";
import { offsetAt, segmentAt } from "./offsets.ts";

const minuteMs = 60_000;
const offsetMin = (zone: string, iso: string): number => offsetAt(zone, Date.parse(iso)) / minuteMs;

test("D2 offsets of quarter hours and half hours are exact", () => {
  expect(offsetMin("Asia/Kathmandu", "2027-05-01T00:00:00Z")).toBe(345);
  expect(offsetMin("America/St_Johns", "2027-01-15T00:00:00Z")).toBe(-210);
  expect(offsetMin("Pacific/Chatham", "2027-01-15T00:00:00Z")).toBe(825);
  expect(offsetMin("Pacific/Chatham", "2027-07-15T00:00:00Z")).toBe(765);
  expect(offsetMin("America/Phoenix", "2027-07-15T00:00:00Z")).toBe(-420);
  expect(offsetMin("UTC", "2027-07-15T00:00:00Z")).toBe(0);
});

test("D2 an offset changes at the very instant of the transition", () => {
  const transitions: [zone: string, iso: string, beforeMin: number, afterMin: number][] = [
    ["America/New_York", "2027-03-14T07:00:00Z", -300, -240],
    ["America/New_York", "2027-11-07T06:00:00Z", -240, -300],
    ["Australia/Lord_Howe", "2027-04-03T15:00:00Z", 660, 630],
    ["Australia/Lord_Howe", "2027-10-02T15:30:00Z", 630, 660],
    ["Antarctica/Troll", "2027-03-28T01:00:00Z", 0, 120],
    ["Antarctica/Troll", "2027-10-31T01:00:00Z", 120, 0],
    ["Pacific/Chatham", "2027-04-03T14:00:00Z", 825, 765],
    ["Pacific/Apia", "2011-12-30T10:00:00Z", -600, 840],
  ];
  for (const [zone, iso, beforeMin, afterMin] of transitions) {
    const at = Date.parse(iso);
    expect([zone, offsetAt(zone, at - 1) / minuteMs, offsetAt(zone, at) / minuteMs]).toEqual([
      zone,
      beforeMin,
      afterMin,
    ]);
    expect(segmentAt(zone, at - 1).until).toBe(at);
    expect(segmentAt(zone, at).from).toBe(at);
  }
});

test("D2 two transitions a week apart are both seen: Gaza around Ramadan 2040, Recife in 2000", () => {
  // Between the looks a week apart the offset is back where it was: a coarser look would see nothing.
  expect(offsetMin("America/Recife", "2000-10-07T12:00:00Z")).toBe(-180);
  expect(offsetMin("America/Recife", "2000-10-10T12:00:00Z")).toBe(-120);
  expect(offsetMin("America/Recife", "2000-10-16T12:00:00Z")).toBe(-180);
  expect(offsetMin("Asia/Gaza", "2040-10-17T12:00:00Z")).toBe(120);
  expect(offsetMin("Asia/Gaza", "2040-10-23T12:00:00Z")).toBe(180);
  expect(offsetMin("Asia/Gaza", "2040-10-29T12:00:00Z")).toBe(120);
});

test("D2 an offset of odd seconds, before 1972 in Monrovia, is exact, and so is its end", () => {
  const change = Date.parse("1972-01-07T00:44:30Z");
  expect(offsetAt("Africa/Monrovia", change - 1)).toBe(-(44 * 60 + 30) * 1_000);
  expect(offsetAt("Africa/Monrovia", change)).toBe(0);
});

test("D2 a segment holds the instant asked for, also on the edge of a page and before the epoch", () => {
  for (const page of [-3, -1, 0, 1, 164]) {
    for (const instant of [page * scheduleLimits.pageMs - 1, page * scheduleLimits.pageMs]) {
      const { from, until } = segmentAt("Europe/London", instant);
      expect(from).toBeLessThanOrEqual(instant);
      expect(until).toBeGreaterThan(instant);
    }
  }
});

test("D2 more pages and zones than are kept change no answer", () => {
  const firstAt = Date.parse("2027-01-15T00:00:00Z");
  const before = offsetAt("Europe/Paris", firstAt);
  for (let page = 0; page < scheduleLimits.pagesPerZoneMax * 2; page++) {
    offsetAt("Europe/Paris", firstAt + page * scheduleLimits.pageMs);
  }
  for (const zone of Intl.supportedValuesOf("timeZone").slice(0, scheduleLimits.formattersMax * 2))
    offsetAt(zone, firstAt);
  expect(offsetAt("Europe/Paris", firstAt)).toBe(before);
});

test("an unknown zone is a mistake of the caller's", () => {
  expect(() => offsetAt("Mars/Olympus_Mons", 0)).toThrow(RangeError);
});
