import type { EmailTransport } from "@headsup/channels";
import { smtpTransport } from "@headsup/channels/smtp";
import { type ApiWorld, apiWorld, expectStatus, importRows, prepareAccount, publicUrl } from "@headsup/testkit";
import { type ParsedMail, simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { install, type MailServer, startMailServer } from "./mailServer.ts";

/**
 * E4 once around: a campaign's email leaves through a real mail server, is read by a parser of others', unsubscribed from by
 * POST, and answered; the answer comes in and is a thread in the inbox of the campaign.
 */

const missing = install({ postfix: "postfix" });
if (missing !== null) console.warn(`Skipped: a campaign's emails once around. ${missing}.`);

const inboundKey = "a-key-for-mail-that-comes-in";
const sender = "notices@acme.example";
const minute = 60_000;
const people = ["ada@customer.example", "ben@customer.example", "cyd@customer.example"];

describe.skipIf(missing !== null)("E4 a campaign by email, once around", () => {
  let server: MailServer;
  let world: ApiWorld;
  let campaignId: string;
  const mails = new Map<string, ParsedMail>();
  const underWay = new Set<Promise<unknown>>();

  /** Lets time pass, and what leaves for the mail server meanwhile get there. */
  async function pass(ms: number): Promise<void> {
    await world.pass(ms);
    while (underWay.size > 0) {
      await Promise.allSettled(underWay);
      await world.pass(1_000);
    }
  }

  beforeAll(async () => {
    server = await startMailServer(["customer.example", "acme.example"]);
    const transport = smtpTransport({ url: server.url });
    const watched: EmailTransport = {
      ...transport,
      send: (email) => {
        const sent = transport.send(email).finally(() => underWay.delete(sent));
        underWay.add(sent);
        return sent;
      },
    };
    world = await apiWorld({
      email: {
        settings: {
          EMAIL_PROVIDER: "smtp",
          SMTP_URL: server.url,
          EMAIL_POSTAL_ADDRESS: "Acme Energy, 1 Main St",
          INBOUND_MAIL_KEY: inboundKey,
        },
        host: { smtp: () => watched },
      },
    });
    await prepareAccount(world);
    for (const name of ["Everything", "Renewals"])
      expectStatus(await world.call("POST", "/v1/inboxes", { body: { name } }), 201);
    const from = { channel: "email", address: sender, name: "Acme Energy", inbox: "Everything" };
    expectStatus(await world.call("POST", "/v1/senders", { body: from }), 201);
    const content = {
      channel: "email",
      subject: "Your contract, {{ first_name }}",
      text: "Hi {{ first_name }}, it **ends** soon.",
    };
    const body = { name: "Renewals", channel: "email", sender, content, inbox: "Renewals" };
    campaignId = expectStatus(await world.call("POST", "/v1/campaigns", { body }), 201).json.id;
    await importRows(
      world,
      campaignId,
      people.map((address) => [address, address.slice(0, 3), "America/New_York"]),
      { columns: [{ role: "address" }, { role: "variable", name: "first_name" }, { role: "zone" }] },
    );
    expectStatus(await world.call("POST", `/v1/campaigns/${campaignId}/launch`, { body: { consent: true } }), 200);
    await pass(minute);
    for (const raw of await server.mails(people.length)) {
      const mail = await simpleParser(raw);
      const [to] = [mail.to].flat();
      mails.set(to?.value[0]?.address ?? "", mail);
    }
  }, 60_000);
  afterAll(async () => {
    await world?.close();
    await server?.close();
  });

  const mailOf = (address: string): ParsedMail => {
    const mail = mails.get(address);
    if (mail === undefined) throw new Error(`nothing came for ${address}`);
    return mail;
  };
  const headerOf = (mail: ParsedMail, name: string) =>
    mail.headerLines.find(({ key }) => key === name)?.line.replace(/\r?\n\s+/g, " ") ?? "";
  const unsubscribeUrl = (mail: ParsedMail) => /<(https:[^>]+)>/.exec(headerOf(mail, "list-unsubscribe"))?.[1] ?? "";
  const suppressed = async () =>
    (await world.call("GET", "/v1/suppressions")).json.items.map(({ address }: { address: string }) => address);
  const browse = (url: string, init?: RequestInit) => world.fetch(new Request(url, init));

  test("E4 each got theirs, in both parts", () => {
    expect([...mails.keys()].sort()).toEqual(people);
    const mail = mailOf("ada@customer.example");
    expect(mail.subject).toBe("Your contract, ada");
    expect(mail.text).toContain("Hi ada, it **ends** soon.");
    expect(mail.html).toContain("<strong>ends</strong>");
  });

  test("E4 a scanner's GET and HEAD of every link unsubscribe nobody", async () => {
    for (const mail of mails.values()) {
      const links = [...new Set(`${mail.text} ${mail.html}`.match(/https?:\/\/[^\s"'<>)]+/g) ?? [])];
      expect(links).toContain(unsubscribeUrl(mail));
      for (const url of links.filter((link) => link.startsWith(publicUrl)))
        for (const method of ["GET", "HEAD"]) expect((await browse(url, { method })).status).toBe(200);
    }
    expect(await suppressed()).toEqual([]);
  });

  test("E4 one-click POST unsubscribes whose mail it was, and nobody else", async () => {
    const mail = mailOf("ben@customer.example");
    expect(headerOf(mail, "list-unsubscribe-post")).toContain("List-Unsubscribe=One-Click");
    const init = {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    };
    expect((await browse(unsubscribeUrl(mail), init)).status).toBe(200);
    expect(await suppressed()).toEqual(["ben@customer.example"]);
  });

  /** As a mail program writes it, piped in by the mail server of the domain. */
  async function reply(to: ParsedMail, text: string, references: readonly string[]): Promise<void> {
    const [ours] = [to.replyTo].flat();
    const raw = [
      "From: Ada Customer <ada@customer.example>",
      `To: ${ours?.value[0]?.address}`,
      `Subject: Re: ${to.subject}`,
      `Message-ID: <${crypto.randomUUID()}@customer.example>`,
      `In-Reply-To: ${references.at(-1)}`,
      `References: ${references.join(" ")}`,
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "",
      text,
      "",
      "On Tue, 24 Nov 2026 at 10:00, Acme Energy <notices@acme.example> wrote:",
      ...(to.text ?? "").split("\n").map((line) => `> ${line}`),
    ].join("\r\n");
    const query = new URLSearchParams({ from: "ada@customer.example", to: ours?.value[0]?.address ?? "" });
    const answer = await browse(`${publicUrl}/hooks/mail/raw/${inboundKey}?${query}`, {
      method: "POST",
      headers: { "content-type": "message/rfc822" },
      body: raw,
    });
    expect(answer.status).toBe(204);
  }

  test("E4 an answer lands in the campaign's own inbox, what it quotes folded; the next one goes on in the same thread", async () => {
    const mail = mailOf("ada@customer.example");
    await reply(mail, "Please renew it for a year.", [mail.messageId ?? ""]);
    await pass(minute);
    const { items } = (await world.call("GET", "/v1/conversations")).json;
    expect(items).toMatchObject([
      { channel: "email", address: "ada@customer.example", inbox: { name: "Renewals" }, campaign: { id: campaignId } },
    ]);
    const thread = async () => (await world.call("GET", `/v1/conversations/${items[0].id}`)).json;
    const said = (await thread()).messages.filter(({ direction }: { direction: string }) => direction !== "event");
    expect(said).toMatchObject([
      { direction: "out", author: { kind: "campaign" } },
      { direction: "in", text: "Please renew it for a year.", quoted: expect.stringContaining("> Hi ada") },
    ]);
    // An agent answers; it arrives as a mail that continues the thread.
    const { conversation } = await thread();
    const body = { text: "Done, thank you.", seen: conversation.version };
    expectStatus(await world.call("POST", `/v1/conversations/${items[0].id}/replies`, { body }), 200);
    await pass(2 * minute);
    const answered = await Promise.all((await server.mails(people.length + 1)).map((raw) => simpleParser(raw)));
    const ours = answered.find(({ text }) => text?.startsWith("Done, thank you.") === true);
    expect(ours?.subject).toBe("Re: Your contract, ada");
    expect([ours?.references].flat()).toContain(mail.messageId);
    expect(headerOf(ours as ParsedMail, "list-unsubscribe")).toBe("");

    await reply(ours as ParsedMail, "Thanks!", [mail.messageId ?? "", ours?.messageId ?? ""]);
    await pass(minute);
    expect((await world.call("GET", "/v1/conversations")).json.items.length).toBe(1);
    expect((await thread()).messages.at(-1)).toMatchObject({ direction: "in", text: "Thanks!" });
  });
});
