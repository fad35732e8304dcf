import { execFileSync } from "node:child_process";

/**
 * The seeds that are always played: as many as a test run has time for. What a seed finds becomes a test by a name of its own,
 * and, put back, a mutation: a seed alone tells another story as soon as plans are made otherwise.
 */
export const fixedSeeds = Array.from({ length: 48 }, (_, i) => String(i + 1));

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
