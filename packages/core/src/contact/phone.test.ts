import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { international, northAmerican, parsePhone } from "./phone.ts";

const e164 = (raw: string, country = "US") => {
  const parsed = parsePhone(raw, { country });
  return parsed.ok ? parsed.value.e164 : parsed.error.code;
};
const message = (raw: string, country = "US") => {
  const parsed = parsePhone(raw, { country });
  return parsed.ok ? parsed.value.e164 : parsed.error.message;
};

describe("C2 number formats", () => {
  test.each(["16001234567", "+16001234567", "1(600)1234567", "+1(600)1234567"])(
    "C2 LivePerson's spelling %s is read",
    (raw) => expect(e164(raw)).toBe("+16001234567"),
  );

  test.each([
    "6001234567",
    "600-123-4567",
    "600.123.4567",
    "(600) 123 4567",
    " 1 600 123 4567 ",
    "+1\u00a0600\u00a0123\u00a04567",
    "+1 600\u2011123\u20134567",
    "＋１６００１２３４５６７",
    "+١٦٠٠١٢٣٤٥٦٧",
    "tel:+1-600-123-4567",
    "'+16001234567",
    "’16001234567",
    "16001234567.0",
    "\u202a+1 (600) 123-4567\u202c",
    "(+1) 600/123/4567",
    "01116001234567",
    "\t6001234567\r",
  ])("C2 %j is what people really type", (raw) => expect(e164(raw)).toBe("+16001234567"));

  test.each([
    ["6001234567", "CA", "+16001234567"],
    ["07911 123456", "GB", "+447911123456"],
    ["447911123456", "GB", "+447911123456"],
    ["+44 (0)7911 123456", "US", "+447911123456"],
    ["011 44 7911 123456", "US", "+447911123456"],
    ["0044 7911 123456", "FR", "+447911123456"],
    ["06 12 34 56 78", "FR", "+33612345678"],
    ["0151 23456789", "DE", "+4915123456789"],
    ["+91 98765-43210", "US", "+919876543210"],
    ["(876) 456-7890", "JM", "+18764567890"],
  ])("C2 %s on a list from %s is %s", (raw, country, expected) => expect(e164(raw, country)).toBe(expected));

  test.each([
    ["555-01", /not a phone number in US/],
    ["555-0100", /area code/],
    ["1234567890", /starts with 2 to 9/],
    ["+999123456789", /country code/],
    ["1.6001234567E+10", /scientific notation/],
    ["1,60012E+10", /scientific notation/],
    ["600-123-4567 x12", /extension/],
    ["600-123-4567 ext. 12", /extension/],
    ["+16001234567;ext=12", /extension/],
    ["600-123-4567#12", /extension/],
    ["1-800-FLOWERS", /letters/],
    ["jane@example.com", /letters/],
    ["---", /no digits/],
    ["6001234567, 6001234568", /more than one|too long/],
    ["6001234567/6001234568", /too many digits|too long/],
    ["+1+6001234567", /"\+"/],
    ["600☎1234567", /do not belong/],
  ])("C4 %j is refused with its reason", (raw, reason) => expect(message(raw)).toMatch(reason));

  test("C4 five thousand digits are refused without reading them all", () =>
    expect(message("9".repeat(5_000))).toMatch(/too long/));

  test.each(["", "   ", "\u00a0", "\u200b", "'"])("C4 %j is an empty address", (raw) =>
    expect(e164(raw)).toBe("EMPTY_ADDRESS"),
  );

  test("C4 the message says what was seen, where it was looked for and what to write", () =>
    expect(message("555-01")).toBe(
      '"555-01" is not a phone number in US: it has too few or too many digits. Write it with area code, e.g. +1 555 010 0123.',
    ));

  test("C2 the country code of the result is known", () =>
    expect(parsePhone("+442079460000", { country: "US" })).toEqual({
      ok: true,
      value: { e164: "+442079460000", callingCode: "44" },
    }));

  test("C2 a country nobody knows still reads international numbers, and says how to write the rest", () => {
    expect(e164("+16001234567", "ZZ")).toBe("+16001234567");
    expect(message("6001234567", "ZZ")).toMatch(/plus and country code/);
  });
});

describe("C6 a million rows", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 9, maxLength: 12 });
  const nanp = fc.tuple(fc.constantFrom("", "1", "+1", "+"), digits).map(([prefix, rest]) => prefix + rest);
  const country = fc.constantFrom("US", "CA", "JM", "PR", "AG", "GB", "DE");

  test("C6 wherever the fast path answers, the slow path answers the same", () =>
    fc.assert(
      fc.property(nanp, country, (compact, country) => {
        const fast = northAmerican(compact, country);
        fc.pre(fast !== undefined);
        expect(international(compact, country)).toEqual(fast);
      }),
      { numRuns: 2_000 },
    ));

  test("C2 reading a number again changes nothing", () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789+-. ()x") }), country, (raw, country) => {
        const once = parsePhone(raw, { country });
        fc.pre(once.ok);
        expect(parsePhone(once.value.e164, { country: "US" })).toEqual(once);
      }),
    ));

  test("C4 no input throws", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        expect(typeof parsePhone(raw, { country: "US" }).ok).toBe("boolean");
      }),
    ));
});
