import { sqliteStorage } from "@headsup/storage/sqlite";
import {
  allRecipients,
  auditCounts,
  importPeople,
  launched,
  people,
  receipt,
  settingsFor,
  World,
} from "@headsup/testkit";
import { expect, test } from "vitest";

const minute = 60_000;
const hour = 60 * minute;
const zone = "America/New_York";
const morning = "2026-11-24T09:00:00-05:00";
const ben = { actor: "ben", reason: null };
const talker = "+12125550002";
const desk = { inbox: "Billing", skill: "billing", waiting: 0, waitingMax: 50, agents: 3, onShift: 3 };

const gateOf = async (campaign: ReturnType<World["open"]>, address: string, name: string) => {
  const why = await campaign.why(address, settingsFor("cmp_a"));
  return why.ok ? why.value.gates.find(({ gate }) => gate === name) : undefined;
};
const rowOf = (campaign: ReturnType<World["open"]>, address: string) =>
  allRecipients(campaign).find((row) => row.address === address);

test("F8 who is in conversation is written to all the same unless the campaign says otherwise", async () => {
  const world = new World(morning);
  world.talking.add(talker);
  const campaign = launched(world, "cmp_a", people(5, zone));
  await world.run(world.now + hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 5 } });
});

test("F8 a campaign that skips open conversations passes over whoever has one when their turn comes", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(15, zone), { openConversation: "skip" });
  await world.run(world.now + minute);
  world.talking.add("+12125550012");
  expect(await gateOf(campaign, "+12125550012", "conversation")).toMatchObject({ open: false });
  expect(await gateOf(campaign, "+12125550013", "conversation")).toMatchObject({ open: true });
  await world.run(world.now + hour);
  expect(rowOf(campaign, "+12125550012")).toMatchObject({ status: "skipped", code: "open_conversation", attempts: 0 });
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 14, skipped: 1 } });
});

test("F8 who is held for a conversation is sent to once it is closed, and no attempt was counted", async () => {
  const world = new World(morning);
  const start = world.now;
  world.talking.add(talker);
  const campaign = launched(world, "cmp_a", people(5, zone), { openConversation: "hold" });
  await world.run(start + 35 * minute);
  expect(campaign.describe()).toMatchObject({ status: "in_progress", counts: { accepted: 4, held: 1 } });
  expect(rowOf(campaign, talker)).toMatchObject({ status: "held", code: "open_conversation", attempts: 0 });
  const why = await campaign.why(talker, settingsFor("cmp_a"));
  expect(why).toMatchObject({ ok: true, value: { dueAt: null } });
  expect(why.ok && why.value.summary).toContain("open conversation");
  expect(await gateOf(campaign, talker, "conversation")).toMatchObject({ open: false, opensAt: start + 40 * minute });
  expect(await gateOf(campaign, talker, "retry")).toBeUndefined();
  world.talking.delete(talker);
  await world.run(start + 41 * minute);
  expect(rowOf(campaign, talker)).toMatchObject({ status: "accepted", code: null, attempts: 1 });
  expect(campaign.status()).toBe("completed");
  expect(auditCounts(campaign)).toEqual([]);
});

test("F8 who is held for a conversation when the list ends is skipped for it, not failed", async () => {
  const world = new World(morning);
  world.talking.add(talker);
  const endAt = world.now + hour;
  const campaign = launched(world, "cmp_a", people(5, zone), { openConversation: "hold", endAt });
  await world.run(endAt + minute);
  expect(rowOf(campaign, talker)).toMatchObject({ status: "skipped", code: "open_conversation", attempts: 0 });
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 4, skipped: 1, failed: 0 } });
  expect(auditCounts(campaign)).toEqual([]);
});

test("F8 a stop skips who is held for a conversation", async () => {
  const world = new World(morning);
  world.talking.add(talker);
  const campaign = launched(world, "cmp_a", people(5, zone), { openConversation: "hold" });
  await world.run(world.now + minute);
  await world.finish(campaign.command("stop", ben));
  expect(rowOf(campaign, talker)).toMatchObject({ status: "skipped", code: "open_conversation" });
  expect(auditCounts(campaign)).toEqual([]);
});

test("F8 who failed for now and then talks to us is held for that, and the failure's further try still comes", async () => {
  const world = new World(morning);
  const start = world.now;
  const [person] = people(1, zone);
  const campaign = launched(world, "cmp_a", [person!], { openConversation: "hold" });
  await world.run(start + minute);
  campaign.receive(allRecipients(campaign)[0]!.id, receipt("failed", { code: "30001", failure: "retry" }));
  world.talking.add(person!.address);
  await world.run(start + 20 * minute);
  expect(rowOf(campaign, person!.address)).toMatchObject({ status: "held", code: "open_conversation", attempts: 1 });
  world.talking.clear();
  await world.run(start + hour);
  expect(rowOf(campaign, person!.address)).toMatchObject({ status: "accepted", attempts: 2 });
});

test("F8 a dispatch thought absent that turns up while its person is held for a conversation is not made again", async () => {
  const world = new World(morning);
  const start = world.now;
  world.behaviour = (_message, nth) =>
    nth === 1 ? { kind: "unknown", reason: "timeout" } : { kind: "accepted", providerId: `SM${nth}` };
  const [person] = people(1, zone);
  const campaign = launched(world, "cmp_a", [person!], { openConversation: "hold" });
  await world.run(start + minute);
  world.talking.add(person!.address);
  await world.run(start + 20 * minute);
  const held = rowOf(campaign, person!.address)!;
  expect(held).toMatchObject({ status: "held", code: "open_conversation", attempts: 1 });
  campaign.receive(held.id, receipt("sent", { providerId: "SM_late" }));
  world.talking.clear();
  await world.run(start + 2 * hour);
  expect(world.arrivals.length).toBe(1);
  expect(rowOf(campaign, person!.address)).toMatchObject({ status: "accepted", attempts: 1 });
  expect(auditCounts(campaign)).toEqual([]);
});

test("F8 what a campaign does about conversations may change while it runs", async () => {
  const world = new World(morning);
  world.talking.add(talker);
  const campaign = launched(world, "cmp_a", people(5, zone), { openConversation: "hold" });
  await world.run(world.now + minute);
  expect(await world.finish(campaign.amend({ openConversation: "send" }))).toMatchObject({ ok: true });
  await world.run(world.now + 10 * minute);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 5 } });
});

test("A8 whom another campaign wrote to within the days chosen at launch is skipped at their turn", async () => {
  const world = new World(morning);
  const day = 24 * hour;
  world.contacted.set("+12125550001", world.now - 8 * day);
  const campaign = launched(world, "cmp_a", people(15, zone), { duplicates: { choice: "skip", days: 7 } });
  await world.run(world.now + minute);
  world.contacted.set("+12125550012", world.now);
  expect(await gateOf(campaign, "+12125550012", "duplicate")).toMatchObject({ open: false });
  await world.run(world.now + hour);
  expect(rowOf(campaign, "+12125550012")).toMatchObject({ status: "skipped", code: "recent_contact" });
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 14, skipped: 1 } });
  expect(campaign.describe().history[0]).toMatchObject({
    action: "launch",
    reason: "consent attested by ana; whom another campaign wrote to within 7 days is skipped",
  });
});

test("A8 a campaign tells who of some addresses waits on it or was contacted since, and nobody of lists not launched", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(12, zone));
  importPeople(campaign, { id: "lst_later", people: people(1, zone, 2_125_559_000) });
  await world.run(start + minute);
  const asked = ["+12125550001", "+12125550011", "+12125559000", "+12125557777"];
  expect(campaign.contactsOf(asked, start)).toMatchObject([
    { address: "+12125550001", line: 3, status: "accepted", at: expect.any(Number) },
    { address: "+12125550011", line: 13, status: "ready", at: null },
  ]);
  expect(campaign.contactsOf(asked, start + hour)).toMatchObject([{ address: "+12125550011" }]);
});

test("A8 the people who wait are paged through, each once", () => {
  const world = new World(morning);
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(12, zone) });
  const found: string[] = [];
  for (let cursor: string | null = null, n = 0; n < 4; n++) {
    const page = campaign.addressPage(cursor, 5);
    found.push(...page.items.map(({ address }) => address));
    cursor = page.next;
    if (cursor === null) break;
  }
  expect(found.sort()).toEqual(people(12, zone).map(({ address }) => address));
});

test("F1 the text somebody got is rendered again as it was sent; who got none has none", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(11, zone), { replyLine: "Just reply." });
  await world.run(world.now + minute);
  const told = rowOf(campaign, "+12125550001")!;
  const text = "Hi Ada, your order is late.\nJust reply.\nReply STOP to opt out.";
  const content = { channel: "sms", text, media: [] };
  expect(campaign.messageOf(told.id)).toMatchObject({ text, content, at: told.at, variables: { first_name: "Ada" } });
  expect(world.arrivals.find(({ to }) => to === told.address)?.body).toBe(text);
  expect(campaign.messageOf(rowOf(campaign, "+12125550010")!.id)).toBeNull();
  expect(campaign.messageOf("rcp_00000000000000000000")).toBeNull();
});

test("F9 while its inbox is over the limit a campaign that holds sends nothing, says why, and goes on by itself", async () => {
  const world = new World(morning);
  const start = world.now;
  world.desk = { ...desk, waiting: 54 };
  const campaign = launched(world, "cmp_a", people(15, zone), { backPressure: "hold" });
  await world.run(start + 10 * minute + 1);
  expect(world.arrivals).toEqual([]);
  const reason = "Billing has 54 waiting, its limit is 50";
  expect(campaign.describe()).toMatchObject({ status: "in_progress", pressure: { reason, since: start } });
  expect(world.projections.at(-1)?.summary.pressure).toEqual({ reason, since: start });
  expect(await gateOf(campaign, talker, "inbox")).toMatchObject({ open: false });
  const why = await campaign.why(talker, settingsFor("cmp_a"));
  expect(why).toMatchObject({ ok: true, value: { dueAt: null, summary: expect.stringContaining(reason) } });
  expect(world.deskLooks).toBe(11);
  world.desk = { ...desk, waiting: 50 };
  await world.run(start + 12 * minute);
  expect(world.arrivals.length).toBe(10);
  expect(campaign.describe().pressure).toBeNull();
  const moves = campaign.describe().history.map(({ action, reason }) => ({ action, reason }));
  expect(moves.slice(1)).toEqual([
    { action: "hold", reason },
    { action: "release", reason: null },
  ]);
  await world.run(start + hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", pressure: null });
});

test("F9 a campaign that slows keeps a quarter of its pace, and its whole pace once that has passed", async () => {
  const world = new World(morning);
  const start = world.now;
  world.desk = { ...desk, onShift: 0 };
  const campaign = launched(world, "cmp_a", people(60, zone), { backPressure: "slow" });
  await world.run(start + 13 * minute + 1);
  expect(world.arrivals.length).toBe(6); // 2 in any five minutes instead of 10
  expect(campaign.describe().pressure?.reason).toBe("Nobody with the skill billing is on shift");
  expect(await gateOf(campaign, "+12125550059", "inbox")).toMatchObject({ open: true });
  world.desk = desk;
  await world.run(start + 14 * minute + 1);
  // The look a minute later lets the rest of the pace go: 2 of its 10 are still out.
  expect(world.arrivals.length).toBe(14);
  expect(campaign.describe().pressure).toBeNull();
});

test("F9 what slowed a campaign to its end is past with it: for a further list the inbox is looked at anew", async () => {
  const world = new World(morning);
  world.desk = { ...desk, onShift: 0 };
  const slowed = { backPressure: "slow" } as const;
  const campaign = launched(world, "cmp_a", people(2, zone), slowed);
  await world.run(world.now + hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", pressure: null });
  await world.run(world.now + 24 * hour);
  const since = world.now;
  importPeople(campaign, { id: "lst_later", people: people(20, zone, 2_125_559_000) });
  campaign.launch(settingsFor("cmp_a", slowed), { actor: "ana", at: since });
  expect(campaign.describe()).toMatchObject({ status: "in_progress", pressure: null });
  await world.run(since + minute);
  expect(campaign.describe()).toMatchObject({ status: "in_progress", pressure: { since } });
});

test("F9 at a pace of one a campaign that slows still moves", async () => {
  const world = new World(morning);
  world.desk = { ...desk, onShift: 0 };
  launched(world, "cmp_a", people(3, zone), { backPressure: "slow", pace: { count: 1, spanMs: 5 * minute } });
  await world.run(world.now + hour);
  expect(world.arrivals.length).toBe(3);
});

test("F9 while the catalogue cannot say how the inbox stands nobody is contacted", async () => {
  const world = new World(morning);
  const start = world.now;
  world.isDirectoryDown = true;
  const campaign = launched(world, "cmp_a", people(5, zone), { backPressure: "slow" });
  await world.run(start + 10 * minute);
  expect(world.arrivals).toEqual([]);
  world.isDirectoryDown = false;
  await world.run(start + 12 * minute);
  expect(campaign.describe()).toMatchObject({ status: "completed", pressure: null });
});

test("F9 a held campaign survives a crash held, and turning the heed off lets it go on", async () => {
  const world = new World(morning);
  const start = world.now;
  world.desk = { ...desk, waiting: 54 };
  launched(world, "cmp_a", people(5, zone), { backPressure: "hold" });
  await world.run(start + minute / 2);
  const campaign = world.open("cmp_a");
  await world.run(start + 5 * minute);
  expect(world.arrivals).toEqual([]);
  expect(campaign.describe().pressure?.since).toBe(start);
  expect(await world.finish(campaign.amend({ backPressure: "off" }))).toMatchObject({ ok: true });
  await world.run(start + 7 * minute);
  expect(campaign.describe()).toMatchObject({ status: "completed", pressure: null });
});

test("F9 a campaign that is stopped while its inbox is looked at is not said to be held after that", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(5, zone), { backPressure: "hold" });
  let stopped: Promise<unknown> | null = null;
  Object.defineProperty(world, "desk", {
    get: () => {
      stopped ??= campaign.command("stop", ben);
      return { ...desk, waiting: 54 };
    },
  });
  await world.run(world.now + minute);
  expect(stopped).not.toBeNull();
  expect(campaign.describe().history.map(({ action }) => action)).toEqual(["launch", "stop"]);
});

test("F9 nobody looks at the inbox while the hours are shut, nor for a campaign that does not heed it", async () => {
  const world = new World("2026-11-24T22:00:00-05:00");
  world.desk = { ...desk, waiting: 54 };
  launched(world, "cmp_a", people(5, zone), { backPressure: "hold" });
  await world.run("2026-11-25T07:59:00-05:00");
  expect(world.deskLooks).toBe(0);
  const other = launched(world, "cmp_b", people(5, zone));
  await world.run("2026-11-25T08:30:00-05:00");
  expect(other.status()).toBe("completed");
});

test("F3 settings stored by an earlier release are read with what that release did", async () => {
  const world = new World(morning);
  const storage = sqliteStorage();
  world.open("cmp_a", storage);
  launched(world, "cmp_a", people(12, zone));
  await world.run(world.now + minute);
  const old = ["replyLine", "openConversation", "backPressure", "skill", "duplicates"].map((name) => `'$.${name}'`);
  storage.sql.exec(`update state set value = json_remove(value, ${old.join(", ")}) where key = 'settings'`);
  const campaign = world.open("cmp_a");
  expect(campaign.describe().settings).toEqual(settingsFor("cmp_a"));
  await world.run(world.now + hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 12 } });
});
