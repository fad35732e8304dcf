import { expect, test } from "vitest";
import { rulesFor } from "../schedule/index.ts";
import { type Cohort, chanceAt, decide, type QueueEntry, type WorkingSet } from "./decide.ts";

const newYork = "America/New_York";
const losAngeles = "America/Los_Angeles";
const noon = Date.parse("2026-11-24T12:00:00-05:00");
const hour = 3_600_000;

const rules = (...zones: string[]) => rulesFor({ zones, window: { open: "08:00", close: "21:00" }, hours: null });
const entries = (name: string, lines: readonly number[]): QueueEntry[] =>
  lines.map((line) => ({ id: `${name}${line}`, line }));

const cohort = (over: Partial<Omit<Cohort, "head">> & { waiting: readonly QueueEntry[] }): Cohort => {
  const { waiting, ...rest } = over;
  return {
    list: 1,
    rung: 0,
    zone: 1,
    notBefore: 0,
    rules: rules(newYork),
    listStartAt: 0,
    endAt: null,
    head: (n) => waiting.slice(0, n),
    ...rest,
  };
};
const set = (cohorts: readonly Cohort[], over: Partial<WorkingSet> = {}): WorkingSet => ({
  phase: "running",
  pace: { count: 10, spanMs: 300_000 },
  taken: [],
  notBefore: 0,
  cohorts,
  closingMarginMs: 15_000,
  batchMax: 60,
  ...over,
});
const clear = () => "clear" as const;
const claimed = (working: WorkingSet, now = noon) => decide(working, now, clear).claims.map(({ id }) => id);

test("A4 whose hours close first goes first, whatever the order of lists and lines", () => {
  const cohorts = [
    cohort({ zone: 1, rules: rules(losAngeles), waiting: entries("la", [2, 3]) }),
    cohort({ zone: 2, rules: rules(newYork), listStartAt: 5, waiting: entries("ny", [4, 5]) }),
    cohort({
      list: 2,
      zone: 1,
      rules: rules(losAngeles),
      endAt: noon + hour,
      listStartAt: 9,
      waiting: entries("end", [9]),
    }),
  ];
  expect(claimed(set(cohorts))).toEqual(["end9", "ny4", "ny5", "la2", "la3"]);
});

test("A4 within the same closing: the earlier list, then the earlier line, across zone groups", () => {
  const cohorts = [
    cohort({ list: 2, listStartAt: 1, waiting: entries("early", [7]) }),
    cohort({ list: 1, listStartAt: 2, zone: 1, waiting: entries("a", [2, 5]) }),
    cohort({ list: 1, listStartAt: 2, zone: 2, waiting: entries("b", [3, 4]) }),
  ];
  expect(claimed(set(cohorts))).toEqual(["early7", "a2", "b3", "b4", "a5"]);
});

test("A4 no more claims than tokens, and no more than a batch holds", () => {
  const many = cohort({
    waiting: entries(
      "p",
      Array.from({ length: 200 }, (_, i) => i),
    ),
  });
  expect(claimed(set([many])).length).toBe(10);
  expect(claimed(set([many], { taken: [{ count: 7, stampedAt: noon }] })).length).toBe(3);
  expect(claimed(set([many], { pace: { count: 500, spanMs: 1_000 } })).length).toBe(60);
});

test("D1 nothing goes within the margin before the closing; then the next opening is due", () => {
  const closing = Date.parse("2026-11-24T21:00:00-05:00");
  const opening = Date.parse("2026-11-25T08:00:00-05:00");
  const working = set([cohort({ waiting: entries("p", [1]) })]);
  expect(claimed(working, closing - 15_000)).toEqual(["p1"]);
  expect(decide(working, closing - 14_999, clear)).toEqual({
    claims: [],
    skips: [],
    passes: [],
    replied: [],
    holds: [],
    nextWakeAt: opening,
  });
  expect(decide(working, closing, clear)).toEqual({
    claims: [],
    skips: [],
    passes: [],
    replied: [],
    holds: [],
    nextWakeAt: opening,
  });
});

test("A5 an opening that comes after the end, or too shortly before it, is not waited for", () => {
  const night = Date.parse("2026-11-24T22:00:00-05:00");
  const opening = Date.parse("2026-11-25T08:00:00-05:00");
  const ending = (endAt: number) => chanceAt({ rules: rules(newYork), endAt }, night, 15_000);
  expect(ending(opening + 15_000)).toEqual({ open: false, opensAt: opening });
  expect(ending(opening + 14_999)).toEqual({ open: false, opensAt: null });
});

test("D2 hours that never open wake nobody", () => {
  const never = rulesFor({
    zones: [newYork],
    window: { open: "08:00", close: "21:00" },
    hours: { zone: "UTC", hours: {} },
  });
  expect(decide(set([cohort({ rules: never, waiting: entries("p", [1]) })]), noon, clear).nextWakeAt).toBeNull();
});

test("A4 while the sender is to wait nothing is claimed, and the wait's end is due", () => {
  const working = set([cohort({ waiting: entries("p", [1]) })], { notBefore: noon + 5_000 });
  expect(decide(working, noon, clear)).toEqual({
    claims: [],
    skips: [],
    passes: [],
    replied: [],
    holds: [],
    nextWakeAt: noon + 5_000,
  });
});

test("A6 nothing is decided unless the campaign runs", () => {
  for (const phase of ["draft", "paused", "stopped"] as const)
    expect(decide(set([cohort({ waiting: entries("p", [1]) })], { phase }), noon, clear)).toEqual({
      claims: [],
      skips: [],
      passes: [],
      replied: [],
      holds: [],
      nextWakeAt: null,
    });
});

test("A6 who is not asked about yet is neither claimed nor skipped", () => {
  const working = set([cohort({ waiting: entries("p", [1, 2, 3]) })]);
  const verdicts = { p1: "clear", p2: { skip: "opted_out" } } as const;
  const decision = decide(working, noon, (id) => verdicts[id as keyof typeof verdicts] ?? "unchecked");
  expect(decision.claims.map(({ id }) => id)).toEqual(["p1"]);
  expect(decision.skips.map(({ id, reason }) => [id, reason])).toEqual([["p2", "opted_out"]]);
});
