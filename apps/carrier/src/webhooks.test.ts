import twilio from "twilio";
import { expect, test } from "vitest";
import { authToken, janesNumber, jsonOf, openTestCarrier, ourNumber, type Posted } from "./testCarrier.ts";

const statusCallback = "http://headsup.test/twilio/status?attempt=att_1";
const form = { To: janesNumber, From: ourNumber, Body: "hello", StatusCallback: statusCallback };
const isSigned = ({ url, params, signature }: Posted) => twilio.validateRequest(authToken, signature, url, params);
const statuses = (posted: readonly Posted[]) => posted.map(({ params }) => params.MessageStatus);

test("status callbacks come in order and carry Twilio's signature", async () => {
  const carrier = openTestCarrier();
  const { sid } = await jsonOf(carrier.messages(".json", form));
  await carrier.pass(60_000);
  expect(statuses(carrier.posted)).toEqual(["queued", "sent", "delivered"]);
  expect(carrier.posted.every(isSigned)).toBe(true);
  expect(carrier.posted[2]).toMatchObject({
    url: statusCallback,
    params: { MessageSid: sid, SmsSid: sid, SmsStatus: "delivered", To: janesNumber, From: ourNumber },
  });
  expect(carrier.posted[2]?.params.RawDlrDoneDate).toBe("2607011200");
  await carrier.close();
});

test("a failure carries its ErrorCode", async () => {
  const carrier = openTestCarrier({ settings: { people: { [janesNumber]: "landline" } } });
  await carrier.messages(".json", form);
  await carrier.pass(60_000);
  expect(carrier.posted.at(-1)?.params).toMatchObject({ MessageStatus: "undelivered", ErrorCode: "30006" });
  await carrier.close();
});

test("the fragment asks for retries of any failure, and is neither sent nor signed", async () => {
  const settings = { callbackStatuses: ["delivered" as const] };
  const carrier = openTestCarrier({ settings, receiver: async () => new Response("down", { status: 503 }) });
  await carrier.messages(".json", { ...form, StatusCallback: `${statusCallback}#rc=3&rp=all` });
  for (let i = 0; i < 10; i++) await carrier.pass(60_000);
  expect(carrier.posted).toHaveLength(4);
  expect(carrier.posted.every(({ url }) => url === statusCallback)).toBe(true);
  expect(carrier.posted.every(isSigned)).toBe(true);
  expect(carrier.summary().pending.deliveries).toBe(0);
  await carrier.close();
});

test("without a fragment only a connection that failed is tried again, once", async () => {
  const broken = (code: string) => async () => {
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("broken"), { code }) });
  };
  const triesOf = async (receiver: () => Promise<Response>) => {
    const carrier = openTestCarrier({ settings: { callbackStatuses: ["delivered"] }, receiver });
    await carrier.messages(".json", form);
    for (let i = 0; i < 10; i++) await carrier.pass(60_000);
    await carrier.close();
    return carrier.posted.length;
  };
  expect(await triesOf(async () => new Response("down", { status: 503 }))).toBe(1);
  expect(await triesOf(broken("ECONNRESET"))).toBe(1);
  expect(await triesOf(broken("ECONNREFUSED"))).toBe(2);
});

test("how each try of a callback went is in the log", async () => {
  let calls = 0;
  const receiver = async () => {
    calls += 1;
    if (calls === 1) throw new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNRESET" }) });
    return new Response(null, { status: calls === 2 ? 500 : 204 });
  };
  const carrier = openTestCarrier({ settings: { callbackStatuses: ["delivered"] }, receiver });
  await carrier.messages(".json", { ...form, StatusCallback: `${statusCallback}#rc=5&rp=5xx,rt` });
  for (let i = 0; i < 10; i++) await carrier.pass(60_000);
  expect(carrier.log({ kind: "callback" })).toMatchObject([
    { outcome: "no-answer:ECONNRESET", answer: null, messageStatus: "delivered", statusCallback },
    { outcome: "answered", answer: 500 },
    { outcome: "answered", answer: 204 },
  ]);
  await carrier.close();
});

test("a reply is posted signed to the sender's webhook and listed as inbound", async () => {
  const inboundUrl = "http://headsup.test/twilio/inbound";
  const carrier = openTestCarrier({ settings: { senders: [{ number: ourNumber, inboundUrl }] } });
  const { sid } = carrier.text({ from: janesNumber, to: ourNumber, body: "Can I move it? 🙏" });
  await carrier.idle();
  expect(carrier.posted).toMatchObject([
    { url: inboundUrl, params: { MessageSid: sid, From: janesNumber, To: ourNumber, Body: "Can I move it? 🙏" } },
  ]);
  expect(carrier.posted[0]?.params).toMatchObject({ SmsStatus: "received", NumMedia: "0", NumSegments: "1" });
  expect(carrier.posted.every(isSigned)).toBe(true);
  const { messages } = await jsonOf(carrier.messages(".json"));
  expect(messages).toMatchObject([{ sid, direction: "inbound", status: "received" }]);
  await carrier.close();
});

test("callbacks can be lost, repeated, late, and overtake each other", async () => {
  const callbacksWith = async (faults: object) => {
    const carrier = openTestCarrier({ settings: { faults } });
    for (let i = 0; i < 20; i++) await carrier.messages(".json", form);
    await carrier.pass(10_000);
    const soon = statuses(carrier.posted);
    await carrier.pass(3_600_000);
    await carrier.close();
    return { soon, all: statuses(carrier.posted), bySid: Object.groupBy(carrier.posted, (p) => p.params.MessageSid!) };
  };
  expect((await callbacksWith({ callbackLost: {} })).all).toEqual([]);
  expect((await callbacksWith({ callbackLost: { count: 5 } })).all).toHaveLength(55);
  expect((await callbacksWith({ callbackRepeated: { times: 2 } })).all).toHaveLength(180);
  expect((await callbacksWith({ callbackLate: { delayMs: 1_800_000 } })).soon).toEqual([]);
  const { all, bySid } = await callbacksWith({ callbackReordered: { withinMs: 60_000 } });
  expect(all).toHaveLength(60);
  const orders = new Set(Object.values(bySid).map((posted) => statuses(posted ?? []).join()));
  expect(orders.size).toBeGreaterThan(1);
});
