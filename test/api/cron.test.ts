import {
  type ApiWorld,
  apiWorld,
  draftCampaign,
  importRows,
  launchCampaign,
  ourNumber,
  prepareAccount,
  recipientOf,
} from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const minute = 60_000;
const hour = 60 * minute;
const ada = "+12125550101";
const grace = "+12125550102";

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
});
afterEach(() => world.close());

const sent = () => world.carrier.log({ kind: "create" }).length;
const errors = () => world.logs.filter(({ level }) => level === "error").map(({ event }) => event);
const launch = (id: string) => world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } });

async function draftOf(address: string, over: Record<string, unknown> = {}): Promise<string> {
  const id = await draftCampaign(world, over);
  await importRows(world, id, [[address, "Ada"]]);
  return id;
}

test("2 a campaign whose alarm was lost is woken when its wake is overdue, not before", async () => {
  const people = Array.from({ length: 12 }, (_, i) => `+121255501${10 + i}`);
  const id = await launchCampaign(world, people);
  await world.pass(1_000);
  world.loseAlarm(id);
  await world.pass(6 * minute);
  expect(sent()).toBe(10);
  await world.cron();
  expect(sent()).toBe(10);
  await world.pass(minute);
  await world.cron();
  await world.pass(minute);
  expect(sent()).toBe(12);
});

test("2 an alarm lost before the catalogue knew of anything due is made good within the hour", async () => {
  world.carrier.configure({ people: { [ada]: "silent" } });
  const id = await launchCampaign(world, [ada]);
  await world.pass(hour);
  const { id: recipient, providerId } = await recipientOf(world, id, ada);
  const unreachable = { attempt: 1, providerId, status: "undelivered", code: "30003", failure: "unreachable" } as const;
  expect(world.engine(id).receive(recipient, unreachable)).toBe("stored");
  world.loseAlarm(id); // that would see to the next try
  for (let minutes = 0; minutes < 80; minutes++) {
    await world.pass(minute);
    await world.cron();
  }
  expect(sent()).toBe(2);
});

test("2 a launch whose object did not answer is driven on", async () => {
  const id = await draftOf(ada);
  world.troubles.beforeCall = (_, method) => {
    if (method === "launch") throw new Error("Network connection lost.");
  };
  const failed = await launch(id);
  expect([failed.status, failed.json.error.code]).toEqual([503, "unavailable"]);
  await world.cron();
  await world.pass(2 * minute);
  await world.cron();
  expect([errors(), sent()]).toEqual([["request.failed", `cron.launch ${id}`], 0]);
  world.troubles.beforeCall = () => {};
  await world.cron();
  await world.pass(minute);
  expect(sent()).toBe(1);
  expect((await world.call("GET", `/v1/campaigns/${id}`)).json).toMatchObject({
    launchedBy: "bootstrap admin",
    status: "completed",
  });
});

test("A10 a launch that its object refuses leaves the campaign a draft, to be changed and launched again", async () => {
  const id = await draftOf(ada);
  // Between the preview and the launch the answer's only recipient's list is found wanting.
  world.troubles.beforeCall = (_, method) => {
    if (method !== "launch") return;
    world.troubles.beforeCall = () => {};
    world.engine(id).launch = () => ({ ok: false, error: { code: "never_open", message: "Never open." } });
  };
  const refused = await launch(id);
  expect([refused.status, refused.json.error.code]).toEqual([409, "never_open"]);
  expect((await world.call("GET", "/v1/campaigns")).json.items).toMatchObject([{ status: "draft", launchedBy: null }]);
  expect((await world.call("PATCH", `/v1/campaigns/${id}`, { body: { text: "New text." } })).status).toBe(200);
  expect(world.rows(`select action from audit where target = '${id}' order by action`)).toEqual(
    [
      "campaign.change",
      "campaign.create",
      "campaign.launch",
      "campaign.launch.refused",
      "list.create",
      "list.seal",
    ].map((action) => ({ action })),
  );
  Reflect.deleteProperty(world.engine(id), "launch");
  await world.pass(5 * minute);
  await world.cron();
  expect(sent()).toBe(0);
  expect((await launch(id)).status).toBe(200);
  await world.pass(minute);
  expect(world.carrier.log({ kind: "create" })[0]?.body).toContain("New text.");
});

test("A10 what a launch is refused for beforehand writes nothing", async () => {
  const id = await draftCampaign(world);
  const before = world.stored();
  for (const _ of [1, 2]) {
    const refused = await launch(id);
    expect([refused.status, refused.json.error.code]).toEqual([409, "nothing_to_launch"]);
  }
  expect(world.stored()).toMatchObject(before);
  expect((await world.call("PATCH", `/v1/campaigns/${id}`, { body: { text: "New text." } })).status).toBe(200);
});

test("A10 a half-way launch that turns out refused becomes a draft again", async () => {
  const id = await draftOf(ada);
  world.troubles.beforeCall = (_, method) => {
    if (method === "launch") throw new Error("Network connection lost.");
  };
  await launch(id);
  world.troubles.beforeCall = () => {};
  world.engine(id).launch = () => ({ ok: false, error: { code: "never_open", message: "Never open." } });
  await world.pass(2 * minute);
  await world.cron();
  expect(world.rows("select launch_requested_at as at from campaign")).toEqual([{ at: null }]);
  expect(world.logs.some(({ event }) => event === "launch.refused")).toBe(true);
});

test("A10 a second launch, of a further list, leaves who launched first", async () => {
  const id = await launchCampaign(world, [ada]);
  const { secret } = (await world.call("POST", "/v1/tokens", { body: { name: "bo", role: "manager" } })).json;
  await importRows(world, id, [[grace, "Grace"]], { name: "more.csv" });
  const again = await world.call("POST", `/v1/campaigns/${id}/launch`, { token: secret, body: { consent: true } });
  expect(again.status).toBe(200);
  await world.pass(minute);
  expect(sent()).toBe(2);
  expect((await world.call("GET", "/v1/campaigns")).json.items).toMatchObject([{ launchedBy: "bootstrap admin" }]);
});

test("F1 messages whose webhook never came are read from the provider's list, once", async () => {
  world.carrier.configure({ inboundUrl: "https://nowhere.test/" });
  const posts = () =>
    world.rows(
      "select body, kind, sender_id from message join conversation on conversation.id = conversation_id where direction = 'in' order by kind desc",
    );
  world.carrier.text({ from: ada, to: ourNumber, body: "Stop. Thank you" });
  world.carrier.text({ from: grace, to: ourNumber, body: "Who is this?" });
  await world.pass(minute);
  await world.cron();
  expect(posts()).toEqual([]);
  await world.pass(5 * minute);
  await world.cron();
  expect(posts()).toMatchObject([{ kind: "stop" }, { kind: "none" }]);
  expect(world.rows("select address from suppression")).toEqual([{ address: ada }]);
  const before = world.stored();
  await world.cron();
  expect(world.stored()).toEqual(before);
  await world.pass(6 * minute);
  await world.cron();
  expect(posts()).toHaveLength(2);
  expect(world.carrier.log({ kind: "list" })).toHaveLength(2);
});

test.each([
  [["STOP", "START"], 0],
  [["START", "STOP"], 1],
])(
  "F7 %j read from the provider's list, which tells the latest first, count in the order they were said",
  async (words, suppressed) => {
    world.carrier.configure({ inboundUrl: "https://nowhere.test/" });
    for (const body of words) {
      world.carrier.text({ from: ada, to: ourNumber, body });
      await world.pass(30_000);
    }
    await world.pass(6 * minute);
    await world.cron();
    expect(world.rows("select * from suppression")).toHaveLength(suppressed);
    expect(world.rows("select * from message where direction = 'in'")).toHaveLength(2);
  },
);

test("F7 words of one second, as exact as the provider tells, count in the order it tells them", async () => {
  world.carrier.configure({ inboundUrl: "https://nowhere.test/" });
  world.carrier.text({ from: ada, to: ourNumber, body: "STOP" });
  world.carrier.text({ from: ada, to: ourNumber, body: "START" });
  world.carrier.text({ from: grace, to: ourNumber, body: "START" });
  world.carrier.text({ from: grace, to: ourNumber, body: "STOP" });
  await world.pass(6 * minute);
  await world.cron();
  expect(world.rows("select address from suppression")).toEqual([{ address: grace }]);
});

test("F7 a lost STOP that is found after the START that took it back does not stop them again", async () => {
  world.carrier.configure({ inboundUrl: "https://nowhere.test/" });
  world.carrier.text({ from: ada, to: ourNumber, body: "STOP" });
  await world.pass(minute);
  world.carrier.configure({ inboundUrl: "https://headsup.test/hooks/twilio/inbound" });
  world.carrier.text({ from: ada, to: ourNumber, body: "START" });
  await world.pass(6 * minute);
  await world.cron();
  expect(world.rows("select * from message where direction = 'in'")).toHaveLength(2);
  expect(world.rows("select * from suppression")).toEqual([]);
});

test("11 one part that fails never keeps the others: poll, wake, launch and journal each stand alone", async () => {
  const second = "+12025550111";
  await world.call("POST", "/v1/senders", { body: { address: second, name: "Second" } });
  const stuck = await draftOf(ada);
  const lost = await launchCampaign(world, [ada, grace], { pace: { count: 1, spanMs: 5 * minute } });
  await world.pass(1_000);
  world.loseAlarm(lost);
  await launch(stuck);
  await world.pass(10 * minute);
  world.database.exec(`update campaign set status = 'draft' where id = '${stuck}'`);
  world.troubles.campaignsDown.add(stuck);
  world.troubles.isJournalDown = true;
  const { received } = world.services.channels.sms;
  Object.assign(world.services.channels.sms, {
    received: (query: { to: string; since: number }) => {
      if (query.to === ourNumber) throw new Error("boom");
      return received(query);
    },
  });
  world.carrier.configure({ inboundUrl: "https://nowhere.test/" });
  world.carrier.text({ from: ada, to: second, body: "Who is this?" });
  world.logs.length = 0;
  await world.cron();
  await world.cron();
  expect(new Set(errors().map((event) => event.replace(/ .*/, "")))).toEqual(
    new Set(["cron.journal", "cron.launch", "cron.poll"]),
  );
  world.troubles.isJournalDown = false;
  await world.pass(minute);
  expect(sent()).toBe(3); // both of the one that was lost, and the one whose launch was driven on in vain
  expect(world.rows("select body from message where direction = 'in'")).toEqual([{ body: "Who is this?" }]);
});

test("11 with the catalogue down a run fails part by part and throws nothing", async () => {
  world.troubles.isCatalogueDown = true;
  await expect(world.cron()).resolves.toBeUndefined();
  expect(errors()).toEqual([
    "cron.launches",
    "cron.wake",
    "cron.poll",
    "cron.replies",
    "cron.due",
    "cron.health",
    "cron.notices",
    "cron.forget",
  ]);
});

test("J9 an idempotency key is kept for a week and then forgotten", async () => {
  const create = () =>
    world.call("POST", "/v1/campaigns", {
      body: { name: "Delay", sender: ourNumber, text: "Late." },
      headers: { "idempotency-key": "once" },
    });
  const { id } = (await create()).json;
  const startOfHour = Math.ceil(world.now() / (60 * minute)) * 60 * minute;
  await world.pass(startOfHour - world.now());
  await world.cron();
  expect((await create()).json.id).toBe(id);
  await world.pass(8 * 24 * 60 * minute);
  await world.cron();
  expect((await create()).json.id).not.toBe(id);
});

test("2 an object that was reset under a call is a passing trouble, whatever words the platform has for it", async () => {
  const id = await launchCampaign(world, [ada]);
  world.troubles.beforeCall = () => {
    throw Object.assign(new Error("moved to another machine"), { remote: true, durableObjectReset: true });
  };
  const { status, json } = await world.call("POST", `/v1/campaigns/${id}/pause`, { body: {} });
  expect([status, json.error.code]).toEqual([503, "unavailable"]);
});
