import type { Channel } from "@headsup/contract";
import type { Rung } from "@headsup/core/campaign/settings";
import { launched, type Person, people, receipt, settingsFor, World } from "@headsup/testkit";
import { expect, test } from "vitest";

/** A6 Who ends at what became of an earlier rung is asked about there, and nobody stays accepted for ever. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const zone = "America/New_York";
const morning = "2026-11-24T10:00:00-05:00";
const [ada] = people(1, zone);

const rung = (channel: Channel, waitMs: number | null = null): Rung => ({
  channel,
  sender: { id: `snd_${channel}`, address: channel === "email" ? "notices@acme.example" : "+12125550100" },
  message: {
    contents: [
      {
        language: "en",
        content:
          channel === "whatsapp"
            ? {
                channel,
                contentSid: `HX${"0".repeat(32)}`,
                category: "utility",
                header: "",
                body: "Late. Reply STOP to opt out.",
                button: "",
                variables: {},
              }
            : channel === "email"
              ? { channel, subject: "Your order", text: "Late." }
              : { channel: "sms", text: "Late.", media: [] },
      },
    ],
    replyLine: "",
    optOutText: "Reply STOP.",
  },
  waitMs,
});

function climb(rungs: readonly [Rung, ...Rung[]], over: { endAt?: number; person?: Person } = {}) {
  const { person = ada!, ...rest } = over;
  const world = new World(morning);
  const start = world.now;
  const campaign = launched(world, "cmp_a", [person], { rungs, ...rest });
  const why = async () => {
    const told = await campaign.why(person.address, settingsFor("cmp_a", { rungs }));
    if (!told.ok) throw new Error(told.error.message);
    return told.value;
  };
  return { world, start, campaign, why };
}

/** WhatsApp takes it and says no more; a text is refused. */
const refusesTexts: World["behaviour"] = ({ content }, nth) =>
  content.channel === "whatsapp"
    ? { kind: "accepted", providerId: `SM${nth}` }
    : { kind: "refused", code: "30004", failure: "fall_back" };

test("A6 the message that stands is asked about on its own rung's channel, and its news are of that rung", async () => {
  const { world, start, campaign, why } = climb([rung("whatsapp", hour), rung("sms")]);
  world.behaviour = refusesTexts;
  await world.run(start + 2 * hour);
  expect(campaign.describe().counts).toMatchObject({ accepted: 1 });
  world.told.set("SM1", receipt("delivered"));
  await world.run(start + 5 * day);
  expect(world.looks).toEqual([{ channel: "whatsapp", providerId: "SM1" }]);
  expect(campaign.describe().counts).toMatchObject({ delivered: 1 });
  expect((await why()).rungs).toMatchObject([{ channel: "whatsapp", status: "delivered" }, { channel: "sms" }]);
});

test.each<[string, Parameters<typeof climb>, World["behaviour"] | null]>([
  ["whose last rung is refused", [[rung("whatsapp", hour), rung("sms")]], refusesTexts],
  ["who has no address for the last rung", [[rung("whatsapp", hour), rung("email")]], null],
  [
    "whose list ends while they await delivery",
    [[rung("whatsapp", 12 * hour), rung("sms")], { endAt: Date.parse(morning) + hour }],
    null,
  ],
  [
    "whose list ends before the next rung's turn",
    [[rung("whatsapp", hour), rung("sms")], { endAt: Date.parse(morning) + hour + 5_000 }],
    null,
  ],
])("A6 three days later nobody is told as accepted: %s", async (_, scene, behaviour) => {
  const { world, start, campaign } = climb(...scene);
  if (behaviour !== null) world.behaviour = behaviour;
  await world.run(start + 6 * day);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { unconfirmed: 1, accepted: 0 } });
});

test("A6 once all that stood has failed too, nobody is told as accepted", async () => {
  const { world, start, campaign, why } = climb([rung("whatsapp", hour), rung("sms")]);
  world.behaviour = refusesTexts;
  await world.run(start + 2 * hour);
  const { recipient } = await why();
  expect(recipient).toMatchObject({ status: "accepted", code: "30004" });
  campaign.receive(recipient.id, receipt("undelivered", { code: "63024", failure: "wrong_channel" }));
  expect((await why()).recipient).toMatchObject({ status: "undelivered", code: "30004" });
});

const endsSoon = { endAt: Date.parse(morning) + hour + 10 * minute };

test("A5 a further try of the next rung that the list's end forbids leaves them at the rung before", async () => {
  const { world, start, campaign, why } = climb([rung("whatsapp", hour), rung("sms")], endsSoon);
  await world.run(start + hour + minute);
  const { recipient } = await why();
  campaign.receive(recipient.id, receipt("undelivered", { attempt: 2, code: "30003", failure: "unreachable" }));
  expect((await why()).recipient).toMatchObject({ status: "held" });
  await world.run(start + 2 * hour);
  expect((await why()).recipient).toMatchObject({ status: "accepted", code: "30003" });
  await world.run(start + 6 * day);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { unconfirmed: 1 } });
});

test("A5 a failure reported after the list's end leaves them at the rung before", async () => {
  const { world, start, campaign, why } = climb([rung("whatsapp", hour), rung("sms")], endsSoon);
  await world.run(start + 2 * hour);
  const { recipient } = await why();
  campaign.receive(recipient.id, receipt("undelivered", { attempt: 2, code: "30003", failure: "unreachable" }));
  expect((await why()).recipient).toMatchObject({ status: "accepted", code: "30003" });
});

test("A5 who was contacted is not told as unreached because the next rung's message got lost and the list ended", async () => {
  const { world, start, campaign, why } = climb([rung("whatsapp", hour), rung("sms")], endsSoon);
  world.behaviour = ({ content }, nth) =>
    content.channel === "whatsapp"
      ? { kind: "accepted", providerId: `SM${nth}` }
      : { kind: "unknown", reason: "timeout" };
  await world.run(start + 3 * hour);
  expect(campaign.describe().counts).toMatchObject({ accepted: 1, unreached: 0 });
  expect((await why()).rungs).toMatchObject([{ channel: "whatsapp", status: "awaiting" }]);
});

test("E3 a stop is no answer that proves delivery: who got nothing and said stop is told as skipped", async () => {
  const { world, start, why } = climb([rung("whatsapp", hour), rung("sms")]);
  const { address } = ada!;
  await world.run(start + minute);
  const { recipient } = await why();
  world.at(start + 2 * minute, () => {
    world.standings.set(address, { address, suppressed: "reply", barred: {} });
    world.replied.add(address);
  });
  world.at(start + 3 * minute, () =>
    world.open("cmp_a").receive(recipient.id, receipt("undelivered", { code: "63024", failure: "wrong_channel" })),
  );
  await world.run(start + 2 * hour);
  expect(world.arrivals.length).toBe(1);
  expect((await why()).recipient).toMatchObject({ status: "skipped", code: "opted_out" });
});

test("I6 `why` tells each rung what became of it: never the last one what another came to", async () => {
  const { world, start, campaign, why } = climb([rung("whatsapp", hour), rung("sms")]);
  world.behaviour = refusesTexts;
  await world.run(start + 2 * hour);
  expect((await why()).rungs).toMatchObject([{ status: "awaiting" }, { status: "undelivered", code: "30004" }]);
  await world.run(start + 5 * day);
  expect((await why()).recipient).toMatchObject({ status: "unconfirmed" });
  expect((await why()).rungs).toMatchObject([{ status: "awaiting" }, { status: "undelivered" }]);

  const late = climb([rung("whatsapp", hour), rung("sms")]);
  await late.world.run(start + 2 * hour);
  late.campaign.receive((await late.why()).recipient.id, receipt("read"));
  expect((await late.why()).rungs).toMatchObject([{ status: "read" }, { status: "accepted" }]);
  expect(campaign.describe().counts).toMatchObject({ unconfirmed: 1 });
});

test("I6 `why` tells of a message that nobody could confirm by which rung it went", async () => {
  const { world, start, why } = climb([rung("sms")]);
  await world.run(start + 5 * day);
  expect(await why()).toMatchObject({
    recipient: { status: "unconfirmed" },
    rungs: [{ channel: "sms", status: "accepted" }],
  });
});

test("I6 `why` tells of tries that failed, also of who was skipped before the next", async () => {
  const { world, start, why } = climb([rung("sms")]);
  await world.run(start + minute);
  const { recipient } = await why();
  const failed = receipt("undelivered", { code: "30003", failure: "unreachable" });
  world.at(start + 2 * minute, () => void world.open("cmp_a").receive(recipient.id, failed));
  await world.run(start + 3 * minute);
  world.standings.set(recipient.address, { address: recipient.address, suppressed: "reply", barred: {} });
  expect((await why()).rungs).toMatchObject([{ channel: "sms", status: "undelivered", code: "30003" }]);
  await world.run(start + 2 * hour);
  expect(await why()).toMatchObject({
    recipient: { status: "skipped", code: "opted_out" },
    rungs: [{ channel: "sms", status: "undelivered", code: null }],
  });
});

test("I6 `why` tells of a try that failed though the one after it never arrived", async () => {
  const { world, start, campaign, why } = climb([rung("sms")], { endAt: Date.parse(morning) + 30 * minute });
  world.behaviour = (_message, nth) =>
    nth === 1 ? { kind: "accepted", providerId: "SM1" } : { kind: "unknown", reason: "timeout" };
  await world.run(start + minute);
  const { recipient } = await why();
  campaign.receive(recipient.id, receipt("undelivered", { code: "30003", failure: "unreachable" }));
  await world.run(start + 3 * hour);
  expect(await why()).toMatchObject({
    recipient: { attempts: 2, status: "unreached" },
    rungs: [{ channel: "sms", status: "undelivered", code: null }],
  });
});
