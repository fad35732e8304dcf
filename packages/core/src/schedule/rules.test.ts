import { defaultWindow } from "@headsup/contract";
import { expect, test } from "vitest";
import { hoursRule, rulesFor, windowRule } from "./rules.ts";

const zone = "Europe/Berlin";

test("D1 a delivery window is the same span on each of the seven days", () => {
  const { spans } = windowRule(zone, defaultWindow);
  expect(spans).toHaveLength(7);
  expect(spans[0]).toEqual({ from: 480, to: 1_260 });
  expect(spans[6]).toEqual({ from: 6 * 1_440 + 480, to: 6 * 1_440 + 1_260 });
});

test("D1 a window around the clock is one span of the whole week", () => {
  const allWeek = [{ from: 0, to: 10_080 }];
  expect(windowRule(zone, { open: "00:00", close: "24:00" }).spans).toEqual(allWeek);
  expect(windowRule(zone, { open: "00:00", close: "00:00" }).spans).toEqual(allWeek);
  expect(windowRule(zone, { open: "09:00", close: "09:00" }).spans).toEqual(allWeek);
});

test("D2 overnight hours reach into the next day, even a Closed one", () => {
  const { spans } = hoursRule(zone, { monday: [{ open: "22:00", close: "06:00" }], tuesday: [] });
  expect(spans).toEqual([{ from: 1_320, to: 1_800 }]);
});

test("D2 Sunday's overnight hours go on early on Monday", () => {
  const { spans } = hoursRule(zone, { sunday: [{ open: "22:00", close: "06:00" }] });
  expect(spans).toEqual([
    { from: 0, to: 360 },
    { from: 6 * 1_440 + 1_320, to: 10_080 },
  ]);
});

test("D2 spans given in any order, overlapping or touching, become one", () => {
  const { spans } = hoursRule(zone, {
    monday: [
      { open: "13:00", close: "17:00" },
      { open: "08:00", close: "12:00" },
      { open: "09:00", close: "10:00" },
      { open: "12:00", close: "13:00" },
    ],
  });
  expect(spans).toEqual([{ from: 480, to: 1_020 }]);
});

test("D2 a week of Closed days has no spans", () => {
  expect(hoursRule(zone, {}).spans).toEqual([]);
  expect(hoursRule(zone, { monday: [], friday: [] }).spans).toEqual([]);
});

test("C7 every candidate zone brings its own window, once; the campaign's hours come on top", () => {
  const zones = ["America/New_York", "America/Chicago", "America/New_York"];
  const rules = rulesFor({ zones, window: defaultWindow, hours: { zone, hours: { monday: [defaultWindow] } } });
  expect(rules.map((rule) => rule.zone)).toEqual(["America/New_York", "America/Chicago", zone]);
});

test("C7 without any zone nothing is open, whatever the campaign's hours: a zone is never guessed", () => {
  const [rule] = rulesFor({ zones: [], window: defaultWindow, hours: null });
  expect(rule?.spans).toEqual([]);
});

test("rules asked for again are the same list", () => {
  const sources = { zones: [zone], window: defaultWindow, hours: null };
  expect(rulesFor(sources)).toBe(rulesFor(structuredClone(sources)));
  expect(rulesFor(sources)).not.toBe(rulesFor({ ...sources, window: { open: "09:00", close: "21:00" } }));
});
