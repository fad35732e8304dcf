import {
  type ApiWorld,
  apiWorld,
  directoryFor,
  expectStatus,
  importRows,
  prepareAccount,
  publicUrl,
  tokensOf,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** Mail that comes in: by the sandbox's mailboxes over HTTP, as their programs write it, into conversations. */

const rawMailPath = "/hooks/mail/raw";
const parsePath = "/hooks/sendgrid/parse";
const eventsPath = "/hooks/sendgrid/events";
const ours = "notices@acme.example";
const key = "a-key-for-mail-that-comes-in";
const minute = 60_000;
const day = 24 * 60 * minute;

let world: ApiWorld;
let tokens: Awaited<ReturnType<typeof tokensOf>>;
let carrierUrl: string;
/** Requests to the sandbox that are not answered yet: they take real time. */
const underWay = new Set<Promise<Response>>();

/** Lets time pass, and whatever goes to the sandbox and comes from it meanwhile arrive: until nothing more does. */
async function pass(ms: number): Promise<void> {
  await world.pass(ms);
  for (let seen = -1; underWay.size > 0 || seen !== heard(); ) {
    seen = heard();
    await Promise.allSettled(underWay);
    await world.carrier.idle();
    await world.pass(minute);
  }
}
const heard = (): number => world.carrier.log({ kind: "mail", limit: 10_000 }).length;

beforeEach(async () => {
  // Mails leave over real HTTP to the sandbox.
  const provider: typeof fetch = (input, init) => {
    const url = String(input).replace(/^https:\/\/(?:carrier\.test|sendgrid\.test)/, carrierUrl);
    const asked = fetch(url, init).finally(() => underWay.delete(asked));
    underWay.add(asked);
    return asked;
  };
  world = await apiWorld({
    provider,
    carrier: { mail: { eventsUrl: publicUrl + eventsPath, parseUrl: `${publicUrl}${parsePath}/${key}` } },
    email: {
      settings: {
        EMAIL_PROVIDER: "sendgrid",
        SENDGRID_API_KEY: "a-token-for-tests",
        SENDGRID_API_BASE_URL: "https://sendgrid.test",
        EMAIL_POSTAL_ADDRESS: "Acme Energy, 1 Main St",
        INBOUND_MAIL_KEY: key,
      },
    },
  });
  carrierUrl = (await world.carrier.listen({ port: 0 })).url;
  const keyAnswer = await world.carrier.fetch(
    new Request("http://carrier.test/__carrier/mail/key", {
      headers: { authorization: `Basic ${btoa("AC00000000000000000000000000000001:a-token-for-tests")}` },
    }),
  );
  Object.assign(world.services.email, { eventsKey: ((await keyAnswer.json()) as { publicKey: string }).publicKey });
  await prepareAccount(world);
  tokens = await tokensOf(world);
  const inbox = expectStatus(await world.call("POST", "/v1/inboxes", { body: { name: "Readings" } }), 201).json.id;
  const sender = { channel: "email", address: ours, name: "Acme Energy", inbox };
  expectStatus(await world.call("POST", "/v1/senders", { body: sender }), 201);
});
afterEach(() => world.close());

/** A campaign by email to these people, sent and what they do about it done. */
async function mailTo(...addresses: string[]): Promise<string> {
  const content = {
    channel: "email",
    subject: "Your meter, {{ first_name }}",
    text: "Hi {{ first_name }}, when can we come by?",
  };
  const body = { name: "Readings", channel: "email", sender: ours, content, zone: "America/New_York" };
  const id = expectStatus(await world.call("POST", "/v1/campaigns", { body }), 201).json.id;
  await importRows(
    world,
    id,
    addresses.map((address) => [address, "Ada", "America/New_York"]),
    { columns: [{ role: "email" }, { role: "variable", name: "first_name" }, { role: "zone" }] },
  );
  expectStatus(await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } }), 200);
  // The first minutes are real ones too: the campaign sends over real HTTP.
  const asked = () => addresses.filter((address) => sentTo(address).length > 0).length;
  for (let tries = 0; asked() < addresses.length && tries < 100; tries++) await pass(minute);
  await pass(60 * minute);
  return id;
}

const conversations = async (query = "status=open") =>
  expectStatus(await world.call("GET", `/v1/conversations?${query}`, { token: tokens.agent }), 200).json.items;
const threadOf = async (id: string) =>
  expectStatus(await world.call("GET", `/v1/conversations/${id}`, { token: tokens.agent }), 200).json;
async function answer(id: string, text: string) {
  const { conversation } = await threadOf(id);
  const body = { text, seen: conversation.version };
  return world.call("POST", `/v1/conversations/${id}/replies`, { token: tokens.agent, body });
}
/** Mails the sandbox was asked to send to somebody: what stood in them. */
const sentTo = (address: string) =>
  world.carrier
    .log({ kind: "mail" })
    .filter(({ to, outcome }) => to === address && outcome === "accepted")
    .map(({ body, contentVariables }) => ({ body: body ?? "", ...contentVariables }) as Record<string, string>);

/** A mail posted by a mail server's own pipe. */
const post = (mail: string, { to = ours, from = "ada@example.com", by = key } = {}) =>
  world.call("POST", `${rawMailPath}/${by}?to=${encodeURIComponent(to)}&from=${encodeURIComponent(from)}`, {
    token: null,
    headers: { "content-type": "message/rfc822" },
    body: mail.replaceAll("\n", "\r\n"),
  });
const mailOf = (headers: Readonly<Record<string, string>>, body: string): string =>
  `${Object.entries({
    From: "Ada Ames <ada@example.com>",
    To: ours,
    Subject: "A question",
    "Message-ID": "<a1@mail.example.com>",
    "Content-Type": "text/plain; charset=utf-8",
    ...headers,
  })
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n")}\n\n${body}`;

describe("E4 somebody answers a campaign by email", () => {
  test.each(["gmail", "gmail-de", "outlook", "apple-es", "phone"])(
    "E4 from %s: a thread in its sender's inbox, what was sent at its top, the quotation folded away",
    async (mailbox) => {
      const address = `${mailbox}.1@example.com`;
      const campaign = await mailTo(address);
      const [conversation] = await conversations();
      expect(conversation).toMatchObject({
        channel: "email",
        address,
        inbox: { name: "Readings" },
        campaign: { id: campaign },
        subject: "Your meter, Ada",
      });
      const { messages } = await threadOf(conversation.id);
      const [sent, said] = messages.filter(({ direction }: { direction: string }) => direction !== "event");
      expect(sent).toMatchObject({
        direction: "out",
        author: { kind: "campaign" },
        text: expect.stringContaining("when can we come by?"),
      });
      expect(said).toMatchObject({
        direction: "in",
        isAutomatic: false,
        quoted: expect.stringContaining("when can we come by?"),
      });
      expect(said.text).not.toContain("when can we come by?");
      expect(said.text).not.toBe("");
    },
  );

  test("E4 an answer goes out in the thread, and what they answer to that goes on with it", async () => {
    const address = "gmail.2@example.com";
    await mailTo(address);
    const [{ id }] = await conversations();
    expect((await answer(id, "What is your address?")).status).toBe(200);
    const [notice, reply] = sentTo(address);
    expect(reply).toMatchObject({
      subject: "Re: Your meter, Ada",
      body: expect.stringContaining("What is your address?"),
    });
    expect(reply?.References).toContain(notice?.["Message-ID"]);
    await pass(60 * minute);
    const said = (await threadOf(id)).messages.filter(({ direction }: { direction: string }) => direction === "in");
    expect(said).toHaveLength(2);
    expect(said[1].quoted).toContain("What is your address?");
    expect(await conversations()).toHaveLength(1);
  });

  test("E4 weeks later, past its look-back, it is still an answer to what it names", async () => {
    const campaign = await mailTo("later@example.com");
    await pass(41 * day);
    const all = await conversations();
    expect(all).toMatchObject([{ address: "later@example.com", campaign: { id: campaign } }]);
  });

  test("E4 who was handed it on and answers is told apart: attributed, and shown nothing that was sent to another", async () => {
    const campaign = await mailTo("delivers@example.com");
    const [notice] = sentTo("delivers@example.com");
    const mail = mailOf({ From: "bo@example.com", "In-Reply-To": notice?.["Message-ID"] ?? "" }, "I am the tenant");
    expect((await post(mail)).status).toBe(204);
    const [conversation] = await conversations();
    expect(conversation).toMatchObject({
      address: "bo@example.com",
      campaign: { id: campaign },
      customer: { name: null },
    });
    expect((await threadOf(conversation.id)).messages.map(({ text }: { text: string }) => text)).toEqual([
      "I am the tenant",
    ]);
  });
});

describe("E4 machines make no work and are never answered", () => {
  test("E4 what a rule answers bears a machine's mark, what a colleague answers does not", async () => {
    const rule = {
      name: "Thanks",
      trigger: { on: "message_received" },
      actions: [{ do: "reply", text: "We have got it." }],
    };
    expectStatus(await world.call("POST", "/v1/rules", { body: rule }), 201);
    await post(mailOf({}, "When is it due?"));
    await pass(minute);
    const [{ id }] = await conversations();
    await answer(id, "Tomorrow.");
    await pass(minute);
    const marks = sentTo("ada@example.com").map(({ body, ...headers }) => [body, headers["Auto-Submitted"]]);
    expect(marks).toEqual([
      ["We have got it.", "auto-replied"],
      ["Tomorrow.", undefined],
    ]);
  });

  test("E4 who is away is noted and answered by nothing", async () => {
    const rule = {
      name: "Thanks",
      trigger: { on: "message_received" },
      actions: [{ do: "reply", text: "We have got it." }],
    };
    expectStatus(await world.call("POST", "/v1/rules", { body: rule }), 201);
    await mailTo("away@example.com");
    expect(await conversations()).toEqual([]);
    const [{ id }] = await conversations("status=closed");
    expect((await threadOf(id)).messages.at(-1)).toMatchObject({ direction: "in", isAutomatic: true });
    expect(sentTo("away@example.com")).toHaveLength(1);
  });

  test("E3 a machine's answer is nobody's: the next rung of a ladder is not passed over for it", async () => {
    const heeds = { openConversations: false, contactsSince: null, replies: true };
    const campaignId = await mailTo("away@example.com", "delivers@example.com");
    const [notice] = sentTo("delivers@example.com");
    const said = mailOf({ From: "delivers@example.com", "In-Reply-To": notice?.["Message-ID"] ?? "" }, "On Monday");
    await post(said, { from: "delivers@example.com" });
    const sender = { id: "snd_x", channel: "email" as const, address: ours };
    const replied = async () => {
      const addresses = ["away@example.com", "delivers@example.com"];
      const known = await directoryFor(world.services).standings({ campaignId, addresses, senders: [sender], heeds });
      return known.filter(({ hasReplied }) => hasReplied).map(({ address }) => address);
    };
    expect(await replied()).toEqual(["delivers@example.com"]);
    world.troubles.isCatalogueDown = true;
    await post(mailOf({ From: "bo@example.com", "Auto-Submitted": "auto-replied" }, "Away"), {
      from: "bo@example.com",
    });
    world.troubles.isCatalogueDown = false;
    const asked = { campaignId, addresses: ["bo@example.com"], senders: [sender], heeds };
    expect(await directoryFor(world.services).standings(asked)).toEqual([]);
  });

  test("E4 a bounce, by SendGrid or by a mail server, is a receipt and no conversation", async () => {
    const campaign = await mailTo("bounces@example.com", "delivers@example.com");
    const [notice] = sentTo("delivers@example.com");
    const parts = [
      "Content-Type: text/plain\n\nIt could not be delivered.",
      "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; delivers@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown",
      `Content-Type: text/rfc822-headers\n\nMessage-ID: ${notice?.["Message-ID"]}`,
    ];
    const headers = {
      From: "MAILER-DAEMON@mx.example.com",
      "Content-Type": 'multipart/report; report-type=delivery-status; boundary="b"',
    };
    const report = mailOf(headers, `${parts.map((part) => `--b\n${part}\n`).join("")}--b--\n`);
    expect((await post(report, { from: "" })).status).toBe(204);
    expect(await conversations("status=open")).toEqual([]);
    expect(await conversations("status=closed")).toEqual([]);
    expect(world.rows("select address from suppression order by address")).toContainEqual({
      address: "bounces@example.com",
    });
    const { items } = expectStatus(await world.call("GET", `/v1/campaigns/${campaign}/recipients`), 200).json;
    expect(items.map(({ address, status }: { address: string; status: string }) => [address, status]).sort()).toEqual([
      ["bounces@example.com", "undelivered"],
      // It was delivered by SendGrid's word: what comes after takes nothing back.
      ["delivers@example.com", "delivered"],
    ]);
  });

  test("E4 a scanner that opens every link changes nothing; one click does", async () => {
    await mailTo("scanner@example.com", "one-click@example.com");
    const visits = world.carrier
      .log({ kind: "mail" })
      .filter(({ messageStatus }) => ["get", "head", "one-click"].includes(messageStatus ?? ""));
    expect(visits.map(({ answer: status }) => status)).toEqual(visits.map(() => 200));
    expect(new Set(visits.map(({ messageStatus }) => messageStatus))).toEqual(new Set(["get", "head", "one-click"]));
    expect(world.rows("select address from suppression")).toEqual([{ address: "one-click@example.com" }]);
  });

  test("E4 a mail from an address of ours is a loop, and ends", async () => {
    expect((await post(mailOf({ From: ours }, "Hello"))).status).toBe(204);
    expect(world.rows("select count(*) as n from message")).toEqual([{ n: 0 }]);
  });
});

describe("F7 words by email", () => {
  test("F7 STOP is heeded and confirmed once, by email; nothing goes after it; START comes back", async () => {
    const address = "stops@example.com";
    await mailTo(address);
    expect(world.rows("select address, reason from suppression")).toEqual([{ address, reason: "reply" }]);
    expect(sentTo(address).map(({ body }) => body)).toEqual([
      expect.any(String),
      expect.stringContaining("no more emails"),
    ]);
    const [{ id }] = await conversations("status=closed");
    expect((await answer(id, "Hello?")).json.error.code).toBe("suppressed");
    await post(mailOf({ From: address, "Message-ID": "<s2@example.com>" }, "Stop"), { from: address });
    await pass(minute);
    expect(sentTo(address)).toHaveLength(2);
    await post(mailOf({ From: address, "Message-ID": "<s3@example.com>" }, "START"), { from: address });
    await pass(minute);
    expect(world.rows("select address from suppression")).toEqual([]);
    expect(sentTo(address).at(-1)?.body).toContain("again");
  });

  test("F7 an empty mail with “unsubscribe” for a subject says it; an answer to a subject of ours does not", async () => {
    await post(mailOf({ From: "bo@example.com", Subject: "Unsubscribe", "Message-ID": "<b1@x.example>" }, ""));
    await post(
      mailOf({ From: "cy@example.com", Subject: "Re: How to unsubscribe", "Message-ID": "<c1@x.example>" }, ""),
    );
    expect(world.rows("select address from suppression")).toEqual([{ address: "bo@example.com" }]);
  });
});

test("F7 who stops from a mailbox that it was handed on to stops what arrives there; START brings back the writer alone", async () => {
  await mailTo("delivers@example.com");
  const [notice] = sentTo("delivers@example.com");
  const from = "ada@home.example";
  const about = { From: from, "In-Reply-To": notice?.["Message-ID"] ?? "" };
  await post(mailOf({ ...about, "Message-ID": "<h1@home.example>" }, "Unsubscribe"), { from });
  const stopped = () => world.rows("select address from suppression order by address").map(({ address }) => address);
  expect(stopped()).toEqual([from, "delivers@example.com"]);
  await pass(minute);
  await post(mailOf({ ...about, "Message-ID": "<h2@home.example>" }, "START"), { from });
  expect(stopped()).toEqual(["delivers@example.com"]);
});

describe("E4 the doors", () => {
  test("E4 who has no key is told so before what they post is read", async () => {
    for (const path of [rawMailPath, parsePath]) {
      let taken = 0;
      const endless = new ReadableStream({
        pull: (controller) => {
          taken++;
          controller.enqueue(new Uint8Array(1024 * 1024));
        },
      });
      const request = new Request(`${publicUrl}${path}/wrong`, {
        method: "POST",
        body: endless,
        duplex: "half",
      } as RequestInit);
      expect((await world.fetch(request)).status).toBe(404);
      expect(taken).toBeLessThan(5);
    }
  });

  test("E4 a mail delivered again, by whichever door, changes nothing", async () => {
    const mail = mailOf({ Date: "Sun, 22 Nov 2026 10:01:02 +0100" }, "When is it due?");
    for (let i = 0; i < 3; i++) expect((await post(mail)).status).toBe(204);
    const form = new FormData();
    form.append("email", mail.replaceAll("\n", "\r\n"));
    form.append("envelope", JSON.stringify({ to: [ours], from: "ada@example.com" }));
    const parsed = await world.fetch(new Request(`${publicUrl}${parsePath}/${key}`, { method: "POST", body: form }));
    expect(parsed.status).toBe(204);
    expect(world.rows("select body from message where direction = 'in'")).toEqual([{ body: "When is it due?" }]);
  });

  test("E4 without the key there is no door; an unknown address is refused to a mail server, and dropped for SendGrid", async () => {
    expect((await post(mailOf({}, "Hi"), { by: "wrong" })).status).toBe(404);
    expect((await post(mailOf({}, "Hi"), { to: "nobody@acme.example" })).json.error.message).toContain(
      "no such address",
    );
    const form = new FormData();
    form.append("email", mailOf({}, "Hi"));
    form.append("envelope", JSON.stringify({ to: ["nobody@acme.example"] }));
    expect(
      (await world.fetch(new Request(`${publicUrl}${parsePath}/${key}`, { method: "POST", body: form }))).status,
    ).toBe(204);
    expect((await post("no mail at all", { from: "" })).status).toBe(400);
    expect(world.rows("select count(*) as n from message")).toEqual([{ n: 0 }]);
  });

  test("10 while the catalogue is down a mail is acknowledged from the journal, and is all there once it is back", async () => {
    world.troubles.isCatalogueDown = true;
    const mail = mailOf({ References: "<r1@x.example>" }, "When?\n\nOn 1 Jan 2026, Acme <n@a.example> wrote:\n> Soon");
    expect((await post(mail)).status).toBe(204);
    world.troubles.isCatalogueDown = false;
    await world.cron();
    expect(world.rows("select body, subject, quoted, thread from message where direction = 'in'")).toEqual([
      {
        body: "When?",
        subject: "A question",
        quoted: "On 1 Jan 2026, Acme <n@a.example> wrote:\n> Soon",
        thread: JSON.stringify(["<r1@x.example>", "<a1@mail.example.com>"]),
      },
    ]);
    expect(await conversations()).toMatchObject([{ inbox: { name: "Readings" }, subject: "A question" }]);
  });

  test("E4 while neither the catalogue nor the journal answers nothing is acknowledged", async () => {
    world.troubles.isCatalogueDown = true;
    world.troubles.isJournalDown = true;
    expect((await post(mailOf({}, "Hi"))).status).toBeGreaterThanOrEqual(500);
  });

  test("F4 rules read an email's subject", async () => {
    const rule = {
      name: "Bills",
      trigger: { on: "message_received" },
      when: { field: "subject", op: "contains", values: ["invoice"] },
      actions: [{ do: "set_priority", priority: "high" }],
    };
    expectStatus(await world.call("POST", "/v1/rules", { body: rule }), 201);
    await post(mailOf({ Subject: "Invoice of May" }, "It is wrong"));
    expect(await conversations()).toMatchObject([{ priority: "high" }]);
  });
});
