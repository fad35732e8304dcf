import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startCarrier } from "../carrier.ts";
import { accountSid, authToken, janesNumber, openTestCarrier, ourNumber, twilioClientFor } from "../testCarrier.ts";
import type { PhoneName } from "./phones.ts";

const minuteMs = 60_000;
const voiceUrl = "https://h.test/answer";
const menu = `<Response><Gather numDigits="1" timeout="7" finishOnKey="" actionOnEmptyResult="true" action="/pressed"><Say>Hello &amp; welcome.</Say><Pause/><Say>Press 1.</Say></Gather></Response>`;
const pages: Record<string, string> = {
  "/answer": menu,
  "/pressed": "<Response><Say>Thanks.</Say><Hangup/></Response>",
  "/record": `<Response><Record action="/recorded" maxLength="20" timeout="5" recordingStatusCallback="/recording"/><Say>Nothing was said.</Say></Response>`,
  "/recorded": "<Response><Say>Got it.</Say></Response>",
  "/dial": `<Response><Dial timeout="20" action="/dialled"><Number>+12025550199</Number></Dial></Response>`,
  "/dialled": "<Response><Hangup/></Response>",
  "/loop": "<Response><Redirect>/loop</Redirect></Response>",
  "/odd": "<Response><Sing>la</Sing></Response>",
  "/broken": "<Response><Say>oh",
};

/** A carrier with one phone at the other end, whose webhooks are answered by the pages above. */
function openWith(phone: PhoneName, dataFile = ":memory:") {
  const asked: { path: string; params: Record<string, string> }[] = [];
  const carrier = openTestCarrier({
    dataFile,
    settings: { phones: { [janesNumber]: phone, "+12025550199": "listens" }, voiceUrl },
    post: async (url, init) => {
      const { pathname } = new URL(url);
      asked.push({ path: pathname, params: Object.fromEntries(new URLSearchParams(String(init.body))) });
      const page = pages[pathname];
      return page === undefined
        ? new Response(null, { status: pathname === "/status" ? 204 : 404 })
        : new Response(page);
    },
  });
  const call = async (over: Record<string, string> = {}) => {
    const form = new URLSearchParams({
      To: janesNumber,
      From: ourNumber,
      Url: voiceUrl,
      MachineDetection: "DetectMessageEnd",
      Timeout: "30",
      StatusCallback: "https://h.test/status",
      ...over,
    });
    for (const event of ["initiated", "ringing", "answered", "completed"]) form.append("StatusCallbackEvent", event);
    const answer = await carrier.fetch(
      new Request(`http://carrier.test/2010-04-01/Accounts/${accountSid}/Calls.json`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
        body: form,
      }),
    );
    return (await answer.json()) as { sid: string; code: number };
  };
  /** Passes in small steps: what one answer leads to is asked for before the next moment. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) await carrier.pass(500);
  };
  const steps = () => carrier.log({ kind: "call" }).map(({ outcome }) => outcome);
  const heard = () => carrier.log({ kind: "call" }).flatMap(({ outcome, body }) => (outcome === "said" ? [body] : []));
  const statuses = () => asked.filter(({ path }) => path === "/status").map(({ params }) => params.CallStatus);
  return { carrier, asked, call, pass, steps, heard, statuses };
}

const opened = (phone: PhoneName) => {
  const world = openWith(phone);
  onTestFinished(() => world.carrier.close());
  return world;
};

describe("E5 the sandbox takes calls", () => {
  test("E5 a person is told from a machine, hears what is said, and presses when they have heard it", async () => {
    const { call, pass, steps, heard, asked, statuses } = opened("presses-1");
    await call();
    await pass(minuteMs);
    expect(steps()).toEqual([
      "queued",
      "initiated",
      "ringing",
      "in-progress",
      "detected:human",
      "said",
      "said",
      "pressed:1",
      "said",
      "hung-up:us",
      "completed",
    ]);
    expect(heard()).toEqual(["Hello & welcome.", "Press 1.", "Thanks."]);
    expect(statuses()).toEqual(["initiated", "ringing", "in-progress", "completed"]);
    expect(asked.find(({ path }) => path === "/answer")?.params).toMatchObject({ AnsweredBy: "human" });
    expect(asked.find(({ path }) => path === "/pressed")?.params).toMatchObject({
      Digits: "1",
      Direction: "outbound-api",
    });
  });

  test("E5 a key pressed while we speak cuts us short", async () => {
    const { call, pass, heard } = opened("presses-1-at-once");
    await call();
    await pass(minuteMs);
    expect(heard()).toEqual(["Hello & welcome.", "Thanks."]);
  });

  test("E5 who presses nothing is asked for no key before their time is over", async () => {
    const { call, pass, asked, carrier } = opened("listens");
    await call();
    await pass(minuteMs);
    expect(asked.find(({ path }) => path === "/pressed")?.params.Digits).toBe("");
    const at = (outcome: string) =>
      carrier.log({ kind: "call" }).findLast((entry) => entry.outcome === outcome)?.at ?? 0;
    const menuAt = carrier.log({ kind: "call" }).find(({ body }) => body === "Press 1.")?.at ?? 0;
    expect(at("pressed-nothing") - menuAt).toBe(7_000 + 2 * 400);
  });

  test.each([
    ["machine", "machine_end_beep"],
    ["machine-silence", "machine_end_silence"],
    ["machine-other", "machine_end_other"],
    ["machine-long", "unknown"],
    ["says-nothing", "unknown"],
    ["fax", "fax"],
  ] as const)("E5 %s is detected as %s", async (phone, answeredBy) => {
    const { call, pass, steps } = opened(phone);
    await call();
    await pass(2 * minuteMs);
    expect(steps()).toContain(`detected:${answeredBy}`);
  });

  test.each([
    ["busy", "busy"],
    ["no-answer", "no-answer"],
    ["unknown-number", "failed"],
  ] as const)("E5 %s ends as %s, and nobody asks what to say", async (phone, status) => {
    const { call, pass, statuses, asked } = opened(phone);
    await call();
    await pass(minuteMs);
    expect(statuses().at(-1)).toBe(status);
    expect(asked.map(({ path }) => path)).not.toContain("/answer");
  });

  test("E5 a phone rings no longer than was asked for", async () => {
    const { call, pass, statuses } = opened("machine");
    await call({ Timeout: "10" });
    await pass(minuteMs);
    expect(statuses().at(-1)).toBe("no-answer");
  });

  test("E5 who hangs up while they are listened to is asked nothing", async () => {
    const { call, pass, statuses, asked } = opened("hangs-up-at-once");
    await call();
    await pass(minuteMs);
    expect(statuses().at(-1)).toBe("completed");
    expect(asked.map(({ path }) => path)).not.toContain("/answer");
  });

  test("E5 a message is recorded as long as they speak, and told of twice", async () => {
    const { call, pass, steps, asked } = opened("leaves-voicemail");
    await call({ Url: "https://h.test/record" });
    await pass(2 * minuteMs);
    expect(steps()).toContain("recorded:14");
    for (const path of ["/recorded", "/recording"])
      expect(asked.find((one) => one.path === path)?.params).toMatchObject({ RecordingDuration: "14" });
  });

  test("E5 of silence nobody is told; what stands after it is played", async () => {
    const { call, pass, heard, asked } = opened("leaves-silence");
    await call({ Url: "https://h.test/record" });
    await pass(2 * minuteMs);
    expect(heard()).toEqual(["Nothing was said."]);
    expect(asked.map(({ path }) => path)).not.toContain("/recorded");
  });

  test("E5 who hangs up after speaking has left a message all the same", async () => {
    const { call, pass, asked } = opened("leaves-voicemail-and-hangs-up");
    await call({ Url: "https://h.test/record" });
    await pass(2 * minuteMs);
    expect(asked.find(({ path }) => path === "/recorded")?.params).toMatchObject({
      RecordingDuration: "9",
      Digits: "hangup",
      CallStatus: "completed",
    });
  });

  test("E5 an agent is dialled, talks, and rings off", async () => {
    const { call, pass, asked } = opened("listens");
    await call({ Url: "https://h.test/dial" });
    await pass(2 * minuteMs);
    expect(asked.find(({ path }) => path === "/dialled")?.params).toMatchObject({
      DialCallStatus: "completed",
      DialCallDuration: "40",
    });
  });

  test.each([
    ["/odd", "error:12200"],
    ["/broken", "error:12100"],
    ["/nowhere", "error:11200"],
    ["/loop", "error:turns"],
  ])("E5 %s ends the call with %s", async (path, outcome) => {
    const { call, pass, steps } = opened("listens");
    await call({ Url: `https://h.test${path}` });
    await pass(3 * minuteMs);
    expect(steps()).toContain(outcome);
    expect(steps().at(-1)).toBe("completed");
  });

  test("E5 they call back, and our number's address answers", async () => {
    const { call, pass, asked } = opened("calls-back");
    await call();
    await pass(8 * minuteMs);
    expect(asked.find(({ params }) => params.Direction === "inbound")).toMatchObject({
      path: "/answer",
      params: { From: janesNumber, To: ourNumber, CallStatus: "ringing" },
    });
  });

  test("E5 a call under way goes on after a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "headsup-calls-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const dataFile = join(folder, "carrier.sqlite");
    const before = openWith("presses-1", dataFile);
    await before.call();
    for (let nth = 0; nth < 100 && !before.steps().includes("said"); nth++) await before.pass(500);
    const now = before.carrier.timers.realNow();
    await before.carrier.close();
    const after = openWith("presses-1", dataFile);
    onTestFinished(() => after.carrier.close());
    after.carrier.timers.advance(Math.max(0, now - after.carrier.timers.realNow()));
    await after.pass(minuteMs);
    expect(after.heard()).toEqual(["Hello & welcome.", "Press 1.", "Thanks."]);
    expect(after.statuses()).toEqual(["completed"]);
  });
});

describe("E5 the Twilio SDK", () => {
  let carrier: Awaited<ReturnType<typeof startCarrier>>;
  let client: ReturnType<typeof twilioClientFor>;
  beforeAll(async () => {
    carrier = await startCarrier({ accountSid, authToken, port: 0 });
    client = twilioClientFor(carrier.url);
  });
  afterAll(() => carrier.close());
  const place = (over: object = {}) =>
    client.calls.create({ to: janesNumber, from: ourNumber, url: voiceUrl, ...over });

  test("E5 makes a call, reads it, and lists it newest first across pages", async () => {
    const sids: string[] = [];
    for (let i = 0; i < 5; i++) sids.unshift((await place({ to: "+12025550155" })).sid);
    expect(await client.calls(sids[0]!).fetch()).toMatchObject({ direction: "outbound-api", to: "+12025550155" });
    const listed = await client.calls.list({ to: "+12025550155", from: ourNumber, pageSize: 2 });
    expect(listed.map(({ sid }) => sid)).toEqual(sids);
  });

  test("E5 sees refusals by code", async () => {
    const refusal = (over: object) => place(over).catch((error) => error);
    expect(await refusal({ to: "555-01" })).toMatchObject({ status: 400, code: 21217 });
    expect(await refusal({ url: "nowhere" })).toMatchObject({ status: 400, code: 21205 });
    carrier.configure({ phones: { [janesNumber]: "not-a-number" } });
    expect(await refusal({})).toMatchObject({ status: 400, code: 21217 });
    expect(
      await client
        .calls(`CA${"0".repeat(32)}`)
        .fetch()
        .catch((error) => error),
    ).toMatchObject({ status: 404, code: 20404 });
  });
});
