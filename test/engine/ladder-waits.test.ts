import type { Rung } from "@headsup/core/campaign/settings";
import type { Receipt } from "@headsup/core/campaign/settle";
import { allRecipients, launched, type Person, people, receipt, rungOn, settingsFor, World } from "@headsup/testkit";
import { expect, test } from "vitest";

/** E3 Each rung has the time it was given, whatever came of the one before, and what is said of it is its own. */

const minute = 60_000;
const hour = 60 * minute;
const zone = "America/New_York";
const morning = "2026-11-24T10:00:00-05:00";
const ada: Person = { address: "+12125550000", zones: [zone] };
const adaByMail: Person = { ...ada, also: "ada@example.org" };

function climb(
  rungs: readonly [Rung, ...Rung[]],
  {
    members = [ada],
    startsAt = morning,
    ...over
  }: { members?: readonly Person[]; startsAt?: string; endAt?: number } & Record<string, unknown> = {},
) {
  const world = new World(startsAt);
  const start = world.now;
  const campaign = launched(world, "cmp_a", members, { rungs, ...over });
  const sent = () => world.arrivals.map(({ at, channel }) => [channel, (at - start) / minute]);
  const row = () => {
    const [first] = allRecipients(campaign);
    if (first === undefined) throw new Error("nobody is on it");
    return first;
  };
  const tell = (attempt: number, status: Receipt["status"], told: Partial<Receipt> = {}) =>
    campaign.receive(row().id, receipt(status, { attempt, providerId: `SM${attempt}`, ...told }));
  const why = async () => {
    const told = await campaign.why(row().id, settingsFor("cmp_a", { rungs, ...over }));
    if (!told.ok) throw new Error(told.error.message);
    return told.value;
  };
  return { world, start, campaign, sent, row, tell, why };
}

test("E3 what was left of an earlier rung's wait does not shorten the next one's", async () => {
  const { world, start, sent, tell } = climb([rungOn("whatsapp", hour), rungOn("sms", 3 * hour), rungOn("email")], {
    members: [adaByMail],
  });
  // The first message's answer is lost, and a receipt proves that it was accepted: they wait for its delivery from then on.
  world.behaviour = ({ content }, nth) =>
    content.channel === "whatsapp"
      ? { kind: "unknown", reason: "timeout" }
      : { kind: "accepted", providerId: `SM${nth}` };
  await world.run(start + minute);
  tell(1, "sent");
  await world.run(start + 2 * minute);
  tell(1, "undelivered", { code: "63024", failure: "fall_back" });
  await world.run(start + 10 * hour);
  expect(sent()).toEqual([
    ["whatsapp", 0],
    ["sms", 2],
    ["email", 182],
  ]);
});

/** A window in which no call may be made: calls begin at nine. */
const dawn = { open: "08:00", close: "09:00" };

test("E3 nobody waits for ever on a rung that can never be reached, however they came to it", async () => {
  const { world, start, campaign, sent, row } = climb([rungOn("sms", hour), rungOn("voice")], {
    startsAt: "2026-11-24T08:30:00-05:00",
    window: dawn,
  });
  await world.run(start + 20 * hour);
  expect(sent()).toEqual([["sms", 0]]);
  expect(row()).toMatchObject({ status: "accepted" });
  expect(campaign.describe().status).toBe("completed");
});

test("E3 rungs that are never open one after another are all passed over, and no launch is refused for them", async () => {
  const other: Rung = { ...rungOn("voice", hour), sender: { id: "snd_b", address: "+12125550101" } };
  const { world, start, campaign, sent, row } = climb([rungOn("voice", hour), other, rungOn("sms")], {
    startsAt: "2026-11-24T08:30:00-05:00",
    window: dawn,
  });
  await world.run(start + 20 * hour);
  expect(sent()).toEqual([["sms", 0]]);
  expect(row()).toMatchObject({ status: "accepted", rung: 2 });
  expect(campaign.describe().status).toBe("completed");
});

test("A7 a rung that never opens is passed over in the forecast as it is in life", async () => {
  const rungs: [Rung, Rung] = [rungOn("voice", hour), rungOn("sms")];
  const world = new World("2026-11-24T08:30:00-05:00");
  const campaign = launched(world, "cmp_a", people(3, zone), { rungs, window: dawn });
  const { sends, finishAt, unreachedTotal } = campaign.forecast(settingsFor("cmp_a", { rungs, window: dawn }), 0);
  await world.run(world.now + 5 * hour);
  expect({ sends, finishAt, unreachedTotal }).toEqual({
    sends: world.arrivals.length,
    finishAt: world.arrivals.at(-1)?.at,
    unreachedTotal: 0,
  });
});

test("A5 what a person says did not go out leaves nobody unreached who was reached before the list ended", async () => {
  const { world, start, campaign, row } = climb([rungOn("whatsapp", hour), rungOn("sms")], {
    endAt: Date.parse(morning) + hour + 10 * minute,
  });
  world.behaviour = ({ content }, nth) =>
    content.channel === "whatsapp"
      ? { kind: "accepted", providerId: `SM${nth}` }
      : { kind: "unknown", reason: "timeout" };
  world.isProviderListDown = true;
  await world.run(start + 3 * hour);
  expect(row()).toMatchObject({ status: "unknown", rung: 1 });
  expect(campaign.resolve(row().id, "not_sent", "ana")).toMatchObject({ ok: true });
  expect(row()).toMatchObject({ status: "accepted", rung: 0 });
});

test("E3 who is passed over for the last rung, which is never open, is decided at once", async () => {
  const { world, start, campaign, row } = climb([rungOn("email", hour), rungOn("voice")], {
    startsAt: "2026-11-24T08:30:00-05:00",
    window: dawn,
  });
  await world.run(start + minute);
  expect(row()).toMatchObject({ status: "skipped", code: "no_common_hours" });
  expect(campaign.describe().status).toBe("completed");
});

test("G1 a failure reported late is the figure of the sender it was sent from", async () => {
  const { world, start, tell } = climb([rungOn("whatsapp", hour), rungOn("sms")]);
  await world.run(start + 2 * hour);
  tell(1, "undelivered", { code: "63024", failure: "fall_back" });
  await world.run(start + 3 * hour);
  expect(world.projections.at(-1)?.totals).toMatchObject([
    { senderId: "snd_whatsapp", sent: 1, failed: 1 },
    { senderId: "snd_sms", sent: 1, failed: 0 },
  ]);
});

test("F2 who wrote back before the next rung's turn is shown what they answered", async () => {
  const { world, start, campaign, row } = climb([rungOn("whatsapp", hour), rungOn("sms")]);
  world.at(start + 10 * minute, () => world.replied.add(ada.address));
  await world.run(start + 5 * hour);
  expect(row()).toMatchObject({ status: "delivered", code: "replied" });
  expect(campaign.messageOf(row().id)?.text).toContain("WhatsApp:");
});

test("F2 who is held for a conversation is shown what they got, not what is to come", async () => {
  const { world, start, campaign, row } = climb([rungOn("whatsapp", hour), rungOn("sms")], {
    openConversation: "hold",
  });
  world.at(start + 10 * minute, () => world.talking.add(ada.address));
  await world.run(start + 2 * hour);
  expect(row()).toMatchObject({ status: "held", rung: 1 });
  expect(campaign.messageOf(row().id)?.text).toContain("WhatsApp:");
});

test("F2 the catalogue hears of a contact though it was down until the next rung's turn had come", async () => {
  const { world, start, sent } = climb([rungOn("whatsapp", hour), rungOn("sms")]);
  world.roundTripMs = 500;
  world.at(start + 100, () => {
    world.isDirectoryDown = true;
  });
  world.at(start + 2 * hour, () => {
    world.isDirectoryDown = false;
  });
  await world.run(start + 5 * hour);
  expect(sent().map(([channel]) => channel)).toEqual(["whatsapp", "sms"]);
  expect(world.projections.flatMap(({ contacts }) => contacts.map(({ senderId }) => senderId))).toEqual([
    "snd_whatsapp",
    "snd_sms",
  ]);
});

test("I6 `why` tells the hours of the rung whose turn it is: a call's end earlier than a text's", async () => {
  const { world, start, why } = climb([rungOn("sms", 5 * minute), rungOn("voice")], {
    startsAt: "2026-11-24T20:30:00-05:00",
  });
  await world.run(start + 10 * minute);
  const told = await why();
  expect(told.gates.find(({ gate }) => gate === "window")).toMatchObject({
    open: false,
    opensAt: Date.parse("2026-11-25T09:00:00-05:00"),
  });
});

test("E3 an outcome that cannot be found out keeps nobody longer than the rung's time", async () => {
  const { world, start, sent } = climb([rungOn("whatsapp", hour), rungOn("sms")]);
  world.behaviour = ({ content }, nth) =>
    content.channel === "whatsapp"
      ? { kind: "unknown", reason: "timeout" }
      : { kind: "accepted", providerId: `SM${nth}` };
  world.isProviderListDown = true;
  await world.run(start + 2 * hour);
  expect(sent().map(([channel]) => channel)).toEqual(["whatsapp", "sms"]);
});

test("E3 a further try that would come later than the next rung's turn is left to it", async () => {
  const { world, start, sent } = climb([rungOn("whatsapp", 5 * minute), rungOn("sms")]);
  world.behaviour = ({ content }, nth) =>
    content.channel === "whatsapp"
      ? { kind: "refused", code: "63018", failure: "retry" }
      : { kind: "accepted", providerId: `SM${nth}` };
  await world.run(start + 10 * hour);
  expect(sent()).toEqual([
    ["whatsapp", 0],
    ["sms", 0],
  ]);
});

test("J1 people are found by part of either of their addresses, whatever its case", () => {
  const eve: Person = { address: "eve@example.org", zones: [zone], rung: 1 };
  const { campaign } = climb([rungOn("sms", hour), rungOn("email")], {
    members: [adaByMail, eve, ...people(2, zone, 3_125_550_000)],
  });
  const found = (search: string) =>
    campaign
      .recipients({ order: "line", cursor: null, limit: 10, status: null, list: null, search })
      .items.map(({ address }) => address);
  expect(found("ADA@example")).toEqual([ada.address]);
  expect(found("example.org")).toEqual([ada.address, eve.address]);
  expect(found("+1 (212) 555-0000")).toEqual([ada.address]);
});

test("I6 a rung that was tried and then found barred is told as tried", async () => {
  const { world, start, campaign, row, why, tell } = climb([rungOn("sms", 3 * hour), rungOn("email")], {
    members: [adaByMail],
  });
  await world.run(start + minute);
  tell(1, "undelivered", { code: "30003", failure: "unreachable" });
  world.standings.set(ada.address, {
    address: ada.address,
    suppressed: null,
    barred: { sms: { unreachable: "30006" } },
  });
  await world.run(start + 2 * hour);
  expect((await why()).rungs).toMatchObject([
    { channel: "sms", status: "undelivered" },
    { channel: "email", status: "accepted" },
  ]);
  expect(campaign.addressOf(row().id, 1)).toMatchObject({ senderId: "snd_sms", address: ada.address });
});

test("A8 who is on another campaign by their further address is told by the address that was asked for", async () => {
  const { world, start, campaign } = climb([rungOn("sms", hour), rungOn("email")], { members: [adaByMail] });
  await world.run(start + minute);
  expect(campaign.contactsOf(["ada@example.org", ada.address], start)).toMatchObject([
    { address: "ada@example.org", status: "awaiting" },
    { address: ada.address, status: "awaiting" },
  ]);
  const waiting = climb([rungOn("sms", hour), rungOn("email")], { members: [adaByMail] });
  expect(waiting.campaign.addressPage(null, 5).items).toMatchObject([
    { address: ada.address, also: "ada@example.org" },
  ]);
});
