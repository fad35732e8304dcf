import { expect, test } from "vitest";
import {
  type Duplicates,
  duplicateChoice,
  duplicatesTold,
  foundMore,
  lookedForAnew,
  noDuplicates,
  questionWords,
} from "./duplicates.ts";
import type { WizardEvent } from "./state.ts";

type Found = Extract<WizardEvent, { type: "duplicates" }>;

const looking = lookedForAnew(noDuplicates);
const chunk = (over: Partial<Found> & { names?: readonly string[]; from?: number } = {}): Found => {
  const { names = [], from = 0, ...rest } = over;
  const items = names.map((name, at) => ({
    address: `+1212555010${from + at}`,
    line: from + at + 2,
    campaign: { id: "cmp_2", name },
    at: null,
  }));
  const page = { checked: 500, people: items.length, items };
  return { type: "duplicates", serial: looking.serial, page, unasked: [], isLast: false, ...rest };
};
const after = (...chunks: Found[]): Duplicates => chunks.reduce(foundMore, looking);
const told = (duplicates: Duplicates) => duplicatesTold(duplicates, 2_000).map(({ text }) => text);

test("A8 while other campaigns are asked one sees how far that is, and what was found so far", () => {
  const state = after(chunk(), chunk({ names: ["Delays"] }));
  expect(told(state)).toEqual([
    "asking other campaigns: 1,000 of 2,000 people. x stops that.",
    "1 person also gets “Delays”: +12125550100. Kept; d skips them.",
  ]);
});

test("A8 who is found is told with the campaigns that have most of them first", () => {
  const state = after(chunk({ names: ["Outage", "Delays", "Delays", "Renewals", "Delays"], isLast: true }));
  expect(told(state)).toEqual([
    "5 people also get “Delays”, “Outage” and 1 other: +12125550100, +12125550101, +12125550102 and 2 more. Kept; d skips them.",
  ]);
});

test("A8 a campaign that could not be asked is named, though nobody was found", () => {
  expect(told(after(chunk({ unasked: ["Outage"] }), chunk({ unasked: ["Outage"], isLast: true })))).toEqual([
    "Could not be asked: “Outage”.",
  ]);
});

test("A8 nobody found is said, with how far back was looked", () => {
  expect(told(after(chunk({ isLast: true })))).toEqual(["nobody gets another campaign, nor did in the last 7 days"]);
});

test("A8 the choice goes with the launch, and outlives a new look; what an earlier look finds does not", () => {
  const skipping: Duplicates = { ...after(chunk({ names: ["Delays"], isLast: true })), choice: "skip" };
  expect(duplicateChoice(skipping)).toEqual({ choice: "skip", days: 7 });
  expect(questionWords(skipping)).toEqual(["1 person also gets “Delays”: they are skipped when their turn comes."]);
  const anew = lookedForAnew(skipping);
  expect(anew).toMatchObject({ choice: "skip", people: 0, stage: "looking" });
  expect(foundMore(anew, chunk({ names: ["Delays"] }))).toBe(anew);
  expect(duplicateChoice(noDuplicates)).toBeNull();
});
