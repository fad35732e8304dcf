import { expect, test } from "vitest";
import { openingAt } from "../schedule/opening.ts";
import { rulesFor } from "../schedule/rules.ts";
import { callWindow } from "./again.ts";

const zones = ["America/New_York"];

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
