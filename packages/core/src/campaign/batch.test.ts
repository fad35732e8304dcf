import { expect, test } from "vitest";
import { batchMaxAfter } from "./batch.ts";

const spanMs = 2_000;

test.each([
  ["answers at once", 60, { claims: 60, tookMs: 0 }, 240],
  ["twenty milliseconds each", 60, { claims: 60, tookMs: 200 }, 240],
  ["a tenth of a second each", 60, { claims: 60, tookMs: 1_000 }, 120],
  ["half a second each", 120, { claims: 120, tookMs: 10_000 }, 60],
  ["most given back, because the check grew old", 240, { claims: 80, tookMs: 5_000 }, 60],
  ["a few, fast", 120, { claims: 10, tookMs: 10 }, 120],
  ["a few, slowly", 240, { claims: 10, tookMs: 200 }, 100],
  ["nobody was dispatched", 240, { claims: 0, tookMs: 0 }, 60],
])("P7 a batch is two seconds' worth, within bounds: %s", (_, batchMax, last, next) => {
  expect(batchMaxAfter(batchMax, last, spanMs)).toBe(next);
});
