import type { LogEntry, PhoneName } from "@headsup/carrier";
import {
  type ApiWorld,
  apiWorld,
  deskIn,
  expectStatus,
  launchCampaign,
  postHook,
  publicUrl,
  recipientOf,
  toldIn,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** Calls from end to end: a campaign of the real engine, the real channel and webhooks, and phones that do as people do. */

const minute = 60_000;
const hour = 60 * minute;
const ada = "+12125550101";
const ourNumber = "+12025550100";
const agentsPhone = "+12125550177";

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
  const { version } = (await world.call("GET", "/v1/agreement")).json;
  expectStatus(await world.call("POST", "/v1/agreement", { body: { version } }), 200);
});
afterEach(() => world.close());

const { post, patch, all, threadWith } = deskIn(() => world);

const content = {
  channel: "voice",
  greeting: "This is Acme Energy with a notice for {{ first_name }}.",
  message: { say: "Your power is off from 2 to 4." },
  keys: [
    { digit: "1", action: "agent" },
    { digit: "2", action: "inbox", inbox: "Billing", offer: "For billing, press 2." },
    { digit: "5", action: "repeat" },
    { digit: "7", action: "voicemail" },
    { digit: "9", action: "stop" },
  ],
};

/** Calls Ada, whose phone does this; returns the campaign's id. */
async function call(phone: PhoneName, over: Record<string, unknown> = {}): Promise<string> {
  const senders = (await world.call("GET", "/v1/senders")).json.items as { channel: string }[];
  if (senders.length === 0) await post("/v1/senders", { channel: "voice", address: ourNumber, name: "Acme Energy" });
  world.carrier.configure({ phones: { [ada]: phone } });
  return launchCampaign(world, [ada], { channel: "voice", sender: ourNumber, text: undefined, content, ...over });
}

const steps = () => world.carrier.log({ kind: "call" }).map(({ outcome }: LogEntry) => outcome);
const heard = () =>
  world.carrier.log({ kind: "call" }).flatMap(({ outcome, body }: LogEntry) => (outcome === "said" ? [body] : []));
const callsMade = () => world.carrier.log({ kind: "create" }).filter(({ outcome }: LogEntry) => outcome === "accepted");
const suppressed = () => world.rows("select address, scope from suppression");
const statusOf = async (id: string) => {
  const { status, code } = await recipientOf(world, id, ada);
  return [status, code];
};

describe("E5 a person picks up", () => {
  test("E5 the caller is named first, by name of who is called; nothing pressed: the menu once more, goodbye, delivered", async () => {
    const id = await call("listens");
    await world.pass(5 * minute);
    const menu = heard().slice(2, 7);
    expect(heard()).toEqual([
      "This is Acme Energy with a notice for Ada.",
      "Your power is off from 2 to 4.",
      ...menu,
      ...menu,
      "Goodbye.",
    ]);
    expect(menu[1]).toBe("For billing, press 2.");
    expect(await statusOf(id)).toEqual(["delivered", null]);
    expect(await all()).toEqual([]);
  });

  test("E5 1: somebody calls back, and their wish waits in the campaign's inbox under what they were told", async () => {
    const id = await call("presses-1");
    await world.pass(5 * minute);
    expect(heard().at(-1)).toBe("Thank you. Somebody will call you back. Goodbye.");
    expect(await statusOf(id)).toEqual(["delivered", null]);
    const thread = await threadWith(ada);
    expect(thread.conversation ?? thread).toMatchObject({ channel: "voice", status: "open", inbox: { name: "Inbox" } });
    expect(toldIn(thread)).toEqual([
      expect.stringContaining("This is Acme Energy"),
      "in customer: Pressed 1: wants to speak to an agent.",
    ]);
  });

  test("E5 2: the inbox that the key names gets it", async () => {
    await post("/v1/inboxes", { name: "Billing" });
    await call("presses-2");
    await world.pass(5 * minute);
    expect((await all())[0]).toMatchObject({ inbox: { name: "Billing" } });
  });

  test("E5 where that inbox has a number they are connected to it", async () => {
    await post("/v1/inboxes", { name: "Billing", phone: agentsPhone });
    const id = await call("presses-2");
    await world.pass(5 * minute);
    expect(steps()).toEqual(expect.arrayContaining([`dialling:${agentsPhone}`, "dialled:completed"]));
    expect(toldIn(await threadWith(ada)).at(-1)).toBe("in customer: Was connected by phone.");
    expect(await statusOf(id)).toEqual(["delivered", null]);
  });

  test("E5 nobody picks up there: they are told that somebody calls back, and it waits", async () => {
    const { id } = await post("/v1/inboxes", { name: "Billing" });
    await patch(`/v1/inboxes/${id}`, { phone: agentsPhone });
    await call("presses-2");
    world.carrier.configure({ phones: { [ada]: "presses-2", [agentsPhone]: "no-answer" } });
    await world.pass(5 * minute);
    expect(heard().at(-1)).toBe("Nobody is free right now. Somebody will call you back. Goodbye.");
    expect(await all()).toHaveLength(1);
  });

  test("E5 9: they are told so, they get no more calls, and nobody has work of it", async () => {
    const id = await call("presses-9");
    await world.pass(5 * minute);
    expect(heard().at(-1)).toBe("You will get no more calls from us. Goodbye.");
    expect(suppressed()).toEqual([{ address: ada, scope: "sender" }]);
    expect(await statusOf(id)).toEqual(["delivered", null]);
    expect(await all()).toEqual([]);
    await expect(call("presses-9", { name: "Again" })).rejects.toThrow("nothing_to_launch");
  });

  test("E5 9 counts though the catalogue is down: no engine calls them again", async () => {
    await call("presses-9");
    world.troubles.beforeBatch = (queries) => {
      if (queries.some((query) => query.includes("suppression"))) throw new Error("D1_ERROR: Network connection lost.");
    };
    await world.pass(5 * minute);
    expect(heard().at(-1)).toBe("You will get no more calls from us. Goodbye.");
    expect(suppressed()).toEqual([]);
    await call("presses-9", { name: "Again" });
    await world.pass(5 * minute);
    expect(callsMade()).toHaveLength(1);
    world.troubles.beforeBatch = () => {};
    await world.cron();
    expect(suppressed()).toEqual([{ address: ada, scope: "sender" }]);
  });

  test("E5 9 counts though the campaign's object does not answer at once: the key is told again", async () => {
    const id = await call("presses-9");
    let failures = 2;
    world.troubles.beforeCall = (_, method) => {
      if (method === "messageOf" && heard().length > 0 && failures-- > 0) throw new Error("Network connection lost.");
    };
    await world.pass(5 * minute);
    expect(failures).toBeLessThan(0);
    expect(heard().at(-1)).toBe("You will get no more calls from us. Goodbye.");
    expect(suppressed()).toEqual([{ address: ada, scope: "sender" }]);
    expect(await statusOf(id)).toEqual(["delivered", null]);
  });

  test("E5 7: what they say to us waits in the inbox as a recording, once, however often it is told", async () => {
    const id = await call("leaves-voicemail");
    await world.pass(5 * minute);
    expect(heard().at(-1)).toBe("Thank you. Your message was recorded. Goodbye.");
    expect(toldIn(await threadWith(ada)).filter((told) => told.includes("voicemail"))).toEqual([
      "in customer: Left a voicemail of 14 seconds.",
    ]);
    expect(world.rows("select media from message where direction = 'in'")).toEqual([
      { media: expect.stringMatching(/Recordings\/RE[0-9a-f]{32}\.mp3","type":"audio\/mpeg"/) },
    ]);
    expect(await statusOf(id)).toEqual(["delivered", null]);
  });

  test("E5 who hangs up after speaking has left a message all the same; silence is none", async () => {
    await call("leaves-voicemail-and-hangs-up");
    await world.pass(5 * minute);
    expect(await all()).toHaveLength(1);
    world.carrier.configure({ phones: { "+12125550102": "leaves-silence" } });
    await launchCampaign(world, ["+12125550102"], { channel: "voice", sender: ourNumber, text: undefined, content });
    await world.pass(5 * minute);
    expect(await all()).toHaveLength(1);
  });

  test.each([
    ["fumbles", ["pressed:4", "pressed:#", "pressed:1"]],
    ["presses-wrong", ["pressed:4", "pressed:4", "pressed:4"]],
    ["hesitates", ["pressed-nothing", "pressed:1"]],
    ["hears-again", ["pressed:5", "pressed:1"]],
    ["presses-1-at-once", ["pressed:1"]],
  ] as const)("E5 who %s is led on as far as they go", async (phone, keys) => {
    const id = await call(phone);
    await world.pass(6 * minute);
    expect(steps().filter((step) => step.startsWith("pressed"))).toEqual(keys);
    expect(await all()).toHaveLength(phone === "presses-wrong" ? 0 : 1);
    expect(await statusOf(id)).toEqual(["delivered", null]);
  });

  test("E5 who hangs up in the middle was reached, and is not called again", async () => {
    const id = await call("hangs-up-early");
    await world.pass(12 * hour);
    expect(await statusOf(id)).toEqual(["delivered", "hung_up"]);
    expect(callsMade()).toHaveLength(1);
  });

  test("E5 what cannot be told from a person is greeted as one", async () => {
    await call("says-nothing");
    await world.pass(5 * minute);
    expect(heard()[0]).toBe("This is Acme Energy with a notice for Ada.");
  });
});

describe("E5 nobody picks up", () => {
  test.each(["machine", "machine-short", "machine-silence", "machine-other"] as const)(
    "E5 %s: the message is left, with how to stop, after the greeting",
    async (phone) => {
      const id = await call(phone);
      await world.pass(5 * minute);
      expect(heard().join(" ")).toMatch(/^This is Acme Energy .*call us at 1 2 0 2 5 5 5 0 1 0 0 and press 9\.$/s);
      expect(await statusOf(id)).toEqual(["delivered", "voicemail"]);
      expect(world.rows("select answered_by, reach, ended from call")).toEqual([
        { answered_by: "machine", reach: 3, ended: "completed" },
      ]);
    },
  );

  test("E5 a machine that cuts us off was not told: they are called again later", async () => {
    const id = await call("machine-full");
    await world.pass(5 * minute);
    expect(await statusOf(id)).toEqual(["held", "voicemail_cut"]);
  });

  test("E5 a fax hears nothing", async () => {
    const id = await call("fax");
    await world.pass(5 * minute);
    expect(heard()).toEqual([]);
    expect(await statusOf(id)).toEqual(["undelivered", "fax"]);
  });

  test.each([
    ["busy", "busy"],
    ["no-answer", "no_answer"],
    ["hangs-up-at-once", "unheard"],
  ] as const)("E5 %s is tried again, a few times and no more", async (phone, code) => {
    const id = await call(phone);
    await world.pass(5 * minute);
    expect(await statusOf(id)).toEqual(["held", code]);
    await world.pass(72 * hour);
    expect(await statusOf(id)).toEqual(["undelivered", code]);
    expect(callsMade().length).toBeGreaterThan(1);
    expect(callsMade().length).toBeLessThanOrEqual(3);
  });

  test("E5 a number that nobody has, and what is no number, are not called again", async () => {
    const id = await call("unknown-number");
    await world.pass(12 * hour);
    expect(await statusOf(id)).toEqual(["failed", "call_failed"]);
    const other = await call("not-a-number", { name: "Again" });
    await world.pass(12 * hour);
    expect(await statusOf(other)).toEqual(["failed", "21217"]);
    expect(callsMade()).toHaveLength(1);
  });
});

describe("E5 somebody calls us", () => {
  const ring = async (phone: Parameters<typeof world.carrier.call>[0]["phone"]) => {
    world.carrier.call({ from: ada, to: ourNumber, phone });
    await world.pass(5 * minute);
  };

  test("E5 they hear who we are, and what they leave waits in that sender's inbox", async () => {
    await post("/v1/inboxes", { name: "Front desk" });
    await post("/v1/senders", { channel: "voice", address: ourNumber, name: "Acme Energy", inbox: "Front desk" });
    await ring("leaves-voicemail");
    expect(heard()[0]).toBe("You have reached Acme Energy.");
    expect((await all())[0]).toMatchObject({ inbox: { name: "Front desk" }, address: ada });
  });

  test("E5 after a message on their machine: 9 stops calls, attributed to no one but them", async () => {
    await call("calls-back-to-stop");
    await world.pass(hour);
    expect(heard()).toContain("You have reached Acme Energy.");
    expect(heard().at(-1)).toBe("You will get no more calls from us. Goodbye.");
    expect(suppressed()).toEqual([{ address: ada, scope: "sender" }]);
  });

  test("E5 who missed us and calls back answers our campaign", async () => {
    const id = await call("calls-back");
    await world.pass(10 * minute);
    expect(toldIn(await threadWith(ada)).at(-1)).toBe("in customer: Left a voicemail of 11 seconds.");
    expect(world.rows("select campaign_id from conversation")).toEqual([{ campaign_id: id }]);
  });
});

describe("E5 webhooks of calls", () => {
  const path = "/hooks/twilio/call";
  const params = { CallSid: "CA1", From: ada, To: ourNumber, Direction: "inbound", CallStatus: "in-progress" };

  test("E5 an unsigned one is refused, whichever it is", async () => {
    for (const at of [path, `${path}/pressed?silent=0&wrong=0&repeated=0`, `${path}/recorded`, `${path}/dialled`])
      expect((await postHook(world, at, params, { signed: "bm8=" })).status).toBe(403);
  });

  test("E5 told again, none of them changes anything", async () => {
    await post("/v1/senders", { channel: "voice", address: ourNumber, name: "Acme Energy" });
    const hooks = [
      [path, params],
      [`${path}/pressed?silent=0&wrong=0&repeated=0`, { ...params, Digits: "9" }],
      [`${path}/recorded`, { ...params, RecordingUrl: "https://api.twilio.com/R", RecordingDuration: "4" }],
      [`${path}/recording`, { ...params, RecordingUrl: "https://api.twilio.com/R", RecordingDuration: "4" }],
      [`${path}/dialled`, { ...params, DialCallStatus: "completed" }],
    ] as const;
    for (const [at, told] of hooks) expect((await postHook(world, at, { ...told })).status).toBeLessThan(300);
    const before = world.stored();
    for (const [at, told] of hooks.toReversed()) await postHook(world, at, { ...told });
    expect(world.stored()).toEqual(before);
  });

  test("E5 an address that names no attempt of ours, or no place in a call, is told so", async () => {
    const nobody = `/hooks/twilio/voice/cmp_${"0".repeat(26)}/att_x_1/status`;
    expect((await postHook(world, nobody, { ...params, Direction: "outbound-api" })).status).toBe(404);
    expect((await postHook(world, `${path}/pressed?silent=99`, { ...params, Digits: "1" })).status).toBe(400);
  });

  test("E5 what is answered is TwiML that names our own address and nobody else's", async () => {
    await post("/v1/senders", { channel: "voice", address: ourNumber, name: "Ann & <Bob>" });
    const { text, headers } = await postHook(world, path, params);
    expect(headers.get("content-type")).toMatch(/xml/);
    expect(text).toContain("You have reached Ann &amp; &lt;Bob&gt;.");
    expect(text).toContain(`action="${publicUrl}${path}/pressed?silent=0&amp;wrong=0&amp;repeated=0#rc=5&amp;rp=all"`);
  });
});
