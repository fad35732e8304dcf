import fc from "fast-check";
import { getCountries, getCountryCallingCode } from "libphonenumber-js/min";
import { expect, test } from "vitest";
import { likely } from "./numberingPlan.ts";
import { international, parsePhone } from "./phone.ts";

const codes = [...new Set(getCountries().map((country) => getCountryCallingCode(country)))];
const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 4, maxLength: 13 });

test("P8 of every country code, what the fast path of numbers answers is what libphonenumber answers", () => {
  const answered = new Set<string>();
  for (const code of codes)
    fc.assert(
      fc.property(digits, (rest) => {
        const fast = likely(`+${code}${rest}`);
        if (fast === undefined) return;
        answered.add(code);
        expect(international(`+${code}${rest}`, "US")).toEqual(fast);
      }),
      { numRuns: 400 },
    );
  expect(answered.size).toBeGreaterThan(200);
});

test("P8 digits behind a plus that are no country's, or too few, are thought about", () => {
  for (const compact of ["+", "+4", "+44", "+999123456789", "+870773111632", "447911123456", "+0044"])
    expect(likely(compact)).toBeUndefined();
});

test("P8 spaces, dots, dashes and parentheses between digits change nothing about what a number is", () => {
  const spaced = fc.array(fc.tuple(fc.constantFrom("", "", " ", "-", ".", "(", ")", " - "), digits), { maxLength: 3 });
  const country = fc.constantFrom("US", "GB", "FR", "DE", "IN", "ZZ");
  fc.assert(
    fc.property(
      fc.constantFrom("", "+", "(+"),
      fc.constantFrom(...codes),
      spaced,
      country,
      (plus, code, parts, own) => {
        const written = `${plus}${code}${parts.flat().join("")}`;
        // What has no quick way: a no-break space among its spaces.
        const slow = parsePhone(`\u00a0${written}`, { country: own });
        const fast = parsePhone(written, { country: own });
        expect(fast.ok ? fast.value : fast.error.code).toEqual(slow.ok ? slow.value : slow.error.code);
      },
    ),
    { numRuns: 4_000 },
  );
});
