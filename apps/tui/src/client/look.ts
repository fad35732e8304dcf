import { isPassing } from "../failure.ts";
import type { Shell } from "../shell.ts";
import { backOffMs } from "./retry.ts";

/** Between two looks at the server. */
export const lookMs = 2_000;

/**
 * Does the same again and again until the signal aborts, with the pause in between that each look asks for, in ms. While
 * the server is away it waits longer each time; any other failure ends it.
 */
export async function everySoOften(
  { wait }: Pick<Shell, "wait">,
  signal: AbortSignal,
  look: () => Promise<number>,
): Promise<void> {
  let failures = 0;
  let pauseMs = lookMs;
  while (!signal.aborted) {
    try {
      pauseMs = await look();
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error)) throw error;
      failures++;
    }
    await wait(failures === 0 ? pauseMs : Math.max(lookMs, backOffMs(failures)), signal).catch(() => {});
  }
}
