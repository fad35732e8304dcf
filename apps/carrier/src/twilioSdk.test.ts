import { afterAll, beforeAll, expect, test } from "vitest";
import { startCarrier } from "./carrier.ts";
import type { SettingsChange } from "./settings.ts";
import { accountSid, authToken, janesNumber, ourNumber, twilioClientFor } from "./testCarrier.ts";
import { createManualTimers } from "./timers.ts";

let carrier: Awaited<ReturnType<typeof startCarrier>>;
let client: ReturnType<typeof twilioClientFor>;

beforeAll(async () => {
  carrier = await startCarrier({ accountSid, authToken, port: 0 });
  client = twilioClientFor(carrier.url);
});
afterAll(() => carrier.close());

const send = (body: string, to = janesNumber) => client.messages.create({ to, from: ourNumber, body });

test("the Twilio SDK creates a message and fetches it", async () => {
  const created = await send("Your delivery moves to Friday.");
  expect(created).toMatchObject({
    status: "queued",
    to: janesNumber,
    from: ourNumber,
    numSegments: "1",
    dateSent: null,
  });
  expect(created.dateCreated).toBeInstanceOf(Date);
  const fetched = await client.messages(created.sid).fetch();
  expect(fetched).toMatchObject({
    sid: created.sid,
    body: "Your delivery moves to Friday.",
    direction: "outbound-api",
  });
});

test("the Twilio SDK lists newest first, across pages, filtered by recipient", async () => {
  const to = "+12025550155";
  const sids: string[] = [];
  for (let i = 0; i < 7; i++) sids.unshift((await send(`notice ${i}`, to)).sid);
  await send("to somebody else");

  const listed = await client.messages.list({ to, pageSize: 3 });
  expect(listed.map(({ sid }) => sid)).toEqual(sids);

  const first = await client.messages.page({ to, pageSize: 3 });
  const second = await first.nextPage();
  const back = await second?.previousPage();
  expect(second?.instances.map(({ sid }) => sid)).toEqual(sids.slice(3, 6));
  expect(back?.instances.map(({ sid }) => sid)).toEqual(sids.slice(0, 3));
});

test("the Twilio SDK sees Twilio's refusals by code", async () => {
  const refusal = (changes: object) =>
    client.messages.create({ to: janesNumber, from: ourNumber, body: "hello", ...changes }).catch((error) => error);

  expect(await refusal({ to: "555-01" })).toMatchObject({ status: 400, code: 21211 });
  expect(await refusal({ from: "+15005550007" })).toMatchObject({ status: 400, code: 21606 });
  expect(await refusal({ body: "" })).toMatchObject({ status: 400, code: 21602 });
  expect(await refusal({ body: "x".repeat(1_601) })).toMatchObject({ status: 400, code: 21617 });
  expect(await refusal({ to: "+15005550009" })).toMatchObject({ status: 400, code: 21614 });
  expect(await refusal({ validityPeriod: 36_001 })).toMatchObject({ status: 400, code: 21624 });
  expect(
    await client
      .messages(`SM${"0".repeat(32)}`)
      .fetch()
      .catch((error) => error),
  ).toMatchObject({
    status: 404,
    code: 20404,
  });
});

test("wrong credentials are refused for create, fetch and list, and logged", async () => {
  const stranger = twilioClientFor(carrier.url, { accountSid, authToken: "guessed" });
  const refusals = await Promise.all(
    [
      stranger.messages.create({ to: janesNumber, from: ourNumber, body: "hello" }),
      stranger.messages.list(),
      stranger.messages(`SM${"0".repeat(32)}`).fetch(),
    ].map((request) => request.catch((error: unknown) => error)),
  );
  for (const refusal of refusals) expect(refusal).toMatchObject({ status: 401, code: 20003 });
  expect(carrier.summary().log.create?.["refused:20003"]).toBe(1);
});

test("the Twilio SDK reads a 429 with its Retry-After, and nothing was accepted", async () => {
  const before = (await client.messages.list()).length;
  carrier.configure({ faults: { rateLimit: { count: 1, retryAfterSeconds: 7 } } });
  expect(await send("too soon").catch((error) => error)).toMatchObject({ status: 429, code: 20429 });
  expect(await client.messages.list()).toHaveLength(before);
  expect((await send("later")).status).toBe("queued");
});

test("a dropped connection is an error without an answer, and nothing was accepted", async () => {
  const before = (await client.messages.list()).length;
  carrier.configure({ faults: { drop: { count: 1 } } });
  await expect(send("into the void")).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect(await client.messages.list()).toHaveLength(before);
  expect(carrier.log({ kind: "create" }).at(-1)).toMatchObject({ outcome: "dropped", answer: null, sid: null });
});

test("closing cuts a request that was left hanging on purpose", async () => {
  const other = await startCarrier({
    accountSid,
    authToken,
    port: 0,
    settings: { faults: { acceptThenTimeout: { count: 1 } } },
  });
  const sent = twilioClientFor(other.url)
    .messages.create({ to: janesNumber, from: ourNumber, body: "hello" })
    .catch((error: Error) => error.message);
  await expect.poll(() => other.summary().log.create?.accepted).toBe(1);
  await other.close();
  expect(await sent).toMatch(/socket hang up|ECONNRESET/);
});

const jane = `whatsapp:${janesNumber}`;
const us = `whatsapp:${ourNumber}`;
const contentSid = `HX${"a".repeat(32)}`;
const hourMs = 3_600_000;

/** A carrier whose time stands still, over HTTP, and the SDK that speaks to it. */
async function whatsapp(settings: SettingsChange = {}) {
  const timers = createManualTimers({ startMs: Date.UTC(2026, 6, 1, 12) });
  const templates = { [contentSid]: { body: "Hi {{1}}, it comes {{when}}.", samples: { when: "soon" } } };
  const own = await startCarrier({ accountSid, authToken, port: 0, timers, settings: { templates, ...settings } });
  return {
    carrier: own,
    client: twilioClientFor(own.url),
    pass: async (durationMs: number) => {
      timers.advance(durationMs);
      await own.idle();
    },
  };
}

test("E2 the Twilio SDK sends a WhatsApp template and sees it read", async () => {
  const { carrier, client, pass } = await whatsapp({ people: { [janesNumber]: "reads" } });
  const contentVariables = JSON.stringify({ 1: "Jane" });
  const created = await client.messages.create({ to: jane, from: us, contentSid, contentVariables });
  expect(created).toMatchObject({ status: "queued", to: jane, from: us, body: "Hi Jane, it comes soon." });
  await pass(hourMs);
  expect(await client.messages(created.sid).fetch()).toMatchObject({ status: "read", errorCode: null });
  expect(await client.messages.list({ to: jane, from: us })).toHaveLength(1);
  expect(await client.messages.list({ to: janesNumber })).toEqual([]);
  await carrier.close();
});

test("E2 the Twilio SDK sees free text turned down on WhatsApp until they write, and who is not there", async () => {
  const { carrier, client, pass } = await whatsapp();
  const say = async (body: string, to = jane) => {
    const { sid } = await client.messages.create({ to, from: us, body });
    await pass(hourMs);
    return client.messages(sid).fetch();
  };
  expect(await say("At noon.")).toMatchObject({ status: "undelivered", errorCode: 63016 });
  carrier.text({ from: jane, to: us, body: "When?" });
  expect(await say("At noon.")).toMatchObject({ status: "delivered" });
  const absent = { to: "whatsapp:+15005556024", from: us, contentSid, contentVariables: '{"1":"Jo"}' };
  const { sid } = await client.messages.create(absent);
  await pass(hourMs);
  expect(await client.messages(sid).fetch()).toMatchObject({ status: "undelivered", errorCode: 63024 });
  const refusal = (changes: object) => client.messages.create({ ...absent, ...changes }).catch((error) => error);
  expect(await refusal({ contentSid: `HX${"b".repeat(32)}` })).toMatchObject({ status: 400, code: 21655 });
  expect(await refusal({ contentVariables: "Jo" })).toMatchObject({ status: 400, code: 21656 });
  expect(await refusal({ from: ourNumber })).toMatchObject({ status: 400, code: 21910 });
  await carrier.close();
});

test("B8 the Twilio SDK sends pictures and lists them", async () => {
  const mediaUrl = ["https://example.com/1.png", "https://example.com/2.pdf"];
  const created = await client.messages.create({ to: janesNumber, from: ourNumber, body: "Look", mediaUrl });
  expect(created.numMedia).toBe("2");
  const media = await client.messages(created.sid).media.list();
  expect(media.map(({ contentType, parentSid }) => ({ contentType, parentSid }))).toEqual([
    { contentType: "image/png", parentSid: created.sid },
    { contentType: "application/pdf", parentSid: created.sid },
  ]);
  const tooMany = Array(11).fill(mediaUrl[0]);
  const refusal = client.messages.create({ to: janesNumber, from: ourNumber, mediaUrl: tooMany }).catch((e) => e);
  expect(await refusal).toMatchObject({ status: 400, code: 21623 });
});
