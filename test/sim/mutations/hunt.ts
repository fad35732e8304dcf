import { playAll } from "../seeds.ts";
import type { Verdict } from "../simulate.ts";
import type { Mutation } from "./index.ts";

/** How a planted bug was noticed. */
export interface Catch {
  readonly seed: string;
  readonly breach: string;
  readonly what: string;
  /** Seeds played until then. */
  readonly played: number;
}

/** Seeds played in search of a bug before it counts as missed. */
const seedsMax = 400;

/** Plays seeds with a bug planted until one notices it: first the one that did last time, then the others in their order. */
export async function hunt({ name, seed }: Mutation): Promise<Catch | null> {
  const others = Array.from({ length: seedsMax }, (_, i) => String(i + 1));
  let played = 0;
  let caught: Catch | null = null;
  await playAll<Verdict>({
    names: [...(seed === undefined ? [] : [seed]), ...others],
    mutation: name,
    // One process: a seed that is tried first and nearly always catches leaves nothing for a second.
    players: seed === undefined ? 2 : 1,
    onResult: ({ seed: by, violations: [first] }) => {
      played++;
      if (first === undefined) return true;
      caught ??= { seed: by, breach: first.breach, what: first.what, played };
      return false;
    },
  });
  return caught;
}
