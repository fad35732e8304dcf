import type { WeekHours } from "@headsup/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dueAtIn, isOpenNow } from "./hours.ts";

const at = (iso: string): number => Date.parse(iso);
const hour = 3_600_000;
const office = { open: "09:00", close: "17:00" };
const weekdaysOnly: WeekHours = {
  monday: [office],
  tuesday: [office],
  wednesday: [office],
  thursday: [office],
  friday: [office],
};
const inbox = (hours: WeekHours | null, answerWithinMs: number | null = 2 * hour) => ({
  hours,
  zone: "Europe/Berlin",
  answerWithinMs,
});

test("F3 an inbox is open by the clock on the wall of its zone, and always where it names no hours", () => {
  expect(isOpenNow(inbox(weekdaysOnly), at("2026-11-24T09:00:00+01:00"))).toBe(true);
  expect(isOpenNow(inbox(weekdaysOnly), at("2026-11-24T08:59:59+01:00"))).toBe(false);
  expect(isOpenNow(inbox(weekdaysOnly), at("2026-11-28T12:00:00+01:00"))).toBe(false);
  expect(isOpenNow(inbox(null), at("2026-11-28T12:00:00+01:00"))).toBe(true);
});

test("F3 what is promised within two hours of a Friday's last half hour is due on Monday at half past ten", () => {
  expect(dueAtIn(inbox(weekdaysOnly), at("2026-11-27T16:30:00+01:00"))).toBe(at("2026-11-30T10:30:00+01:00"));
  expect(dueAtIn(inbox(weekdaysOnly), at("2026-11-28T03:00:00+01:00"))).toBe(at("2026-11-30T11:00:00+01:00"));
  expect(dueAtIn(inbox(weekdaysOnly), at("2026-11-27T15:00:00+01:00"))).toBe(at("2026-11-27T17:00:00+01:00"));
});

test("F3 without hours, or where it never opens, a due time goes by the clock", () => {
  const from = at("2026-11-27T16:30:00+01:00");
  expect(dueAtIn(inbox(null), from)).toBe(from + 2 * hour);
  expect(dueAtIn(inbox({}), from)).toBe(from + 2 * hour);
  expect(dueAtIn(inbox({ monday: [{ open: "00:00", close: "24:00" }] }, 30 * 24 * hour), from)).toBeGreaterThan(from);
});

test("F3 nothing is due where nobody waits or nothing is promised", () => {
  expect(dueAtIn(inbox(weekdaysOnly), null)).toBeNull();
  expect(dueAtIn(inbox(weekdaysOnly, null), 0)).toBeNull();
});

test("F3 the longest promise of an inbox open a minute a week is still counted to an end", () => {
  const from = at("2026-11-24T12:00:00Z");
  const due = dueAtIn(inbox({ monday: [{ open: "09:00", close: "09:01" }] }, 30 * 24 * hour), from);
  expect(due).toBeGreaterThan(from + 30 * 24 * hour);
});

test("F3 exactly the promised time is open between waiting and due, and the inbox is open until then", () => {
  const from = at("2026-03-20T00:00:00Z");
  const minutes = fc.integer({ min: 1, max: 3_000 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 14 * 24 * 60 }), minutes, (startMin, promisedMin) => {
      const waitingSince = from + startMin * 60_000;
      const due = dueAtIn(inbox(weekdaysOnly, promisedMin * 60_000), waitingSince) ?? 0;
      let open = 0;
      for (let t = waitingSince; t < due; t += 60_000) open += isOpenNow(inbox(weekdaysOnly), t) ? 1 : 0;
      expect(open).toBe(promisedMin);
      expect(isOpenNow(inbox(weekdaysOnly), due - 1)).toBe(true);
    }),
    { numRuns: 30 },
  );
});
