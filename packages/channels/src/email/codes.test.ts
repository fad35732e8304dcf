import { expect, test } from "vitest";
import { cloudflareCodes, explainEmailCode } from "./codes.ts";
import { meaningOf, readServerAnswer } from "./status.ts";

test.each([
  ["550 5.1.1 <ada@x.org>: user unknown", "5.1.1", "invalid_address"],
  ["550-5.1.10 RESOLVER.ADR.RecipientNotFound", "5.1.10", "invalid_address"],
  ["452 4.2.2 over quota", "4.2.2", "retry"],
  ["421 too busy", "smtp_421", "retry"],
  ["550 5.7.26 unauthenticated", "5.7.26", "halt"],
  ["554 5.7.1 refused", "5.7.1", "filtered"],
  ["550 no such user here", "smtp_550", "fall_back"],
  ["535 no", "smtp_535", "halt"],
  ["552 5.3.4 too big", "5.3.4", "failed"],
  ["554 5.6.0 malformed", "5.6.0", "failed"],
  ["500 192.0.5.1.1.1 is blocked", "smtp_500", "fall_back"],
  ["no code at all", "smtp", "fall_back"],
])("E4 %j is %s: %s", (answer, code, failure) =>
  expect(meaningOf(readServerAnswer(answer))).toEqual({ code, failure }),
);

test("E4 every code an email may end with has words and a remedy", () => {
  const own = [
    "email_no_provider",
    "email_unknown_sender",
    "email_credentials",
    "email_sender_refused",
    "email_rejected",
    "email_too_large",
    "email_suppressed",
    "email_bounced",
    "email_undelivered",
    ...Object.values(cloudflareCodes).map(({ code }) => code),
  ];
  for (const code of [...own, "5.1.1", "5.2.2", "5.7.26", "4.4.7", "5.9.9", "smtp", "smtp_550", "smtp_421"])
    expect(explainEmailCode(code), code).toEqual({
      meaning: expect.stringMatching(/./),
      remedy: expect.stringMatching(/\.$/),
    });
});

test("E4 a code of another channel's is left to it", () => {
  for (const code of ["21610", "http_500", "absent", "smtp_", "5.1", "constructor"])
    expect(explainEmailCode(code)).toBeUndefined();
});
