import { expect, test } from "vitest";
import { copied, hoursOf, presets, readDaySpans, spansOf } from "./hours.ts";

test("a day is written as people write hours", () => {
  expect(readDaySpans("9-12, 13:30 - 17")).toEqual({
    spans: [
      { open: "09:00", close: "12:00" },
      { open: "13:30", close: "17:00" },
    ],
  });
  expect(readDaySpans("closed")).toEqual({ spans: [] });
  expect(readDaySpans("9-25")).toHaveProperty("trouble");
});

test("hours that may mean an evening or a night are asked about, not guessed", () => {
  expect(readDaySpans("9-5")).toHaveProperty("trouble");
  expect(readDaySpans("22:00-06:00")).toEqual({ spans: [{ open: "22:00", close: "06:00" }] });
});

test("any time is no hours at all, and comes back as whole days", () => {
  expect(hoursOf(presets.any)).toBeNull();
  expect(spansOf(null)).toEqual(presets.any);
});

test("a day copied to the workdays leaves the weekend as it was", () => {
  const week = copied({ ...presets.any, monday: [{ open: "09:00", close: "12:00" }] }, "monday", "workdays");
  expect(week.friday).toEqual([{ open: "09:00", close: "12:00" }]);
  expect(week.saturday).toEqual(presets.any.saturday);
  expect(hoursOf(copied({ ...presets.any, sunday: [] }, "sunday", "all"))).toEqual({});
});
