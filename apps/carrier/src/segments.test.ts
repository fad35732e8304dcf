import { expect, test } from "vitest";
import { segmentsOf } from "./segments.ts";

test.each([
  ["", 1],
  ["a".repeat(160), 1],
  ["a".repeat(161), 2],
  ["€".repeat(80), 1],
  ["€".repeat(81), 2],
  ["ж".repeat(70), 1],
  ["ж".repeat(71), 2],
  ["👍".repeat(36), 2],
  ["a".repeat(153 * 3 + 1), 4],
])("%j takes %i segments", (body, segments) => {
  expect(segmentsOf(body)).toBe(segments);
});
