import { createPublicKey, verify } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Carrier, createCarrier } from "../carrier.ts";
import { accountSid, authToken as apiKey } from "../testCarrier.ts";
import { createManualTimers, type ManualTimers } from "../timers.ts";

const authorization = `Basic ${btoa(`${accountSid}:${apiKey}`)}`;
const events = "https://us.example/hooks/sendgrid/events";
const parse = "https://us.example/hooks/sendgrid/parse/key";
const wayOut = "https://us.example/u/token";
const minute = 60_000;

let carrier: Carrier;
let timers: ManualTimers;
let posted: { url: string; init: RequestInit }[];

beforeEach(() => {
  timers = createManualTimers({ startMs: Date.UTC(2026, 10, 22, 12) });
  posted = [];
  carrier = createCarrier({
    accountSid,
    authToken: apiKey,
    timers,
    settings: { mail: { eventsUrl: events, parseUrl: parse } },
    post: async (url, init) => {
      posted.push({ url, init });
      const page = `<form method="post" action="/u/confirm?t=1&amp;x=2"><input type="hidden" name="token" value="abc"></form>`;
      return new Response(url === wayOut && init.method !== "POST" ? page : null);
    },
  });
});
afterEach(() => carrier.close());

async function pass(durationMs: number): Promise<void> {
  await carrier.idle();
  timers.advance(durationMs);
  await carrier.idle();
}

const mailTo = (to: string, over: object = {}) => ({
  personalizations: [{ to: [{ email: to }], custom_args: { ownerId: "cmp_1", attemptId: "att_1" } }],
  from: { email: "notices@acme.example", name: "Acme" },
  reply_to: { email: "notices+token@acme.example" },
  subject: "Your meter reading",
  content: [
    { type: "text/plain", value: "When can we come by?\nhttps://acme.example/a" },
    { type: "text/html", value: '<a href="https://acme.example/a?b=1&amp;c=2">here</a>' },
  ],
  headers: {
    "Message-ID": "<att_1.cmp_1@acme.example>",
    "List-Unsubscribe": `<${wayOut}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  },
  ...over,
});
const send = (body: object, key = apiKey) =>
  carrier.fetch(
    new Request("http://carrier.test/v3/mail/send", {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
const toldTo = (url: string) => posted.filter((each) => each.url === url);
const told = () => toldTo(events).flatMap(({ init }) => JSON.parse(String(init.body)));
const formOf = (nth = 0) => toldTo(parse)[nth]?.init.body as FormData;
const outcomes = () => carrier.log({ kind: "mail" }).map(({ outcome }) => outcome);

describe("E4 SendGrid's way of sending", () => {
  test("E4 a mail is accepted with an id, told of as it goes, signed over the raw body", async () => {
    const answer = await send(mailTo("delivers@example.com"));
    expect([answer.status, answer.headers.get("x-message-id")]).toEqual([202, expect.stringMatching(/^SM/)]);
    await pass(minute);
    expect(told()).toMatchObject([
      { event: "processed", email: "delivers@example.com", ownerId: "cmp_1", attemptId: "att_1" },
      { event: "delivered", "smtp-id": "<att_1.cmp_1@acme.example>" },
    ]);
    const keyAnswer = await carrier.fetch(
      new Request("http://c.test/__carrier/mail/key", { headers: { authorization } }),
    );
    const { publicKey } = (await keyAnswer.json()) as { publicKey: string };
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
    for (const { init } of toldTo(events)) {
      const headers = new Headers(init.headers);
      const signed = headers.get("x-twilio-email-event-webhook-timestamp") + String(init.body);
      const signature = Buffer.from(headers.get("x-twilio-email-event-webhook-signature") ?? "", "base64");
      expect(verify("sha256", Buffer.from(signed), key, signature)).toBe(true);
    }
  });

  test.each<[string, object, string]>([
    ["no recipient", { personalizations: [] }, "personalizations"],
    ["no address", { from: { email: "Acme" } }, "from.email"],
    ["no subject", { subject: "" }, "subject"],
    ["a header that is SendGrid's", { headers: { "Reply-To": "x@y.example" } }, "headers.Reply-To"],
    [
      "HTML ahead of text",
      {
        content: [
          { type: "text/html", value: "a" },
          { type: "text/plain", value: "a" },
        ],
      },
      "content",
    ],
  ])("E4 %s is refused as SendGrid does", async (_, over, field) => {
    const answer = await send(mailTo("delivers@example.com", over));
    expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ field }] }]);
    expect(outcomes()).toEqual(["refused:400"]);
  });

  test("E4 without the key nothing is taken", async () => {
    expect((await send(mailTo("delivers@example.com"), "wrong")).status).toBe(401);
    expect(outcomes()).toEqual(["refused:401"]);
  });

  test.each([
    ["bounces", { event: "bounce", status: "5.1.1", type: "bounce" }],
    ["full", { event: "bounce", status: "5.2.2" }],
    ["unknown-domain", { event: "bounce", status: "5.1.2" }],
    ["blocks", { event: "bounce", type: "blocked" }],
    ["dropped", { event: "dropped", reason: "Bounced Address" }],
    ["spam", { event: "spamreport" }],
    ["slow", { event: "delivered" }],
  ])("E4 %s ends as it does at such mailboxes", async (mailbox, last) => {
    await send(mailTo(`${mailbox}.1@example.com`));
    await pass(60 * minute);
    expect(told().at(-1)).toMatchObject(last);
  });
});

describe("E4 people, their programs and filters", () => {
  const methods = () =>
    posted.filter(({ url }) => url !== events && url !== parse).map(({ url, init }) => [init.method ?? "GET", url]);

  test("E4 a scanner asks for every link, the way out among them, and posts nothing", async () => {
    await send(mailTo("scanner@example.com"));
    await pass(minute);
    for (const url of ["https://acme.example/a", "https://acme.example/a?b=1&c=2", wayOut])
      expect(methods()).toEqual(
        expect.arrayContaining([
          ["HEAD", url],
          ["GET", url],
        ]),
      );
    expect(methods().some(([method]) => method === "POST")).toBe(false);
  });

  test("E4 somebody opens the way out and confirms it on its page; a mail program does it in one go", async () => {
    await send(mailTo("unsubscribes@example.com"));
    await pass(10 * minute);
    expect(methods()).toEqual([
      ["GET", wayOut],
      ["POST", "https://us.example/u/confirm?t=1&x=2"],
    ]);
    expect(String(posted.at(-1)?.init.body)).toBe("token=abc");
    posted.length = 0;
    await send(mailTo("one-click@example.com"));
    await pass(10 * minute);
    expect(methods()).toEqual([["POST", wayOut]]);
    expect(String(posted.at(-1)?.init.body)).toBe("List-Unsubscribe=One-Click");
  });

  test.each(["gmail", "gmail-de", "outlook", "apple", "phone-de"])(
    "E4 %s answers in its thread, quoting ours",
    async (mailbox) => {
      await send(mailTo(`${mailbox}.2@example.com`));
      await pass(60 * minute);
      const raw = String(formOf().get("email"));
      expect(raw).toContain("In-Reply-To: <att_1.cmp_1@acme.example>");
      expect(raw).toContain("To: notices+token@acme.example");
      expect(JSON.parse(String(formOf().get("envelope")))).toEqual({
        to: ["notices+token@acme.example"],
        from: `${mailbox}.2@example.com`,
      });
      const text = Buffer.from(raw.split("\r\n\r\n")[1] ?? "", "base64").toString();
      expect(text).toContain("When can we come by?");
    },
  );

  test("E4 who is away says so by itself; who stops says stop; who answers late does so weeks after", async () => {
    carrier.configure({ mail: { eventsUrl: events, parseUrl: parse, parse: "parts" } });
    for (const mailbox of ["away", "stops", "later"]) await send(mailTo(`${mailbox}@example.com`));
    await pass(10 * minute);
    expect(toldTo(parse)).toHaveLength(2);
    expect(formOf(0).get("headers")).toContain("Auto-Submitted: auto-replied");
    expect(String(formOf(1).get("text"))).toMatch(/^STOP\n/);
    await pass(41 * 24 * 60 * minute);
    expect(toldTo(parse)).toHaveLength(3);
  });

  test("E4 a person writes of themselves, now", async () => {
    const asked = await carrier.fetch(
      new Request("http://c.test/__carrier/mail/inbound", {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify({ from: "ada@example.com", to: "notices@acme.example", subject: "Größe", text: "Hallo" }),
      }),
    );
    expect(asked.status).toBe(201);
    await carrier.idle();
    expect(String(formOf().get("email"))).toContain("Subject: =?utf-8?B?");
    expect(carrier.log({ kind: "mail" })).toMatchObject([
      { outcome: "received", from: "ada@example.com", body: "Hallo" },
      { messageStatus: "parse", answer: 200 },
    ]);
  });
});
