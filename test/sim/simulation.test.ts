import { expect, test } from "vitest";
import { commitSeeds, fixedSeeds } from "./names.ts";
import type { Paced } from "./pace.ts";
import { playAll } from "./seeds.ts";
import type { Verdict } from "./simulate.ts";

/** Whatever goes wrong: never twice, never lost, never faster, never at night, never after no, stop means stop. */

/** Seeds that broke a promise, with what broke and how to see it again. */
async function failuresOf(names: readonly string[]): Promise<string[]> {
  const failures: string[] = [];
  await playAll<Verdict>({
    names,
    onResult: ({ seed, violations: [first] }) => {
      if (first !== undefined) failures.push(`${first.breach}: ${first.what} — pnpm sim --seed ${seed}`);
      return true;
    },
  });
  return failures;
}

test("invariants 1–9 hold in every fixed seed", { timeout: 300_000 }, async () => {
  expect(await failuresOf(fixedSeeds)).toEqual([]);
});

test("invariants 1–9 hold in seeds nobody chose: they follow from the commit", { timeout: 300_000 }, async () => {
  expect(await failuresOf(commitSeeds(30))).toEqual([]);
});

test("a seed is one history: played twice, in two processes, it is the same to the last line", {
  timeout: 60_000,
}, async () => {
  const digests = new Map<string, Set<string>>();
  const names = ["11", "23", "42"];
  const onResult = ({ seed, digest }: Verdict) => {
    digests.set(seed, (digests.get(seed) ?? new Set()).add(digest));
    return true;
  };
  await Promise.all([
    playAll<Verdict>({ names, onResult, players: 1 }),
    playAll<Verdict>({ names, onResult, players: 1 }),
  ]);
  expect([...digests].map(([seed, seen]) => [seed, seen.size])).toEqual(names.map((seed) => [seed, 1]));
});

test("A4 a campaign with enough people uses every slot of its pace and not one more", { timeout: 60_000 }, async () => {
  const results: Paced[] = [];
  await playAll<Paced>({ names: ["a", "b"], pace: { hours: 12 }, onResult: (paced) => results.push(paced) > 0 });
  for (const { slots, used, rateViolations, doubleSends, counterMismatches } of results)
    expect({ used, rateViolations, doubleSends, counterMismatches }).toEqual({
      used: slots,
      rateViolations: 0,
      doubleSends: 0,
      counterMismatches: 0,
    });
});
