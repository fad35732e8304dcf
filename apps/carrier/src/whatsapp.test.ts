import { afterEach, expect, test } from "vitest";
import { numberOf } from "./addresses.ts";
import { behaviours } from "./behaviours.ts";
import { behaviourOf } from "./people.ts";
import type { SettingsChange } from "./settings.ts";
import { janesNumber, jsonOf, openTestCarrier, ourNumber, type TestCarrier } from "./testCarrier.ts";
import { whatsappBehaviours } from "./whatsappBehaviours.ts";

const hourMs = 3_600_000;
const jane = `whatsapp:${janesNumber}`;
const us = `whatsapp:${ourNumber}`;
const sidOf = (digit: string) => `HX${digit.repeat(32)}`;
const shipped = sidOf("a");
const templates = {
  [shipped]: { body: "Hi {{1}}, your order {{2}} left.", samples: { 2: "of yesterday" } },
} satisfies SettingsChange["templates"];
const toJane = { To: jane, From: us, StatusCallback: "http://headsup.test/status" };
const template = (values: object = { 1: "Jane", 2: "HU-7" }) => ({
  ...toJane,
  ContentSid: shipped,
  ContentVariables: JSON.stringify(values),
});

const open: TestCarrier[] = [];
afterEach(async () => {
  for (const carrier of open.splice(0)) await carrier.close();
});
function whatsapp(settings: SettingsChange = {}): TestCarrier {
  const carrier = openTestCarrier({ settings: { templates, ...settings } });
  open.push(carrier);
  return carrier;
}
const create = (carrier: TestCarrier, form: Record<string, string>) => jsonOf(carrier.messages(".json", form));
/** What became of one message when all that was due in `spanMs` has been done. */
async function fate(carrier: TestCarrier, form: Record<string, string>, spanMs = hourMs) {
  const { sid } = await create(carrier, form);
  await carrier.pass(spanMs);
  const { status, error_code: code } = await jsonOf(carrier.messages(`/${sid}.json`));
  return { status, code };
}
const statuses = (carrier: TestCarrier) => carrier.posted.map(({ params }) => params.MessageStatus);

test("E2 a template is read with its values, and the log tells template, values and words", async () => {
  const carrier = whatsapp();
  const created = await create(carrier, template());
  expect(created).toMatchObject({ to: jane, from: us, body: "Hi Jane, your order HU-7 left.", num_segments: "1" });
  expect(carrier.log({ kind: "create" })).toMatchObject([
    {
      channel: "whatsapp",
      to: jane,
      contentSid: shipped,
      contentVariables: { 1: "Jane", 2: "HU-7" },
      body: "Hi Jane, your order HU-7 left.",
      media: [],
      outcome: "accepted",
    },
  ]);
});

test.each([
  ["a content id nobody made", { ContentSid: sidOf("b") }, 21655],
  ["no content id", { ContentSid: "HX12" }, 21655],
  ["values that are no JSON", { ContentVariables: "{1:Jane}" }, 21656],
  ["values that are no strings", { ContentVariables: '{"1":7}' }, 21656],
  ["values without a template", { ContentSid: "" }, 92005],
])("E2 %s is refused at once", async (_, form, code) => {
  expect(await create(whatsapp(), { ...template(), ...form })).toMatchObject({ code, status: 400 });
});

test("E2 a value left out is the template's sample; without one, WhatsApp turns it down", async () => {
  const carrier = whatsapp();
  expect((await create(carrier, template({ 1: "Jane" }))).body).toBe("Hi Jane, your order of yesterday left.");
  expect(await fate(carrier, template({}))).toEqual({ status: "undelivered", code: 63028 });
});

test.each(["two\nlines", "a\ttab", "five     spaces"])("E2 %j is no value for WhatsApp", async (value) => {
  expect(await fate(whatsapp(), template({ 1: value }))).toEqual({ status: "undelivered", code: 63013 });
});

test.each([
  ["rejected", 63040],
  ["paused", 63041],
  ["disabled", 63042],
  ["pending", 63016],
] as const)("E2 a template that is %s reaches nobody", async (status, code) => {
  const carrier = whatsapp({ templates: { [shipped]: { body: "Hi {{1}}", status } } });
  expect(await fate(carrier, template())).toEqual({ status: "undelivered", code });
});

test("E2 marketing does not reach +1", async () => {
  const carrier = whatsapp({ templates: { [shipped]: { body: "Sale!", category: "marketing" } } });
  expect(await fate(carrier, template({}))).toEqual({ status: "undelivered", code: 63049 });
  expect(await fate(carrier, { ...template({}), To: "whatsapp:+447700900123" })).toMatchObject({ status: "delivered" });
});

test("E2 free text goes until 24 hours after they last wrote to that sender, and not a moment longer", async () => {
  const carrier = whatsapp();
  const free = { ...toJane, Body: "It comes at noon." };
  expect(await fate(carrier, free)).toEqual({ status: "undelivered", code: 63016 });
  carrier.text({ from: jane, to: us, body: "When?" });
  await carrier.pass(24 * hourMs - 1);
  const sids: string[] = [];
  for (const form of [free, { ...free, From: "whatsapp:+12025550199" }]) sids.push((await create(carrier, form)).sid);
  await carrier.pass(1);
  for (const form of [free, template()]) sids.push((await create(carrier, form)).sid);
  await carrier.pass(hourMs);
  const codes = sids.map(async (sid) => (await jsonOf(carrier.messages(`/${sid}.json`))).error_code);
  expect(await Promise.all(codes)).toEqual([null, 63016, 63016, null]);
});

test("E2 a text to the same phone opens nothing on WhatsApp", async () => {
  const carrier = whatsapp();
  carrier.text({ from: janesNumber, to: ourNumber, body: "When?" });
  expect(await fate(carrier, { ...toJane, Body: "At noon." })).toEqual({ status: "undelivered", code: 63016 });
});

test("E2 read receipts come after delivery, and only from those who give them", async () => {
  const carrier = whatsapp({ people: { [janesNumber]: "reads" } });
  await fate(carrier, template());
  expect(statuses(carrier)).toEqual(["queued", "sent", "delivered", "read"]);
  expect(carrier.posted.at(-1)?.params).toMatchObject({
    ChannelPrefix: "whatsapp",
    ChannelToAddress: janesNumber,
    EventType: "READ",
    From: us,
    To: jane,
  });
  expect(await fate(carrier, { ...template(), To: "whatsapp:+12025550102" })).toMatchObject({ status: "delivered" });
});

test("E3 who was off for hours is delivered to hours later; a dead handset never", async () => {
  const carrier = whatsapp({ people: { [janesNumber]: { whatsapp: "late" }, "+12025550102": "silent" } });
  const dead = await create(carrier, { ...template(), To: "whatsapp:+12025550102" });
  expect(await fate(carrier, template(), hourMs)).toMatchObject({ status: "sent" });
  await carrier.pass(8 * hourMs);
  expect(statuses(carrier)).toEqual(expect.arrayContaining(["delivered", "read"]));
  await carrier.pass(30 * 24 * hourMs);
  expect(await jsonOf(carrier.messages(`/${dead.sid}.json`))).toMatchObject({ status: "sent" });
});

test("E2 who blocks has read one, and what follows is undelivered with 63014", async () => {
  const carrier = whatsapp({ people: { [janesNumber]: "blocks" } });
  expect(await fate(carrier, template())).toMatchObject({ status: "read" });
  expect(await fate(carrier, template())).toEqual({ status: "undelivered", code: 63014 });
  expect(carrier.posted.at(-1)?.params).toMatchObject({ ErrorCode: "63014", ChannelStatusMessage: expect.any(String) });
  carrier.text({ from: jane, to: us, body: "START" });
  expect(await fate(carrier, template())).toMatchObject({ status: "read" });
});

test("E3 one phone is a landline for texts and reads WhatsApp, or has no WhatsApp and takes texts", async () => {
  const people = {
    [janesNumber]: { sms: "landline", whatsapp: "reads" },
    "+12025550102": { whatsapp: "not-on-whatsapp" },
  } as const;
  const carrier = whatsapp({ people });
  const text = (to: string) => ({ To: to, From: ourNumber, Body: "Hi" });
  const onWhatsApp = (to: string) => ({ ...template(), To: `whatsapp:${to}` });
  expect(await fate(carrier, text(janesNumber))).toEqual({ status: "undelivered", code: 30006 });
  expect(await fate(carrier, onWhatsApp(janesNumber))).toMatchObject({ status: "read" });
  expect(await fate(carrier, onWhatsApp("+12025550102"))).toEqual({ status: "undelivered", code: 63024 });
  expect(await fate(carrier, text("+12025550102"))).toMatchObject({ status: "delivered" });
});

test("E3 a lively town is on WhatsApp for the greater part, whoever they are for texts", () => {
  const addresses = Array.from({ length: 2_000 }, (_, i) => `whatsapp:+1202555${String(i).padStart(4, "0")}`);
  const town = { seed: "one", mix: "lively", people: {} } as const;
  const absent = addresses.filter((address) => behaviourOf(town, address) === whatsappBehaviours["not-on-whatsapp"]);
  expect(absent.length / addresses.length).toBeCloseTo(0.14, 1);
  const landlines = absent.filter((address) => behaviourOf(town, numberOf(address)) === behaviours.landline);
  expect(landlines.length).toBeLessThan(absent.length / 10);
  expect(behaviourOf({ ...town, mix: { landline: 1 } }, addresses[0]!)).toBe(whatsappBehaviours.delivers);
});

test("F1 what they write on WhatsApp is posted with WhatsApp's own fields; a STOP there is only a word", async () => {
  const carrier = whatsapp({ inboundUrl: "http://headsup.test/inbound" });
  carrier.text({ from: jane, to: us, body: "Yes, please", button: { text: "Yes, please", payload: "yes_1" } });
  carrier.text({ from: jane, to: us, body: "STOP" });
  carrier.text({
    from: jane,
    to: us,
    body: "",
    media: [{ url: "https://example.com/door.jpg", type: "image/jpeg" }],
  });
  await carrier.idle();
  expect(carrier.posted.map(({ params }) => params)).toMatchObject([
    {
      From: jane,
      To: us,
      WaId: janesNumber.slice(1),
      Body: "Yes, please",
      ButtonText: "Yes, please",
      ButtonPayload: "yes_1",
      MessageType: "button",
    },
    { Body: "STOP", MessageType: "text" },
    { NumMedia: "1", MediaUrl0: "https://example.com/door.jpg", MediaContentType0: "image/jpeg", MessageType: "image" },
  ]);
  expect(carrier.posted.every(({ params }) => params.OptOutType === undefined && params.FromCity === undefined)).toBe(
    true,
  );
  expect(await fate(carrier, template())).toMatchObject({ status: "delivered" });
});

test("J4 people answer on WhatsApp as they do by text, and have read what they answer", async () => {
  const carrier = whatsapp({ people: { [janesNumber]: "replies" } });
  await create(carrier, template());
  await carrier.pass(hourMs);
  const [first] = carrier.log({ kind: "inbound" });
  expect(first).toMatchObject({ channel: "whatsapp", from: jane, to: us, body: expect.stringContaining("?") });
  await create(carrier, { ...toJane, Body: "Tomorrow. Is that fine?" });
  await carrier.pass(hourMs);
  expect(carrier.log({ kind: "inbound" })).toHaveLength(2);
  const read = carrier.log({ kind: "status" }).find(({ messageStatus }) => messageStatus === "read");
  expect(read?.at).toBeLessThan(first?.at ?? 0);
});

test("B8 pictures go with a text: up to ten, each an address of the web, and stand in the log", async () => {
  const carrier = whatsapp();
  const send = async (urls: string[]) => {
    const body = new URLSearchParams({ To: janesNumber, From: ourNumber, Body: "Your meter" });
    for (const url of urls) body.append("MediaUrl", url);
    return create(carrier, body as never);
  };
  const pictures = ["https://example.com/meter.png", "http://example.com/how.pdf"];
  const created = await send(pictures);
  expect(created).toMatchObject({ num_media: "2", num_segments: "1", sid: expect.stringMatching(/^MM/) });
  expect(carrier.log({ kind: "create" })[0]).toMatchObject({ channel: "sms", media: pictures });
  expect(await send(["ftp://example.com/meter.png"])).toMatchObject({ code: 21620 });
  expect(await send(["meter.png"])).toMatchObject({ code: 21620 });
  expect(await send(Array(10).fill(pictures[0]))).toMatchObject({ num_media: "10" });
  expect(await send(Array(11).fill(pictures[0]))).toMatchObject({ code: 21623 });
});

test("a sandbox that was told of no template takes any, and says its values", async () => {
  const carrier = whatsapp({ templates: {} });
  expect((await create(carrier, template())).body).toBe("Jane HU-7");
  expect(await fate(carrier, template())).toMatchObject({ status: "delivered" });
});
