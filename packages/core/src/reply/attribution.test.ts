import { expect, test } from "vitest";
import { isWithinLookBack } from "./attribution.ts";

const hour = 60 * 60_000;
const contact = { at: 10 * hour, lookBackMs: hour };

test.each([
  ["at the same moment", 10 * hour, true],
  ["up to the end of the look-back", 11 * hour, true],
  ["a moment after it", 11 * hour + 1, false],
  [
    "a little before its batch was told of: who got the first of it may have answered by then",
    10 * hour - 60_000,
    true,
  ],
  ["long before", 9 * hour, false],
])("F3 a reply %s: counts for the campaign, %s", (_, at, counts) => {
  expect(isWithinLookBack(contact, at)).toBe(counts);
});
