import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openingAt } from "../schedule/opening.ts";
import { rulesFor } from "../schedule/rules.ts";
import { callTriesMax, callWindow, mayCall, nextCallAt, prerecordedSpanMs } from "./again.ts";
import { callOutcome } from "./outcome.ts";

const hourMs = 3_600_000;
const noon = Date.parse("2026-11-24T17:00:00Z");
const zones = ["America/New_York"];
const call = (at: number, leftVoicemail = false) => ({ at, leftVoicemail });

test("E5 a busy line is tried again sooner than one that nobody answers", () => {
  const first = { tries: 1, at: noon };
  expect(nextCallAt(first, "retry")).toBeLessThan(nextCallAt(first, "unreachable")!);
});

test.each(["retry", "unreachable"] as const)("E5 %s: three tries in all, seven hours apart or more", (failure) => {
  const second = nextCallAt({ tries: 1, at: noon }, failure)!;
  const third = nextCallAt({ tries: 2, at: second }, failure)!;
  expect(third - noon).toBeGreaterThanOrEqual(7 * hourMs);
  expect(nextCallAt({ tries: callTriesMax, at: third }, failure)).toBeNull();
});

test("E5 a fourth prerecorded call in thirty days is not made, and one is when the first is thirty days old", () => {
  const earlier = [call(noon), call(noon - 10 * 24 * hourMs), call(noon - 20 * 24 * hourMs)];
  const refused = mayCall(earlier, { now: noon + hourMs, zones });
  expect(refused).toEqual({ may: false, why: "prerecorded_cap", until: noon - 20 * 24 * hourMs + prerecordedSpanMs });
  expect(mayCall(earlier, { now: noon - 20 * 24 * hourMs + prerecordedSpanMs, zones })).toEqual({ may: true });
});

test("E5 no thirty days ever hold a fourth call, whenever one is asked for", () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 90 * 24 }), { maxLength: 40 }), (hours) => {
      const made: number[] = [];
      for (const at of hours.toSorted((a, b) => a - b).map((hour) => noon + hour * hourMs))
        if (
          mayCall(
            made.map((before) => call(before)),
            { now: at, zones },
          ).may
        )
          made.push(at);
      for (const at of made)
        expect(made.filter((other) => other >= at && other < at + prerecordedSpanMs).length).toBeLessThanOrEqual(3);
    }),
  ));

test("E5 nobody is called again on the day a message was left on their machine; the next day they may be", () => {
  const left = [call(noon, true)];
  const later = mayCall(left, { now: noon + 6 * hourMs, zones });
  expect(later).toMatchObject({ may: false, why: "voicemail_today", until: Date.parse("2026-11-25T05:00:00Z") });
  expect(mayCall(left, { now: Date.parse("2026-11-25T05:00:00Z"), zones })).toEqual({ may: true });
  expect(mayCall([call(noon)], { now: noon + hourMs, zones })).toEqual({ may: true });
});

test("E5 where their zone is in doubt the day ends when it has ended in all of them", () => {
  const both = [...zones, "America/Los_Angeles"];
  const five = Date.parse("2026-11-25T05:00:00Z");
  expect(mayCall([call(noon, true)], { now: five, zones: both })).toMatchObject({
    may: false,
    until: five + 3 * hourMs,
  });
});

test("E5 calls are made in stricter hours than texts, inside the campaign's own window", () => {
  const rules = rulesFor({ zones, window: { open: "08:00", close: "21:00" }, within: callWindow, hours: null });
  const isOpen = (local: string) => openingAt(rules, Date.parse(`2026-11-24T${local}:00-05:00`)).open;
  expect(["08:59", "09:00", "19:59", "20:00"].map(isOpen)).toEqual([false, true, true, false]);
});

test("E5 hours narrower than those of calls stay as they are", () => {
  const rules = rulesFor({ zones, window: { open: "10:00", close: "18:00" }, within: callWindow, hours: null });
  const isOpen = (local: string) => openingAt(rules, Date.parse(`2026-11-24T${local}:00-05:00`)).open;
  expect(["09:30", "10:00", "18:30"].map(isOpen)).toEqual([false, true, false]);
});

test.each([
  ["completed", "human", "message", "delivered", null, null],
  ["completed", "human", "greeting", "delivered", "hung_up", null],
  ["completed", "machine", "voicemail", "delivered", "voicemail", null],
  ["completed", "machine", "nothing", "undelivered", "voicemail_cut", "unreachable"],
  ["completed", "fax", "nothing", "undelivered", "fax", "fall_back"],
  ["completed", "human", "nothing", "undelivered", "unheard", "unreachable"],
  ["completed", null, "nothing", "undelivered", "unheard", "unreachable"],
  ["busy", null, "nothing", "undelivered", "busy", "retry"],
  ["no_answer", null, "nothing", "undelivered", "no_answer", "unreachable"],
  ["failed", null, "nothing", "failed", "call_failed", "fall_back"],
  ["canceled", null, "nothing", "failed", "call_canceled", "failed"],
] as const)("E5 %s, answered by %s, %s said: %s %s", (end, answeredBy, reach, status, code, failure) =>
  expect(callOutcome(end, { answeredBy, reach })).toEqual({ status, code, failure }),
);
