import { auditCounts, auditOnce, auditPace, launched, people, randomOf, World } from "@headsup/testkit";

export interface PaceOptions {
  readonly hours: number;
}

/** How one campaign kept its pace. */
export interface Paced {
  readonly name: string;
  /** Messages the pace allows in the time there was: whole batches of it. */
  readonly slots: number;
  readonly used: number;
  readonly rateViolations: number;
  readonly doubleSends: number;
  readonly counterMismatches: number;
}

const pace = { count: 10, spanMs: 5 * 60_000 };
const hour = 60 * 60_000;
const always = { open: "00:00", close: "24:00" };

/**
 * One campaign with more people than it can reach, open around the clock, at a provider that takes everything: the engine
 * and its SQL are the real ones. Round trips are those of a text API, and jitter; now and then one is slow.
 */
export async function playCampaign(name: string, { hours }: PaceOptions): Promise<Paced> {
  const random = randomOf(name);
  const world = new World("2026-11-24T00:00:00Z");
  world.roundTripOf = () => (random.chance(0.01) ? random.between(800, 2_000) : random.between(60, 240));
  const start = world.now;
  const slots = Math.floor((hours * hour) / pace.spanMs) * pace.count;
  const campaign = launched(world, "cmp_a", people(slots + pace.count, "America/New_York"), { pace, window: always });
  await world.run(start + hours * hour - 1);
  const used = world.arrivals.length;
  return {
    name,
    slots,
    used,
    rateViolations: auditPace(world.arrivals, pace).length,
    doubleSends: auditOnce(world.atProvider).length,
    counterMismatches: auditCounts(campaign).length,
  };
}
