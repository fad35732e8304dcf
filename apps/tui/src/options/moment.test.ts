import { describe, expect, test } from "vitest";
import { readMoment, writtenMoment } from "./moment.ts";

/** Tuesday 24 November 2026, 10:00 in New York. */
const now = Date.parse("2026-11-24T15:00:00Z");
const zone = "America/New_York";
const iso = (written: string, where = { now, zone }) => {
  const at = readMoment(written, where);
  return at === null ? null : new Date(at).toISOString();
};

describe("a moment as people write it", () => {
  test.each([
    ["tomorrow 9:00", "2026-11-25T14:00:00.000Z"],
    ["tomorrow 9", "2026-11-25T14:00:00.000Z"],
    ["Tomorrow at 9am", "2026-11-25T14:00:00.000Z"],
    ["tomorrow", "2026-11-25T14:00:00.000Z"],
    ["tomorrow morning", "2026-11-25T14:00:00.000Z"],
    ["mon morning", "2026-11-30T14:00:00.000Z"],
    ["2026-11-25 09:00", "2026-11-25T14:00:00.000Z"],
    ["2026-11-25T09:00:00-05:00", "2026-11-25T14:00:00.000Z"],
    ["25 nov 9:30 pm", "2026-11-26T02:30:00.000Z"],
    ["Nov 25, noon", "2026-11-25T17:00:00.000Z"],
    ["mon 14:30", "2026-11-30T19:30:00.000Z"],
    ["next tuesday 8:00", "2026-12-01T13:00:00.000Z"],
    ["3 jan 8:00", "2027-01-03T13:00:00.000Z"],
    ["in 2 hours", "2026-11-24T17:00:00.000Z"],
    ["in a day", "2026-11-25T15:00:00.000Z"],
  ])("%s", (written, at) => expect(iso(written)).toBe(at));

  test("an hour alone is the next time the clock there shows it", () => {
    expect(iso("11:00")).toBe("2026-11-24T16:00:00.000Z");
    expect(iso("9:00")).toBe("2026-11-25T14:00:00.000Z");
  });

  test.each(["", "soon", "31 feb 9:00", "25:00", "tomorrow 9:75", "13pm", "9"])("%j is none", (written) =>
    expect(iso(written)).toBeNull(),
  );

  test("an hour that is skipped comes out after the gap, one that is repeated at its first time", () => {
    const winter = { now: Date.parse("2026-03-01T12:00:00Z"), zone };
    expect(iso("2026-03-08 02:30", winter)).toBe("2026-03-08T07:30:00.000Z");
    expect(iso("2026-11-01 01:30", winter)).toBe("2026-11-01T05:30:00.000Z");
  });

  test("what is written for the field is read as the same moment", () => {
    for (const at of [now + 60_000, Date.parse("2027-07-01T04:05:00Z")])
      expect(readMoment(writtenMoment(at, "Asia/Kathmandu"), { now, zone: "Asia/Kathmandu" })).toBe(at);
  });
});
