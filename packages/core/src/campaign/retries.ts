import type { Channel } from "@headsup/contract";
import { callRetryDelaysMs } from "../call/again.ts";
import { engineLimits } from "./limits.ts";

/** Waits before further tries on a rung, after failures that may pass. As many tries as waits, and the first. */
export interface Retries {
  readonly retry: readonly number[];
  readonly unreachable: readonly number[];
}

export const messageRetries: Retries = {
  retry: engineLimits.retryDelaysMs,
  unreachable: engineLimits.retryDelaysMs.slice(0, 1),
};

/** A line that is busy or not answered is tried at other times than a message that was not delivered. */
export const retriesOn = (channel: Channel): Retries => (channel === "voice" ? callRetryDelaysMs : messageRetries);
