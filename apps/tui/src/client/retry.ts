import { isPassing } from "../failure.ts";
import { cliLimits } from "../limits.ts";
import type { Shell } from "../shell.ts";

/** How long to wait before the `n`th repetition (from 1): doubling, up to a bound. */
export const backOffMs = (n: number): number =>
  Math.min(cliLimits.retryDelayMsMax, cliLimits.retryDelayMsFirst * 2 ** (n - 1));

/** Tries again while the server is away. Only for what may safely be done twice. */
export async function retrying<T>(
  { wait }: Pick<Shell, "wait">,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error) || n === cliLimits.triesMax) throw error;
      await wait(backOffMs(n), signal);
    }
  }
}
