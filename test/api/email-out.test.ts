import { generateKeyPairSync, sign } from "node:crypto";
import { type ApiWorld, apiWorld, expectStatus, importRows, prepareAccount, recipientOf } from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

/** A campaign by email through SendGrid: what leaves, and what its events make of people. */

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const settings = {
  EMAIL_PROVIDER: "sendgrid" as const,
  EMAIL_POSTAL_ADDRESS: "1 Main St, Springfield",
  SENDGRID_API_KEY: "SG.key",
  SENDGRID_API_BASE_URL: "https://sendgrid.test",
  SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
};

interface Handed {
  readonly personalizations: readonly [
    { readonly to: readonly [{ readonly email: string }]; readonly custom_args: Record<string, string> },
  ];
  readonly subject: string;
  readonly content: readonly { readonly type: string; readonly value: string }[];
  readonly headers: Record<string, string>;
}

let world: ApiWorld;
let handed: Handed[];
let campaignId: string;

beforeEach(async () => {
  handed = [];
  world = await apiWorld({
    email: { settings },
    provider: async (_, init) => {
      handed.push(JSON.parse(String(init?.body)));
      return new Response(null, { status: 202, headers: { "x-message-id": `sg-${handed.length}` } });
    },
  });
  await prepareAccount(world);
  const sender = { channel: "email", address: "notices@acme.example", name: "Acme" };
  expectStatus(await world.call("POST", "/v1/senders", { body: sender }), 201);
  const content = { channel: "email", subject: "Late, {{ first_name }}", text: "Hi {{ first_name }}, it is **late**." };
  const body = { name: "Delay", channel: "email", sender: sender.address, content };
  campaignId = expectStatus(await world.call("POST", "/v1/campaigns", { body }), 201).json.id;
  const rows = [
    ["ada@example.com", "Ada <b>", "America/New_York"],
    ["bob@example.com", "Bob", "America/New_York"],
    ["cyd@example.com", "Cyd", "America/New_York"],
  ];
  const columns = [{ role: "email" }, { role: "variable", name: "first_name" }, { role: "zone" }];
  const { problems } = await importRows(world, campaignId, rows, { columns });
  expect(problems).toEqual([]);
  expectStatus(await world.call("POST", `/v1/campaigns/${campaignId}/launch`, { body: { consent: true } }), 200);
  await world.pass(10 * 60_000);
});
afterEach(() => world.close());

const namesOf = (email: string) =>
  handed.find(({ personalizations: [{ to }] }) => to[0].email === email)?.personalizations[0].custom_args ?? {};

/** As SendGrid signs: the time, then the body, by ECDSA in DER. */
const post = (events: object[], over: { signature?: string } = {}) => {
  const body = JSON.stringify(events);
  const timestamp = String(Math.floor(world.now() / 1_000));
  return world.call("POST", "/hooks/sendgrid/events", {
    token: null,
    headers: {
      "x-twilio-email-event-webhook-timestamp": timestamp,
      "x-twilio-email-event-webhook-signature":
        over.signature ?? sign("sha256", Buffer.from(timestamp + body), privateKey).toString("base64"),
    },
    body,
  });
};
const statusOf = async (email: string) => (await recipientOf(world, campaignId, email)).status;
const suppressions = () => world.rows("select address, scope, reason from suppression order by address");

test("E4 everybody gets theirs, with their own way out of it", async () => {
  expect(handed.map(({ personalizations: [{ to }] }) => to[0].email).sort()).toEqual([
    "ada@example.com",
    "bob@example.com",
    "cyd@example.com",
  ]);
  const ada = handed.find(({ subject }) => subject === "Late, Ada <b>");
  expect(ada?.content[0]?.value).toMatch(/^Hi Ada <b>, it is \*\*late\*\*\./);
  expect(ada?.content[1]?.value).toContain("<p>Hi Ada &#60;b&#62;, it is <strong>late</strong>.</p>");
  const [, url = ""] = /^<([^>]+)>/.exec(ada?.headers["List-Unsubscribe"] ?? "") ?? [];
  expect(world.services.email.links.read(url.split("/").at(-1) ?? "")).toMatchObject({ address: "ada@example.com" });
});

test("E4 delivered, bounced and complained of: each is known, and who complained or does not exist is left alone", async () => {
  const events = [
    { event: "delivered", email: "ada@example.com", ...namesOf("ada@example.com") },
    {
      event: "bounce",
      type: "bounce",
      status: "5.1.1",
      reason: "550 5.1.1 no such user",
      email: "bob@example.com",
      ...namesOf("bob@example.com"),
    },
    { event: "delivered", email: "cyd@example.com", ...namesOf("cyd@example.com") },
    { event: "spamreport", email: "cyd@example.com", ...namesOf("cyd@example.com") },
    { event: "open", email: "cyd@example.com", ...namesOf("cyd@example.com") },
    { event: "delivered", email: "else@example.com" },
  ];
  // Told twice, and out of order, it is the same.
  for (const told of [events, events.toReversed()]) expect((await post(told)).status).toBe(204);
  expect(await statusOf("ada@example.com")).toBe("delivered");
  expect(await statusOf("bob@example.com")).toBe("undelivered");
  expect(await statusOf("cyd@example.com")).toBe("delivered");
  expect(suppressions()).toEqual([
    { address: "bob@example.com", scope: "channel", reason: "invalid:5.1.1" },
    { address: "cyd@example.com", scope: "channel", reason: "complaint" },
  ]);
});

test("E4 events of attempts nobody made are passed over; those nobody signed are refused", async () => {
  const named = namesOf("ada@example.com");
  const stranger = { ...named, attemptId: `att_${"0".repeat(20)}_1` };
  const events = [{ event: "spamreport", email: "ada@example.com", ...stranger }];
  expect((await post(events)).status).toBe(204);
  expect(
    (await post([{ event: "spamreport", email: "ada@example.com", ...named }], { signature: "AAAA" })).status,
  ).toBe(403);
  expect(suppressions()).toEqual([]);
});
