import fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
import { describe, expect, test } from "vitest";
import { measure, segmentsOf } from "./segments.ts";

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

describe("B4 the preview and the bill agree: it is measured as Twilio's calculator does", () => {
  const same = (text: string): void => {
    const message = new SegmentedMessage(text);
    expect(measure(text)).toEqual({
      encoding: message.encodingName,
      segments: text === "" ? 0 : message.segmentsCount,
      characters: message.graphemes.length,
      costly: [...new Set(message.getNonGsmCharacters())],
    });
  };

  test("B4 for every character by itself", () => {
    for (let unit = 0; unit < 0xd8_00; unit++) same(String.fromCharCode(unit));
  });

  test.each([
    ["GSM-7", [..."abc é€{}[\n"]],
    ["typography", [..."a’“” —–…"]],
    ["emoji", ["a", "🎉", "👨‍👩‍👧‍👦", "🇺🇸", "👍🏽", "❤️"]],
    ["other scripts", [..."aПрив日本語한글ก็"]],
    ["marks upon marks", [..."a\u0301\u0302\u0303"]],
    ["line ends", [..."a\r\n \n€"]],
  ])("B4 for texts of %s", (_, alphabet) =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...alphabet), { maxLength: 90 }),
        fc.integer({ min: 0, max: 170 }),
        fc.array(fc.constantFrom(...alphabet), { maxLength: 90 }),
        (before, between, after) => same(before.join("") + "x".repeat(between) + after.join("")),
      ),
      { numRuns: 150 },
    ),
  );
});

describe("B4 the quick count is the exact one", () => {
  const same = (text: string): void => {
    expect({ text, segments: segmentsOf(text) }).toEqual({ text, segments: measure(text).segments });
  };

  test("B4 for every character of the alphabets we write in: GSM-7 or not, in one place or two", () => {
    for (let unit = 0; unit < 0x21_50; unit++) {
      const character = String.fromCharCode(unit);
      const isGsm = measure(character).encoding === "GSM-7";
      expect({ unit, isGsm: segmentsOf(`${character}${"a".repeat(100)}`) === 1 }).toEqual({ unit, isGsm });
      if (isGsm) same(character + "a".repeat(159));
    }
  });

  test.each([
    ["letters", "abc é€{}[\n", 40],
    ["typography", "a’“” —–…", 60],
    ["emoji and what joins them", "a🎉👨‍👩‍👧‍👦🇺🇸👍🏽❤️", 60],
    ["other scripts", "aПрив日本語한글ก็สวัस्ते", 60],
    ["line ends", "a\r\n \n", 60],
  ])("B4 for texts of %s, at every length near a part's end", (_, alphabet, runs) => {
    const units = [...alphabet];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...units), { minLength: 0, maxLength: 40 }),
        fc.integer({ min: 0, max: 200 }),
        fc.array(fc.constantFrom(...units), { minLength: 0, maxLength: 40 }),
        (before, between, after) => same(before.join("") + "x".repeat(between) + after.join("")),
      ),
      { numRuns: runs },
    );
  });

  test("B4 for any text", () =>
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300, size: "max" }), (text) => same(text)),
      { numRuns: 100 },
    ));
});
