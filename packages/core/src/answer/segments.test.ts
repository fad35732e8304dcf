import { describe, expect, test } from "vitest";
import { measure } from "./segments.ts";

describe("B4 SMS size", () => {
  test.each([
    ["", "GSM-7", 0],
    ["a", "GSM-7", 1],
    ["a".repeat(160), "GSM-7", 1],
    ["a".repeat(161), "GSM-7", 2],
    ["a".repeat(306), "GSM-7", 2],
    ["a".repeat(307), "GSM-7", 3],
    ["€".repeat(80), "GSM-7", 1],
    ["€".repeat(81), "GSM-7", 2],
    ["é".repeat(160), "GSM-7", 1],
    ["ê".repeat(70), "UCS-2", 1],
    ["ê".repeat(71), "UCS-2", 2],
    ["🎉".repeat(35), "UCS-2", 1],
    ["🎉".repeat(36), "UCS-2", 2],
    ["line\nbreak\r\n", "GSM-7", 1],
  ])("B4 %j is %s in %i segments", (text, encoding, segments) =>
    expect(measure(text)).toMatchObject({ encoding, segments }),
  );

  test("B4 the characters that force UCS-2 are named, once each", () =>
    expect(measure("It’s “on” — it’s 🎉").costly).toEqual(["’", "“", "”", "—", "🎉"]));

  test("B4 nothing is costly in GSM-7, not even what takes two places", () =>
    expect(measure("5€ {ok}")).toEqual({ encoding: "GSM-7", segments: 1, characters: 7, costly: [] }));

  test("B4 a family is one character", () => expect(measure("👨‍👩‍👧‍👦").characters).toBe(1));
});
