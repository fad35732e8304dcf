import { defaultWindow, type WeekHours } from "@headsup/contract";
import { expect, test } from "vitest";
import { scheduleLimits } from "./limits.ts";
import { everOpen, type Opening, openingAt } from "./opening.ts";
import { hoursRule, rulesFor, windowRule } from "./rules.ts";

const newYork = "America/New_York";
const at = (iso: string): number => Date.parse(iso);
const openUntil = (iso: string): Opening => ({ open: true, until: at(iso) });
const opens = (iso: string): Opening => ({ open: false, opensAt: at(iso) });
const never: Opening = { open: false, opensAt: null };

const windowIn = (...zones: string[]) => rulesFor({ zones, window: defaultWindow, hours: null });
const everyDay = (open: string, close: string): WeekHours => ({
  monday: [{ open, close }],
  tuesday: [{ open, close }],
  wednesday: [{ open, close }],
  thursday: [{ open, close }],
  friday: [{ open, close }],
  saturday: [{ open, close }],
  sunday: [{ open, close }],
});

test("D1 18:00 in Los Angeles to a New York number waits for 08:00 in New York", () => {
  const sixInLosAngeles = at("2027-03-16T18:00:00-07:00");
  expect(openingAt(windowIn(newYork), sixInLosAngeles)).toEqual(opens("2027-03-17T08:00:00-04:00"));
});

test("D1 the window is half-open: 08:00:00.000 is in, 20:59:59.999 is in, 21:00:00.000 is out", () => {
  const rules = windowIn(newYork);
  const opening = at("2027-03-16T08:00:00-04:00");
  const closing = at("2027-03-16T21:00:00-04:00");
  expect(openingAt(rules, opening - 1)).toEqual({ open: false, opensAt: opening });
  expect(openingAt(rules, opening)).toEqual({ open: true, until: closing });
  expect(openingAt(rules, closing - 1)).toEqual({ open: true, until: closing });
  expect(openingAt(rules, closing)).toEqual(opens("2027-03-17T08:00:00-04:00"));
});

test("D1 zones of odd offsets open at their own 08:00", () => {
  const midnight = at("2027-01-12T00:00:00Z");
  expect(openingAt(windowIn("America/St_Johns"), midnight + 3 * 3_600_000)).toEqual(opens("2027-01-12T08:00:00-03:30"));
  expect(openingAt(windowIn("Asia/Kathmandu"), midnight)).toEqual(opens("2027-01-12T08:00:00+05:45"));
  expect(openingAt(windowIn("Pacific/Chatham"), midnight - 12 * 3_600_000)).toEqual(opens("2027-01-12T08:00:00+13:45"));
});

test("D2 Phoenix keeps its offset when the rest of the country changes", () => {
  expect(openingAt(windowIn("America/Phoenix"), at("2027-03-14T05:00:00Z"))).toEqual(
    opens("2027-03-14T08:00:00-07:00"),
  );
  expect(openingAt(windowIn("America/Denver"), at("2027-03-14T05:00:00Z"))).toEqual(opens("2027-03-14T08:00:00-06:00"));
});

test("D2 an opening inside the spring gap opens when the clock jumps over it", () => {
  const rules = [hoursRule(newYork, { sunday: [{ open: "02:30", close: "05:00" }] })];
  expect(openingAt(rules, at("2027-03-14T01:00:00-05:00"))).toEqual(opens("2027-03-14T03:00:00-04:00"));
  expect(openingAt(rules, at("2027-03-14T03:00:00-04:00"))).toEqual(openUntil("2027-03-14T05:00:00-04:00"));
});

test("D2 a closing inside the spring gap shuts when the clock jumps over it", () => {
  const rules = [hoursRule(newYork, { sunday: [{ open: "01:00", close: "02:30" }] })];
  expect(openingAt(rules, at("2027-03-14T01:00:00-05:00"))).toEqual(openUntil("2027-03-14T02:00:00-05:00"));
});

test("D2 hours wholly inside the spring gap do not occur that day", () => {
  const rules = [hoursRule(newYork, everyDay("02:15", "02:45"))];
  expect(openingAt(rules, at("2027-03-14T01:00:00-05:00"))).toEqual(opens("2027-03-15T02:15:00-04:00"));
});

test("D2 hours in the repeated autumn hour open twice", () => {
  const rules = [hoursRule(newYork, { sunday: [{ open: "01:15", close: "01:45" }] })];
  const first = openingAt(rules, at("2027-11-07T00:30:00-04:00"));
  expect(first).toEqual(opens("2027-11-07T01:15:00-04:00"));
  expect(openingAt(rules, at("2027-11-07T01:15:00-04:00"))).toEqual(openUntil("2027-11-07T01:45:00-04:00"));
  expect(openingAt(rules, at("2027-11-07T01:45:00-04:00"))).toEqual(opens("2027-11-07T01:15:00-05:00"));
  expect(openingAt(rules, at("2027-11-07T01:15:00-05:00"))).toEqual(openUntil("2027-11-07T01:45:00-05:00"));
});

test("D2 clocks put back across the opening shut it again", () => {
  const rules = [hoursRule(newYork, { sunday: [{ open: "01:30", close: "04:00" }] })];
  expect(openingAt(rules, at("2027-11-07T01:30:00-04:00"))).toEqual(openUntil("2027-11-07T01:00:00-05:00"));
  expect(openingAt(rules, at("2027-11-07T01:00:00-05:00"))).toEqual(opens("2027-11-07T01:30:00-05:00"));
});

test("D2 Lord Howe moves its clocks by half an hour", () => {
  const rules = [hoursRule("Australia/Lord_Howe", { sunday: [{ open: "01:45", close: "03:00" }] })];
  // Back from 02:00 to 01:30 at 15:00 UTC on Saturday.
  expect(openingAt(rules, at("2027-04-04T01:45:00+11:00"))).toEqual(openUntil("2027-04-04T02:00:00+11:00"));
  expect(openingAt(rules, at("2027-04-04T01:30:00+10:30"))).toEqual(opens("2027-04-04T01:45:00+10:30"));
  // Forward from 02:00 to 02:30 at 15:30 UTC on Saturday.
  expect(openingAt(rules, at("2027-10-03T01:45:00+10:30"))).toEqual(openUntil("2027-10-03T03:00:00+11:00"));
});

test("D2 Samoa's skipped Friday 2011-12-30 had no opening", () => {
  const rules = [hoursRule("Pacific/Apia", { friday: [defaultWindow] })];
  expect(openingAt(rules, at("2011-12-28T12:00:00-10:00"))).toEqual(opens("2012-01-06T08:00:00+14:00"));
});

test("D2 overnight hours stay open through midnight, and through the end of the week", () => {
  const rules = [
    hoursRule(newYork, { sunday: [{ open: "22:00", close: "06:00" }], wednesday: [{ open: "20:00", close: "24:00" }] }),
  ];
  expect(openingAt(rules, at("2027-06-13T23:00:00-04:00"))).toEqual(openUntil("2027-06-14T06:00:00-04:00"));
  expect(openingAt(rules, at("2027-06-14T06:00:00-04:00"))).toEqual(opens("2027-06-16T20:00:00-04:00"));
  expect(openingAt(rules, at("2027-06-16T23:59:00-04:00"))).toEqual(openUntil("2027-06-17T00:00:00-04:00"));
});

test("D2 Closed days are passed over: what Monday does not finish waits for next Monday", () => {
  const rules = [hoursRule(newYork, { monday: [{ open: "09:00", close: "17:00" }], tuesday: [] })];
  expect(openingAt(rules, at("2027-06-14T17:00:00-04:00"))).toEqual(opens("2027-06-21T09:00:00-04:00"));
  expect(openingAt(rules, at("2027-11-01T17:00:00-04:00"))).toEqual(opens("2027-11-08T09:00:00-05:00"));
});

test("D2 both the campaign's hours and the recipient's window must be open", () => {
  const campaign = { zone: "Europe/Berlin", hours: everyDay("09:00", "17:00") };
  const rules = rulesFor({ zones: [newYork], window: defaultWindow, hours: campaign });
  expect(openingAt(rules, at("2027-06-15T09:00:00+02:00"))).toEqual(opens("2027-06-15T08:00:00-04:00"));
  expect(openingAt(rules, at("2027-06-15T08:00:00-04:00"))).toEqual(openUntil("2027-06-15T17:00:00+02:00"));
});

test("C7 two candidate zones: only their common hours", () => {
  const rules = windowIn(newYork, "America/Los_Angeles");
  expect(openingAt(rules, at("2027-06-15T08:00:00-04:00"))).toEqual(opens("2027-06-15T08:00:00-07:00"));
  expect(openingAt(rules, at("2027-06-15T08:00:00-07:00"))).toEqual(openUntil("2027-06-15T21:00:00-04:00"));
});

test("C7 zones without a common hour never open", () => {
  const rules = rulesFor({
    zones: [newYork, "Asia/Tokyo"],
    window: { open: "09:00", close: "17:00" },
    hours: null,
  });
  expect(openingAt(rules, at("2027-06-15T12:00:00Z"))).toEqual(never);
  expect(everOpen(rules, at("2027-06-15T12:00:00Z"))).toBe(false);
});

test("C7 zones that meet only while their summer times differ do meet, months ahead", () => {
  // 17:00 in Lisbon is 12:00 in New York, but for the weeks when only America has summer time: then it is 13:00.
  const lisbon = windowRule("Europe/Lisbon", { open: "16:00", close: "17:00" });
  const rules = [lisbon, windowRule(newYork, { open: "12:00", close: "13:00" })];
  expect(openingAt(rules, at("2027-06-15T12:00:00Z"))).toEqual(opens("2027-10-31T12:00:00-04:00"));
  expect(everOpen(rules, at("2027-06-15T12:00:00Z"))).toBe(true);
});

test("C7 without a zone nothing ever opens", () => {
  expect(openingAt(windowIn(), at("2027-06-15T12:00:00Z"))).toEqual(never);
});

test("D2 no hours at all: never open; no rules at all, or hours around the clock: never shut", () => {
  const now = at("2027-06-15T12:00:00Z");
  const alwaysOpen: Opening = { open: true, until: Number.POSITIVE_INFINITY };
  expect(openingAt([hoursRule(newYork, {})], now)).toEqual(never);
  expect(openingAt([], now)).toEqual(alwaysOpen);
  expect(openingAt([hoursRule(newYork, everyDay("00:00", "24:00"))], now)).toEqual(alwaysOpen);
  expect(openingAt([hoursRule(newYork, everyDay("07:00", "07:00"))], now)).toEqual(alwaysOpen);
});

test("C7 an opening counts up to the horizon, and not at it", () => {
  // Disjoint until 2016-05-01, when Caracas went from -04:30 to -04:00 and so joined La Paz.
  const rules = [
    windowRule("America/Caracas", { open: "08:00", close: "08:30" }),
    windowRule("America/La_Paz", { open: "08:00", close: "08:30" }),
  ];
  const opensAt = at("2016-05-01T08:00:00-04:00");
  expect(openingAt(rules, opensAt - scheduleLimits.horizonMs)).toEqual(never);
  expect(openingAt(rules, opensAt - scheduleLimits.horizonMs + 1)).toEqual({ open: false, opensAt });
});

test("D2 weeks before 1970 are read like any other", () => {
  const rules = [hoursRule(newYork, { monday: [defaultWindow] })];
  expect(openingAt(rules, at("1969-12-14T12:00:00-05:00"))).toEqual(opens("1969-12-15T08:00:00-05:00"));
  expect(openingAt(rules, at("1969-12-15T12:00:00-05:00"))).toEqual(openUntil("1969-12-15T21:00:00-05:00"));
});
