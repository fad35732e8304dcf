import { expect, test } from "vitest";
import { hour, minute, newYork, people, person, second, stage } from "./stage.ts";

/** Traps of engine.md about a provider that knows more, or less, than it tells: lists, rivals, 429, receipts. */

test("4 a queued message the list does not show at first is found at the second look, and never sent again", async () => {
  // A slow sender: the tenth waits half an hour in its queue, and is not dated all the while.
  const world = await stage({ carrier: { sendRatePerSecond: 0.005 } });
  const campaign = await world.launched({ lists: [{ people: people(10) }] });
  const queued = person(9);
  world.faults({ acceptThenTimeout: { to: queued }, callbackLost: { to: queued }, listLate: { ms: 5 * minute } });
  await world.until(14 * minute);
  expect((await campaign.shown(queued)).status).toBe("unknown");
  await world.until(16 * minute);
  expect((await campaign.shown(queued)).status).toBe("accepted");
  expect(world.carrierLog.filter(({ kind, to }) => kind === "list" && to === queued)).toHaveLength(2);
  const sid = campaign.requests(queued)[0]?.sid;
  expect(world.carrierLog.some((entry) => entry.sid === sid && entry.messageStatus === "sending")).toBe(false);
  world.faults({});
  await world.until(2 * hour);
  expect(campaign.requests(queued)).toHaveLength(1);
  expect((await campaign.shown(queued)).status).toBe("delivered");
  expect(await world.judge()).toEqual([]);
});

test("4 a message absent at both looks is sent again, once", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(10) }] });
  const lost = person(4);
  world.faults({ drop: { to: lost, count: 1 } });
  await world.until(hour);
  expect(campaign.requests(lost)).toMatchObject([
    { at: 0, outcome: "dropped" },
    { at: 15 * minute, outcome: "accepted" },
  ]);
  expect(campaign.times.length).toBe(11);
  expect(await world.judge()).toEqual([]);
});

/** Two campaigns with the same words for one person, from the same number. */
async function rivals() {
  const world = await stage();
  const script = { lists: [{ people: people(1) }] };
  return { world, ours: await world.draft(script), theirs: await world.draft(script), them: person(0) };
}

test("5 answers lost in both, one message accepted: nobody takes it for their own, and a person decides", async () => {
  const { world, ours, theirs, them } = await rivals();
  world.faults({ acceptThenTimeout: {}, callbackLost: {} });
  await theirs.launch();
  await world.pass(second);
  world.faults({ drop: {}, callbackLost: {} });
  await ours.launch();
  await world.until(hour);
  expect([ours.requests(), theirs.requests()]).toMatchObject([[{ outcome: "dropped" }], [{ outcome: "accepted" }]]);
  expect([(await ours.shown(them)).status, (await theirs.shown(them)).status]).toEqual(["unknown", "unknown"]);

  world.faults({});
  const decide = async (campaign: typeof ours, verdict: string) => {
    const { id } = await campaign.shown(them);
    await world.ask("POST", `/v1/campaigns/${campaign.id}/recipients/${id}/resolve`, { verdict });
  };
  await decide(theirs, "sent");
  await decide(ours, "not_sent");
  await world.until(2 * hour);
  expect([ours.requests().length, theirs.requests().length]).toEqual([2, 1]);
  expect((await ours.shown(them)).status).toBe("delivered");
});

test("5 answers lost in both, both accepted: nothing is sent again", async () => {
  const { world, ours, theirs, them } = await rivals();
  world.faults({ acceptThenTimeout: {}, callbackLost: {} });
  await theirs.launch();
  await ours.launch();
  await world.until(30 * hour);
  expect([ours.requests().length, theirs.requests().length]).toEqual([1, 1]);
  expect([(await ours.shown(them)).status, (await theirs.shown(them)).status]).toEqual(["unconfirmed", "unconfirmed"]);
  expect(await world.judge()).toEqual([]);
});

test("5 the message of a rival that waits again for a further list is the rival's", async () => {
  const { world, ours, theirs, them } = await rivals();
  await theirs.launch();
  await world.until(10 * second);
  const further = await theirs.importing({ people: people(1, { first: 1 }), startAt: world.start + 90 * minute });
  await further.chunk(1);
  await further.seal();
  await theirs.launch();
  await world.pass(0);
  expect((await theirs.shows()).status).toBe("scheduled");
  world.faults({ drop: { count: 1 } });
  await ours.launch();
  await world.until(hour);
  expect(ours.requests(them)).toMatchObject([{ outcome: "dropped" }, { at: 15 * minute + 10 * second }]);
  expect((await ours.shown(them)).providerId).not.toBe((await theirs.shown(them)).providerId);
  await world.until(2 * hour);
  expect(await world.judge()).toEqual([]);
});

test.each([
  ["just before", 10 * second],
  ["just after", -10 * second],
])("5 the message of a rival completed %s our claim is the rival's", async (_when, ahead) => {
  const { world, ours, theirs, them } = await rivals();
  const lose = async () => {
    world.faults({ drop: { count: 1, to: them } });
    await ours.launch();
    await world.pass(second);
    world.faults({});
  };
  if (ahead < 0) await lose();
  await theirs.launch();
  await world.pass(Math.abs(ahead));
  expect((await theirs.shows()).status).toBe("completed");
  if (ahead > 0) await lose();
  await world.until(hour);
  expect(ours.requests(them).map(({ outcome }) => outcome)).toEqual(["dropped", "accepted"]);
  expect((await ours.shown(them)).providerId).not.toBe((await theirs.shown(them)).providerId);
  expect(await world.judge()).toEqual([]);
});

test("5 the message of a rival completed long ago that has just sent a further list in one go is the rival's", async () => {
  const { world, ours, them } = await rivals();
  const theirs = await world.launched({ lists: [{ people: people(1, { first: 1 }) }] });
  await world.until(2 * hour);
  expect((await theirs.shows()).status).toBe("completed");
  const further = await theirs.importing({ people: people(1) });
  await further.chunk(1);
  await further.seal();
  await theirs.launch(); // no step has run since it was completed
  await world.pass(10 * second);
  world.faults({ drop: { count: 1 } });
  await ours.launch();
  await world.until(3 * hour);
  expect(ours.requests(them).map(({ outcome }) => outcome)).toEqual(["dropped", "accepted"]);
  expect((await ours.shown(them)).providerId).not.toBe((await theirs.shown(them)).providerId);
});

test("5 a rival completed long ago that sent a further list and crashed before it could say so is asked all the same", async () => {
  const { world, ours, them } = await rivals();
  const theirs = await world.launched({ lists: [{ people: people(1, { first: 1 }) }] });
  await world.until(2 * hour);
  const further = await theirs.importing({ people: people(1) });
  await further.chunk(1);
  await further.seal();
  world.faults({ callbackLost: {} });
  await theirs.launch();
  world.endsAt(theirs, "before settle", "killed");
  await world.pass(10 * second);
  world.deployment.objects.loseAlarm(theirs.id); // nothing wakes it but being asked
  world.faults({ drop: { count: 1 }, callbackLost: {} });
  await ours.launch();
  await world.until(2 * hour + 10 * minute);
  expect((await ours.shown(them)).status).toBe("unknown");
  await world.until(80 * hour);
  expect(ours.requests(them).map(({ outcome }) => outcome)).toEqual(["dropped"]);
  expect(await ours.shown(them)).toMatchObject({ status: "unconfirmed", providerId: null });
});

test("5 a rival whose object does not answer is waited for: until it does, nothing is sent again or taken", async () => {
  const { world, ours, theirs, them } = await rivals();
  await theirs.launch();
  await world.pass(0); // accepted; its receipt is under way
  world.silent.add(theirs.id);
  world.faults({ drop: { count: 1 } });
  await ours.launch();
  await world.until(3 * hour);
  expect(ours.requests()).toHaveLength(1);
  expect((await ours.shown(them)).status).toBe("unknown");
  world.silent.delete(theirs.id);
  await world.until(4 * hour);
  expect(ours.requests().map(({ outcome }) => outcome)).toEqual(["dropped", "accepted"]);
  expect((await ours.shown(them)).status).toBe("delivered");
});

test.each(["seconds", "date"] as const)(
  "6 a 429 with Retry-After in %s: the sender waits that long, the rest is given back, and it counts for the pace",
  async (retryAfterForm) => {
    const world = await stage();
    const campaign = await world.launched({ lists: [{ people: people(20) }] });
    world.takes({ up: 100, down: 100 });
    world.faults({ rateLimit: { to: person(0), count: 1, retryAfterSeconds: 120, retryAfterForm } });
    await world.until(minute);
    expect(campaign.times).toEqual(Array.from({ length: 6 }, () => 100)); // four of ten were given back
    expect((await campaign.shows()).counts).toMatchObject({ ready: 15, inFlight: 0 });
    await world.until(4 * minute);
    const resumed = campaign.requests().slice(6);
    expect(resumed.map(({ to }) => to)).toEqual([person(0), person(6), person(7), person(8)]); // four tokens are left
    expect(resumed.every(({ at }) => at >= 2 * minute && at < 2 * minute + second)).toBe(true);
    await world.until(hour);
    expect(campaign.times.length).toBe(21);
    expect(await world.judge()).toEqual([]);
  },
);

test("6 a sender is kept waiting an hour at most", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(3) }] });
  world.faults({ rateLimit: { to: person(0), count: 1, retryAfterSeconds: 36_000 } });
  await world.until(2 * hour);
  expect(campaign.times).toEqual([0, 0, 0, hour]);
  expect(await world.judge()).toEqual([]);
});

test("6 who said stop while their sender had to wait is checked again, and not contacted", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(3) }] });
  world.faults({ rateLimit: { to: person(0), count: 1, retryAfterSeconds: 120 } });
  await world.until(minute);
  world.says(person(0), "Stop. Thank you");
  await world.until(hour);
  expect(campaign.requests(person(0)).map(({ outcome }) => outcome)).toEqual(["429"]);
  expect(await campaign.shown(person(0))).toMatchObject({ status: "skipped", code: "opted_out" });
  expect(await world.judge()).toEqual([]);
});

test("8 a receipt that never comes is asked for by id after three days, and told as it was; nobody is contacted", async () => {
  const silent = person(1);
  const world = await stage({ carrier: { people: { [silent]: "silent" } } });
  const campaign = await world.launched({ lists: [{ people: people(3) }] });
  world.faults({ callbackLost: { to: person(0) } });
  await world.until(72 * hour - second);
  expect(world.carrierLog.filter(({ kind }) => kind === "fetch")).toEqual([]);
  const before = await campaign.recipients();
  expect(before.filter(({ status }) => status === "accepted")).toHaveLength(2);
  await world.until(73 * hour);
  const asked = world.carrierLog.filter(({ kind }) => kind === "fetch");
  expect(asked.map(({ to }) => to).sort()).toEqual([person(0), silent]);
  expect(asked.map(({ sid }) => sid).sort()).toEqual(
    [person(0), silent].map((to) => campaign.requests(to)[0]?.sid).sort(),
  );
  expect((await campaign.shown(person(0))).status).toBe("delivered");
  expect(await campaign.shown(silent)).toMatchObject({ status: "unconfirmed", code: "no receipt" });
  await world.until(200 * hour);
  expect(campaign.times.length).toBe(3);
  expect(await world.judge()).toEqual([]);
});

test("8 a failure learnt three days late earns another try in its own hours, not in the night", async () => {
  const world = await stage({ startsAt: "2026-11-24T20:58:00-05:00" });
  const campaign = await world.launched({ lists: [{ people: people(1, { zone: newYork }) }] });
  world.faults({ callbackLost: {}, fail: { code: 30_003, count: 1 } });
  await world.until(90 * hour);
  expect(campaign.requests()).toHaveLength(2);
  expect(campaign.times[1]).toBe(83 * hour + 2 * minute); // eight in the morning
  world.faults({});
  await world.until(200 * hour);
  expect((await campaign.shown(person(0))).status).toBe("delivered");
  expect(await world.judge()).toEqual([]);
});
