/**
 * How long fuzz and property tests run. In `pnpm test` each has a fixed number of runs and one seed, so that it says the same
 * every time. Long runs over the same code: `FUZZ_RUNS=100 FUZZ_SEED=7 npx vitest run --project unit property fuzz`;
 * `FUZZ_RUNS` multiplies every number of runs, `FUZZ_SEED` draws other cases. A failure prints its seed.
 */
const factor = positive("FUZZ_RUNS", 1);
export const fuzzSeed = positive("FUZZ_SEED", 20_261_122);

/** Whether this run is a long one: what is sampled may be gone through whole. */
export const isLongFuzz = factor > 1;

/** The number of runs, as many times over as was asked for. */
export const fuzzRuns = (runs: number): number => Math.ceil(runs * factor);

/** The same as fast-check takes it; a test may well take as long as it was asked to. */
export const fuzzed = (runs: number): { readonly seed: number; readonly numRuns: number } => ({
  seed: fuzzSeed,
  numRuns: fuzzRuns(runs),
});

/** Time allowed to one test, ms: nobody waits for a short one that hangs. */
export const fuzzTimeoutMs = 60_000 * Math.ceil(factor);

function positive(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!(value > 0)) throw new RangeError(`${name} is a number greater than 0, not "${process.env[name]}".`);
  return value;
}
