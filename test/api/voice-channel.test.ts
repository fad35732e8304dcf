import { type PhoneName, startCarrier } from "@headsup/carrier";
import { ourNumber, twilioAccount, VirtualClock } from "@headsup/testkit";
import { afterEach, describe, expect, test } from "vitest";
import { twimlOf, voiceChannel } from "../../packages/channels/src/index.ts";

/** Calls by Twilio against the sandbox carrier, over real HTTP. */

const ada = "+12125550101";
const clock = new VirtualClock(Date.parse("2026-11-24T15:00:00Z"));
const call = {
  language: "en",
  greeting: "This is Acme.",
  message: { say: "Your power is off." },
  keys: [{ digit: "9", action: "stop" as const, offer: "To stop, press 9." }],
  voicemail: { say: "This is Acme." },
};
const message = {
  ownerId: "cmp_1",
  attemptId: "att_1",
  from: ourNumber,
  to: ada,
  content: { channel: "voice" as const, text: "This is Acme.", call },
  purpose: "notice" as const,
  thread: [],
  validityMs: 60_000,
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function calling(phone: PhoneName) {
  const answer = "<Response><Say>Hello.</Say></Response>";
  const carrier = await startCarrier({
    ...twilioAccount,
    port: 0,
    timers: clock,
    post: async () => new Response(answer),
    settings: { phones: { [ada]: phone } },
  });
  closing.push(() => carrier.close());
  const at = ({ ownerId, attemptId }: { ownerId: string; attemptId: string }) =>
    `https://h.test/${ownerId}/${attemptId}`;
  const channel = voiceChannel({
    ...twilioAccount,
    apiBaseUrl: carrier.url,
    fetch: (input, init) => fetch(input, init),
    now: clock.now,
    answerUrl: at,
    statusUrl: (named) => `${at(named)}/status`,
  });
  const sent = await channel.send(message);
  const pass = () => clock.run(clock.now() + 3 * 60_000);
  return { carrier, channel, sent, pass, id: sent.kind === "accepted" ? sent.providerId : "" };
}

describe("E5 the voice channel", () => {
  test("E5 a call that is taken in names itself, and is found by who was called, without a body", async () => {
    const { carrier, channel, id } = await calling("listens");
    expect(carrier.log({ kind: "create" })).toMatchObject([{ to: ada, from: ourNumber, sid: id, outcome: "accepted" }]);
    const found = await channel.find({ from: ourNumber, to: ada, since: clock.now() });
    expect(found).toMatchObject({ ok: true, value: [{ providerId: id, body: null }] });
    expect(await channel.find({ from: ourNumber, to: "+12125550102", since: clock.now() })).toEqual({
      ok: true,
      value: [],
    });
  });

  test.each([
    ["listens", "delivered", null],
    ["busy", "undelivered", "busy"],
    ["no-answer", "undelivered", "no_answer"],
    ["unknown-number", "failed", "call_failed"],
    // The provider knows that a machine took it, not whether the message is on it.
    ["machine", "sent", null],
  ] as const)("E5 asked about later, %s is %s", async (phone, status, code) => {
    const { channel, pass, id } = await calling(phone);
    expect(await channel.look(id)).toMatchObject({ ok: true, value: { status: "accepted" } });
    await pass();
    expect(await channel.look(id)).toMatchObject({ ok: true, value: { providerId: id, status, code } });
  });

  test("E5 what is no number is refused, and never called again", async () => {
    const { sent } = await calling("not-a-number");
    expect(sent).toEqual({ kind: "refused", code: "21217", failure: "invalid_address" });
  });

  test("E5 nobody's list of calls is read for what they said, and an unknown call is nobody's", async () => {
    const { channel } = await calling("listens");
    expect(await channel.received({ to: ourNumber, since: 0 })).toEqual({ ok: true, value: [] });
    expect(await channel.look(`CA${"0".repeat(32)}`)).toEqual({ ok: true, value: null });
  });
});

describe("E5 TwiML", () => {
  const base = "https://h.test/a?b=1&c";
  const say = (text: string, language = "en") => ({
    lines: [{ say: text, language }],
    next: { type: "hang_up" as const },
  });

  test("E5 whatever somebody is called, it is a text and no element; what cannot be said is left out", () => {
    expect(twimlOf(say(`A & B </Say><Dial>"'\u0000\u001b`), base)).toContain(
      `<Say language="en-US">A &amp; B &lt;/Say&gt;&lt;Dial&gt;&quot;&apos;</Say>`,
    );
  });

  test.each([
    ["es", "es-MX"],
    ["fr-CA", "fr-CA"],
    ["de", "de-DE"],
  ])("E5 %s is read by a voice of %s", (language, voice) =>
    expect(twimlOf(say("x", language), base)).toContain(`<Say language="${voice}">`),
  );

  test("E5 keys are asked for while it is said, and also where none is pressed", () => {
    const place = { silent: 0, wrong: 1, repeated: 2 };
    expect(
      twimlOf({ lines: [{ play: "https://a.test/x.mp3" }], next: { type: "gather", place } }, "https://h.test/a"),
    ).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="dtmf" numDigits="1" timeout="7" finishOnKey="" actionOnEmptyResult="true" action="https://h.test/a/pressed?silent=0&amp;wrong=1&amp;repeated=2#rc=5&amp;rp=all"><Play>https://a.test/x.mp3</Play></Gather></Response>`,
    );
  });
});
