import { execFileSync } from "node:child_process";

/** The seeds that are always played: as many as a test run has time for. */
export const fixedSeeds = Array.from({ length: 60 }, (_, i) => String(i + 1));

/** Seeds that once broke a promise, and what was wrong then. They are played for ever. */
export const brokenOnce: readonly { readonly seed: string; readonly what: string }[] = [
  { seed: "7", what: "an alarm was lost before the catalogue had heard of anything due; its summary stayed as it was" },
  { seed: "57", what: "people imported into a campaign after its stop stayed undecided" },
  { seed: "113", what: "a list sealed and not yet launched at the stop stayed undecided" },
  { seed: "128", what: "a campaign that waited for a further list was not asked whose message it was" },
];

/** New seeds for each commit, so that the same code is always judged by the same ones; none outside a checkout. */
export function commitSeeds(count: number): string[] {
  let commit: string;
  try {
    commit = execFileSync("git", ["rev-parse", "--short=12", "HEAD"], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    console.warn("Not a git checkout: no seeds are derived from the commit.");
    return [];
  }
  return Array.from({ length: count }, (_, i) => `${commit}-${i + 1}`);
}
