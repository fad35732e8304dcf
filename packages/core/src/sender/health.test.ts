import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeSender, lowerBound, type SenderFigures } from "./health.ts";

const quiet: SenderFigures = {
  sent: 1_000,
  failed: 0,
  filtered: 0,
  refused: 0,
  repeated: 0,
  optedOut: 0,
  complained: 0,
  units: 1_000,
  peakPerSecond: 0.5,
  perSecond: 1,
  expected: null,
};
const judge = (over: Partial<SenderFigures>) => judgeSender({ ...quiet, ...over });
const levels = (over: Partial<SenderFigures>) =>
  judge(over).findings.map(({ measure, level }) => `${measure}: ${level}`);

test("G1 a sender about whom nothing was said is good", () => {
  expect(judge({})).toMatchObject({ verdict: "good", findings: [] });
  expect(judge({ sent: 0, units: 0, peakPerSecond: 0 })).toMatchObject({
    verdict: "good",
    rates: { complaints: null },
  });
});

test("G1 complaints are watched from 0.1 % and flag from 0.2 %, in any case before 0.3 % of a thousand", () => {
  expect(levels({ sent: 20_000, complained: 19 })).toEqual([]);
  expect(levels({ sent: 20_000, complained: 21 })).toEqual(["complaints: watch"]);
  expect(levels({ sent: 20_000, complained: 40 })).toEqual(["complaints: flag"]);
  expect(levels({ sent: 1_000, complained: 3 })).toEqual(["complaints: flag"]);
});

test("G1 small numbers do not flag: what chance may have done proves nothing", () => {
  expect(judge({ sent: 2, complained: 1 }).verdict).toBe("good");
  expect(judge({ sent: 10, failed: 6 }).verdict).toBe("good");
  expect(judge({ sent: 1_000, complained: 2 }).verdict).toBe("watch");
});

test.each([
  ["opt_outs", { optedOut: 60 }],
  ["failures", { failed: 450 }],
  ["filtering", { filtered: 25 }],
  ["verification", { refused: 25 }],
  ["repetition", { repeated: 150 }],
  ["volume", { expected: 80 }],
] as const)("G1 too many %s flag, and say how many", (measure, over) => {
  const health = judge(over);
  expect([health.verdict, health.findings[0]?.measure]).toEqual(["flagged", measure]);
  expect(health.findings[0]?.message).toMatch(/\d/);
});

test("G1 more than its ceiling is to be watched", () => {
  expect(levels({ peakPerSecond: 1.3 })).toEqual(["throughput: watch"]);
});

test("G1 the bound is never above the rate, and comes near it with numbers", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, part) => {
      const events = Math.round(of * part);
      const bound = lowerBound(events, of);
      expect(bound).toBeLessThanOrEqual(events / of + 1e-12);
      expect(lowerBound(events * 100, of * 100)).toBeGreaterThanOrEqual(bound - 1e-12);
    }),
    { seed: 20261122 },
  );
});
