import { readFileSync } from "node:fs";
import fc from "fast-check";
import { type CountryCode, getCountries, getExampleNumber, parsePhoneNumberFromString } from "libphonenumber-js/min";
import examples from "libphonenumber-js/mobile/examples";
import { expect, test } from "vitest";
import { compilePhonePlans, phonePlansFile } from "../../../../scripts/phones.ts";
import { countryOf, international } from "./phone.ts";

test("C3 the numbering plans are what the installed metadata compiles to (else run: pnpm phones)", () =>
  expect(readFileSync(phonePlansFile, "utf8") === compilePhonePlans()).toBe(true));

test("C3 what was left out of the plans changes no number: every country, in many spellings, as by all of them", () => {
  const countries = getCountries();
  const whole = (written: string, country: CountryCode) => {
    const parsed = parsePhoneNumberFromString(written, { extract: false, defaultCountry: country });
    if (!parsed?.isPossible()) return undefined;
    const { countryCallingCode, nationalNumber, number } = parsed;
    const isRefused = countryCallingCode === "1" && !/^[2-9]\d{9}$/.test(nationalNumber);
    return isRefused ? undefined : { e164: String(number), callingCode: String(countryCallingCode) };
  };
  const ours = (written: string, country: CountryCode) => {
    const read = international(written, country);
    return typeof read === "string" ? undefined : read;
  };
  const same = (written: string, country: CountryCode) => {
    const e164 = whole(written, country)?.e164;
    expect({ written, country, read: ours(written, country), of: e164 && countryOf(e164) }).toEqual({
      written,
      country,
      read: whole(written, country),
      of: e164 && parsePhoneNumberFromString(e164)?.country,
    });
  };
  for (const country of countries) {
    const example = getExampleNumber(country, examples);
    if (example === undefined) continue;
    const { nationalNumber, number, countryCallingCode } = example;
    for (const written of [number, nationalNumber, `0${nationalNumber}`, `1${nationalNumber}`, `8${nationalNumber}`])
      same(written, country);
    for (const prefix of ["00", "011", "0011", "810", ""])
      same(`${prefix}${countryCallingCode}${nationalNumber}`, country);
  }
  fc.assert(
    fc.property(
      fc.constantFrom(...countries),
      fc.constantFrom("", "+", "0", "00", "011"),
      fc.bigInt({ min: 1n, max: 10n ** 15n - 1n }),
      (country, prefix, digits) => same(prefix + digits, country),
    ),
    { numRuns: 5_000 },
  );
});
