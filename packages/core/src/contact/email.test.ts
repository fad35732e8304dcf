import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asciiDomain, idna, parseEmail } from "./email.ts";
import { readEmailAnyway } from "./suggestEmail.ts";

const read = (written: string) => {
  const parsed = parseEmail(written);
  return parsed.ok ? parsed.value.address : parsed.error.code;
};
const message = (written: string) => {
  const parsed = parseEmail(written);
  return parsed.ok ? parsed.value.address : parsed.error.message;
};

describe("C2 email addresses", () => {
  test.each([
    "ada@example.com",
    "  Ada@Example.COM ",
    "Ada <ada@example.com>",
    '"Lovelace, Ada" <ada@example.com>',
    '"Ada @ work" <ADA@example.com>',
    "<ada@example.com>",
    "mailto:ada@example.com",
    "MAILTO:Ada@example.com",
    "'ada@example.com",
    "ada@example.com;",
    "\u200bada@example.com\u00a0",
    "ａｄａ@example.com",
  ])("C2 %j is ada@example.com", (written) => expect(read(written)).toBe("ada@example.com"));

  test.each([
    ["o'neil+orders@mail.example.co.uk", "o'neil+orders@mail.example.co.uk"],
    ["ada@München.de", "ada@xn--mnchen-3ya.de"],
    ["ada@XN--MNCHEN-3YA.de", "ada@xn--mnchen-3ya.de"],
    ["ada@例え.jp", "ada@xn--r8jz45g.jp"],
    ["ada@example。com", "ada@example.com"],
    ["a@b.co", "a@b.co"],
    ["ada@mail.com", "ada@mail.com"],
    ["ada@gmx.com", "ada@gmx.com"],
    ["ada@company.co", "ada@company.co"],
  ])("C2 %s is %s", (written, address) => expect(read(written)).toBe(address));

  test.each(["", "  ", "\u200b", "'", "<>"])("C4 %j is an empty address", (written) =>
    expect(read(written)).toBe("EMPTY_ADDRESS"),
  );

  test.each([
    ["ada", /no @/],
    ["@example.com", /nothing before/],
    ["ada@", /nothing behind/],
    ["ada@example", /full domain/],
    ["ada@localhost", /full domain/],
    ["ada@127.0.0.1", /cannot be one/],
    ["ada@[127.0.0.1]", /cannot be one/],
    ["ada@１.２.３.４", /cannot be one/],
    ["ada@-example.com", /cannot be one/],
    ["ada@exa_mple.com", /cannot be one/],
    ["ada@example.com/x", /cannot be one/],
    ["ada@xn--.com", /cannot be one/],
    ["a..b@example.com", /dot too many/],
    [".a@example.com", /dot too many/],
    ["a@b@example.com", /more than one @/],
    ['"a b"@example.com', /signs/],
    ["ädä@example.com", /few mail servers/],
    ["ada lovelace@example.com", /spaces or signs/],
    ["ada@example.com, bob@example.com", /more than one address/],
    ["ada@example.com bob@example.com", /more than one address/],
    ["ada@example.com\r\nBcc: x@example.com", /more than one|cannot be one/],
    [`${"a".repeat(65)}@example.com`, /more than 64/],
    [`ada@${"a".repeat(64)}.com`, /cannot be one/],
    [`ada@${"abcdefgh.".repeat(28)}com`, /254|too long/],
    [`${"a".repeat(5_000)}@example.com`, /too long|more than 64|no @/],
    ["+12125550101", /no @/],
  ])("C4 %j is refused with its reason", (written, reason) => expect(message(written)).toMatch(reason));

  test.each([
    ["ada@gmial.com", "ada@gmail.com"],
    ["Ada <ada@gmail.con>", "ada@gmail.com"],
    ["ada@gmail", "ada@gmail.com"],
    ["ada@gmailcom", "ada@gmail.com"],
    ["ada@gmail,com", "ada@gmail.com"],
    ["ada@gmail..com", "ada@gmail.com"],
    ["ada@hotnail.con", "ada@hotmail.com"],
    ["ada@example.comm", "ada@example.com"],
    ["ada@example.com.", "ada@example.com"],
  ])("C5 %s asks whether %s was meant, and the desk offers it", (written, meant) => {
    expect(message(written)).toContain(`Did you mean ${meant}?`);
    expect(readEmailAnyway(written).map(({ to }) => to)).toContain(meant);
  });

  test.each([
    ["ada@example.com, bob@example.com", ["ada@example.com", "bob@example.com"]],
    ["ada @ example.com", ["ada@example.com"]],
    ["(work) ada@example.com!", ["ada@example.com"]],
    ["ada (at) example (dot) com", ["ada@example.com"]],
    ["ada", []],
    ["ädä@example.com", []],
  ])("C5 of %j the desk offers %j", (written, offered) =>
    expect(readEmailAnyway(written).map(({ to }) => to)).toEqual(offered),
  );
});

describe("C6 a million rows", () => {
  const part = fc.stringMatching(/^[a-zA-Z0-9-]{1,12}$/);
  const plainDomain = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."));

  test("C6 wherever the fast path accepts a domain, the URL parser says the same", () =>
    fc.assert(
      fc.property(plainDomain, (domain) => {
        const fast = asciiDomain(domain);
        fc.pre(fast !== undefined);
        expect(idna(domain)).toBe(fast);
      }),
      { numRuns: 1_000 },
    ));

  test.each(["127.1", "a.0x", "a.0x1f", "0x7f000001"])("C6 %s is a number to the URL parser, and no domain", (host) =>
    expect(asciiDomain(host)).toBeUndefined(),
  );

  test("C2 reading an address again changes nothing, however it was written", () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          fc.tuple(part, plainDomain).map((both) => both.join("@")),
        ),
        (written) => {
          const once = parseEmail(`Somebody <${written}>`);
          fc.pre(once.ok);
          expect(parseEmail(once.value.address)).toEqual(once);
          expect(once.value.address).toMatch(/^[\x21-\x7e]{1,64}@[a-z0-9.-]{3,253}$/);
        },
      ),
    ));

  test("C4 no input throws, and none that is accepted breaks a header", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (written) => {
        const parsed = parseEmail(`a${written}@example.com`);
        if (parsed.ok) expect(parsed.value.address).not.toMatch(/[\s<>,;:"()[\]\\]/);
      }),
    ));
});

test("E4 11 a cell of quotes, or of any one sign, is read at once, whatever it ends with", () => {
  for (const sign of ['"', "<", ">", "@", '"<', '"@', '" ', "a.", "a@", "'", ",", " ", "\u00a0", "(", "mailto:"])
    for (const end of ["", '"', "<", ">", "<ada@example.com>", "@example.com"])
      for (const length of [40, 300, 512, 4_000]) {
        const read = parseEmail(sign.repeat(length / sign.length) + end);
        expect(read.ok ? read.value.address : read.error.code).toMatch(
          /^(?:.*ada@example\.com|EMPTY_ADDRESS|INVALID_ADDRESS)$/,
        );
      }
  for (const named of [
    '"Ada" <ada@example.com>',
    'Ada "A. <3" Ames <ada@example.com>',
    'Ada "the first <ada@example.com>',
  ])
    expect(parseEmail(named)).toEqual({ ok: true, value: { address: "ada@example.com" } });
});
