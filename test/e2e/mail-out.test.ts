import { execFileSync } from "node:child_process";
import { emailChannel, emailNames, type OutboundMessage, readBounce, readMail } from "@headsup/channels";
import { smtpTransport } from "@headsup/channels/smtp";
import { renderEmail, shield } from "@headsup/core/answer/email";
import { type ParsedMail, simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { install, type MailServer, startMailServer } from "./mailServer.ts";

/** Emails of ours through real parts: a mail server takes them, a parser of others' reads them, a spam filter judges them. */

const missing = install({ postfix: "postfix", spamassassin: "spamassassin" });
if (missing !== null) console.warn(`Skipped: emails through a real mail server. ${missing}.`);

const names = emailNames(["a secret of at least sixteen"]);
const sent = { ownerId: `cmp_${"1".repeat(26)}`, attemptId: `att_${"2".repeat(20)}_1` };
const unsubscribeUrl = "https://notices.acme.example/u/1.abcd.cGF5bG9hZA.bWFyaw";

const notice: OutboundMessage = {
  ...sent,
  from: "info@acme.example",
  to: "ada@customer.example",
  content: renderEmail({
    subject: "Dein Paket kommt später – Grüße",
    text: `Hallo ${shield("Zoë <b>")},\n\ndein Paket kommt **morgen**, nicht heute. [Wo ist es?](https://acme.example/p/1)\n\n- ${"eine lange Zeile ".repeat(80)}\n- 12 °C\n\n.\n\nViele Grüße`,
    language: "de",
  }),
  purpose: "notice",
  thread: [],
  validityMs: 3_600_000,
};

describe.skipIf(missing !== null)("E4 an email through real SMTP", () => {
  let server: MailServer;
  const send = (over: Partial<OutboundMessage> = {}) =>
    emailChannel({
      transport: smtpTransport({ url: server.url }),
      names,
      senderOf: async () => ({ id: "snd_1", name: 'Acme "Énergie", GmbH' }),
      unsubscribeUrl: () => unsubscribeUrl,
      postalAddress: "Hauptstraße 1\n10115 Berlin",
      replyDomain: null,
    }).send({ ...notice, ...over });

  beforeAll(async () => {
    server = await startMailServer(["customer.example", "acme.example"]);
  });
  afterAll(() => server?.close());

  test("E4 arrives whole: both parts, names in any letters, and headers as they were meant", async () => {
    expect(await send()).toMatchObject({ kind: "accepted" });
    const [raw] = await server.mails(1);
    const source = raw?.toString("latin1") ?? "";
    expect(source).toMatch(/^Content-Type: multipart\/alternative;/m);
    // RFC 5322, 2.1.1: nothing but ASCII, no line over 998.
    expect(source).not.toMatch(/[^\0-\x7f]|[^\n]{998}/);

    const mail: ParsedMail = await simpleParser(raw ?? "");
    expect(mail.subject).toBe("Dein Paket kommt später – Grüße");
    expect(mail.from?.value).toEqual([{ address: "info@acme.example", name: 'Acme "Énergie", GmbH' }]);
    expect(mail.to).toMatchObject({ value: [{ address: "ada@customer.example" }] });
    expect(mail.text).toContain(
      "Hallo Zoë <b>,\n\ndein Paket kommt **morgen**, nicht heute. Wo ist es?: https://acme.example/p/1",
    );
    expect(mail.text).toContain(`- ${"eine lange Zeile ".repeat(80)}\n- 12 °C\n\n.\n\nViele Grüße\n\n-- \n`);
    expect(mail.text).toContain(`Abmelden: ${unsubscribeUrl}\n`);
    expect(mail.text).toContain("Hauptstraße 1\n10115 Berlin");
    expect(mail.html).toContain('<html lang="de" dir="ltr">');
    expect(mail.html).toContain("<p>Hallo Zoë &#60;b&#62;,</p>");
    expect(mail.html).toContain(`href="${unsubscribeUrl}"`);

    expect(names.readMessageId(mail.messageId ?? "")).toEqual(sent);
    const [reply] = mail.replyTo?.value ?? [];
    expect(names.readReplyAddress(reply?.address ?? "")).toEqual({ base: "info@acme.example", sent });
    const header = (name: string) => mail.headerLines.find(({ key }) => key === name)?.line.replace(/\r?\n\s+/g, " ");
    expect(header("list-unsubscribe")).toBe(
      `List-Unsubscribe: <${unsubscribeUrl}>, <mailto:${reply?.address?.replace("+", "%2B")}?subject=unsubscribe>`,
    );
    expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    expect(header("auto-submitted")).toBe("Auto-Submitted: auto-generated");
    // The envelope's sender names it as well: that is where bounces go.
    expect(header("return-path")).toContain(reply?.address);
  });

  test("E4 a spam filter finds nothing wrong with its structure or its headers", async () => {
    const [raw] = await server.mails(1);
    // Rules alone: no network, nothing learnt.
    const judged = execFileSync("spamassassin", ["--local", "--test-mode"], { input: raw, encoding: "utf8" });
    const report = judged.slice(judged.lastIndexOf("Content analysis details:"));
    const [, score] = /\((-?[\d.]+) points/.exec(report) ?? [];
    const hits = [...report.matchAll(/^\s*(-?\d+\.\d+) (\w+)/gm)].map(([, points, rule]) => ({
      rule,
      points: Number(points),
    }));
    console.log(`SpamAssassin: ${score} points; ${hits.map(({ rule, points }) => `${rule} ${points}`).join(", ")}`);
    expect(Number(score)).toBeLessThan(1);
    expect(hits.filter(({ points }) => points >= 1)).toEqual([]);
  }, 60_000);

  test.each([
    ["nobody@customer.example", { kind: "refused", code: "5.1.1", failure: "invalid_address" }],
    ["busy@customer.example", { kind: "refused", code: "4.3.0", failure: "retry" }],
    ["ada@elsewhere.example", { kind: "refused", code: "5.7.1", failure: "filtered" }],
  ])("E4 what it says at once of %s is an outcome", async (to, outcome) => expect(await send({ to })).toEqual(outcome));

  test("E4 what it says later comes back as a bounce, and names the attempt", async () => {
    expect(await send({ to: "full@customer.example" })).toMatchObject({ kind: "accepted" });
    const mails = await server.mails(2);
    const bounce = mails.find((raw) => /^Content-Type: multipart\/report/m.test(raw.toString("latin1")));
    const to = /^Delivered-To: (.*)$/m.exec(bounce?.toString("latin1") ?? "")?.[1]?.trim() ?? "";
    const mail = await readMail(new Uint8Array(bounce ?? []), { from: "", to: [to] }, names);
    if (mail.kind !== "report") throw new Error(`read as ${mail.kind}`);
    const told = { ...sent, providerId: null, kind: "receipt", status: "undelivered", code: "5.2.2", failure: "retry" };
    expect(readBounce({ to, report: mail.report }, names)).toEqual(told);
    // Sent to an address that tells nothing, what it brings back still does.
    expect(readBounce({ to: "info@acme.example", report: mail.report }, names)).toEqual(told);
  });
});
