import { describe, expect, test } from "vitest";
import { CommandError } from "../failure.ts";
import { durationMs } from "./duration.ts";
import { formatHours, parseHours } from "./hours.ts";
import { checkInstants } from "./instant.ts";
import { parsePace } from "./pace.ts";
import { parseWindow } from "./window.ts";
import { readZone } from "./zone.ts";

const refusal = (parse: () => unknown): string => {
  try {
    parse();
  } catch (error) {
    if (error instanceof CommandError) return `${error.exitCode}: ${error.trouble.message} ${error.trouble.hint}`;
    throw error;
  }
  return "accepted";
};

describe("pace", () => {
  test.each([
    ["10/5m", 10, 300_000],
    ["10 / 5 min", 10, 300_000],
    ["1/s", 1, 1_000],
    ["100 per 1h", 100, 3_600_000],
    ["30 in 90s", 30, 90_000],
  ])("%s", (written, count, spanMs) => {
    expect(parsePace(written)).toEqual({ count, spanMs });
  });

  test.each([
    ["fast", "write messages per span"],
    ["10", "write messages per span"],
    ["10/5x", '"5x" is not a span of time'],
    ["0/5m", "the count goes from 1"],
    ["10/2d", "the span goes from 1 second to 24 hours"],
    ["10/25h", "from 1 second to 24 hours"],
    ["10/1ms", "from 1 second to 24 hours"],
  ])("%s is refused with the reason and an example", (written, reason) => {
    const said = refusal(() => parsePace(written));
    expect(said).toContain(reason);
    expect(said).toContain("--pace 10/5m");
    expect(said).toMatch(/^2:/);
  });
});

describe("hours", () => {
  test("ranges, lists, several spans and closed days", () => {
    expect(parseHours("mon-wed 09:00-17:00; fri 9:00-12:00, 13:00-17:00; sun closed")).toEqual({
      monday: [{ open: "09:00", close: "17:00" }],
      tuesday: [{ open: "09:00", close: "17:00" }],
      wednesday: [{ open: "09:00", close: "17:00" }],
      friday: [
        { open: "09:00", close: "12:00" },
        { open: "13:00", close: "17:00" },
      ],
      sunday: [],
    });
  });

  test("a range may wrap around the week, and days have long names too", () => {
    expect(Object.keys(parseHours("saturday - mon 10:00-14:00"))).toEqual(["saturday", "sunday", "monday"]);
    expect(Object.keys(parseHours("daily 10:00-14:00"))).toHaveLength(7);
    expect(Object.keys(parseHours("tue,thu 10:00-14:00"))).toEqual(["tuesday", "thursday"]);
  });

  test.each([
    ["", "no day is given"],
    ["mon", "write days, then hours"],
    ["mo 09:00-17:00", '"mo" is not a weekday'],
    ["mon-frog 09:00-17:00", '"frog" is not a weekday'],
    ["mon 25:00-26:00", '"25:00-26:00" is not a span'],
    ["mon 09:00", '"09:00" is not a span'],
    ["mon-fri 9-5", '"9-5" is not a span'],
    ["mon 09:00-17:00; mon-fri 10:00-11:00", "monday is given twice"],
  ])("%s is refused where it is wrong", (written, reason) => {
    expect(refusal(() => parseHours(written))).toContain(reason);
  });

  test("whole hours need no minutes, where they can only mean one day", () => {
    expect(parseHours("mon 9-17, 20 - 24")).toEqual(parseHours("mon 09:00-17:00, 20:00-24:00"));
  });

  test("what is shown can be given again", () => {
    const written = "mon-fri 09:00-17:00; sat 10:00-14:00, 15:00-16:00";
    expect(formatHours(parseHours(written))).toBe(written);
  });
});

test("a window is a span of the day, overnight too", () => {
  expect(parseWindow("8:00-21:00")).toEqual({ open: "08:00", close: "21:00" });
  expect(parseWindow("22:00 – 06:00")).toEqual({ open: "22:00", close: "06:00" });
  expect(refusal(() => parseWindow("9-5"))).toContain("--window 08:00-21:00");
  expect(refusal(() => parseWindow("24:00-06:00"))).toContain("not a span");
});

test("lengths of time", () => {
  expect(["90s", "1.5h", "500ms", "2 min", "30d"].map(durationMs)).toEqual([
    90_000, 5_400_000, 500, 120_000, 2_592_000_000,
  ]);
  expect(["", "5", "m", "5 weeks", "-5s"].map(durationMs)).toEqual([null, null, null, null, null]);
});

test("a moment without its offset is refused before anything is made", () => {
  checkInstants({ "--start": undefined, "--end": "2026-11-24T18:00:00-05:00" });
  expect(refusal(() => checkInstants({ "--end": "2026-11-24T18:00:00" }))).toBe(
    '2: --end "2026-11-24T18:00:00" is not a moment in time. Write date, time and offset, for example: --end 2026-11-24T18:00:00-05:00',
  );
});

test("a zone is known by its name in any case, by its city, and by nothing else", () => {
  expect(["America/New_York", "europe/paris", "new york", " utc ", "tokyo"].map(readZone)).toEqual([
    "America/New_York",
    "Europe/Paris",
    "America/New_York",
    "UTC",
    "Asia/Tokyo",
  ]);
  expect(["", "york", "Pacific", "+02:00", "EST5"].map(readZone)).toEqual([null, null, null, null, null]);
});
