import {
  allRecipients,
  auditCounts,
  auditOnce,
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
const by = (world: World) => ({ actor: "ana", at: world.now });
const boss = { actor: "ben", reason: "wrong text" };

test("A5 an end that cuts the list short: the rest are unreached, and the forecast named the same people", async () => {
  const world = new World(morning);
  world.roundTripMs = 120;
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(100, zone), endAt: world.now + 20 * minute });
  const forecast = campaign.forecast(settingsFor("cmp_a"), 120);
  campaign.launch(settingsFor("cmp_a"), by(world));
  await world.run(world.now + hour);
  const unreached = allRecipients(campaign).filter(({ status }) => status === "unreached");
  expect(world.arrivals.length).toBe(40);
  expect(unreached.every(({ code }) => code === "ended")).toBe(true);
  expect(forecast).toMatchObject({ sends: 40, unreachedTotal: 60 });
  expect(forecast.unreached.map(({ id }) => id).sort()).toEqual(unreached.map(({ id }) => id).sort());
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { unreached: 60, decided: 100 } });
  expect(auditCounts(campaign)).toEqual([]);
});

test("D4 a message that expired is not sent late; who was left is unreached because of it", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(30, zone), { expiresAt: world.now + 7 * minute });
  await world.run(world.now + hour);
  expect(world.arrivals.length).toBe(20);
  const left = allRecipients(campaign).filter(({ status }) => status === "unreached");
  expect(left.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => "expired"));
  expect(campaign.describe().status).toBe("completed");
});

test("D4 of end and expiry the one that came first is the reason, however late it is noticed", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(30, zone), {
    expiresAt: world.now + 7 * minute,
    endAt: world.now + 30 * minute,
  });
  await world.run(world.now + 6 * minute);
  world.clock.jump(world.now + hour); // nothing ran meanwhile
  await world.run(world.now + minute);
  expect(new Set(allRecipients(campaign).map(({ code }) => code))).toEqual(new Set([null, "expired"]));
});

test("A5 a scheduled start begins at its time", async () => {
  const world = new World(morning);
  const startAt = world.now + 2 * hour;
  const campaign = launched(world, "cmp_a", people(3, zone), { startAt });
  await world.run(startAt - 1);
  expect(campaign.describe()).toMatchObject({ status: "scheduled", nextWakeAt: startAt });
  expect(world.arrivals).toEqual([]);
  await world.run(startAt);
  expect(world.arrivals.map(({ at }) => at)).toEqual([startAt, startAt, startAt]);
});

test("A5 a start missed by more than its grace waits for a person, who launches it again to start now", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(3, zone), { startAt: world.now + hour });
  await world.run(world.now + minute);
  world.clock.jump(world.now + 2 * hour + minute); // the machine was down
  await world.run(world.now + hour);
  expect(campaign.describe()).toMatchObject({ status: "missed" });
  expect(world.arrivals).toEqual([]);
  expect((await campaign.why("+12125550000", settingsFor("cmp_a"))).ok).toBe(true);
  expect(campaign.launch(settingsFor("cmp_a"), by(world))).toMatchObject({ ok: true });
  await world.run(world.now + minute);
  expect(world.arrivals.length).toBe(3);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 3 } });
});

test("A5 a missed start can also be moved: to a time to come, or to now", async () => {
  for (const [startAt, expected] of [
    [5 * hour, 5 * hour],
    [null, 4 * hour],
  ] as const) {
    const world = new World(morning);
    const start = world.now;
    const campaign = launched(world, "cmp_a", people(3, zone), { startAt: start + hour });
    await world.run(start + minute);
    world.clock.jump(start + 4 * hour);
    await world.run(world.now);
    expect(campaign.status()).toBe("missed");
    await campaign.rescheduleList("lst_cmp_a", { startAt: startAt === null ? null : start + startAt });
    await world.run(start + 6 * hour);
    expect(world.arrivals.map(({ at }) => at - start)).toEqual([expected, expected, expected]);
  }
});

test("A5 a campaign paused over the start of a list rests; it neither spins nor starts", async () => {
  const world = new World(morning);
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(30, zone) });
  importPeople(campaign, { id: "lst_b", people: people(3, zone, 2_125_551_000), startAt: world.now + 30 * minute });
  campaign.launch(settingsFor("cmp_a"), by(world));
  await world.run(world.now + minute);
  await campaign.command("pause", boss);
  const wakes = world.wakes;
  await world.run(world.now + 3 * hour);
  expect(world.wakes - wakes).toBeLessThan(10);
  expect(world.arrivals.length).toBe(10);
  await campaign.command("resume", boss);
  await world.run(world.now + hour);
  expect(world.arrivals.filter(({ to }) => to.startsWith("+12125550")).length).toBe(30);
});

test("A3 several lists, each with its own start and end", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(25, zone), endAt: start + 9 * minute });
  importPeople(campaign, {
    id: "lst_b",
    people: people(25, zone, 2_125_551_000),
    startAt: start + 8 * minute,
    endAt: start + 2 * hour,
  });
  campaign.launch(settingsFor("cmp_a"), by(world));
  await world.run(start + 3 * hour);
  const { outreaches, status } = campaign.describe();
  expect(status).toBe("completed");
  expect(outreaches).toMatchObject([
    { id: "lst_a", status: "completed", counts: { accepted: 20, unreached: 5 } },
    { id: "lst_b", status: "completed", counts: { accepted: 25, unreached: 0 } },
  ]);
  expect(world.arrivals.filter(({ at }) => at < start + 10 * minute).length).toBe(20);
});

test("A5 a paused campaign still meets its list's end", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(30, zone), { endAt: world.now + hour });
  await world.run(world.now + minute);
  await campaign.command("pause", boss);
  await world.run(world.now + 2 * hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { unreached: 20 } });
});

test("A6 after a pause was acknowledged nothing is dispatched; who was released is sent later, exactly once", async () => {
  const world = new World(morning);
  world.roundTripMs = 500;
  const campaign = launched(world, "cmp_a", people(30, zone));
  await world.run(world.now + 200); // six requests are under way, four claims wait behind them
  expect(world.arrivals.length).toBe(6);
  await world.finish(campaign.command("pause", boss));
  const acknowledged = world.now;
  expect(campaign.describe()).toMatchObject({ status: "paused", counts: { inFlight: 0, accepted: 6, ready: 24 } });
  expect(auditCounts(campaign)).toEqual([]);
  await world.run(world.now + hour);
  expect(world.arrivals.filter(({ at }) => at >= acknowledged)).toEqual([]);
  await campaign.command("resume", boss);
  await world.run(world.now + hour);
  expect(world.arrivals.length).toBe(30);
  expect(auditOnce(world.atProvider)).toEqual([]);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 30 } });
});

test("A6 a pause while the directory is being asked dispatches nobody", async () => {
  const world = new World(morning);
  world.directoryMs = 300;
  const campaign = launched(world, "cmp_a", people(30, zone));
  await world.run(world.now + 100);
  await world.finish(campaign.command("pause", boss));
  await world.run(world.now + hour);
  expect(world.arrivals).toEqual([]);
});

test("A6 stop is final: no resume, no launch, and what is left is unreached", async () => {
  const world = new World(morning);
  world.roundTripMs = 500;
  const campaign = launched(world, "cmp_a", people(30, zone));
  await world.run(world.now + 200);
  const stopped = await world.finish(campaign.command("stop", boss));
  expect(stopped).toMatchObject({ ok: true, value: { status: "stopped", counts: { accepted: 6, unreached: 24 } } });
  expect(await campaign.command("resume", boss)).toMatchObject({ ok: false, error: { code: "campaign_stopped" } });
  expect(await campaign.command("stop", boss)).toMatchObject({ ok: true });
  expect(campaign.launch(settingsFor("cmp_a"), by(world))).toMatchObject({
    ok: false,
    error: { code: "campaign_stopped" },
  });
  await world.run(world.now + 100 * hour);
  expect(world.arrivals.length).toBe(6);
  expect(campaign.describe().status).toBe("stopped");
});

test("A6 a stopped campaign takes no further people; whoever was being imported at the stop is unreached", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(3, zone));
  await world.run(world.now + minute);
  const late = { id: "lst_late", people: people(4, zone, 2_125_551_000) };
  importPeople(campaign, late); // sealed, and not yet launched
  await world.finish(campaign.command("stop", boss));
  expect(campaign.describe()).toMatchObject({ status: "stopped", counts: { unreached: 4, ready: 0, decided: 7 } });
  expect(() => importPeople(campaign, { id: "lst_more", people: people(2, zone, 2_125_552_000) })).toThrow();
  expect(campaign.lists()).toHaveLength(2);
  expect(auditCounts(campaign)).toEqual([]);
});

test("A2 a campaign stopped while outcomes were open stays stopped when they are found out", async () => {
  const world = new World(morning);
  world.behaviour = () => ({ kind: "unknown", reason: "timeout", acceptedAs: "SM1" });
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(world.now + 1_000);
  await campaign.command("stop", boss);
  expect(campaign.status()).toBe("stopped");
  await world.run(world.now + hour);
  expect(campaign.describe()).toMatchObject({ status: "stopped", counts: { accepted: 1, decided: 1 } });
});

test("A2 a list completed before the stop stays completed", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(5, zone) });
  importPeople(campaign, { id: "lst_b", people: people(5, zone, 2_125_551_000), startAt: start + hour });
  campaign.launch(settingsFor("cmp_a"), by(world));
  await world.run(start + minute);
  await campaign.command("stop", boss);
  expect(campaign.describe().outreaches.map(({ status }) => status)).toEqual(["completed", "stopped"]);
  expect(campaign.status()).toBe("stopped");
});

test("A2 a receipt that asks for another attempt reopens a completed campaign, which completes anew", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(world.now + minute);
  const first = campaign.describe();
  expect(first).toMatchObject({ status: "completed" });
  const [one] = allRecipients(campaign);
  campaign.receive(one!.id, receipt("undelivered", { code: "30003", failure: "unreachable" }));
  await world.run(world.now + minute);
  expect(campaign.describe()).toMatchObject({ status: "in_progress", completedAt: null, counts: { held: 1 } });
  await world.run(world.now + hour);
  const again = campaign.describe();
  expect(again).toMatchObject({ status: "completed", counts: { accepted: 1 } });
  expect(again.completedAt).toBeGreaterThan(first.completedAt ?? Infinity);
  expect(world.arrivals.map(({ attemptId }) => attemptId.slice(-2))).toEqual(["_1", "_2"]);
});

test("A5 nobody is held on a closed list: a failure that would be tried again is final there", async () => {
  const world = new World(morning);
  const start = world.now;
  world.behaviour = (_message, nth) =>
    nth === 1 ? { kind: "refused", code: "30001", failure: "retry" } : { kind: "accepted", providerId: `SM${nth}` };
  const campaign = launched(world, "cmp_a", people(2, zone), { endAt: start + 5 * minute });
  await world.run(start + minute);
  expect(campaign.describe().counts).toMatchObject({ held: 1, accepted: 1 });
  await world.run(start + 6 * minute);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { failed: 1, accepted: 1 } });
  const accepted = allRecipients(campaign).find(({ status }) => status === "accepted");
  campaign.receive(accepted!.id, receipt("undelivered", { providerId: "SM2", code: "30003", failure: "unreachable" }));
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { failed: 1, undelivered: 1 } });
  expect(auditCounts(campaign)).toEqual([]);
  await world.run(start + 5 * hour);
  expect(world.arrivals.length).toBe(2);
});

test("A3 an import during the run neither completes the campaign nor is sent before its launch", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(12, zone));
  await world.run(world.now + minute);
  const list = {
    id: "lst_b",
    name: "b",
    fingerprint: "b".repeat(64),
    columns: [{ role: "address" as const }],
    country: "US",
    startAt: null,
    endAt: null,
  };
  campaign.createList(list);
  await world.run(world.now + hour);
  expect(campaign.describe()).toMatchObject({ status: "in_progress", completedAt: null });
  expect(campaign.describe().statusReason).toContain('"b"');
  const rows = people(3, zone, 2_125_551_000).map(({ address, zones }, i) => ({
    line: i + 2,
    address,
    zones,
    also: null,
    ownText: null,
    rung: 0,
    language: null,
    variables: { first_name: "Ada" },
    cells: [address],
  }));
  const window = { open: "08:00", close: "21:00" };
  campaign.importChunk({ list: "lst_b", n: 0, digest: "0", rows, bad: [], window });
  await world.run(world.now + hour);
  expect(world.arrivals.length).toBe(12);
  campaign.sealList("lst_b", { chunks: 1, rows: 3 });
  campaign.launch(settingsFor("cmp_a"), by(world));
  await world.run(world.now + hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { total: 15, accepted: 15 } });
});

test("A2 launching twice changes nothing", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(5, zone));
  await world.run(world.now + minute);
  expect(campaign.launch(settingsFor("cmp_a", { text: "another" }), by(world))).toMatchObject({ ok: true });
  await world.run(world.now + hour);
  expect(world.arrivals.length).toBe(5);
  expect(campaign.describe().history.filter(({ action }) => action === "launch").length).toBe(1);
});

test("A6 a list whose start passed during a pause begins when a person resumes: it was held, not missed", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  const campaign = world.open("cmp_held");
  importPeople(campaign, { id: "lst_held", people: people(2, "America/New_York"), startAt: world.now + 600_000 });
  campaign.launch(settingsFor("cmp_held"), { actor: "ana", at: world.now });
  await campaign.command("pause", { actor: "ana", reason: null });
  await world.run("2026-11-24T18:00:00Z");
  await campaign.command("resume", { actor: "ana", reason: null });
  await world.run(world.now + 1_000);
  expect(campaign.describe().status).toBe("completed");
});
