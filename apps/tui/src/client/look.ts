import { isPassing } from "../failure.ts";
import type { Shell } from "../shell.ts";
import { backOffMs } from "./retry.ts";

/**
 * Does the same again and again until the signal aborts, with a pause in between. While the server is away it waits
 * longer each time; any other failure ends it.
 */
export async function everySoOften(
  { wait }: Pick<Shell, "wait">,
  { everyMs, signal }: { everyMs: number; signal: AbortSignal },
  look: () => Promise<void>,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await look();
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error)) throw error;
      failures++;
    }
    await wait(failures === 0 ? everyMs : Math.max(everyMs, backOffMs(failures)), signal).catch(() => {});
  }
}
