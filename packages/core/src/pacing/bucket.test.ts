import fc from "fast-check";
import { expect, test } from "vitest";
import { gatherMs, type TokensTaken, tokensAvailable, tokensDueAt } from "./bucket.ts";

const pace = { count: 10, spanMs: 300_000 };

test("A4 a token comes back exactly T after its stamp, not a millisecond before", () => {
  const taken = [{ count: 10, stampedAt: 1_000 }];
  expect(tokensAvailable(pace, taken, 300_999)).toBe(0);
  expect(tokensAvailable(pace, taken, 301_000)).toBe(10);
});

test("A4 tokens of a batch under way are out until it settles, and then no time is named", () => {
  const taken = [{ count: 10, stampedAt: null }];
  expect(tokensAvailable(pace, taken, Number.MAX_SAFE_INTEGER)).toBe(0);
  expect(tokensDueAt(pace, taken, 0)).toBeNull();
});

test("A4 an empty bucket is looked at again when all are back, or half a second after the first", () => {
  const near = [
    { count: 6, stampedAt: 1_000 },
    { count: 4, stampedAt: 1_200 },
  ];
  expect(tokensDueAt(pace, near, 2_000)).toBe(301_200);
  const far = [
    { count: 6, stampedAt: 1_000 },
    { count: 4, stampedAt: 90_000 },
  ];
  expect(tokensDueAt(pace, far, 2_000)).toBe(301_000 + gatherMs);
  expect(tokensDueAt(pace, far, 301_000)).toBe(390_000);
});

test("A4 whatever batches are taken as allowed, no half-open span of T holds more than N arrivals", () => {
  const batch = fc.record({
    /** Time let pass before looking. */
    waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 })),
    /** Whether to wait until tokens are due, as the engine does. */
    isPatient: fc.boolean(),
    wanted: fc.integer({ min: 1, max: 12 }),
    /** When each request arrives within the batch, as a share of its duration. */
    arrivals: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }),
    tookMs: fc.integer({ min: 0, max: 3_000 }),
  });
  const paces = fc.record({ count: fc.integer({ min: 1, max: 10 }), spanMs: fc.integer({ min: 1_000, max: 20_000 }) });
  fc.assert(
    fc.property(paces, fc.array(batch, { maxLength: 60 }), (allowed, batches) => {
      const taken: TokensTaken[] = [];
      const arrivedAt: number[] = [];
      let now = 0;
      for (const { waitMs, isPatient, wanted, arrivals, tookMs } of batches) {
        now += waitMs;
        if (isPatient && tokensAvailable(allowed, taken, now) === 0) now = tokensDueAt(allowed, taken, now) ?? now;
        const count = Math.min(wanted, tokensAvailable(allowed, taken, now));
        for (const share of arrivals.slice(0, count)) arrivedAt.push(now + Math.floor(share * tookMs));
        now += tookMs;
        if (count > 0) taken.push({ count, stampedAt: now });
      }
      arrivedAt.sort((a, b) => a - b);
      for (const [i, at] of arrivedAt.entries()) {
        const earlier = arrivedAt[i - allowed.count];
        if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(allowed.spanMs);
      }
    }),
    { seed: 20261122, numRuns: 300 },
  );
});
