import { createManualTimers, type SettingsChange, startCarrier } from "@headsup/carrier";
import { ourNumber, twilioAccount } from "@headsup/testkit";
import { afterEach, describe, expect, test } from "vitest";
import {
  explainCode,
  parseInbound,
  parseStatus,
  verifyForm,
  whatsappChannel,
} from "../../packages/channels/src/index.ts";
import type { RenderedWhatsApp } from "../../packages/core/src/answer/rendered.ts";

/** WhatsApp by Twilio against the sandbox carrier, over real HTTP; what the carrier posts is verified and read by us. */

const ada = "+12125550101";
const hour = 3_600_000;
const contentSid = `HX${"c".repeat(32)}`;
const publicUrl = "https://headsup.test";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function toCarrier(settings: SettingsChange = {}) {
  const timers = createManualTimers({ startMs: Date.parse("2026-11-24T15:00:00Z") });
  const posted: { url: string; body: string; signature: string }[] = [];
  const post = async (url: string, init: RequestInit) => {
    const signature = new Headers(init.headers).get("x-twilio-signature") ?? "";
    posted.push({ url, body: String(init.body), signature });
    return new Response(null, { status: 204 });
  };
  const templates = { [contentSid]: { body: "Hi {{1}}, your parcel {{2}} comes on Friday." } };
  const inboundUrl = `${publicUrl}/inbound`;
  const all = { templates, inboundUrl, ...settings };
  const carrier = await startCarrier({ ...twilioAccount, port: 0, timers, post, settings: all });
  closing.push(() => carrier.close());
  const channel = whatsappChannel({
    ...twilioAccount,
    apiBaseUrl: carrier.url,
    statusUrl: ({ ownerId, attemptId }) => `${publicUrl}/status/${ownerId}/${attemptId}`,
    fetch: (input, init) => fetch(input, init),
    now: timers.realNow,
  });
  const pass = async (durationMs: number) => {
    await carrier.idle();
    timers.advance(durationMs);
    await carrier.idle();
  };
  const forms = (path: string) =>
    posted
      .filter(({ url }) => url.startsWith(publicUrl + path))
      .map(({ url, body, signature }) => {
        const form = verifyForm({ authToken: twilioAccount.authToken, signature, url, body });
        if (!form.ok) throw new Error(form.error.message);
        return form.value;
      });
  const statuses = () => forms("/status").map((form) => parseStatus(form));
  const inbound = () => forms("/inbound").map((form) => parseInbound(form));
  return { carrier, channel, timers, pass, statuses, inbound };
}
type World = Awaited<ReturnType<typeof toCarrier>>;

const template: RenderedWhatsApp = {
  channel: "whatsapp",
  text: "Hi Ada, your parcel HU-7 comes on Friday.",
  template: { contentSid, variables: { 1: "Ada", 2: "HU-7" } },
};
const free: RenderedWhatsApp = { channel: "whatsapp", text: "It comes at noon.", template: null };
const message = (content: RenderedWhatsApp = template, to = ada) => ({
  ownerId: "cmp_1",
  attemptId: "att_1",
  from: ourNumber,
  to,
  content,
  purpose: "notice" as const,
  thread: [],
  validityMs: 90_500,
});
/** The last word on one message, an hour later. */
async function ending({ channel, pass }: World, content: RenderedWhatsApp, to = ada) {
  const sent = await channel.send(message(content, to));
  if (sent.kind !== "accepted") return sent;
  await pass(hour);
  const looked = await channel.look(sent.providerId);
  return looked.ok ? looked.value : looked.error;
}

describe("sending", () => {
  test("E2 B5 a template goes by its content id and values, from and to bare numbers of ours", async () => {
    const { carrier, channel } = await toCarrier();
    const sent = await channel.send(message());
    const [logged] = carrier.log({ kind: "create" });
    expect(sent).toEqual({ kind: "accepted", providerId: logged?.sid });
    expect(logged).toMatchObject({
      channel: "whatsapp",
      to: `whatsapp:${ada}`,
      from: `whatsapp:${ourNumber}`,
      contentSid,
      contentVariables: { 1: "Ada", 2: "HU-7" },
      body: template.text,
      validityPeriodS: 90,
      statusCallback: "https://headsup.test/status/cmp_1/att_1#rc=5&rp=all",
    });
  });

  test("E2 free text goes within 24 hours of what they wrote, and is turned down after", async () => {
    const world = await toCarrier();
    expect(await ending(world, free)).toMatchObject({ status: "undelivered", code: "63016", failure: "fall_back" });
    world.carrier.text({ from: `whatsapp:${ada}`, to: `whatsapp:${ourNumber}`, body: "When?" });
    expect(await ending(world, free)).toMatchObject({ status: "delivered", failure: null });
    expect(world.carrier.log({ kind: "create" }).at(-1)).toMatchObject({ body: free.text, contentSid: null });
    await world.pass(24 * hour);
    expect(await ending(world, free)).toMatchObject({ code: "63016" });
    expect(await ending(world, template)).toMatchObject({ status: "delivered" });
  });

  test("E2 a content id of no template stops the campaign; values nobody could read, only this person", async () => {
    const { channel } = await toCarrier();
    const unknown = { ...template, template: { contentSid: `HX${"d".repeat(32)}`, variables: {} } };
    expect(await channel.send(message(unknown))).toEqual({ kind: "refused", code: "21655", failure: "halt" });
    const world = await toCarrier();
    const broken = { ...template, template: { contentSid, variables: { 1: "Ada\nLovelace", 2: "7" } } };
    expect(await ending(world, broken)).toMatchObject({ status: "undelivered", code: "63013", failure: "filtered" });
  });

  test("E2 a sender that is not on WhatsApp halts", async () => {
    const { channel } = await toCarrier({ senders: [{ number: ourNumber }] });
    expect(await channel.send(message())).toEqual({ kind: "refused", code: "21606", failure: "halt" });
  });
});

describe("what becomes of it", () => {
  test("E2 delivered, then read, is told in signed callbacks", async () => {
    const { channel, pass, statuses } = await toCarrier({ people: { [ada]: { whatsapp: "reads" } } });
    await channel.send(message());
    await pass(hour);
    expect(statuses()).toMatchObject(
      ["accepted", "sent", "delivered", "read"].map((status) => ({ ok: true, value: { status, failure: null } })),
    );
  });

  test("E3 a receipt that comes hours later still comes", async () => {
    const { channel, pass, statuses } = await toCarrier({ people: { [ada]: { whatsapp: "late" } } });
    await channel.send(message());
    await pass(hour);
    expect(statuses()).toHaveLength(2);
    await pass(9 * hour);
    expect(statuses().slice(2)).toMatchObject([{ value: { status: "delivered" } }, { value: { status: "read" } }]);
  });

  test.each([
    ["not-on-whatsapp", "63024", "wrong_channel"],
    ["has-blocked", "63014", "opted_out"],
    ["limited", "63032", "fall_back"],
  ] as const)("E2 who is %s is undelivered with %s: %s", async (behaviour, code, failure) => {
    const world = await toCarrier({ people: { [ada]: { whatsapp: behaviour } } });
    expect(await ending(world, template)).toMatchObject({ status: "undelivered", code, failure });
    expect(world.statuses().at(-1)).toMatchObject({ ok: true, value: { status: "undelivered", code, failure } });
  });

  test("E2 a block after the first message is heard of with the second", async () => {
    const world = await toCarrier({ people: { [ada]: "blocks" } });
    expect(await ending(world, template)).toMatchObject({ status: "read" });
    expect(await ending(world, template)).toMatchObject({ code: "63014", failure: "opted_out" });
  });

  test.each([
    ["63003", "wrong_channel"],
    ["63005", "fall_back"],
    ["63007", "halt"],
    ["63010", "retry"],
    ["63016", "fall_back"],
    ["63018", "retry"],
    ["63021", "fall_back"],
    ["63024", "wrong_channel"],
    ["63032", "fall_back"],
    ["63033", "opted_out"],
    ["63041", "halt"],
    ["63049", "fall_back"],
    ["63051", "halt"],
    ["63999", "failed"],
  ])("E2 WhatsApp's %s is %s, and everyone can read why", async (code, failure) => {
    const world = await toCarrier();
    const testNumber = `+15005556${code.slice(2)}`;
    expect(await ending(world, template, testNumber)).toMatchObject({ status: "undelivered", code, failure });
    const { meaning, remedy } = explainCode(code) ?? { meaning: "", remedy: "" };
    expect(meaning !== "" && remedy !== "").toBe(failure !== "failed");
  });
});

describe("asking", () => {
  test("1 a message of unknown outcome is found by its addresses: the provider renders what it lists", async () => {
    const { carrier, channel, timers } = await toCarrier();
    carrier.configure({ faults: { acceptThenTimeout: { count: 1 } } });
    const sending = channel.send(message());
    await expect.poll(() => carrier.log({ kind: "create" }).length).toBe(1);
    timers.advance(120_000);
    expect(await sending).toEqual({ kind: "unknown", reason: "connection" });
    await channel.send(message(template, "+12125550102"));
    const since = timers.realNow() - hour;
    const found = await channel.find({ from: ourNumber, to: ada, since });
    const providerId = carrier.log({ kind: "create" })[0]?.sid;
    expect(found).toMatchObject({ ok: true, value: [{ providerId, body: null }] });
  });

  test("1 a text to the same phone is no candidate", async () => {
    const { carrier, channel, timers } = await toCarrier();
    carrier.text({ from: ada, to: ourNumber, body: "Hi" });
    const since = timers.realNow() - hour;
    expect(await channel.find({ from: ourNumber, to: ada, since })).toEqual({ ok: true, value: [] });
    expect(await channel.received({ to: ourNumber, since })).toEqual({ ok: true, value: [] });
  });
});

describe("what they write", () => {
  const from = `whatsapp:${ada}`;
  const to = `whatsapp:${ourNumber}`;

  test("F1 comes in on WhatsApp, from and to bare numbers, by webhook and by asking", async () => {
    const { carrier, channel, inbound, timers } = await toCarrier();
    const { sid } = carrier.text({ from, to, body: "Can I move it? 🙏" });
    await carrier.idle();
    const wrote = {
      channel: "whatsapp",
      providerId: sid,
      from: ada,
      to: ourNumber,
      body: "Can I move it? 🙏",
      isAnswered: false,
      media: [],
    };
    expect(inbound()).toMatchObject([{ ok: true, value: wrote }]);
    const received = await channel.received({ to: ourNumber, since: timers.realNow() - hour });
    expect(received).toMatchObject({ ok: true, value: [wrote] });
  });

  test("F7 a stop on WhatsApp is ours to answer: the provider does nothing about it", async () => {
    const world = await toCarrier();
    world.carrier.text({ from, to, body: "STOP" });
    await world.carrier.idle();
    expect(world.inbound()).toMatchObject([{ value: { body: "STOP", isAnswered: false } }]);
    expect(await ending(world, template)).toMatchObject({ status: "delivered" });
  });

  test("F2 a quick reply is its words", async () => {
    const { carrier, inbound } = await toCarrier();
    carrier.text({ from, to, body: "", button: { text: "Another day", payload: "move" } });
    await carrier.idle();
    expect(inbound()).toMatchObject([{ ok: true, value: { body: "Another day" } }]);
  });
});
