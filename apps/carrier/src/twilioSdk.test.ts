import { afterAll, beforeAll, expect, test } from "vitest";
import { startCarrier } from "./carrier.ts";
import { accountSid, authToken, janesNumber, ourNumber, twilioClientFor } from "./testCarrier.ts";

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
