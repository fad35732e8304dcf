import type { Rung } from "@headsup/core/campaign/settings";
import type { FailureClass, Receipt } from "@headsup/core/campaign/settle";
import { allRecipients, launched, type Person, people, receipt, rungOn, settingsFor, World } from "@headsup/testkit";
import { expect, test } from "vitest";

/** E3 Ladders: from rung to rung, each step for a reason that `why` tells. */

const minute = 60_000;
const hour = 60 * minute;
const zone = "America/New_York";
const morning = "2026-11-24T10:00:00-05:00";
const ada = "+12125550000";
const [person] = people(1, zone);

const whatsappThenSms: [Rung, Rung] = [rungOn("whatsapp", hour), rungOn("sms")];

/** One person on a ladder, and what is dispatched to them: when, by which channel, to where. */
function climb(rungs: readonly [Rung, ...Rung[]] = whatsappThenSms, members: readonly Person[] = [person!], over = {}) {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", members, { rungs, ...over });
  const sent = () =>
    world.arrivals.map(({ at, channel, to, attemptId }) => ({
      at: (at - start) / minute,
      channel,
      to,
      attempt: Number(attemptId.split("_").at(-1)),
    }));
  const [row] = allRecipients(campaign);
  const id = row!.id;
  const tell = (attempt: number, status: Receipt["status"], over: Partial<Receipt> = {}) =>
    campaign.receive(id, receipt(status, { attempt, providerId: `SM${attempt}`, ...over }));
  const fails = (attempt: number, failure: FailureClass, code = "63024") =>
    tell(attempt, "undelivered", { code, failure });
  const why = async () => {
    const told = await campaign.why(id, settingsFor("cmp_a", { rungs, ...over }));
    if (!told.ok) throw new Error(told.error.message);
    return told.value;
  };
  return { world, start, campaign, id, sent, tell, fails, why };
}

test("E3 delivered in time, nothing further goes, and it is completed only then", async () => {
  const { world, start, campaign, sent, tell } = climb();
  await world.run(start + minute);
  expect(campaign.describe()).toMatchObject({ status: "in_progress", counts: { awaiting: 1, decided: 0 } });
  tell(1, "delivered");
  await world.run(start + 5 * hour);
  expect(sent()).toEqual([{ at: 0, channel: "whatsapp", to: ada, attempt: 1 }]);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { delivered: 1, awaiting: 0 } });
});

test("E3 without delivery in the time it was given, the next rung's turn comes; `why` says when, and afterwards why", async () => {
  const { world, start, campaign, sent, why } = climb();
  await world.run(start + minute);
  expect(await why()).toMatchObject({
    recipient: { status: "awaiting", rung: 0, channel: "whatsapp" },
    rungs: [{ rung: 0, channel: "whatsapp", status: "awaiting", address: ada }],
  });
  expect((await why()).gates.find(({ gate }) => gate === "rung")).toMatchObject({ open: false, opensAt: start + hour });
  await world.run(start + 5 * hour);
  expect(sent()).toEqual([
    { at: 0, channel: "whatsapp", to: ada, attempt: 1 },
    { at: 60, channel: "sms", to: ada, attempt: 2 },
  ]);
  const told = await why();
  expect(told.rungs).toMatchObject([
    { rung: 0, status: "awaiting", code: "no_delivery" },
    { rung: 1, status: "accepted" },
  ]);
  expect(told.events.map(({ what }) => what)).toEqual([
    expect.stringContaining("WhatsApp: accepted, not delivered in time"),
    expect.stringContaining("accepted"),
  ]);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 1 } });
});

test.each<[FailureClass, number]>([
  ["fall_back", 1],
  ["wrong_channel", 1],
  ["invalid_address", 1],
  ["filtered", 1],
  ["failed", 1],
])("E3 a failure of the class %s makes the next rung's turn at once", async (failure, dispatches) => {
  const { world, start, sent, fails } = climb();
  await world.run(start + minute);
  fails(1, failure);
  await world.run(start + 10 * minute);
  expect(sent().map(({ channel }) => channel)).toEqual(["whatsapp", "sms"]);
  expect(sent().length).toBe(dispatches + 1);
});

test("E3 an opt-out that only the carrier knew ends the ladder", async () => {
  const { world, start, campaign, sent, fails } = climb();
  await world.run(start + minute);
  fails(1, "opted_out", "21610");
  await world.run(start + 5 * hour);
  expect(sent().length).toBe(1);
  expect(campaign.describe().counts).toMatchObject({ undelivered: 1 });
});

test("E3 a failure that may pass is tried again on its rung first; its tries used up, the next rung's turn comes", async () => {
  const { world, start, sent } = climb([rungOn("whatsapp", 12 * hour), rungOn("sms")]);
  world.behaviour = ({ content }, nth) =>
    content.channel === "whatsapp"
      ? { kind: "refused", code: "63018", failure: "retry" }
      : { kind: "accepted", providerId: `SM${nth}` };
  await world.run(start + 5 * hour);
  expect(sent().map(({ channel }) => channel)).toEqual(["whatsapp", "whatsapp", "whatsapp", "sms"]);
});

test("E3 a refusal at the door makes the next rung's turn, and teaches what it taught", async () => {
  const { world, start, sent, campaign } = climb();
  world.behaviour = ({ content }, nth) =>
    content.channel === "whatsapp"
      ? { kind: "refused", code: "63024", failure: "wrong_channel" }
      : { kind: "accepted", providerId: `SM${nth}` };
  await world.run(start + hour);
  expect(sent().map(({ at, channel }) => [at, channel])).toEqual([
    [0, "whatsapp"],
    [0, "sms"],
  ]);
  expect(world.projections.flatMap(({ facts }) => facts)).toMatchObject([
    { address: ada, channel: "whatsapp", senderId: "snd_whatsapp", fact: "wrong_channel", code: "63024" },
  ]);
  expect(campaign.describe().counts).toMatchObject({ accepted: 1 });
});

test("E3 who is known not to be on WhatsApp is passed on without a dispatch", async () => {
  const { world, start, sent, why } = climb();
  world.standings.set(ada, { address: ada, suppressed: null, barred: { whatsapp: { unreachable: "63024" } } });
  await world.run(start + hour);
  expect(sent()).toEqual([{ at: 0, channel: "sms", to: ada, attempt: 1 }]);
  expect((await why()).rungs).toMatchObject([
    { rung: 0, status: "passed", code: "not_on_whatsapp" },
    { rung: 1, status: "accepted" },
  ]);
});

test("E3 each rung reaches them at their address of its kind; without one it is passed over", async () => {
  const ladder: [Rung, Rung, Rung] = [rungOn("whatsapp", hour), rungOn("sms", hour), rungOn("email")];
  const email = "ada@example.org";
  const emailOnly: Person = { address: email, zones: [zone], rung: 2 };
  const both: Person = { address: "+12125550001", also: "ben@example.org", zones: [zone] };
  const { world, start, sent, campaign } = climb(ladder, [emailOnly, both, person!]);
  await world.run(start + 5 * hour);
  const byPerson = (...addresses: string[]) =>
    sent()
      .filter(({ to }) => addresses.includes(to))
      .map(({ channel }) => channel);
  expect(byPerson(email)).toEqual(["email"]);
  expect(byPerson("+12125550001", "ben@example.org")).toEqual(["whatsapp", "sms", "email"]);
  expect(byPerson(ada)).toEqual(["whatsapp", "sms"]);
  // Who has no mailbox ends at the best that became of the others: a text that was accepted.
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 3, total: 3 } });
});

test("E3 a late receipt before the next dispatch cancels it", async () => {
  const { world, start, campaign, sent, tell } = climb();
  // The hour is over while the sending hours are closed: they wait for the next rung.
  world.at(start + 30 * minute, () => void campaign.command("pause", { actor: "ana", reason: null }));
  await world.run(start + 2 * hour);
  expect(campaign.describe().counts).toMatchObject({ ready: 1, awaiting: 0 });
  tell(1, "delivered");
  void campaign.command("resume", { actor: "ana", reason: null });
  await world.run(start + 5 * hour);
  expect(sent().length).toBe(1);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { delivered: 1 } });
});

test("E3 a late receipt while the next rung is being asked for holds it back", async () => {
  const { world, start, sent, tell, campaign } = climb();
  world.directoryMs = 2_000;
  world.at(start + hour + 3_000, () => tell(1, "delivered"));
  await world.run(start + 5 * hour);
  expect(sent().length).toBe(1);
  expect(campaign.describe().counts).toMatchObject({ delivered: 1 });
});

test("E3 a receipt that comes after the fallback is on record, and contacts nobody", async () => {
  for (const status of ["delivered", "read", "undelivered"] as const) {
    const { world, start, campaign, sent, tell, why } = climb();
    await world.run(start + 2 * hour);
    expect(sent().length).toBe(2);
    expect(tell(1, status, status === "undelivered" ? { code: "63024", failure: "wrong_channel" } : {})).toBe("stored");
    expect(tell(1, status)).toBe("known");
    await world.run(start + 9 * hour);
    expect(sent().length).toBe(2);
    expect((await why()).rungs[0]).toMatchObject({ rung: 0, status });
    const best = status === "undelivered" ? "accepted" : status;
    expect(campaign.describe().counts).toMatchObject({ [best]: 1, total: 1 });
  }
});

test("A6 receipts of both rungs end the same in any order", async () => {
  const news: [number, Receipt["status"]][] = [
    [1, "delivered"],
    [2, "undelivered"],
  ];
  for (const order of [news, news.toReversed()]) {
    const { world, start, campaign, tell } = climb();
    await world.run(start + 2 * hour);
    for (const [attempt, status] of order)
      tell(attempt, status, status === "undelivered" ? { code: "30006", failure: "wrong_channel" } : {});
    await world.run(start + 4 * hour);
    expect(campaign.describe()).toMatchObject({ status: "completed", counts: { delivered: 1 } });
  }
});

test("E3 who wrote back gets nothing further: it did arrive", async () => {
  const { world, start, campaign, sent } = climb();
  world.at(start + 10 * minute, () => world.replied.add(ada));
  await world.run(start + 5 * hour);
  expect(sent().length).toBe(1);
  const [row] = allRecipients(campaign);
  expect(row).toMatchObject({ status: "delivered", code: "replied" });
});

test("E3 who said stop to any sender of the ladder, by either address, is contacted by none", async () => {
  const both: Person = { ...person!, also: "ada@example.org" };
  const { world, start, sent, campaign } = climb([rungOn("whatsapp", hour), rungOn("sms")], [both]);
  world.at(start + 10 * minute, () =>
    world.standings.set("ada@example.org", { address: "ada@example.org", suppressed: "reply", barred: {} }),
  );
  await world.run(start + 5 * hour);
  expect(sent().length).toBe(1);
  expect(campaign.describe().status).toBe("completed");
  const [row] = allRecipients(campaign);
  expect(row).toMatchObject({ status: "accepted", code: "opted_out" });
});

test("E3 E5 a call waits for its own hours: later in the morning, earlier in the evening than a text", async () => {
  const world = new World("2026-11-24T20:30:00-05:00");
  const campaign = launched(world, "cmp_a", [person!], { rungs: [rungOn("sms", minute * 5), rungOn("voice")] });
  await world.run(world.now + 24 * hour);
  expect(world.arrivals.map(({ channel, at }) => [channel, new Date(at).toISOString()])).toEqual([
    ["sms", "2026-11-25T01:30:00.000Z"],
    ["voice", "2026-11-25T14:00:00.000Z"],
  ]);
  expect(campaign.describe().status).toBe("completed");
});

test("A5 a list that ends while somebody awaits delivery leaves them accepted, not unreached", async () => {
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", people(2, zone), { rungs: whatsappThenSms, endAt: start + 30 * minute });
  await world.run(start + 5 * hour);
  expect(world.arrivals.length).toBe(2);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 2, unreached: 0 } });
});

test("A5 who waits for the next rung when the list ends stands where the last one left them", async () => {
  const { world, start, campaign, fails, sent } = climb(whatsappThenSms, [person!], {
    endAt: Date.parse(morning) + hour,
  });
  await world.run(start + minute);
  void campaign.command("pause", { actor: "ana", reason: null });
  await world.run(start + 2 * minute);
  fails(1, "fall_back");
  await world.run(start + 3 * hour);
  expect(sent().length).toBe(1);
  expect(campaign.describe()).toMatchObject({ counts: { undelivered: 1, unreached: 0 } });
});

test("A6 stop means no further rung", async () => {
  const { world, start, campaign, sent } = climb();
  await world.run(start + minute);
  void campaign.command("stop", { actor: "ana", reason: null });
  await world.run(start + 9 * hour);
  expect(sent().length).toBe(1);
  expect(campaign.describe()).toMatchObject({ status: "stopped", counts: { accepted: 1 } });
});

test("A6 a crash between acceptance and the next rung loses neither the wait nor the person", async () => {
  const { world, start, sent } = climb();
  await world.run(start + minute);
  const after = world.open("cmp_a");
  await world.run(start + 5 * hour);
  expect(sent().map(({ channel, at }) => [channel, at])).toEqual([
    ["whatsapp", 0],
    ["sms", 60],
  ]);
  expect(after.describe()).toMatchObject({ status: "completed", counts: { accepted: 1 } });
});

test("A6 an outcome nobody knows is found out before the next rung's turn, or given its time", async () => {
  // Found at the provider: it waits for delivery as any other.
  const found = climb();
  found.world.behaviour = (message, nth) =>
    message.content.channel === "whatsapp"
      ? { kind: "unknown", reason: "timeout", acceptedAs: "SM1" }
      : { kind: "accepted", providerId: `SM${nth}` };
  await found.world.run(found.start + 30 * minute);
  expect(found.campaign.describe().counts).toMatchObject({ awaiting: 1 });
  await found.world.run(found.start + 5 * hour);
  expect(found.sent().map(({ channel }) => channel)).toEqual(["whatsapp", "sms"]);

  // Nobody can be asked: the next rung's turn comes when its time has passed, and never the same one again.
  const lost = climb();
  lost.world.behaviour = found.world.behaviour;
  lost.world.isProviderListDown = true;
  await lost.world.run(lost.start + 30 * hour);
  expect(lost.sent().map(({ channel }) => channel)).toEqual(["whatsapp", "sms"]);
});

test("A4 each rung's dispatch takes a token of the campaign's pace", async () => {
  const world = new World(morning);
  const start = world.now;
  const pace = { count: 2, spanMs: 10 * minute };
  launched(world, "cmp_a", people(4, zone), { rungs: [rungOn("whatsapp", 5 * minute), rungOn("sms")], pace });
  await world.run(start + 3 * hour);
  expect(world.arrivals.length).toBe(8);
  for (const { at } of world.arrivals)
    expect(world.arrivals.filter((other) => other.at >= at && other.at < at + pace.spanMs).length).toBeLessThanOrEqual(
      2,
    );
});

test("A4 a 429 holds the sender that got it, and no other rung's", async () => {
  const ladder: [Rung, Rung, Rung] = [rungOn("whatsapp", hour), rungOn("sms", hour), rungOn("email")];
  const emailOnly: Person = { address: "ada@example.org", zones: [zone], rung: 2 };
  const { world, start, sent } = climb(ladder, [person!, emailOnly]);
  world.behaviour = ({ content }, nth) =>
    content.channel === "whatsapp" && nth === 1
      ? { kind: "rate_limited", retryAfterMs: 30 * minute }
      : { kind: "accepted", providerId: `SM${nth}` };
  await world.run(start + 40 * minute);
  expect(sent().map(({ at, channel }) => [at, channel])).toEqual([
    [0, "whatsapp"],
    [0, "email"],
    [30, "whatsapp"],
  ]);
});

test("E5 a line nobody answers is tried at other times of the day, three times in all", async () => {
  const { world, start, campaign, sent } = climb([rungOn("voice")]);
  world.behaviour = () => ({ kind: "refused", code: "no_answer", failure: "unreachable" });
  await world.run(start + 40 * hour);
  expect(sent().map(({ at }) => at / 60)).toEqual([0, 3, 8]);
  expect(campaign.describe().counts).toMatchObject({ failed: 1 });
});

test("E5 a line called as often as it may be is passed over for the next rung, and `why` says so", async () => {
  const { world, start, sent, why } = climb([rungOn("voice", hour), rungOn("sms")]);
  world.standings.set(ada, { address: ada, suppressed: null, barred: { voice: { capped: "prerecorded_cap" } } });
  await world.run(start + hour);
  expect(sent().map(({ channel }) => channel)).toEqual(["sms"]);
  expect((await why()).rungs[0]).toMatchObject({ channel: "voice", status: "passed", code: "prerecorded_cap" });
});

test("E3 who complained of one channel of the ladder is not followed to the next; a dead number is", async () => {
  const complained = climb();
  const at = { address: ada, suppressed: null };
  complained.world.standings.set(ada, { ...at, barred: { whatsapp: { suppressed: "complaint" } } });
  await complained.world.run(complained.start + 5 * hour);
  expect(complained.sent()).toEqual([]);

  const dead = climb();
  dead.world.standings.set(ada, { ...at, barred: { whatsapp: { suppressed: "invalid:63024" } } });
  await dead.world.run(dead.start + 5 * hour);
  expect(dead.sent().map(({ channel }) => channel)).toEqual(["sms"]);
});
