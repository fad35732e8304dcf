import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readBounce } from "../bounces.ts";
import { mailLimits } from "./limits.ts";
import { readMail } from "./mail.ts";
import { bytesOf, mailWith, names, ourId, read, readWritten, replyTo, sent, toUs } from "./testMail.ts";

const noEnvelope = { from: undefined, to: [] };
const files = (...parts: string[]) =>
  mailWith(
    { "Content-Type": 'multipart/mixed; boundary="b"' },
    `${["Content-Type: text/plain; charset=utf-8\n\nSee the photo", ...parts].map((part) => `--b\n${part}\n`).join("")}--b--\n`,
  );

describe("E4 a mail that comes in", () => {
  test("E4 says who wrote what to whom, about what, in which thread", async () => {
    const mail = mailWith({ "In-Reply-To": ourId, References: `<first@x.example> ${ourId}` }, "48213");
    expect(await readWritten(mail)).toMatchObject({
      from: "ada@example.com",
      recipients: [{ address: "notices@acme.example", sent: null }],
      subject: "Re: Your meter reading",
      body: "48213",
      quoted: null,
      media: [],
      thread: ["<first@x.example>", ourId, "<CAF2026@mail.example.com>"],
      isAutomatic: false,
      answers: sent,
    });
  });

  test("E4 the address it went to names what it answers where its headers do not, and is stripped of that", async () => {
    expect(await readWritten(mailWith({}, "48213"), { ...toUs, to: [replyTo] })).toMatchObject({
      recipients: [{ address: "notices@acme.example", sent }],
      answers: sent,
    });
  });

  test.each([
    ["X-Original-To", { "X-Original-To": "notices@acme.example", To: "team@acme.example" }],
    ["Delivered-To", { "Delivered-To": "Notices@ACME.example", To: "undisclosed-recipients:;" }],
    ["To", { To: "Acme: notices@acme.example;" }],
    ["Cc", { To: '"Ames, Bo" <bo@example.com>', Cc: "notices@acme.example" }],
  ])("E4 without an envelope, %s tells whom it was sent to", async (_, headers) => {
    const { recipients } = await readWritten(mailWith(headers, "Hi"), noEnvelope);
    expect(recipients.map(({ address }) => address)).toContain("notices@acme.example");
  });

  test("E4 the envelope's recipient counts, not what its writer put into To", async () => {
    const mail = mailWith({ To: "other@acme.example", "Delivered-To": "third@acme.example" }, "Hi");
    expect((await readWritten(mail)).recipients.map(({ address }) => address)).toEqual(["notices@acme.example"]);
  });

  test.each([
    ["Latin-1", "text/plain; charset=iso-8859-1", "quoted-printable", "Stra=DFe 5, sp=E4ter", "Straße 5, später"],
    ["windows-1252", "text/plain; charset=windows-1252", "quoted-printable", "=93ok=94 =80 5", "“ok” € 5"],
    ["UTF-8 in base64", "text/plain; charset=utf-8", "base64", "w6HDqcOt", "áéí"],
    ["flowed", "text/plain; charset=utf-8; format=flowed", "8bit", "one long \nline", "one long line"],
    ["an unknown charset", "text/plain; charset=x-made-up", "8bit", "plain", "plain"],
  ])("E4 %s is read", async (_, type, encoding, text, body) => {
    const mail = mailWith({ "Content-Type": type, "Content-Transfer-Encoding": encoding }, text);
    expect((await readWritten(mail)).body).toBe(body);
  });

  test("E4 encoded words in a subject are read, and no line end in it goes any further", async () => {
    const mail = mailWith({ Subject: "=?utf-8?B?UsOpOiDCq3RydWMKQmNjOiB4QHkuencgwrs=?=" }, "ok");
    expect((await readWritten(mail)).subject).toBe("Ré: «truc Bcc: x@y.zw »");
  });

  test("E4 a delivery made again is the same one; another mail is another, also under the same Message-ID", async () => {
    const first = await readWritten(mailWith({ Received: "from a by b" }, "48213"));
    expect((await readWritten(mailWith({ Received: "from c by d" }, "48213"))).id).toBe(first.id);
    expect((await readWritten(mailWith({ From: "bo@example.com" }, "48213"))).id).not.toBe(first.id);
    const nameless = { "Message-ID": null };
    const said = await readWritten(mailWith(nameless, "48213"));
    expect((await readWritten(mailWith(nameless, "48213"))).id).toBe(said.id);
    expect((await readWritten(mailWith(nameless, "48214"))).id).not.toBe(said.id);
  });

  test("E4 files are told of by name, type and size; a signature's picture is none; an invitation is one", async () => {
    const mail = files(
      'Content-Type: image/jpeg; name="meter.jpg"\nContent-Disposition: attachment; filename="../../meter\u202egpj.jpg"\nContent-Transfer-Encoding: base64\n\nAAAA',
      'Content-Type: text/calendar; method=REQUEST; name="invite.ics"\nContent-Disposition: attachment; filename="invite.ics"\n\nBEGIN:VCALENDAR',
    );
    const { body, media } = await readWritten(mail);
    expect(body).toBe("See the photo");
    expect(media).toEqual([
      { url: null, type: "image/jpeg", name: "metergpj.jpg", bytes: 3 },
      { url: null, type: "text/calendar", name: "invite.ics", bytes: expect.any(Number) },
    ]);
  });
});

describe("E4 machines say that they are", () => {
  test.each([
    ["out of office (RFC 3834)", { "Auto-Submitted": "auto-replied (vacation)" }],
    ["Exchange", { "X-Auto-Response-Suppress": "All" }],
    ["an older responder", { "X-Autoreply": "yes", Precedence: "auto_reply" }],
    ["a program that says it in the subject alone", { Subject: "=?utf-8?Q?R=C3=A9ponse_automatique=3A?= Re: x" }],
    ["a mailing list", { "List-Id": "<news.example.com>" }],
    ["a newsletter", { Precedence: "bulk" }],
    ["a mail server", { From: "MAILER-DAEMON@example.com" }],
    ["a notice without a return path", { "Return-Path": "<>" }],
  ])("E4 %s", async (_, headers) => {
    expect((await readWritten(mailWith(headers, "I am away."), noEnvelope)).isAutomatic).toBe(true);
  });

  test("E4 an empty envelope is a machine's; what says no is a person's", async () => {
    expect((await readWritten(mailWith({}, "x"), { ...toUs, from: "" })).isAutomatic).toBe(true);
    const person = mailWith(
      {
        "Auto-Submitted": "no",
        Precedence: "normal",
        "X-Auto-Response-Suppress": "None",
        Subject: "Re: Out of office hours?",
      },
      "x",
    );
    expect((await readWritten(person)).isAutomatic).toBe(false);
  });

  test("E4 a delivery notice is a report, whoever it was addressed to, with what it returns of ours", async () => {
    const parts = [
      "Content-Type: text/plain\n\nIt could not be delivered.",
      "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; ada@example.com\nAction: failed\nStatus: 5.1.1",
      `Content-Type: message/rfc822\n\nMessage-ID: ${ourId}\nSubject: Your meter reading\n\nHi Ada`,
    ];
    const type = 'multipart/report; report-type=delivery-status; boundary="b"';
    const body = `${parts.map((part) => `--b\n${part}\n`).join("")}--b--\n`;
    const mail = mailWith({ From: "MAILER-DAEMON@mx.example.com", "Content-Type": type }, body);
    const report = await read(mail);
    if (report.kind !== "report") throw new Error(report.kind);
    expect(readBounce({ to: report.to[0] ?? "", report: report.report }, names)).toMatchObject({
      ...sent,
      kind: "receipt",
      status: "undelivered",
      failure: "invalid_address",
    });
  });
});

describe("E4 hostile mail", () => {
  test("E4 nothing in it makes it throw", () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (junk) => {
        await read(
          mailWith({ "Content-Type": `multipart/mixed; boundary="${junk.slice(0, 5)}"`, References: junk }, junk),
        );
        await read(junk);
      }),
      { numRuns: 50 },
    ));

  test("E4 parts within parts, endless headers and mail that is too large are not read", async () => {
    const nested = Array.from({ length: 200 }, (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\n\n--b${n}`);
    expect(await read(`${mailWith({ "Content-Type": null }, "").trimEnd()}\n${nested.join("\n")}\n`)).toMatchObject({
      kind: "unreadable",
    });
    expect(await read(mailWith({ "X-Long": "x".repeat(mailLimits.headerBytesMax) }, "a"))).toMatchObject({
      kind: "unreadable",
    });
    const large = new Uint8Array(mailLimits.rawBytesMax + 1);
    expect(await readMail(large, toUs, names)).toEqual({ kind: "unreadable", reason: "it is larger than 25 MiB" });
  });

  test("E4 of a thousand references the first and the latest are kept, and only what is an id", async () => {
    const references = [
      ...Array.from({ length: 1_000 }, (_, n) => `<m${n}@x.example>`),
      "<a\tb@c>",
      "no@id",
      `<${"x".repeat(300)}@y>`,
    ];
    const { thread } = await readWritten(mailWith({ References: references.join("\n ") }, "a"));
    expect(thread).toHaveLength(mailLimits.threadIdsMax);
    expect([thread[0], thread.at(-2), thread.at(-1)]).toEqual([
      "<m0@x.example>",
      "<m999@x.example>",
      "<CAF2026@mail.example.com>",
    ]);
  });

  test("E4 nobody's mail, and mail to a crowd, cost little", async () => {
    expect(await read(mailWith({ From: "nobody at all" }, "x"), noEnvelope)).toMatchObject({ kind: "unreadable" });
    const crowd = Array.from({ length: 2_000 }, (_, n) => `p${n}@x.example`).join(", ");
    expect((await readWritten(mailWith({ To: crowd }, "x"), noEnvelope)).recipients.length).toBe(
      mailLimits.recipientsMax,
    );
  });

  test("E4 names made up by others answer nothing of ours", async () => {
    const made = ourId.replace("cmp_0", "cmp_1");
    expect((await readWritten(mailWith({ "In-Reply-To": made }, "x"))).answers).toBeNull();
    expect(bytesOf("a\nb")).toHaveLength(4);
  });
});
