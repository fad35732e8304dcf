import fc from "fast-check";
import { expect, test } from "vitest";
import { type CeilingAsk, type CeilingState, ceilingLimits, ceilingSpanMs, newCeiling, shareOut } from "./ceiling.ts";

const minute = 60_000;
const latenessMs = 20_000;

interface Plan {
  readonly size: number;
  /** Messages a span it can use in the long run, and at once. */
  readonly needs: number;
  readonly wants: number;
  readonly startsAt: number;
  /** It gives its share back then; later than the play: never. */
  readonly endsAt: number;
  /** It is dead between these, with its share in hand; it finds it again as it left it. */
  readonly diesAt: number;
  readonly livesAt: number;
}

interface Troubles {
  /** Chances: an ask does not arrive, an answer does not, an ask arrives a second time later. */
  readonly lost: number;
  readonly unheard: number;
  readonly late: number;
}

const kind: Troubles = { lost: 0, unheard: 0, late: 0 };

/** Campaigns as the engine plays them: each obeys one share, gives it up before it asks, and stamps what it used last. */
function play({ capacity, plans, troubles = kind, untilMs, seed = 1 }: Stage) {
  const random = mulberry(seed);
  const agenda: { at: number; order: number; run: () => void }[] = [];
  let now = 0;
  let order = 0;
  const at = (time: number, run: () => void) => void agenda.push({ at: Math.max(now, time), order: order++, run });
  let state: CeilingState = newCeiling;
  const arrivals: { at: number; units: number; who: number }[] = [];
  let asks = 0;

  const campaigns = plans.map((plan, who) => {
    let share: ReturnType<typeof shareOut>["share"] = null;
    let sequence = 0;
    let taken: { units: number; stampedAt: number }[] = [];
    let isBusy = false;
    let isNudged = false;
    const used = () => taken.filter(({ stampedAt }) => stampedAt + ceilingSpanMs > now);
    const sumOf = (tokens: typeof taken) => tokens.reduce((sum, { units }) => sum + units, 0);
    const isDead = () => now >= plan.diesAt && now < plan.livesAt;
    const isOver = () => now >= plan.endsAt;

    const ask = () => {
      isBusy = true;
      isNudged = false;
      share = null;
      const out = used();
      const asked: CeilingAsk = {
        asker: `cmp_${who}`,
        sequence: ++sequence,
        needs: isOver() ? 0 : plan.needs * plan.size,
        wants: isOver() ? 0 : plan.wants * plan.size,
        size: plan.size,
        used: { units: sumOf(out), backAt: Math.max(0, ...out.map(({ stampedAt }) => stampedAt + ceilingSpanMs)) },
      };
      const arrive = (onAnswer: (answer: typeof share) => void) => {
        const shared = shareOut(state, asked, { capacity, now, latenessMs });
        asks++;
        state = shared.state;
        for (const id of shared.nudges) at(now + 50, () => campaigns[Number(id.slice(4))]?.nudge());
        onAnswer(shared.share);
      };
      const giveUp = () =>
        at(now + 5_000, () => {
          isBusy = false;
          wake();
        });
      if (random() < troubles.late) at(now + random() * 10 * minute, () => arrive(() => {}));
      if (random() < troubles.lost) return giveUp();
      at(now + random() * 200, () =>
        arrive((answer) => {
          if (random() < troubles.unheard) return giveUp();
          at(now + random() * 200, () => {
            isBusy = false;
            share = answer;
            wake();
          });
        }),
      );
    };

    const send = () => {
      const out = used();
      taken = out;
      const room = (share?.units ?? 0) - sumOf(out);
      const messages = Math.floor(room / plan.size);
      if (messages <= 0) return Math.min(...out.map(({ stampedAt }) => stampedAt + ceilingSpanMs));
      isBusy = true;
      const took = random() * 3_000;
      const begun = now;
      for (let i = 0; i < messages; i++) {
        const arrivesAt = begun + random() * took;
        at(arrivesAt, () => arrivals.push({ at: now, units: plan.size, who }));
      }
      taken.push({ units: messages * plan.size, stampedAt: begun + took });
      at(begun + took, () => {
        isBusy = false;
        wake();
      });
      return null;
    };

    /** As an alarm does: the latest wish replaces the one before. */
    let alarms = 0;
    const wakeAt = (time: number) => {
      const alarm = ++alarms;
      at(time, () => {
        if (alarm === alarms) wake();
      });
    };
    const wake = () => {
      if (isBusy || now < plan.startsAt) return;
      if (isDead()) return wakeAt(plan.livesAt);
      if (isOver()) {
        if (share !== null) ask();
        return;
      }
      const mayAsk =
        share === null || isNudged || (share.askAgainAt === null ? now >= share.until : now >= share.askAgainAt);
      if (mayAsk) return ask();
      const next = share !== null && now < share.until ? send() : null;
      if (!isBusy && share !== null) wakeAt(Math.min(next ?? Infinity, share.askAgainAt ?? share.until));
    };
    at(plan.startsAt, wake);
    at(plan.endsAt, wake);
    return {
      nudge: () => {
        isNudged = true;
        wake();
      },
    };
  });

  while (agenda.length > 0) {
    let first = 0;
    for (let i = 1; i < agenda.length; i++) {
      const [a, b] = [agenda[i]!, agenda[first]!];
      if (a.at < b.at || (a.at === b.at && a.order < b.order)) first = i;
    }
    const event = agenda[first]!;
    agenda[first] = agenda.at(-1)!;
    agenda.pop();
    if (event.at > untilMs) continue;
    now = event.at;
    event.run();
  }
  return { arrivals, asks };
}

interface Stage {
  readonly capacity: number;
  readonly plans: readonly Plan[];
  readonly troubles?: Troubles;
  readonly untilMs: number;
  readonly seed?: number;
}

/** A small generator: the play itself is to be the same each time. */
function mulberry(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const always = { startsAt: 0, endsAt: Infinity, diesAt: Infinity, livesAt: Infinity };
const busy = (size = 1, over: Partial<Plan> = {}): Plan => ({ size, needs: 1_000, wants: 1_000, ...always, ...over });

/** The most units in any half-open span. */
function mostInASpan(arrivals: readonly { at: number; units: number }[]): number {
  const sorted = arrivals.toSorted((a, b) => a.at - b.at);
  let most = 0;
  let inSpan = 0;
  let first = 0;
  for (const { at, units } of sorted) {
    inSpan += units;
    while (sorted[first]!.at <= at - ceilingSpanMs) inSpan -= sorted[first++]!.units;
    most = Math.max(most, inSpan);
  }
  return most;
}

const unitsOf = (
  arrivals: readonly { at: number; units: number; who: number }[],
  who: number,
  from = 0,
  to = Infinity,
) =>
  arrivals.filter((each) => each.who === who && each.at >= from && each.at < to).reduce((sum, a) => sum + a.units, 0);

test("E8 no span of a minute holds more than the ceiling, whoever comes, dies, or is not heard", () => {
  const planned = fc.record({
    size: fc.integer({ min: 1, max: 9 }),
    needs: fc.integer({ min: 1, max: 30 }),
    wants: fc.integer({ min: 30, max: 60 }),
    startsAt: fc.integer({ min: 0, max: 10 * minute }),
    endsAt: fc.integer({ min: 10 * minute, max: 40 * minute }),
    diesAt: fc.integer({ min: 0, max: 40 * minute }),
    livesAt: fc.integer({ min: 0, max: 40 * minute }),
  });
  const chance = fc.constantFrom(0, 0.1, 0.4);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120 }),
      fc.array(planned, { minLength: 1, maxLength: 8 }),
      fc.record({ lost: chance, unheard: chance, late: chance }),
      fc.nat(),
      (capacity, plans, troubles, seed) => {
        // A message larger than the ceiling takes a whole span of it.
        const fitting = plans.map((plan) => ({ ...plan, size: Math.min(plan.size, capacity) }));
        const { arrivals } = play({ capacity, plans: fitting, troubles, seed, untilMs: 30 * minute });
        expect(mostInASpan(arrivals)).toBeLessThanOrEqual(capacity);
      },
    ),
    { seed: 20261122, numRuns: 120 },
  );
});

test.each([
  ["five of equal demand", 60, [1, 1, 1, 1, 1]],
  ["seven, which do not divide the ceiling", 60, [1, 1, 1, 1, 1, 1, 1]],
  ["messages of seven units, of which the ceiling holds eight and a rest", 60, [7, 7, 7, 7, 7]],
  ["more campaigns than units", 10, Array.from({ length: 25 }, () => 1)],
] as const)("E8 over an hour %s get alike within a tenth, and most of the ceiling is used", (_, capacity, sizes) => {
  const { arrivals } = play({ capacity, plans: sizes.map((size) => busy(size)), untilMs: 70 * minute });
  const got = sizes.map((_size, who) => unitsOf(arrivals, who, 10 * minute));
  const mean = got.reduce((sum, units) => sum + units, 0) / got.length;
  for (const units of got) expect(Math.abs(units - mean) / mean).toBeLessThan(0.1);
  expect(mean * got.length).toBeGreaterThan(0.8 * capacity * 60);
});

test("E8 messages larger than an equal share get their turn, and so do the small ones beside them", () => {
  const sizes = [6, 1, 1, 1, 1, 1];
  const { arrivals } = play({ capacity: 12, plans: sizes.map((size) => busy(size)), untilMs: 70 * minute });
  for (const [who] of sizes.entries()) {
    const perMinute = unitsOf(arrivals, who, 10 * minute) / 60;
    expect(perMinute).toBeGreaterThan(0.7 * 2);
    expect(perMinute).toBeLessThan(1.1 * 2);
  }
});

test("E8 who wants less than an equal share has it, and the rest goes to the others", () => {
  const plans = [busy(1, { needs: 2, wants: 2 }), busy(1), busy(1)];
  const { arrivals } = play({ capacity: 60, plans, untilMs: 61 * minute });
  const [little, ...much] = plans.map((__, who) => unitsOf(arrivals, who, minute) / 60);
  expect(little).toBeCloseTo(2, 0);
  for (const perMinute of much) expect(perMinute).toBeGreaterThan(27);
});

test("E8 bursts are whole while there is room, and cost nobody's lasting rate when there is none", () => {
  const burst = busy(1, { needs: 2, wants: 10 });
  const alone = play({ capacity: 60, plans: [burst], untilMs: minute });
  expect(alone.arrivals.filter(({ at }) => at < 5_000)).toHaveLength(10);
  const { arrivals } = play({ capacity: 60, plans: [busy(), busy(), ...Array(10).fill(burst)], untilMs: 30 * minute });
  expect(unitsOf(arrivals, 0, 10 * minute, 30 * minute) / 20).toBeGreaterThan(18);
});

test("E8 a newcomer has its share in about a minute, and a campaign that ends leaves its own to the others", () => {
  const plans = [busy(), busy(), busy(1, { startsAt: 20 * minute, endsAt: 40 * minute })];
  const { arrivals } = play({ capacity: 60, plans, untilMs: 60 * minute });
  const perMinute = (who: number, from: number) => unitsOf(arrivals, who, from * minute, (from + 10) * minute) / 10;
  expect(Math.min(...arrivals.filter(({ who }) => who === 2).map(({ at }) => at))).toBeLessThan(21.5 * minute);
  expect([0, 1, 2].map((who) => Math.round(perMinute(who, 24)))).toEqual([20, 20, 20]);
  expect(perMinute(0, 43)).toBeGreaterThan(25);
});

test("E8 the share of one that died is the others' when it can no longer be used", () => {
  const plans = [busy(), busy(1, { diesAt: 5 * minute })];
  const { arrivals } = play({ capacity: 60, plans, untilMs: 60 * minute });
  expect(unitsOf(arrivals, 0, 18 * minute, 58 * minute) / 40).toBeGreaterThan(56);
});

test("E8 while nobody comes or goes a share is asked for every ten minutes", () => {
  const { asks } = play({ capacity: 60, plans: [busy(), busy(), busy()], untilMs: 120 * minute });
  expect(asks).toBeLessThan(3 * 12 + 15);
});

const ask = (asker: string, sequence: number, over: Partial<CeilingAsk> = {}): CeilingAsk => ({
  asker,
  sequence,
  needs: 60,
  wants: 60,
  size: 1,
  used: { units: 0, backAt: 0 },
  ...over,
});

test("E8 the same ask is answered alike, and one that was overtaken by a later one not at all", () => {
  const terms = { capacity: 60, now: 1_000, latenessMs };
  const first = shareOut(newCeiling, ask("cmp_a", 5), terms);
  expect(shareOut(first.state, ask("cmp_a", 5), { ...terms, now: 9_000 })).toEqual({ ...first, nudges: [] });
  const late = shareOut(first.state, ask("cmp_a", 4, { wants: 0, needs: 0 }), terms);
  expect([late.share, late.state]).toEqual([null, first.state]);
});

test("E8 a ceiling that is lowered is held as soon as earlier shares are over", () => {
  const before = shareOut(newCeiling, ask("cmp_a", 1), { capacity: 60, now: 0, latenessMs });
  const next = shareOut(before.state, ask("cmp_b", 1), { capacity: 30, now: 1_000, latenessMs });
  expect([next.share?.units, next.nudges]).toEqual([0, ["cmp_a"]]);
  const overAt = ceilingLimits.leaseMs + ceilingSpanMs + latenessMs;
  expect(shareOut(next.state, ask("cmp_b", 2), { capacity: 30, now: overAt, latenessMs }).share?.units).toBe(30);
});
