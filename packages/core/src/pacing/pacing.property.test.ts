/**
 * The bucket and a sender's ceiling, over any course of takes, returns, crashes and asks. Long runs: see
 * `packages/testkit/src/fuzz.ts`.
 */
import { fuzzed, fuzzTimeoutMs } from "@headsup/testkit/fuzz";
import fc from "fast-check";
import { expect, test } from "vitest";
import { gatherMs, type TokensTaken, tokensAvailable, tokensDueAt } from "./bucket.ts";
import { type CeilingState, ceilingLimits, ceilingSpanMs, newCeiling, reservedFor, shareOut } from "./ceiling.ts";

const paces = fc.record({ count: fc.integer({ min: 1, max: 40 }), spanMs: fc.integer({ min: 1_000, max: 60_000 }) });

/** What a step does with the tokens it takes. */
const step = fc.record({
  waitMs: fc.oneof(fc.constant(0), fc.nat(3_000), fc.nat(80_000)),
  wanted: fc.integer({ min: 1, max: 60 }),
  /** Of those taken, how many never left, as a share: they are put back. */
  released: fc.constantFrom(0, 0, 0.3, 1),
  tookMs: fc.nat(5_000),
  /** Where in the batch's time each request arrives, over and over. */
  arrivals: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
  /** The copy at work dies in the midst of it: the next counts what was taken as used when that one would have given up. */
  crashes: fc.constantFrom(false, false, false, true),
  /** The state is looked at while the batch is under way, as an early alarm does. */
  looksAt: fc.double({ min: 0, max: 1, noNaN: true }),
});
const giveUpMs = 30_000;

test(
  "invariant 3: whatever is taken, returned, or lost in a crash, no span of T ever holds N+1 arrivals",
  () =>
    fc.assert(
      fc.property(paces, fc.array(step, { maxLength: 60 }), (pace, steps) => {
        const taken: TokensTaken[] = [];
        const arrivedAt: number[] = [];
        let now = 1_000_000;
        for (const { waitMs, wanted, released, tookMs, arrivals, crashes, looksAt } of steps) {
          now += waitMs;
          const available = tokensAvailable(pace, taken, now);
          expect(available).toBeGreaterThanOrEqual(0);
          expect(available).toBeLessThanOrEqual(pace.count);
          const count = Math.min(wanted, available);
          if (count === 0) continue;
          const sent = count - Math.floor(count * released);
          for (let i = 0; i < sent; i++)
            arrivedAt.push(now + Math.floor((arrivals[i % arrivals.length] ?? 0) * tookMs));
          // Under way all of it is out, what will be put back too.
          const during = [...taken, { count, stampedAt: null }];
          expect(tokensAvailable(pace, during, now + Math.floor(looksAt * tookMs))).toBeLessThanOrEqual(
            pace.count - count,
          );
          const stampedAt = now + (crashes ? Math.max(giveUpMs, tookMs) : tookMs);
          now += tookMs;
          if (sent > 0 || crashes) taken.push({ count: crashes ? count : sent, stampedAt });
        }
        arrivedAt.sort((a, b) => a - b);
        for (const [i, at] of arrivedAt.entries()) {
          const earlier = arrivedAt[i - pace.count];
          if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(pace.spanMs);
        }
      }),
      fuzzed(1_500),
    ),
  fuzzTimeoutMs,
);

test(
  "A4 nobody starves: who looks again when told has tokens then, and N of them in every T and the time a step takes",
  () =>
    fc.assert(
      fc.property(paces, fc.array(fc.nat(2_000), { minLength: 20, maxLength: 60 }), (pace, tooks) => {
        const taken: TokensTaken[] = [];
        let now = 1_000_000;
        const begun = now;
        let sent = 0;
        for (const tookMs of tooks) {
          const count = tokensAvailable(pace, taken, now);
          if (count > 0) {
            sent += count;
            now += tookMs;
            taken.push({ count, stampedAt: now });
          }
          const dueAt = tokensDueAt(pace, taken, now);
          if (dueAt === null) expect.fail("all is settled, and no time is named");
          expect(dueAt).toBeGreaterThan(now);
          expect(dueAt).toBeLessThanOrEqual(now + pace.spanMs);
          now = dueAt;
          expect(tokensAvailable(pace, taken, now)).toBeGreaterThan(0);
        }
        const roundMs = pace.spanMs + Math.max(...tooks) + gatherMs;
        expect(sent).toBeGreaterThanOrEqual(pace.count * Math.floor((now - begun) / roundMs));
      }),
      fuzzed(800),
    ),
  fuzzTimeoutMs,
);

const latenessMs = 20_000;
const asked = fc.record({
  who: fc.nat(7),
  waitMs: fc.oneof(fc.constant(0), fc.nat(5_000), fc.nat(200_000), fc.nat(4_000_000)),
  needs: fc.nat(40),
  more: fc.nat(40),
  size: fc.integer({ min: 1, max: 12 }),
  /** Of its last share, how much it used before it asks again. */
  used: fc.double({ min: 0, max: 1, noNaN: true }),
  /** An ask that was sent before and arrives only now. */
  isLate: fc.constantFrom(false, false, false, true),
  capacity: fc.constantFrom(null, null, null, 5, 60),
});

test(
  "E8 whoever asks for whatever, when and however late, what is reserved never exceeds the ceiling, and shares are whole messages",
  () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.array(asked, { maxLength: 60 }), (first, asks) => {
        let state: CeilingState = newCeiling;
        let now = 1_000_000;
        let capacity = first;
        /** A lowered ceiling is held when what was promised under the higher one is over. */
        let promised = { units: first, until: 0 };
        const sequences = new Map<number, number>();
        const latestUsed = new Map<number, { units: number; backAt: number }>();
        for (const { who, waitMs, needs, more, size, used, isLate, capacity: next } of asks) {
          now += waitMs;
          if (next !== null && next !== capacity) {
            promised = {
              units: Math.max(capacity, now < promised.until ? promised.units : 0),
              until: now + ceilingLimits.leaseMs + ceilingSpanMs + latenessMs,
            };
            capacity = next;
          }
          const last = sequences.get(who) ?? 0;
          // Whoever has not asked for an hour is forgotten, and an ask of theirs is a first one.
          if (isLate && state.askers[`cmp_${who}`] === undefined) continue;
          const sequence = isLate ? last : last + 1;
          const held = state.askers[`cmp_${who}`]?.share;
          const units = held === undefined || now > held.until + latenessMs ? 0 : Math.floor(held.units * used);
          const before = latestUsed.get(who);
          const usedNow = isLate
            ? (before ?? { units: 0, backAt: 0 })
            : {
                units: Math.max(
                  units,
                  before !== undefined && before.backAt > now ? Math.min(before.units, held?.units ?? 0) : 0,
                ),
                backAt: units > 0 ? now + ceilingSpanMs : (before?.backAt ?? 0),
              };
          const { share, state: after } = shareOut(
            state,
            { asker: `cmp_${who}`, sequence, needs, wants: needs + more, size, used: usedNow },
            { capacity, now, latenessMs },
          );
          if (isLate) expect(after).toBe(state);
          sequences.set(who, sequence);
          latestUsed.set(who, usedNow);
          state = after;
          const reserved = Object.values(state.askers).reduce(
            (sum, asker) => sum + reservedFor(asker, { now, latenessMs }),
            0,
          );
          expect(reserved).toBeLessThanOrEqual(Math.max(capacity, now < promised.until ? promised.units : 0));
          if (share === null || isLate) continue;
          expect(share.units % Math.min(size, capacity)).toBe(0);
          expect(share.units).toBeLessThanOrEqual(capacity);
          if (share.askAgainAt !== null) expect(share.askAgainAt).toBeGreaterThan(now);
          // Who wants something and got nothing is told when to come back.
          if (needs + more > 0 && share.units === 0) expect(share.askAgainAt).not.toBeNull();
        }
      }),
      fuzzed(1_500),
    ),
  fuzzTimeoutMs,
);

test(
  "E8 nobody starves: of any campaigns that keep asking as told, each sends in every stretch that would hold a message of everybody's",
  () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 60 }),
        fc.array(fc.record({ size: fc.integer({ min: 1, max: 9 }), needs: fc.integer({ min: 9, max: 200 }) }), {
          minLength: 1,
          maxLength: 12,
        }),
        (capacity, campaigns) => {
          const fitting = campaigns.map(({ size, needs }) => ({ size: Math.min(size, capacity), needs }));
          let state: CeilingState = newCeiling;
          const nextAt = fitting.map((_, who) => who * 100);
          const heldAt = fitting.map(() => 0);
          const roundMin = Math.ceil(fitting.reduce((sum, { size }) => sum + size, 0) / capacity);
          const patienceMs = (30 + 10 * roundMin) * ceilingSpanMs;
          for (let asks = 0, now = 0; now < 180 * ceilingSpanMs; asks++) {
            if (asks > 20_000) expect.fail("they do nothing but ask");
            now = Math.min(...nextAt);
            const who = nextAt.indexOf(now);
            const { size, needs } = fitting[who] ?? { size: 1, needs: 1 };
            const held = state.askers[`cmp_${who}`]?.share;
            const used = {
              units: held?.units ?? 0,
              backAt: held === undefined || held.units === 0 ? 0 : now + ceilingSpanMs,
            };
            const {
              share,
              nudges,
              state: after,
            } = shareOut(
              state,
              { asker: `cmp_${who}`, sequence: asks + 1, needs, wants: needs, size, used },
              { capacity, now, latenessMs },
            );
            state = after;
            if (share === null) expect.fail("an ask of its time is answered");
            if (share.units >= size) heldAt[who] = now;
            nextAt[who] = Math.max(now + 1, share.askAgainAt ?? share.until);
            for (const id of nudges) nextAt[Number(id.slice(4))] = now + 50;
            for (const [other, at] of heldAt.entries())
              if (now - at > patienceMs) expect.fail(`cmp_${other} has had nothing from ${at} to ${now}`);
          }
        },
      ),
      fuzzed(8),
    ),
  fuzzTimeoutMs,
);
