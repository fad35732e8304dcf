import { expect, test } from "vitest";
import { readBounce } from "./bounces.ts";
import { emailNames } from "./names.ts";

const names = emailNames(["a secret of at least sixteen"]);
const sent = { ownerId: `cmp_${"1".repeat(26)}`, attemptId: `att_${"2".repeat(20)}_1` };
const to = names.replyAddress("info@x.org", sent, null);

const dsn = (recipient: string) => ({
  type: "delivery-status" as const,
  fields: `Reporting-MTA: dns; mx.example\r\nArrival-Date: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\nFinal-Recipient: rfc822; ada@example.com\r\n${recipient}\r\n`,
  original: "",
});
const bounce = (recipient: string) => readBounce({ to, report: dsn(recipient) }, names);

test.each([
  ["Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user", "5.1.1", "invalid_address"],
  ["Action: failed\nStatus: 5.2.2", "5.2.2", "retry"],
  ["Action: failed\nStatus: 4.4.7", "4.4.7", "unreachable"],
  ["Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp;\n 554 5.7.1 looks like spam", "5.7.1", "filtered"],
  ["Action: failed\nStatus: 5.7.26", "5.7.26", "halt"],
  ["Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 no such user", "5.1.1", "invalid_address"],
  ["Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 go away", "5.0.0", "fall_back"],
  ["Action: FAILED (really)\nStatus: 5.4.4", null, null],
  ["action: Failed\nSTATUS: 5.4.4", "5.4.4", "fall_back"],
])("E4 a bounce that says %j is %s, %s", (recipient, code, failure) => {
  const named = { ...sent, providerId: null };
  expect(bounce(recipient)).toEqual(
    code === null ? { ...named, kind: "delayed" } : { ...named, kind: "receipt", status: "undelivered", code, failure },
  );
});

test("E4 what is only late is no bounce; what arrived is delivered", () => {
  expect(bounce("Action: delayed\nStatus: 4.2.0")).toMatchObject({ kind: "delayed" });
  expect(bounce("Action: delivered\nStatus: 2.0.0")).toMatchObject({ kind: "receipt", status: "delivered" });
});

test("E4 a bounce to an address without a token is known by the headers it brings back", () => {
  const original = `Subject: Hi\r\nMessage-ID:\r\n ${names.messageId(sent, "x.org")}\r\n\r\nbody`;
  const report = { ...dsn("Action: failed\nStatus: 5.1.1"), original };
  expect(readBounce({ to: "info@x.org", report }, names)).toMatchObject({ ...sent, code: "5.1.1" });
});

test("E4 a bounce anybody made up is of nobody's message", () => {
  const original = `Message-ID: <${sent.attemptId}.${sent.ownerId}.0000000000@x.org>`;
  const report = { ...dsn("Action: failed\nStatus: 5.1.1"), original };
  expect(readBounce({ to: "info@x.org", report }, names)).toBeNull();
});

test("E4 that it was opened is no report of ours", () =>
  expect(readBounce({ to, report: { ...dsn(""), type: "disposition-notification" } }, names)).toBeNull());

test.each([
  ["abuse", "complaint"],
  ["fraud", "complaint"],
  ["not-spam", undefined],
])("E4 feedback of type %s is %s", (type, kind) => {
  const report = {
    type: "feedback-report" as const,
    fields: `Feedback-Type: ${type}\r\nUser-Agent: SomeGenerator/1.0\r\nVersion: 1\r\nOriginal-Mail-From: <${to}>\r\n`,
    original: "From: info@x.org\r\n\r\nHi",
  };
  expect(readBounce({ to: "abuse@x.org", report }, names)?.kind).toBe(kind);
});
