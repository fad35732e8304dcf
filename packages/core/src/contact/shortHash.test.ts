import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shortHash } from "./shortHash.ts";

test("P8 the hash of a short text is SHA-256, whatever it says and however long it is", () => {
  const bytesOf = (text: string) => sha256(new TextEncoder().encode(text)).subarray(0, 16);
  for (let length = 0; length <= 55; length++) {
    const text = "x".repeat(length);
    expect(shortHash(text)).toEqual(bytesOf(text));
  }
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 55 }), (text) => {
      expect(shortHash(text)).toEqual(bytesOf(text));
    }),
    { numRuns: 2_000 },
  );
});

test("P8 what is longer, or not ASCII, is left to others", () => {
  expect(shortHash("x".repeat(56))).toBeNull();
  expect(shortHash("é")).toBeNull();
});
