import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["Bilings", "Billing"],
  ["billing", "Billing"],
  ["blil", "Bill"],
  ["Return", "Retour"],
  ["Sales", undefined],
  ["", undefined],
])("F2 for %o the nearest name is %o", (written, meant) => {
  expect(nearest(written, ["Returning guests", "Billing", "Bill", "Retour"])).toBe(meant);
});
