import { expect, test } from "vitest";
import { janesNumber, jsonOf, openTestCarrier, ourNumber, type TestCarrier } from "./testCarrier.ts";

const form = { To: janesNumber, From: ourNumber, Body: "hello" };
const create = async (carrier: TestCarrier, changes: Record<string, string> = {}) =>
  jsonOf(carrier.messages(".json", { ...form, ...changes }));
const fetchOne = async (carrier: TestCarrier, sid: string) => jsonOf(carrier.messages(`/${sid}.json`));

test("a message whose turn comes after its ValidityPeriod fails with 30036 and takes no turn", async () => {
  const carrier = openTestCarrier({ settings: { sendRatePerSecond: 0.1 } });
  const first = await create(carrier);
  const impatient = await create(carrier, { ValidityPeriod: "9" });
  const patient = await create(carrier, { ValidityPeriod: "10" });
  await carrier.pass(9_000);
  expect(await fetchOne(carrier, impatient.sid)).toMatchObject({
    status: "failed",
    error_code: 30036,
    date_sent: null,
  });
  expect(await fetchOne(carrier, patient.sid)).toMatchObject({ status: "queued" });
  await carrier.pass(11_000);
  expect(await fetchOne(carrier, first.sid)).toMatchObject({ status: "delivered", error_code: null });
  expect(await fetchOne(carrier, patient.sid)).toMatchObject({ status: "delivered" });
  await carrier.close();
});

test("a queue longer than ten hours refuses with 21611", async () => {
  const carrier = openTestCarrier({ settings: { sendRatePerSecond: 0.0001 } });
  for (let i = 0; i < 4; i++) expect(await create(carrier)).toMatchObject({ status: "queued" });
  expect(await create(carrier)).toMatchObject({ code: 21611, status: 429 });
  await carrier.close();
});

test("a clock that runs fast or jumps moves messages along in their own order and time", async () => {
  const carrier = openTestCarrier({ settings: { sendRatePerSecond: 1 } });
  for (let i = 0; i < 3; i++) await create(carrier);
  const realMs = carrier.timers.realNow();
  carrier.setClock({ anchorRealMs: realMs, anchorMs: realMs, rate: 60 });
  await carrier.pass(1_000);
  const left = carrier.log({ kind: "status" }).filter(({ messageStatus }) => messageStatus === "sending");
  expect(left.map(({ at }) => at - realMs)).toEqual([0, 1_000, 2_000]);
  await carrier.close();
});

test("one exact STOP word blocks the pair with 21610, is answered by the carrier, and START lifts it", async () => {
  const carrier = openTestCarrier({ settings: { inboundUrl: "http://headsup.test/inbound" } });
  carrier.text({ from: janesNumber, to: ourNumber, body: " sToP " });
  expect(await create(carrier)).toMatchObject({ code: 21610, status: 400 });
  expect(await create(carrier, { From: "+12025550199" })).toMatchObject({ status: "queued" });
  carrier.text({ from: janesNumber, to: ourNumber, body: "Start" });
  expect(await create(carrier)).toMatchObject({ status: "queued" });
  await carrier.idle();
  expect(carrier.posted.map(({ params }) => params.OptOutType)).toEqual(["STOP", "START"]);
  const answers = carrier.log({ kind: "auto-reply" });
  expect(answers).toMatchObject([
    { to: janesNumber, body: expect.stringContaining("unsubscribed") },
    { to: janesNumber, body: expect.stringContaining("re-subscribed") },
  ]);
  expect(await fetchOne(carrier, answers[0]!.sid!)).toMatchObject({ direction: "outbound-reply" });
  expect(carrier.log({ kind: "create" }).map(({ outcome }) => outcome)).toEqual([
    "refused:21610",
    "accepted",
    "accepted",
  ]);
  await carrier.close();
});

test.each(["Stop. Thank you", "STOP PLEASE", "OPT OUT", "ARRÊT", "🛑 stop", "constructor"])(
  "%j passes the carrier's opt-out by",
  async (body) => {
    const carrier = openTestCarrier();
    carrier.text({ from: janesNumber, to: ourNumber, body });
    expect(await create(carrier)).toMatchObject({ status: "queued" });
    expect(carrier.log({ kind: "auto-reply" })).toEqual([]);
    await carrier.close();
  },
);

test("people text back after they got the message", async () => {
  const carrier = openTestCarrier({ settings: { people: { [janesNumber]: "comes-back" } } });
  await create(carrier);
  await carrier.pass(10 * 60_000);
  expect(await create(carrier)).toMatchObject({ code: 21610 });
  await carrier.pass(120 * 60_000);
  expect(carrier.log({ kind: "inbound" }).map(({ body }) => body)).toEqual(["STOP", "START"]);
  expect(await create(carrier)).toMatchObject({ status: "queued" });
  await carrier.close();
});

test("with a list of senders, any other From is refused", async () => {
  const carrier = openTestCarrier({ settings: { senders: [{ number: ourNumber }] } });
  expect(await create(carrier)).toMatchObject({ status: "queued" });
  expect(await create(carrier, { From: "+12025550199" })).toMatchObject({ code: 21606 });
  await carrier.close();
});

test("a list by DateSent includes its bounds and leaves out what was not sent yet", async () => {
  const carrier = openTestCarrier({
    settings: { people: { "+12025550102": { sentAfterMs: [7_200_000, 7_200_000] } } },
  });
  const sent = await create(carrier);
  await create(carrier, { To: "+12025550102" });
  await carrier.pass(60_000);
  const list = async (query: string) => {
    const page = await jsonOf(carrier.messages(`.json?${query}`));
    return page.messages.map(({ sid }) => sid);
  };
  expect(await list("DateSent=2026-07-01")).toEqual([sent.sid]);
  expect(await list("DateSent%3E=2026-07-01T12:00:00Z")).toEqual([sent.sid]);
  expect(await list("DateSent%3C=2026-07-01")).toEqual([sent.sid]);
  expect(await list("DateSent%3C=2026-06-30")).toEqual([]);
  expect(await list("DateSent%3E=2026-07-02")).toEqual([]);
  expect((await carrier.messages(".json?DateSent=soon")).status).toBe(400);
  await carrier.close();
});
