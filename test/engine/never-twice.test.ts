import { sqliteStorage } from "@headsup/storage/sqlite";
import {
  allRecipients,
  audit,
  auditCounts,
  auditOnce,
  auditPace,
  importPeople,
  launched,
  people,
  receipt,
  settingsFor,
  World,
} from "@headsup/testkit";
import { expect, test } from "vitest";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const zone = "America/New_York";
const morning = "2026-11-24T09:00:00-05:00";
const pace = { count: 10, spanMs: 5 * minute };
const person = "+12125550000";

test("A6 a crash after the claims were stored, before any dispatch: everyone is reached once", async () => {
  const world = new World(morning);
  world.roundTripMs = 400;
  world.upMs = 100;
  launched(world, "cmp_a", people(15, zone));
  // The old copy dies as its requests leave: they still arrive, and it never hears the answers.
  await world.run(world.now + 50);
  const campaign = world.open("cmp_a");
  await world.run(world.now + 3 * hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 15 } });
  expect(audit(world, "cmp_a", campaign, { pace })).toEqual([]);
});

test("A6 a crash mid-batch: the old copy dispatches nothing more and writes nothing", async () => {
  const world = new World(morning);
  world.roundTripMs = 500;
  const old = launched(world, "cmp_a", people(10, zone));
  await world.run(world.now + 100);
  expect(world.arrivals.length).toBe(6);
  const campaign = world.open("cmp_a");
  await world.run(world.now + 40 * second); // the old copy's requests are answered
  expect(world.arrivals.length).toBe(6);
  expect(campaign.describe().counts).toMatchObject({ inFlight: 10 });
  await expect(old.command("pause", { actor: "ben", reason: null })).rejects.toThrow("newer copy");
  await world.run(world.now + 3 * hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 10 } });
  expect(world.arrivals.length).toBe(10);
  expect(audit(world, "cmp_a", campaign, { pace })).toEqual([]);
});

test("A6 a crash before the batch settled: acceptance is found on the provider's list, nobody is sent to again", async () => {
  const world = new World(morning);
  world.roundTripMs = 500;
  launched(world, "cmp_a", people(10, zone));
  await world.run(world.now + 900); // all ten have arrived
  expect(world.arrivals.length).toBe(10);
  const campaign = world.open("cmp_a");
  await world.run(world.now + 70 * second); // the lease has run out
  expect(campaign.describe()).toMatchObject({ status: "in_progress", counts: { unknown: 10 } });
  expect(auditCounts(campaign)).toEqual([]);
  await world.run(world.now + hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 10, unknown: 0 } });
  expect(world.arrivals.length).toBe(10);
});

test("A4 requests of a copy given up for dead still count: the pace holds across the crash", async () => {
  const world = new World(morning);
  world.roundTripMs = 9 * second;
  world.upMs = 8 * second; // a slow way to the provider
  launched(world, "cmp_a", people(40, zone));
  await world.run(world.now + second);
  const campaign = world.open("cmp_a");
  world.wake("cmp_a"); // an early alarm: the batch is found stale at once
  world.at(world.now + 8 * second, () => {
    world.upMs = 0;
  });
  await world.run(world.now + 10 * hour);
  expect(auditPace(world.arrivals, pace)).toEqual([]);
  expect(campaign.describe()).toMatchObject({ counts: { accepted: 40 } });
});

test("A6 a copy given up for dead leaves the alarm alone", async () => {
  const world = new World(morning);
  const old = launched(world, "cmp_a", people(15, zone));
  await world.run(world.now + minute);
  const campaign = world.open("cmp_a");
  await world.finish(campaign.command("pause", { actor: "ben", reason: null }));
  const alarmAt = world.alarmAt("cmp_a");
  await world.finish(old.wake());
  expect(world.alarmAt("cmp_a")).toBe(alarmAt);
});

test("A4 a receipt after an eviction does not put off what is due", async () => {
  const world = new World(morning);
  const start = world.now;
  launched(world, "cmp_a", people(15, zone));
  await world.run(start + 5 * minute - second);
  const campaign = world.open("cmp_a"); // evicted and back; the alarm is for one second from now
  expect(campaign.describe().nextWakeAt).toBe(start + 5 * minute);
  const accepted = allRecipients(campaign).find(({ status }) => status === "accepted");
  campaign.receive(accepted!.id, receipt("delivered", { providerId: accepted!.providerId ?? "" }));
  await world.run(start + hour);
  expect(world.arrivals.slice(10).map(({ at }) => at)).toEqual(Array.from({ length: 5 }, () => start + 5 * minute));
});

test.each([
  ["a time-out after it was accepted", { kind: "unknown", reason: "timeout", acceptedAs: "SM_x" }, 1],
  ["a time-out before it was accepted", { kind: "unknown", reason: "timeout" }, 2],
  ["a server error after it was accepted", { kind: "unknown", reason: "http_500", acceptedAs: "SM_x" }, 1],
  ["a server error before it was accepted", { kind: "unknown", reason: "http_503" }, 2],
] as const)(
  "A6 %s: looked for after 2 and 15 minutes, then sent %#: never blindly",
  async (_name, answer, dispatches) => {
    const world = new World(morning);
    const start = world.now;
    world.behaviour = (_message, nth) => (nth === 1 ? answer : { kind: "accepted", providerId: `SM${nth}` });
    const campaign = launched(world, "cmp_a", people(1, zone));
    await world.run(start + 2 * minute - 1);
    expect(campaign.describe()).toMatchObject({ status: "in_progress", counts: { unknown: 1 } });
    await world.run(start + hour);
    expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 1 } });
    expect(world.arrivals.map(({ at }) => at - start)).toEqual(dispatches === 1 ? [0] : [0, 15 * minute]);
    expect(auditOnce(world.atProvider)).toEqual([]);
    expect(auditCounts(campaign)).toEqual([]);
  },
);

test("A6 a receipt that names our attempt proves acceptance before any look", async () => {
  const world = new World(morning);
  world.behaviour = () => ({ kind: "unknown", reason: "timeout", acceptedAs: "SM_x" });
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(world.now + second);
  const [one] = allRecipients(campaign);
  expect(campaign.receive(one!.id, receipt("accepted", { providerId: "SM_x" }))).toBe("stored");
  expect(campaign.describe()).toMatchObject({ counts: { accepted: 1, unknown: 0 } });
  await world.run(world.now + hour);
  expect(world.arrivals.length).toBe(1);
});

test("A6 two campaigns, one body, one person: neither takes the other's message for its own", async () => {
  const world = new World(morning);
  const start = world.now;
  // cmp_a is accepted and answered; cmp_b is lost before it arrives.
  world.behaviour = ({ ownerId: campaignId }, nth) =>
    campaignId === "cmp_b" && world.arrivals.every((arrival) => arrival.campaignId !== "cmp_b")
      ? { kind: "unknown", reason: "timeout" }
      : { kind: "accepted", providerId: `SM${nth}` };
  const a = launched(world, "cmp_a", people(1, zone));
  const b = launched(world, "cmp_b", people(1, zone));
  await world.run(start + hour);
  expect([a.status(), b.status()]).toEqual(["completed", "completed"]);
  expect(world.atProvider.map(({ campaignId }) => campaignId)).toEqual(["cmp_a", "cmp_b"]);
  expect(allRecipients(a)[0]?.providerId).not.toBe(allRecipients(b)[0]?.providerId);
});

test("A6 both lost, one arrived: it cannot be told whose it is, so neither is sent again and a person decides", async () => {
  const world = new World(morning);
  world.behaviour = ({ ownerId: campaignId }) =>
    campaignId === "cmp_a"
      ? { kind: "unknown", reason: "timeout", acceptedAs: "SM_a" }
      : { kind: "unknown", reason: "timeout" };
  const a = launched(world, "cmp_a", people(1, zone));
  const b = launched(world, "cmp_b", people(1, zone));
  await world.run(world.now + hour);
  expect(world.arrivals.length).toBe(2);
  expect([a, b].map((campaign) => campaign.describe().counts.unknown)).toEqual([1, 1]);
  world.behaviour = (_message, nth) => ({ kind: "accepted", providerId: `SM${nth}` });
  expect(a.resolve(allRecipients(a)[0]!.id, "sent", "ana")).toMatchObject({ ok: true });
  expect(b.resolve(allRecipients(b)[0]!.id, "not_sent", "ana")).toMatchObject({ ok: true });
  expect(b.resolve(allRecipients(b)[0]!.id, "sent", "ana")).toMatchObject({ ok: false, error: { code: "conflict" } });
  await world.run(world.now + minute);
  expect(world.arrivals.map(({ campaignId }) => campaignId)).toEqual(["cmp_a", "cmp_b", "cmp_b"]);
  expect([a.status(), b.status()]).toEqual(["completed", "completed"]);
  expect([...auditCounts(a), ...auditCounts(b)]).toEqual([]);
});

test("A6 what cannot be told for a day is shown as unconfirmed and never sent again", async () => {
  const world = new World(morning);
  world.behaviour = () => ({ kind: "unknown", reason: "timeout", acceptedAs: "SM_x" });
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(world.now + second);
  // The same words went to this person twice from this number, by a hand of which we know nothing.
  world.atProvider.push({ ...world.atProvider[0]!, providerId: "SM_y" });
  await world.run(world.now + 23 * hour);
  expect(campaign.describe()).toMatchObject({ status: "in_progress", counts: { unknown: 1 } });
  const why = await campaign.why(person, settingsFor("cmp_a"));
  expect(why).toMatchObject({ ok: true, value: { dueAt: null } });
  await world.run(world.now + 2 * hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { unconfirmed: 1 } });
  expect(world.arrivals.length).toBe(1);
});

test("A6 a rival that is found out meanwhile no longer stands in the way", async () => {
  const world = new World(morning);
  const start = world.now;
  world.behaviour = ({ ownerId: campaignId }, nth) => {
    if (campaignId === "cmp_a") return { kind: "unknown", reason: "timeout", acceptedAs: "SM_a" };
    return world.arrivals.length < 2
      ? { kind: "unknown", reason: "timeout" }
      : { kind: "accepted", providerId: `SM${nth}` };
  };
  const a = launched(world, "cmp_a", people(1, zone));
  const b = launched(world, "cmp_b", people(1, zone));
  await world.run(start + 5 * minute);
  a.receive(allRecipients(a)[0]!.id, receipt("delivered", { providerId: "SM_a" }));
  await world.run(start + hour);
  expect(b.describe()).toMatchObject({ status: "completed", counts: { accepted: 1 } });
  expect(auditOnce(world.atProvider)).toEqual([]);
});

test("A6 a message of a rival's earlier attempt is the rival's still, though it has another by now", async () => {
  const world = new World(morning);
  const start = world.now;
  world.behaviour = ({ ownerId: campaignId }, nth) =>
    campaignId === "cmp_b" && world.now < start + minute
      ? { kind: "unknown", reason: "timeout" }
      : { kind: "accepted", providerId: `SM${nth}` };
  const a = launched(world, "cmp_a", people(1, zone));
  const b = launched(world, "cmp_b", people(1, zone));
  await world.run(start + second);
  world.isProviderListDown = true;
  const [one] = allRecipients(a);
  const off = { code: "30003", failure: "unreachable" } as const;
  a.receive(one!.id, receipt("undelivered", { providerId: one!.providerId ?? "", ...off }));
  await world.run(start + 20 * minute); // a's second attempt has been accepted
  world.isProviderListDown = false;
  await world.run(start + 2 * hour);
  expect(world.arrivals.map(({ campaignId }) => campaignId)).toEqual(["cmp_a", "cmp_b", "cmp_a", "cmp_b"]);
  expect([a.status(), b.status()]).toEqual(["completed", "completed"]);
});

test("A6 while the provider's list cannot be read nothing is sent again; it is asked until it answers", async () => {
  const world = new World(morning);
  const start = world.now;
  world.behaviour = (_message, nth) =>
    nth === 1 ? { kind: "unknown", reason: "timeout" } : { kind: "accepted", providerId: `SM${nth}` };
  world.isProviderListDown = true;
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(start + 3 * hour);
  expect(world.arrivals.length).toBe(1);
  expect(campaign.describe().counts.unknown).toBe(1);
  world.isProviderListDown = false;
  await world.run(start + 4 * hour);
  expect(world.arrivals.length).toBe(2);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 1 } });
});

test("A6 while the directory is down rivals cannot be asked, and nothing is sent again", async () => {
  const world = new World(morning);
  const start = world.now;
  world.behaviour = () => ({ kind: "unknown", reason: "timeout" });
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(start + second);
  world.isDirectoryDown = true;
  await world.run(start + 2 * hour);
  expect(world.arrivals.length).toBe(1);
  expect(campaign.describe().counts.unknown).toBe(1);
});

test("A6 a provider that loses everything is not fed for ever", async () => {
  const world = new World(morning);
  world.behaviour = () => ({ kind: "unknown", reason: "http_500" });
  const campaign = launched(world, "cmp_a", people(1, zone), { window: { open: "00:00", close: "24:00" } });
  await world.run(world.now + 200 * hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { failed: 1 } });
  expect(world.arrivals.length).toBeLessThan(100); // an attempt's number has two digits
});

test("A6 a late receipt of an attempt thought absent cancels the next one, though it is claimed already", async () => {
  const world = new World(morning);
  const start = world.now;
  world.roundTripMs = 500;
  const members = people(10, zone);
  world.behaviour = ({ attemptId }, nth) =>
    attemptId.endsWith("_1") ? { kind: "unknown", reason: "timeout" } : { kind: "accepted", providerId: `SM${nth}` };
  const campaign = launched(world, "cmp_a", members);
  await world.run(start + 15 * minute + 100); // absent twice: six second attempts are under way, four wait in the batch
  const underWay = world.arrivals.slice(10);
  expect(underWay.length).toBe(6);
  const reached = new Set(underWay.map(({ to }) => to));
  const waiting = allRecipients(campaign).filter(({ address }) => !reached.has(address));
  campaign.receive(waiting[0]!.id, receipt("delivered", { providerId: "SM_late" }));
  campaign.receive(
    waiting[1]!.id,
    receipt("undelivered", { providerId: "SM_off", code: "30003", failure: "unreachable" }),
  );
  expect(auditCounts(campaign)).toEqual([]);
  await world.run(start + 15 * minute + 5 * second);
  expect(auditCounts(campaign)).toEqual([]);
  await world.run(start + 15 * minute + 20 * second);
  expect(world.arrivals.filter(({ to }) => to === waiting[0]!.address).length).toBe(1);
  expect(world.arrivals.filter(({ to }) => to === waiting[1]!.address).length).toBe(1);
  expect(campaign.describe().counts).toMatchObject({ delivered: 1, held: 1 });
  await world.run(start + 3 * hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { delivered: 1, accepted: 9 } });
  expect(auditCounts(campaign)).toEqual([]);
});

test("A6 a refusal that pauses the campaign does not requeue somebody a receipt has settled meanwhile", async () => {
  const world = new World(morning);
  const start = world.now;
  world.behaviour = ({ attemptId }) =>
    attemptId.endsWith("_1")
      ? { kind: "refused", code: "30001", failure: "retry" }
      : { kind: "refused", code: "30002", failure: "halt" };
  const campaign = launched(world, "cmp_a", people(2, zone));
  await world.run(start + minute);
  world.roundTripMs = 500;
  await world.run(start + 15 * minute + 100);
  const [one] = allRecipients(campaign);
  campaign.receive(one!.id, receipt("delivered", { attempt: 1, providerId: "SM_late" }));
  await world.run(start + 20 * minute);
  expect(campaign.describe()).toMatchObject({ status: "paused", counts: { delivered: 1, ready: 1 } });
  world.behaviour = (_message, nth) => ({ kind: "accepted", providerId: `SM${nth}` });
  await campaign.command("resume", { actor: "ben", reason: null });
  await world.run(start + hour);
  expect(world.arrivals.filter(({ to }) => to === one!.address).length).toBe(2);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { delivered: 1, accepted: 1 } });
});

test("A4 an early or repeated alarm sends nothing early", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(30, zone));
  for (let s = 0; s < 1_200; s += 7) world.at(start + s * second, () => world.wake("cmp_a"));
  await world.run(start + hour);
  expect(audit(world, "cmp_a", campaign, { pace })).toEqual([]);
  expect(world.arrivals.length).toBe(30);
});

test("A6 one bad piece of deferred work does not keep the others, nor the sending", async () => {
  const world = new World(morning);
  const start = world.now;
  const storage = sqliteStorage();
  const campaign = world.open("cmp_a", storage);
  importPeople(campaign, { id: "lst_a", people: people(20, zone) });
  campaign.launch(settingsFor("cmp_a"), { actor: "ana", at: world.now });
  await world.run(start + second);
  storage.sql.exec("insert into later (due, id, why, detail) values (?, 'batch:0', 'receipts', 'not json')", start);
  await world.run(start + hour);
  expect(world.arrivals.length).toBe(20);
});

test("A6 many outcomes to be found out at a slow provider keep neither the sending nor a pause", async () => {
  const world = new World(morning);
  const start = world.now;
  world.behaviour = (_message, nth) =>
    nth <= 60
      ? { kind: "unknown", reason: "timeout", acceptedAs: `SM${nth}` }
      : { kind: "accepted", providerId: `SM${nth}` };
  world.listMs = 5 * second;
  const campaign = launched(world, "cmp_a", people(120, zone), { pace: { count: 60, spanMs: 2 * minute } });
  await world.run(start + 2 * minute + second); // sixty are due to be looked for; sixty more to be sent
  await world.run(start + 2 * minute + 35 * second);
  expect(world.arrivals.length).toBe(120);
  await world.finish(campaign.command("pause", { actor: "ben", reason: null }));
  expect(world.now).toBeLessThan(start + 4 * minute);
  await world.run(start + hour);
  expect(campaign.describe()).toMatchObject({ counts: { accepted: 120 } });
});
