import { expect, test } from "vitest";
import { playAll } from "./seeds.ts";
import type { Verdict } from "./simulate.ts";

/**
 * E3 One list: people on WhatsApp and not, landlines, handsets that are dead, people with a mailbox alone. Along WhatsApp, a text
 * and, in half of the seeds, an email, while receipts are lost, late, repeated and out of order.
 */

const seeds = Array.from({ length: 24 }, (_, i) => `ladder-${i + 1}`);

test("E3 nobody is contacted twice on a rung, nobody is left out, and `why` tells every step", {
  timeout: 120_000,
}, async () => {
  const broken: string[] = [];
  const taken = [0, 0, 0];
  const arrived = [0, 0, 0];
  await playAll<Verdict>({
    names: seeds,
    onResult: ({ seed, violations: [first], ...byRung }) => {
      if (first !== undefined) broken.push(`${first.breach}: ${first.what} — pnpm sim --seed ${seed}`);
      for (const [rung, count] of byRung.taken.entries()) taken[rung]! += count;
      for (const [rung, count] of byRung.arrived.entries()) arrived[rung]! += count;
      return true;
    },
  });
  expect(broken).toEqual([]);
  // Every rung was climbed to, and people were reached on each.
  for (const count of [...taken, ...arrived]) expect(count).toBeGreaterThan(seeds.length / 2);
});
