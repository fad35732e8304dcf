import {
  allRecipients,
  audit,
  auditCounts,
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
const ben = { actor: "ben", reason: null };

test("A4 a 429 counts as a dispatch, holds the sender as long as it asks, and its people are checked and sent once", async () => {
  const world = new World(morning);
  const start = world.now;
  world.roundTripMs = 200;
  world.behaviour = (_message, nth) =>
    nth === 1 ? { kind: "rate_limited", retryAfterMs: 20 * minute } : { kind: "accepted", providerId: `SM${nth}` };
  const campaign = launched(world, "cmp_a", people(12, zone));
  await world.run(start + minute);
  // The first six were under way together; the four behind them were given back.
  expect(world.arrivals.length).toBe(6);
  expect(campaign.describe().counts).toMatchObject({ accepted: 5, ready: 7 });
  const limited = world.arrivals[0]!;
  world.standings.set(limited.to, { address: limited.to, suppressed: "stop", barred: {} });
  const why = await campaign.why("+12125550011", settingsFor("cmp_a"));
  expect(why.ok && why.value.gates.find(({ gate }) => gate === "sender")).toMatchObject({
    open: false,
    opensAt: start + 200 + 20 * minute,
  });
  await world.run(start + hour);
  expect(world.arrivals.slice(6).every(({ at }) => at >= start + 20 * minute)).toBe(true);
  expect(world.arrivals.length).toBe(12);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 11, skipped: 1 } });
  expect(audit(world, "cmp_a", campaign, { pace })).toEqual([]);
});

test("A4 a Retry-After beyond an hour is honoured for an hour, one of zero for no longer than the pace", async () => {
  for (const [retryAfterMs, atLeast] of [
    [10 * hour, hour],
    [0, 0],
    [null, minute],
  ] as const) {
    const world = new World(morning);
    const start = world.now;
    world.behaviour = (_message, nth) =>
      nth === 1 ? { kind: "rate_limited", retryAfterMs } : { kind: "accepted", providerId: `SM${nth}` };
    launched(world, "cmp_a", people(1, zone));
    await world.run(start + 12 * hour);
    expect(world.arrivals.map(({ at }) => at - start)).toEqual([0, atLeast]);
  }
});

test.each([
  ["21610", "opted_out", "failed", 1],
  ["21211", "invalid_address", "failed", 1],
  ["30006", "wrong_channel", "failed", 1],
  ["30004", "fall_back", "failed", 1],
  ["21617", "failed", "failed", 1],
  ["30003", "unreachable", "failed", 2],
  ["21611", "retry", "failed", 3],
] as const)("A6 refused %s (%s): %s after %i attempts", async (code, failure, status, attempts) => {
  const world = new World(morning);
  world.behaviour = () => ({ kind: "refused", code, failure });
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(world.now + 5 * hour);
  expect(allRecipients(campaign)).toMatchObject([{ status, code, attempts }]);
  expect(world.arrivals.map(({ attemptId }) => attemptId.at(-1))).toEqual(["1", "2", "3"].slice(0, attempts));
  expect(campaign.status()).toBe("completed");
  const facts = world.projections.flatMap((projection) => projection.facts.map(({ fact }) => fact));
  expect(facts).toEqual(["opted_out", "invalid_address", "wrong_channel"].includes(failure) ? [failure] : []);
  expect(auditCounts(campaign)).toEqual([]);
});

test("A6 30003 reported after acceptance earns one numbered second attempt, and then it is final", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(1, zone));
  const off = { code: "30003", failure: "unreachable" } as const;
  await world.run(start + minute);
  const id = allRecipients(campaign)[0]!.id;
  campaign.receive(id, receipt("undelivered", off));
  expect(allRecipients(campaign)[0]).toMatchObject({ status: "held", code: "30003", attempts: 1 });
  const why = await campaign.why(id, settingsFor("cmp_a"));
  expect(why.ok && why.value.gates.find(({ gate }) => gate === "retry")).toMatchObject({
    opensAt: start + 16 * minute,
  });
  await world.run(start + hour);
  expect(world.arrivals.map(({ at, attemptId }) => [at - start, attemptId.slice(-2)])).toEqual([
    [0, "_1"],
    [16 * minute, "_2"],
  ]);
  // The first attempt's receipt again, and its failure told otherwise, change nothing now.
  campaign.receive(id, receipt("undelivered", off));
  campaign.receive(id, receipt("failed", off));
  expect(allRecipients(campaign)[0]).toMatchObject({ status: "accepted", attempts: 2, providerId: "SM2" });
  campaign.receive(id, receipt("undelivered", { attempt: 2, providerId: "SM2", ...off }));
  await world.run(start + 10 * hour);
  expect(allRecipients(campaign)[0]).toMatchObject({ status: "undelivered", code: "30003", attempts: 2 });
  expect(campaign.status()).toBe("completed");
});

test("A6 a misconfigured sender pauses the campaign, is told so, and nobody is lost by it", async () => {
  const world = new World(morning);
  const start = world.now;
  world.roundTripMs = 200;
  world.behaviour = () => ({ kind: "refused", code: "30002", failure: "halt" });
  const campaign = launched(world, "cmp_a", people(10, zone));
  await world.run(start + hour);
  expect(world.arrivals.length).toBe(6); // the rest of the batch was spared
  expect(campaign.describe()).toMatchObject({ status: "paused", counts: { ready: 10 } });
  expect(campaign.describe().statusReason).toContain("30002");
  world.behaviour = (_message, nth) => ({ kind: "accepted", providerId: `SM${nth}` });
  await campaign.command("resume", ben);
  await world.run(start + 2 * hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 10 } });
  expect(audit(world, "cmp_a", campaign, { pace })).toEqual([]);
});

test("A6 five messages filtered by carriers pause the campaign", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(20, zone));
  await world.run(world.now + minute);
  const sent = allRecipients(campaign).filter(({ status }) => status === "accepted");
  for (const [i, { id, providerId }] of sent.slice(0, 5).entries()) {
    expect(campaign.status()).toBe(i < 5 ? "in_progress" : "paused");
    const filtered = receipt("undelivered", { providerId: providerId ?? "", code: "30007", failure: "filtered" });
    campaign.receive(id, filtered);
    campaign.receive(id, filtered); // the same one again does not count
  }
  expect(campaign.describe()).toMatchObject({ status: "paused", counts: { undelivered: 5 } });
  await world.run(world.now + hour);
  expect(world.arrivals.length).toBe(10);
});

test("A6 someone who said stop after the import is skipped when their turn comes", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(15, zone));
  await world.run(world.now + minute);
  world.standings.set("+12125550012", { address: "+12125550012", suppressed: "stop", barred: {} });
  world.standings.set("+12125550013", {
    address: "+12125550013",
    suppressed: null,
    barred: { sms: { unreachable: "30006" } },
  });
  const why = await campaign.why("+12125550012", settingsFor("cmp_a"));
  expect(why).toMatchObject({ ok: true, value: { dueAt: null } });
  await world.run(world.now + hour);
  const skipped = allRecipients(campaign).filter(({ status }) => status === "skipped");
  expect(skipped.map(({ code }) => code).sort()).toEqual(["not_textable", "opted_out"]);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 13, skipped: 2 } });
  expect(world.arrivals.map(({ to }) => to)).not.toContain("+12125550012");
});

test("A6 a list of nothing but opt-outs ends without a dispatch", async () => {
  const world = new World(morning);
  const members = people(300, zone);
  for (const { address } of members) world.standings.set(address, { address, suppressed: "stop", barred: {} });
  const campaign = launched(world, "cmp_a", members);
  await world.run(world.now + minute);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { skipped: 300 } });
  expect(world.arrivals).toEqual([]);
});

test("A6 while the directory is down nobody is contacted unchecked; sending goes on by itself", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(15, zone));
  world.isDirectoryDown = true;
  await world.run(start + 10 * minute);
  expect(world.arrivals).toEqual([]);
  expect(campaign.describe()).toMatchObject({ status: "in_progress", counts: { ready: 15 } });
  const why = await campaign.why("+12125550003", settingsFor("cmp_a"));
  expect(why.ok && why.value.gates.filter(({ open }) => !open).map(({ gate }) => gate)).toContain("directory");
  world.isDirectoryDown = false;
  await world.run(start + 12 * minute);
  expect(world.arrivals.length).toBe(10);
  await world.run(start + hour);
  expect(campaign.status()).toBe("completed");
  expect(world.wakes).toBeLessThan(60);
});

test("A6 a check older than five seconds no longer allows a dispatch; who was released is asked about again", async () => {
  const world = new World(morning);
  const start = world.now;
  world.roundTripMs = 6 * second;
  const campaign = launched(world, "cmp_a", people(10, zone));
  world.at(start + second, () => {
    for (const { address } of people(10, zone))
      world.standings.set(address, { address, suppressed: "stop", barred: {} });
  });
  await world.run(start + hour);
  expect(world.arrivals.length).toBe(6);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 6, skipped: 4 } });
});

test("A6 a directory that always answers too late sends nobody, and does not spin", async () => {
  const world = new World(morning);
  const start = world.now;
  world.directoryMs = 6 * second;
  const campaign = launched(world, "cmp_a", people(10, zone));
  await world.run(start + 5 * minute);
  expect(world.arrivals).toEqual([]);
  expect(auditCounts(campaign)).toEqual([]);
  world.directoryMs = 0;
  await world.run(start + 10 * minute);
  expect(world.arrivals.length).toBe(10);
});

test("A6 receipts late, repeated and out of order never move anybody back", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(world.now + minute);
  const id = allRecipients(campaign)[0]!.id;
  const seen: string[] = [];
  for (const status of ["sent", "delivered", "accepted", "delivered", "read", "delivered", "failed", "sent"] as const) {
    campaign.receive(id, receipt(status, status === "failed" ? { code: "30008", failure: "fall_back" } : {}));
    seen.push(allRecipients(campaign)[0]!.status);
    expect(auditCounts(campaign)).toEqual([]);
  }
  expect(seen).toEqual(["accepted", "delivered", "delivered", "delivered", "read", "read", "read", "read"]);
});

test("A6 `sent` adds nothing: no row changes, those who watch see it pass", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(world.now + minute);
  const [one] = allRecipients(campaign);
  const frames = world.frames.length;
  expect(campaign.receive(one!.id, receipt("sent"))).toBe("known");
  expect(allRecipients(campaign)).toEqual([one]);
  expect(world.frames.slice(frames)).toMatchObject([{ type: "recipient", status: "accepted", code: "sent" }]);
});

test("A6 a receipt before the answer settles it; the answer after it changes nothing but the id it may lack", async () => {
  const world = new World(morning);
  world.roundTripMs = 5 * second;
  const campaign = launched(world, "cmp_a", people(2, zone));
  await world.run(world.now + second);
  const [one, two] = allRecipients(campaign);
  expect(one?.status).toBe("in_flight");
  campaign.receive(one!.id, receipt("delivered", { providerId: "SM_one" }));
  campaign.receive(two!.id, receipt("undelivered", { providerId: "SM_two", code: "30003", failure: "unreachable" }));
  expect(campaign.describe().counts).toMatchObject({ delivered: 1, held: 1, inFlight: 0 });
  expect(auditCounts(campaign)).toEqual([]);
  await world.run(world.now + minute);
  expect(campaign.describe().counts).toMatchObject({ delivered: 1, held: 1 });
  expect(auditCounts(campaign)).toEqual([]);
  await world.run(world.now + hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { delivered: 1, accepted: 1 } });
  expect(world.arrivals.length).toBe(3);
});

test("A6 a receipt that names nobody here, or an attempt never made, is refused", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(world.now + minute);
  expect(campaign.receive("rcp_00000000000000000000", receipt("delivered"))).toBe("unknown_recipient");
  const id = allRecipients(campaign)[0]!.id;
  expect(campaign.receive(id, receipt("delivered", { attempt: 2 }))).toBe("unknown_recipient");
  expect(allRecipients(campaign)[0]).toMatchObject({ status: "accepted", attempts: 1 });
});

test("A6 a late delivery of a first attempt cancels the second that waits for its turn", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(1, zone), { endAt: start + 2 * hour });
  await world.run(start + minute);
  const id = allRecipients(campaign)[0]!.id;
  campaign.receive(id, receipt("undelivered", { code: "30003", failure: "unreachable" }));
  await campaign.command("pause", ben);
  await world.run(start + 30 * minute); // the retry is in the queue; the campaign is paused
  expect(allRecipients(campaign)[0]).toMatchObject({ status: "ready" });
  campaign.receive(id, receipt("delivered"));
  await world.run(start + 31 * minute);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { delivered: 1 } });
  await world.run(start + 3 * hour);
  expect(world.arrivals.length).toBe(1);
  expect(auditCounts(campaign)).toEqual([]);
});

test("A6 whom a late delivery settled leaves the queue; the others' turn is not spent on them", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(12, zone), { pace: { count: 2, spanMs: 10 * minute } });
  await world.run(start + minute);
  const one = allRecipients(campaign).find(({ status }) => status === "accepted")!;
  const off = { code: "30003", failure: "unreachable" } as const;
  campaign.receive(one.id, receipt("undelivered", { providerId: one.providerId ?? "", ...off }));
  await world.run(start + 17 * minute); // back in the queue, waiting for a token
  expect(allRecipients(campaign).find(({ id }) => id === one.id)).toMatchObject({ status: "ready", attempts: 1 });
  campaign.receive(one.id, receipt("delivered", { providerId: one.providerId ?? "" }));
  world.afterEach = () => expect(auditCounts(campaign)).toEqual([]);
  await world.run(start + 2 * hour);
  expect(world.logs.filter(({ event }) => event === "batch.settled").map(({ fields }) => fields.outcomes)).toEqual(
    Array.from({ length: 6 }, () => ({ accepted: 2 })),
  );
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { delivered: 1, accepted: 11 } });
});

test("A6 who opted out between two attempts, and was reached by the first after all, is shown as reached", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(1, zone));
  await world.run(start + minute);
  const { id, address } = allRecipients(campaign)[0]!;
  campaign.receive(id, receipt("undelivered", { code: "30003", failure: "unreachable" }));
  world.standings.set(address, { address, suppressed: "stop", barred: {} });
  await world.run(start + hour);
  expect(allRecipients(campaign)[0]).toMatchObject({ status: "skipped", code: "opted_out" });
  campaign.receive(id, receipt("delivered"));
  expect(allRecipients(campaign)[0]).toMatchObject({ status: "delivered" });
  expect(auditCounts(campaign)).toEqual([]);
});

test("A6 without a receipt for 72 h the provider is asked once by id; without news it is unconfirmed", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(12, zone));
  await world.run(start + hour);
  const of = (n: number) => allRecipients(campaign).find(({ providerId }) => providerId === `SM${n}`);
  campaign.receive(of(1)!.id, receipt("delivered"));
  world.told.set("SM2", { providerId: "SM2", status: "delivered", code: null, failure: null });
  world.told.set("SM3", { providerId: "SM3", status: "undelivered", code: "30008", failure: "fall_back" });
  world.told.set("SM4", { providerId: "SM4", status: "sent", code: null, failure: null });
  await world.run(start + 72 * hour - second);
  expect(campaign.describe().counts).toMatchObject({ accepted: 11, delivered: 1 });
  await world.run(start + 73 * hour);
  expect(campaign.describe().counts).toMatchObject({ delivered: 2, undelivered: 1, unconfirmed: 9 });
  expect(auditCounts(campaign)).toEqual([]);
  expect(world.alarmAt("cmp_a")).toBeNull();
});

test("A6 while the provider cannot be asked after receipts nobody is called unconfirmed", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(2, zone));
  await world.run(start + 71 * hour);
  world.isProviderListDown = true;
  await world.run(start + 75 * hour);
  expect(campaign.describe().counts).toMatchObject({ accepted: 2 });
  world.isProviderListDown = false;
  await world.run(start + 76 * hour);
  expect(campaign.describe().counts).toMatchObject({ unconfirmed: 2 });
});

test("A6 72 h are counted from the dispatch that was accepted: of a late second attempt, of one found out later", async () => {
  const world = new World(morning);
  const start = world.now;
  world.behaviour = (_message, nth) =>
    nth === 1
      ? { kind: "unknown", reason: "timeout", acceptedAs: "SM1" }
      : { kind: "accepted", providerId: `SM${nth}` };
  const campaign = launched(world, "cmp_a", people(2, zone));
  await world.run(start + 70 * hour);
  const second_ = allRecipients(campaign).find(({ providerId }) => providerId === "SM2")!;
  campaign.receive(second_.id, receipt("undelivered", { providerId: "SM2", code: "30003", failure: "unreachable" }));
  await world.run(start + 74 * hour);
  const now = allRecipients(campaign);
  expect(now.find(({ id }) => id === second_.id)).toMatchObject({ status: "accepted", attempts: 2 });
  expect(now.find(({ id }) => id !== second_.id)).toMatchObject({ status: "unconfirmed" });
  await world.run(start + 150 * hour);
  expect(campaign.describe().counts).toMatchObject({ unconfirmed: 2 });
  expect(auditCounts(campaign)).toEqual([]);
});

test("A6 lists that share a campaign keep their numbers apart", async () => {
  const world = new World(morning);
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(15, zone) });
  importPeople(campaign, { id: "lst_b", people: people(15, "America/Chicago", 2_125_551_000) });
  world.behaviour = (_message, nth) =>
    nth % 4 === 0
      ? { kind: "refused", code: "30006", failure: "wrong_channel" }
      : { kind: "accepted", providerId: `SM${nth}` };
  campaign.launch(settingsFor("cmp_a"), { actor: "ana", at: world.now });
  world.afterEach = () => expect(auditCounts(campaign)).toEqual([]);
  await world.run(world.now + 4 * hour);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { failed: 7, accepted: 23 } });
});
