import { type ApiWorld, apiWorld, expectStatus, prepareAccount } from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

/** Replies to emails come in at another domain than they were sent from, to a ladder whose first rung is a text. */

const ours = "notices@acme.example";
const key = "a-key-for-mail-that-comes-in";

let world: ApiWorld;
let replyTo: string;
let senderId: string;

beforeEach(async () => {
  world = await apiWorld({
    email: { settings: { EMAIL_PROVIDER: "none", EMAIL_REPLY_DOMAIN: "in.acme.example", INBOUND_MAIL_KEY: key } },
  });
  await prepareAccount(world);
  const texts = { channel: "sms", address: "+16005550177", name: "Acme" };
  expectStatus(await world.call("POST", "/v1/senders", { body: texts }), 201);
  const mails = { channel: "email", address: ours, name: "Acme" };
  senderId = expectStatus(await world.call("POST", "/v1/senders", { body: mails }), 201).json.id;
  const body = {
    name: "Readings",
    sender: texts.address,
    text: "When can we come by?",
    fallbacks: [
      {
        channel: "email",
        sender: ours,
        content: { channel: "email", subject: "Your meter", text: "When can we come?" },
      },
    ],
  };
  const ownerId = expectStatus(await world.call("POST", "/v1/campaigns", { body }), 201).json.id;
  replyTo = world.services.email.names.replyAddress(ours, { ownerId, attemptId: null }, "in.acme.example");
});
afterEach(() => world.close());

const post = (text: string, id = "a1") =>
  world.call("POST", `/hooks/mail/raw/${key}?to=${encodeURIComponent(replyTo)}&from=ada@example.com`, {
    token: null,
    headers: { "content-type": "message/rfc822" },
    body: `From: ada@example.com\r\nTo: ${replyTo}\r\nMessage-ID: <${id}@example.com>\r\n\r\n${text}`,
  });
const threads = () => world.rows("select address, sender_id from conversation");

test("E3 a reply to the email of a ladder is its email sender's, whatever its first rung is", async () => {
  expect((await post("On Monday")).status).toBe(204);
  expect(threads()).toEqual([{ address: "ada@example.com", sender_id: senderId }]);
});

test("10 what came while the catalogue was down is its sender's all the same, and a stop reaches no further than it would have", async () => {
  world.troubles.isCatalogueDown = true;
  expect((await post("STOP")).status).toBe(204);
  world.troubles.isCatalogueDown = false;
  await world.cron();
  expect(threads()).toEqual([{ address: "ada@example.com", sender_id: senderId }]);
  expect(world.rows("select scope, scope_id from suppression")).toEqual([{ scope: "sender", scope_id: senderId }]);
});
