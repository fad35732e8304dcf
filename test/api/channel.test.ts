import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type Carrier, createManualTimers, type SettingsChange, startCarrier } from "@headsup/carrier";
import { carrierChannel, ourNumber, twilioAccount } from "@headsup/testkit";
import { afterEach, describe, expect, test } from "vitest";
import { parseInbound } from "../../packages/channels/src/index.ts";

/** Texts by Twilio against the sandbox carrier, and against worse, over real HTTP. */

const ada = "+12125550101";
const startMs = Date.parse("2026-11-24T15:00:00Z");
const hour = 3_600_000;
/** Machine time; long enough for this machine, short enough to wait for. */
const requestTimeoutMs = 300;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function toCarrier(settings: SettingsChange = {}) {
  const timers = createManualTimers({ startMs });
  const post = async () => new Response(null, { status: 204 });
  const carrier = await startCarrier({ ...twilioAccount, port: 0, timers, post, settings });
  closing.push(() => carrier.close());
  const channel = carrierChannel({ apiBaseUrl: carrier.url, now: timers.realNow, requestTimeoutMs });
  return { carrier, timers, channel };
}

/** A provider that answers as told. */
async function toServer(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const apiBaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return carrierChannel({ apiBaseUrl, now: () => startMs, requestTimeoutMs });
}

const message = (to = ada) => ({
  ownerId: "cmp_1",
  attemptId: "att_1",
  from: ourNumber,
  to,
  content: { channel: "sms" as const, text: "Your order is late. €", media: [] },
  purpose: "notice" as const,
  thread: [],
  validityMs: 90_500,
});
const creates = (carrier: Carrier) => carrier.log({ kind: "create" });

describe("sending", () => {
  test("E1 what is accepted names its message; the callback names the attempt and asks for retries", async () => {
    const { carrier, channel } = await toCarrier();
    const sent = await channel.send(message());
    const [logged] = creates(carrier);
    expect(sent).toEqual({ kind: "accepted", providerId: logged?.sid });
    expect(logged).toMatchObject({ to: ada, from: ourNumber, body: "Your order is late. €", validityPeriodS: 90 });
    expect(logged?.statusCallback).toBe("https://headsup.test/hooks/twilio/status/cmp_1/att_1#rc=5&rp=all");
  });

  test("B8 pictures go with a text, in their order", async () => {
    const { carrier, channel } = await toCarrier();
    const media = ["https://example.com/1.png", "https://example.com/2.jpg?size=big&x=1"];
    const { content } = message();
    await channel.send({ ...message(), content: { ...content, media } });
    await channel.send(message());
    expect(creates(carrier)).toMatchObject([
      { channel: "sms", body: content.text, media },
      { channel: "sms", body: content.text, media: [] },
    ]);
  });

  test.each([
    ["eleven pictures", Array(11).fill("https://example.com/1.png"), "21623"],
    ["a picture on no web address", ["ftp://example.com/1.png"], "21620"],
  ])("B8 %s are refused, and this message alone fails", async (_, media, code) => {
    const { channel } = await toCarrier();
    const sent = await channel.send({ ...message(), content: { ...message().content, media } });
    expect(sent).toEqual({ kind: "refused", code, failure: "failed" });
  });

  test.each([
    ["+15005550001", "21211", "invalid_address"],
    ["+15005550002", "21612", "halt"],
    ["+15005550003", "21408", "halt"],
    ["+15005550004", "21610", "opted_out"],
    ["+15005550009", "21614", "invalid_address"],
  ])("E2 a send to %s is refused with %s: %s", async (to, code, failure) => {
    const { channel } = await toCarrier();
    expect(await channel.send(message(to))).toEqual({ kind: "refused", code, failure });
  });

  test.each([
    [21606, "halt"],
    [21659, "halt"],
    [21602, "failed"],
    [30001, "retry"],
  ])("E2 a refusal with %i is %s", async (code, failure) => {
    const { channel } = await toCarrier({ faults: { refuse: { code } } });
    expect(await channel.send(message())).toEqual({ kind: "refused", code: String(code), failure });
  });

  test("E2 credentials refused halt everything, whatever the page says", async () => {
    const { carrier } = await toCarrier();
    const stranger = carrierChannel({ apiBaseUrl: urlOf(carrier), now: Date.now, authToken: "wrong" });
    expect(await stranger.send(message())).toEqual({ kind: "refused", code: "20003", failure: "halt" });
    const channel = await toServer((_, response) => response.writeHead(403).end("<h1>Forbidden</h1>"));
    expect(await channel.send(message())).toEqual({ kind: "refused", code: "http_403", failure: "halt" });
  });

  test.each([
    ["seconds", { retryAfterSeconds: 7 }, 7_000],
    ["a date", { retryAfterSeconds: 7, retryAfterForm: "date" as const }, 7_000],
    ["far too long", { retryAfterSeconds: 86_400 }, hour],
  ])("E3 429 with Retry-After as %s is told as a wait", async (_, rateLimit, retryAfterMs) => {
    const { channel, carrier } = await toCarrier({ faults: { rateLimit } });
    expect(await channel.send(message())).toEqual({ kind: "rate_limited", retryAfterMs });
    expect(carrier.summary().messages).toEqual({});
  });

  test.each([
    ["soon", null],
    ["", null],
    ["-5", 0],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ])("E3 429 with Retry-After %j is a wait of %s", async (retryAfter, retryAfterMs) => {
    const channel = await toServer((_, response) => response.writeHead(429, { "retry-after": retryAfter }).end("busy"));
    expect(await channel.send(message())).toEqual({ kind: "rate_limited", retryAfterMs });
  });

  test.each([500, 502, 503, 504] as const)(
    "1 after a %i nobody knows, whether it was accepted or not",
    async (status) => {
      const before = await toCarrier({ faults: { serverError: { status } } });
      expect(await before.channel.send(message())).toEqual({ kind: "unknown", reason: `http_${status}` });
      const after = await toCarrier({ faults: { acceptThenServerError: { status } } });
      expect(await after.channel.send(message())).toEqual({ kind: "unknown", reason: `http_${status}` });
      expect(creates(after.carrier)).toMatchObject([{ outcome: "accepted" }]);
    },
  );

  test("1 accepted and then no answer in time, or a dropped connection: unknown", async () => {
    const { carrier, channel } = await toCarrier({ faults: { acceptThenTimeout: {} } });
    expect(await channel.send(message())).toEqual({ kind: "unknown", reason: "timeout" });
    carrier.configure({ faults: { acceptThenDrop: {} } });
    expect(await channel.send(message())).toEqual({ kind: "unknown", reason: "connection" });
    carrier.configure({ faults: { drop: {} } });
    expect(await channel.send(message())).toEqual({ kind: "unknown", reason: "connection" });
    expect(creates(carrier).map(({ outcome }) => outcome)).toEqual(["accepted", "accepted", "dropped"]);
  });

  test("1 nobody listens: unknown, for what refuses a connection may be what lies between", async () => {
    const channel = carrierChannel({ apiBaseUrl: "http://127.0.0.1:1", now: () => startMs });
    expect(await channel.send(message())).toEqual({ kind: "unknown", reason: "connection" });
  });

  const answers: [string, RequestListener][] = [
    ["a redirect", (_, response) => response.writeHead(302, { location: "/elsewhere" }).end()],
    ["a redirect that keeps the method", (_, response) => response.writeHead(307, { location: "/elsewhere" }).end()],
    ["200 with a page", (_, response) => response.end("<html>Welcome</html>")],
    ["201 with rubbish", (_, response) => response.writeHead(201).end('{"sid":')],
    ["200 with other JSON", (_, response) => response.end('{"sid":7}')],
    ["200 with null", (_, response) => response.end("null")],
    ["204", (_, response) => response.writeHead(204).end()],
    ["400 with a page", (_, response) => response.writeHead(400).end("<html>Bad</html>")],
    ["404 with a page", (_, response) => response.writeHead(404).end("<html>Not here</html>")],
    ["408 of a proxy", (_, response) => response.writeHead(408).end("{}")],
    [
      "an answer cut short",
      (_, response) => response.writeHead(201, { "content-length": "900" }).write("{", () => response.destroy()),
    ],
    ["an answer that never ends", (_, response) => void response.writeHead(201).write("{")],
  ];
  test.each(answers)("1 %s proves nothing: unknown, and asked only once", async (_, answer) => {
    let asked = 0;
    const channel = await toServer((request, response) => {
      asked++;
      answer(request, response);
    });
    expect(await channel.send(message())).toMatchObject({ kind: "unknown" });
    expect(asked).toBe(1);
  });
});

describe("asking", () => {
  test("E1 what is still queued is found, paged back to the time asked for, and nobody else's", async () => {
    const { carrier, timers, channel } = await toCarrier({ sendRatePerSecond: 0.1 });
    await channel.send(message());
    timers.advance(2 * hour);
    const since = timers.realNow();
    for (let i = 0; i < 120; i++) await channel.send({ ...message(), validityMs: 10 * hour });
    await channel.send(message("+12125550102"));
    const found = await channel.find({ from: ourNumber, to: ada, since });
    if (!found.ok) throw new Error(found.error.reason);
    expect(found.value).toHaveLength(120);
    expect(found.value?.[0]).toEqual({
      providerId: expect.stringMatching(/^SM/),
      body: "Your order is late. €",
      createdAt: since,
    });
    expect(carrier.log({ kind: "list" }).length).toBeGreaterThan(1);
  });

  test("E1 a message is looked at by its id; one that is not there is null", async () => {
    const { channel, timers, carrier } = await toCarrier();
    const sent = await channel.send(message("+15005553005"));
    const providerId = sent.kind === "accepted" ? sent.providerId : "";
    timers.advance(hour);
    await carrier.idle();
    expect(await channel.look(providerId)).toEqual({
      ok: true,
      value: { providerId, status: "undelivered", code: "30005", failure: "invalid_address" },
    });
    expect(await channel.look("SM00000000000000000000000000000000")).toEqual({ ok: true, value: null });
    expect(await channel.look("../Accounts?x=")).toEqual({ ok: true, value: null });
  });

  test("F1 what people wrote is read, and nothing of our own", async () => {
    const { channel, carrier } = await toCarrier();
    await channel.send(message());
    carrier.text({ from: ada, to: ourNumber, body: "Stop. Thank you" });
    const received = await channel.received({ to: ourNumber, since: startMs - hour });
    expect(received).toMatchObject({
      ok: true,
      value: [{ from: ada, to: ourNumber, body: "Stop. Thank you", sentAt: startMs, isAnswered: false }],
    });
  });

  test("F1 B8 pictures they sent while nobody listened are found with what they wrote", async () => {
    const { channel, carrier } = await toCarrier();
    const media = [
      { url: "https://example.com/door.jpg", type: "image/jpeg" },
      { url: "https://example.com/bell.mp4", type: "video/mp4" },
    ];
    const { sid } = carrier.text({ from: ada, to: ourNumber, body: "This door", media });
    const received = await channel.received({ to: ourNumber, since: startMs - hour });
    if (!received.ok) throw new Error(received.error.reason);
    const [found] = received.value;
    expect(found).toMatchObject({ providerId: sid, body: "This door" });
    expect(found?.media.map(({ type }) => type)).toEqual(["image/jpeg", "video/mp4"]);
    const authorization = `Basic ${btoa(`${twilioAccount.accountSid}:${twilioAccount.authToken}`)}`;
    for (const [nth, { url }] of (found?.media ?? []).entries()) {
      const leads = await fetch(url ?? "", { headers: { authorization }, redirect: "manual" });
      expect(leads.headers.get("location")).toBe(media[nth]?.url);
    }
    carrier.configure({ faults: { serverError: { on: ["fetch"] } } });
    expect((await channel.received({ to: ourNumber, since: startMs - hour })).ok).toBe(false);
  });

  test("F1 B8 a webhook names the pictures itself, at most ten and none without an address", () => {
    const form = { MessageSid: "MM1", From: ada, To: ourNumber, Body: "", NumMedia: "3" };
    const named = {
      MediaUrl0: "https://example.com/a",
      MediaContentType0: "image/png",
      MediaUrl2: "https://example.com/c",
    };
    expect(parseInbound({ ...form, ...named })).toMatchObject({
      ok: true,
      value: {
        channel: "sms",
        media: [
          { url: "https://example.com/a", type: "image/png", name: null },
          { url: "https://example.com/c", type: "", name: null },
        ],
      },
    });
    for (const NumMedia of ["1e9", "-1", "many", "0.5", ""])
      expect(parseInbound({ ...form, NumMedia }), NumMedia).toMatchObject({ ok: true, value: { media: [] } });
  });

  test("E1 a provider that cannot be asked is said to be down, however it fails", async () => {
    const { channel } = await toCarrier({ faults: { serverError: { on: ["list", "fetch"] } } });
    expect(await channel.find({ from: ourNumber, to: ada, since: 0 })).toEqual({
      ok: false,
      error: { reason: "the provider answered 503" },
    });
    expect((await channel.look("SM1")).ok).toBe(false);
    for (const answer of [
      "<html>",
      "{}",
      '{"messages":[{}]}',
      '{"messages":[],"next_page_uri":"https://evil.test/"}',
    ]) {
      const odd = await toServer((_, response) => void response.end(answer));
      expect((await odd.find({ from: ourNumber, to: ada, since: 0 })).ok, answer).toBe(false);
      expect((await odd.received({ to: ourNumber, since: 0 })).ok, answer).toBe(false);
    }
    const silent = await toServer(() => {});
    expect(await silent.look("SM1")).toEqual({ ok: false, error: { reason: "TimeoutError" } });
  });

  test("E1 a list without end is read so far and no further", async () => {
    let asked = 0;
    const endless = await toServer((_, response) => {
      asked++;
      response.end('{"messages":[],"next_page_uri":"/again"}');
    });
    expect(await endless.received({ to: ourNumber, since: 0 })).toEqual({ ok: true, value: [] });
    expect(asked).toBe(5);
  });
});

const urlOf = (carrier: Carrier): string => (carrier as Carrier & { readonly url: string }).url;
