import type { FailureClass } from "@headsup/core/campaign/settle";
import {
  allRecipients,
  auditCounts,
  auditHours,
  auditOnce,
  auditPace,
  importPeople,
  people,
  receipt,
  settingsFor,
  World,
} from "@headsup/testkit";
import { expect, test } from "vitest";

/**
 * One seed, one history: refusals, lost answers, receipts late, repeated and out of order, crashes, pauses, opt-outs, a
 * directory and a provider that go away. First safety, after every event; then the faults stop and everybody must end
 * decided. A failure names its seed, and replays from it.
 */

const minute = 60_000;
const hour = 60 * minute;
const pace = { count: 10, spanMs: 5 * minute };
const window = { open: "08:00", close: "21:00" };
const zones = ["America/New_York", "America/Los_Angeles", "America/St_Johns"];
const id = "cmp_a";

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const refusals: [string, FailureClass][] = [
  ["21610", "opted_out"],
  ["30006", "not_textable"],
  ["30001", "retry"],
  ["30003", "unreachable"],
];

async function simulate(seed: number): Promise<void> {
  const random = randomOf(seed);
  const chance = (p: number) => random() < p;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const world = new World("2026-10-31T11:00:00Z"); // a clock change is a night away
  const start = world.now;
  world.roundTripMs = pick([0, 120, 900, 4_000]);
  world.upMs = Math.floor(world.roundTripMs / 3);
  world.directoryMs = pick([0, 0, 50, 2_000]);
  let isCalm = false;
  const failed = new Set<string>();
  const told: string[] = [];
  const note = (what: string) => told.push(`${new Date(world.now).toISOString()} ${what}`);

  let campaign = world.open(id);
  const members = zones.flatMap((zone, i) => people(18, zone, 2_125_550_000 + 100 * i));
  const zoneOf = new Map(members.map(({ address, zones: [zone] }) => [address, zone ?? ""]));
  const promised = { zonesOf: (to: string) => [zoneOf.get(to) ?? ""], window };
  importPeople(campaign, { id: "lst_a", people: members.slice(0, 36) });
  importPeople(campaign, {
    id: "lst_b",
    people: members.slice(36),
    startAt: start + 2 * hour,
    ...(chance(0.5) ? { endAt: start + 5 * hour } : {}),
  });
  const launch = () => campaign.launch(settingsFor(id), { actor: "ana", at: world.now });
  expect(launch()).toMatchObject({ ok: true });

  /** Receipts for a message the provider took, some of them twice, in any order. */
  const report = (providerId: string, attemptId: string) => {
    const recipientId = `rcp_${attemptId.slice(4, 24)}`;
    const attempt = Number(attemptId.slice(25));
    const end = pick(["delivered", "delivered", "delivered", "undelivered", "silence"] as const);
    for (const status of ["accepted", "sent", end] as const) {
      if (status === "silence") continue;
      const [code, failure] =
        status === "undelivered"
          ? pick([
              ["30003", "unreachable"],
              ["30008", "fall_back"],
            ] as const)
          : [null, null];
      for (let times = chance(0.2) ? 2 : 1; times > 0; times--)
        world.at(world.now + Math.floor(random() * (chance(0.1) ? 3 * hour : 20_000)), () => {
          if (status === "undelivered") failed.add(providerId);
          campaign.receive(recipientId, receipt(status, { attempt, providerId, code, failure }));
          note(`receipt ${status} ${attemptId}`);
        });
    }
  };
  world.behaviour = ({ attemptId }, nth) => {
    const providerId = `SM${nth}`;
    const arrive = () => report(providerId, attemptId);
    if (!isCalm && chance(0.04)) return { kind: "rate_limited", retryAfterMs: pick([null, 0, 5 * minute]) };
    if (!isCalm && chance(0.12)) {
      const [code, failure] = pick(refusals);
      return { kind: "refused", code, failure };
    }
    if (!isCalm && chance(0.02)) return { kind: "refused", code: "30002", failure: "halt" };
    if (!isCalm && chance(0.12)) {
      if (chance(0.5)) return { kind: "unknown", reason: "timeout" };
      if (chance(0.7)) arrive();
      return { kind: "unknown", reason: "timeout", acceptedAs: providerId };
    }
    arrive();
    return { kind: "accepted", providerId };
  };

  for (let at = start; at < start + 6 * hour; at += Math.floor(random() * 6 * minute))
    world.at(at, () => {
      const what = random();
      if (what < 0.25) {
        note("crash");
        campaign = world.open(id);
      } else if (what < 0.35) {
        note("pause");
        void campaign.command("pause", { actor: "ben", reason: null }).catch(() => {});
      } else if (what < 0.65) {
        note("resume");
        void campaign.command("resume", { actor: "ben", reason: null }).catch(() => {});
      } else if (what < 0.7) {
        const { address } = pick(members);
        note(`stop from ${address}`);
        world.standings.set(address, { address, suppressed: "stop", notTextable: null });
      } else if (what < 0.78) world.isDirectoryDown = !world.isDirectoryDown;
      else if (what < 0.86) world.isProviderListDown = !world.isProviderListDown;
      else world.wake(id); // an early alarm
    });

  let judged = 0;
  world.afterEach = () => {
    const { counts } = campaign.describe();
    const broken = auditCounts(campaign);
    if (world.arrivals.length > judged) {
      judged = world.arrivals.length;
      broken.push(...auditPace(world.arrivals, pace), ...auditHours(world.arrivals, promised));
      broken.push(...auditOnce(world.atProvider, failed));
    }
    for (const [name, n] of Object.entries(counts)) if (n < 0) broken.push(`${name} is ${n}`);
    if (broken.length > 0) throw new Error(`seed ${seed}: ${broken.join("; ")}\n${told.slice(-50).join("\n")}`);
  };
  await world.run(start + 6 * hour);

  // The faults stop: within a bound everybody is decided.
  isCalm = true;
  world.isDirectoryDown = false;
  world.isProviderListDown = false;
  await world.finish(campaign.command("resume", { actor: "ben", reason: null }));
  world.at(start + 6 * hour + minute, launch); // in case a start was missed
  for (let day = 1; day <= 3; day++) {
    await world.run(start + 6 * hour + day * 24 * hour);
    // Guards may have paused it again over what was reported late.
    await world.finish(campaign.command("resume", { actor: "ben", reason: null }));
  }
  const undecided = allRecipients(campaign).filter(({ status }) =>
    ["ready", "held", "in_flight", "unknown"].includes(status),
  );
  if (undecided.length > 0)
    throw new Error(`seed ${seed}: undecided: ${JSON.stringify(undecided)}\n${told.slice(-50).join("\n")}`);
  expect(campaign.status()).toBe("completed");
  // Everybody the provider took a message for is shown as contacted.
  const shown = new Map(allRecipients(campaign).map((row) => [row.address, row]));
  for (const { to, providerId } of world.atProvider)
    if (!failed.has(providerId)) expect([seed, to, shown.get(to)?.status]).not.toEqual([seed, to, "unreached"]);
}

test.each(Array.from({ length: 12 }, (_, i) => i + 1))(
  "A4 A6 whatever goes wrong, seed %i: never twice, never lost, never faster, never at night, numbers add up",
  { timeout: 60_000 },
  simulate,
);
