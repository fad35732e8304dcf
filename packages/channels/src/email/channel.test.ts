import { renderEmail } from "@headsup/core/answer/email";
import { describe, expect, test } from "vitest";
import type { OutboundMessage } from "../channel.ts";
import { emailChannel } from "./channel.ts";
import { cloudflareTransport } from "./cloudflare.ts";
import { emailNames } from "./names.ts";
import { sendgridTransport } from "./sendgrid.ts";
import type { Email, EmailTransport } from "./transport.ts";

const names = emailNames(["a secret of at least sixteen"]);
const message: OutboundMessage = {
  ownerId: `cmp_${"1".repeat(26)}`,
  attemptId: `att_${"2".repeat(20)}_1`,
  from: "info@acme.example",
  to: "ada@example.com",
  content: renderEmail({ subject: "Late", text: "Your order is **late**.", language: "en" }),
  purpose: "notice",
  thread: [],
  validityMs: 3_600_000,
};

const over = (transport: EmailTransport | null, more: Partial<Parameters<typeof emailChannel>[0]> = {}) =>
  emailChannel({
    transport,
    names,
    senderOf: async () => ({ id: "snd_1", name: "Acme Énergie" }),
    unsubscribeUrl: ({ address, senderId }) => `https://headsup.test/u/${senderId}-${address.length}`,
    postalAddress: "1 Main St, Springfield",
    replyDomain: null,
    ...more,
  });

/** What leaves, and what the transport answers. */
async function sent(over_: Partial<OutboundMessage> = {}, more = {}): Promise<Email> {
  const emails: Email[] = [];
  const transport: EmailTransport = {
    send: async (email) => {
      emails.push(email);
      return { kind: "accepted", providerId: "p" };
    },
  };
  await over(transport, more).send({ ...message, ...over_ });
  const [email] = emails;
  if (email === undefined) throw new Error("nothing left");
  return email;
}

describe("E4 what an email bears", () => {
  test("E4 a notice says how to stop, to people and to mail programs, and that a machine wrote it", async () => {
    const { headers, text, html, replyTo } = await sent();
    expect(headers).toMatchObject({
      "List-Unsubscribe": `<https://headsup.test/u/snd_1-15>, <mailto:${replyTo.replace("+", "%2B")}?subject=unsubscribe>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "Auto-Submitted": "auto-generated",
    });
    for (const part of [text, html]) {
      expect(part).toContain("https://headsup.test/u/snd_1-15");
      expect(part).toContain("1 Main St, Springfield");
    }
    expect(text).toMatch(/^Your order is \*\*late\*\*\.\n\n-- \n/);
    expect(html).not.toContain("<!--footer-->");
  });

  test("E4 an answer stands in its thread, and has neither footer nor one-click", async () => {
    const thread = ["<a@x.org>", "b@x.org", "<c@x.org>\r\nBcc: d@x.org"];
    const { headers, text } = await sent({ purpose: "answer", thread, ownerId: `cnv_${"1".repeat(26)}` });
    expect(headers).toEqual({
      "X-Headsup-Message": expect.any(String),
      "In-Reply-To": "<c@x.orgBcc:d@x.org>",
      References: "<a@x.org> <b@x.org> <c@x.orgBcc:d@x.org>",
    });
    expect(text).toBe("Your order is **late**.");
  });

  test("E4 of a long thread the first and the latest are named", async () => {
    const thread = Array.from({ length: 500 }, (_, i) => `m${i}@x.org`);
    const references = (await sent({ purpose: "answer", thread })).headers.References?.split(" ");
    expect(references).toHaveLength(20);
    expect([references?.[0], references?.at(-1)]).toEqual(["<m0@x.org>", "<m499@x.org>"]);
  });

  test("E4 an answer that nobody wrote says so, that machines leave it be", async () => {
    const { headers } = await sent({ purpose: "automatic_answer", thread: ["<a@x.org>"] });
    expect(headers).toMatchObject({ "Auto-Submitted": "auto-replied", "In-Reply-To": "<a@x.org>" });
    expect(headers).not.toHaveProperty("List-Unsubscribe");
  });

  test("E4 however long the ids of a thread are, a header is no longer than providers take", async () => {
    const thread = Array.from({ length: 20 }, (_, i) => `${i}.${"m".repeat(235)}@x.org`);
    const { References = "" } = (await sent({ purpose: "answer", thread })).headers;
    expect(References.length).toBeLessThanOrEqual(2_000);
    const ids = References.split(" ");
    expect(ids.length).toBeGreaterThan(5);
    expect([ids[0], ids.at(-1)]).toEqual([`<${thread[0]}>`, `<${thread[19]}>`]);
  });

  test("E4 a sender's name on several lines makes no header of its own", async () => {
    const { from } = await sent({}, { senderOf: async () => ({ id: "snd_1", name: "Acme\r\nBcc: eve@x.org" }) });
    expect(from.name).toBe("Acme Bcc: eve@x.org");
  });

  test("E4 its names lead back to the attempt; where replies come in elsewhere, they go there", async () => {
    const email = await sent({}, { replyDomain: "in.acme.example" });
    const named = { ownerId: message.ownerId, attemptId: message.attemptId };
    expect(names.readMessageId(email.messageId)).toEqual(named);
    expect(names.readMessageId(email.headers["X-Headsup-Message"] ?? "")).toEqual(named);
    expect(names.readReplyAddress(email.replyTo)).toEqual({ base: "info@in.acme.example", sent: named });
  });

  test("E4 without a provider nothing leaves, and it is said what to set", async () =>
    expect(await over(null).send(message)).toEqual({ kind: "refused", code: "email_no_provider", failure: "halt" }));

  test("E4 while it cannot be asked who sends, nothing has left; nobody's address sends nothing", async () => {
    const never: EmailTransport = { send: () => Promise.reject(new Error("sent")) };
    const down = over(never, { senderOf: () => Promise.reject(new Error("down")) });
    expect(await down.send(message)).toMatchObject({ kind: "released" });
    const gone = over(never, { senderOf: async () => null });
    expect(await gone.send(message)).toMatchObject({ kind: "refused", code: "email_unknown_sender" });
  });
});

describe("E4 by SendGrid", () => {
  const answering = (answer: Response | Error) => {
    const asked: Request[] = [];
    const transport = sendgridTransport({
      apiKey: "SG.key",
      apiBaseUrl: "https://sendgrid.test",
      now: () => 1_000_000,
      fetch: async (input, init) => {
        asked.push(new Request(input, init));
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    return { asked, send: () => over(transport).send(message) };
  };
  const refusal = (field: string) => Response.json({ errors: [{ message: "no", field }] }, { status: 400 });

  test("E4 the request names the attempt, orders its parts, and leaves reading to the reader", async () => {
    const { asked, send } = answering(new Response(null, { status: 202, headers: { "x-message-id": "abc" } }));
    expect(await send()).toEqual({ kind: "accepted", providerId: "abc" });
    const [request] = asked;
    expect([request?.url, request?.headers.get("authorization")]).toEqual([
      "https://sendgrid.test/v3/mail/send",
      "Bearer SG.key",
    ]);
    const body = await request?.json();
    expect(body).toMatchObject({
      personalizations: [
        { to: [{ email: message.to }], custom_args: { ownerId: message.ownerId, attemptId: message.attemptId } },
      ],
      from: { email: message.from, name: "Acme Énergie" },
      content: [{ type: "text/plain" }, { type: "text/html" }],
      headers: { "Message-ID": expect.stringContaining("@acme.example>"), "Auto-Submitted": "auto-generated" },
      tracking_settings: { click_tracking: { enable: false }, open_tracking: { enable: false } },
    });
  });

  test.each([
    [new Response("", { status: 401 }), { kind: "refused", code: "email_credentials", failure: "halt" }],
    [new Response("", { status: 403 }), { kind: "refused", code: "email_sender_refused", failure: "halt" }],
    [new Response("", { status: 413 }), { kind: "refused", code: "email_too_large", failure: "failed" }],
    [refusal("from.email"), { kind: "refused", code: "email_sender_refused", failure: "halt" }],
    [refusal("personalizations.0.to.0.email"), { kind: "refused", code: "email_rejected", failure: "failed" }],
    [new Response("<html>", { status: 400 }), { kind: "unknown", reason: "http_400" }],
    [new Response("", { status: 500 }), { kind: "unknown", reason: "http_500" }],
    [new Response("", { status: 302 }), { kind: "unknown", reason: "http_302" }],
    [
      new Response("", { status: 429, headers: { "x-ratelimit-reset": "1030" } }),
      { kind: "rate_limited", retryAfterMs: 30_000 },
    ],
    [new Response("", { status: 429 }), { kind: "rate_limited", retryAfterMs: null }],
    [new TypeError("fetch failed"), { kind: "unknown", reason: "connection" }],
    [new DOMException("", "TimeoutError"), { kind: "unknown", reason: "timeout" }],
  ])("E4 %o means %j", async (answer, outcome) => expect(await answering(answer).send()).toEqual(outcome));
});

describe("E4 by Cloudflare's binding", () => {
  const refusing = (code: string) =>
    over(cloudflareTransport({ send: async () => Promise.reject(Object.assign(new Error("no"), { code })) })).send(
      message,
    );

  test("E4 it is handed everything but the names it sets itself", async () => {
    const handed: Record<string, unknown>[] = [];
    const binding = {
      send: async (email: Record<string, unknown>) => {
        handed.push(email);
        return { messageId: "cf-1" };
      },
    };
    const outcome = await over(cloudflareTransport(binding)).send(message);
    expect(outcome).toEqual({ kind: "accepted", providerId: "cf-1" });
    expect(handed).toMatchObject([
      {
        to: message.to,
        from: { email: message.from, name: "Acme Énergie" },
        replyTo: expect.stringMatching(/^info\+c1.*@acme\.example$/),
        headers: { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
      },
    ]);
    expect(Object.keys(handed[0]?.headers as object)).not.toContain("Message-ID");
  });

  test.each([
    ["E_RATE_LIMIT_EXCEEDED", { kind: "rate_limited" }],
    ["E_DAILY_LIMIT_EXCEEDED", { kind: "rate_limited", retryAfterMs: 3_600_000 }],
    ["E_SENDER_NOT_VERIFIED", { failure: "halt" }],
    ["E_RECIPIENT_SUPPRESSED", { failure: "opted_out", code: "email_suppressed" }],
    ["E_DELIVERY_FAILED", { failure: "fall_back" }],
    ["E_HEADER_NOT_ALLOWED", { failure: "failed" }],
    ["E_INTERNAL_SERVER_ERROR", { kind: "unknown" }],
    ["", { kind: "unknown" }],
  ])("E4 %s means %j", async (code, outcome) => expect(await refusing(code)).toMatchObject(outcome));

  test("E4 no answer in time is no refusal", async () => {
    const never = cloudflareTransport({ send: () => new Promise(() => {}) }, { requestTimeoutMs: 1 });
    expect(await over(never).send(message)).toEqual({ kind: "unknown", reason: "timeout" });
  });
});
