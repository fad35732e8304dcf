/**
 * Twilio's connection overrides: what stands behind `#` in a webhook URL tells Twilio how to call, and is neither sent
 * nor signed. Source: twilio.com/docs/usage/webhooks/webhooks-connection-overrides. We honour `rc` and `rp`.
 */
import { limits } from "./limits.ts";

/** Could not connect, connected but got no answer, or got an answer that is not 2xx. */
export type Failure = "ct" | "rt" | "4xx" | "5xx";
const failures: readonly Failure[] = ["ct", "rt", "4xx", "5xx"];

export interface CallbackTarget {
  readonly url: string;
  readonly retries: number;
  /** The failures that are worth another try; by default only that nobody was there. */
  readonly retryOn: readonly Failure[];
}

export function parseCallbackUrl(address: string): CallbackTarget {
  const [url = "", fragment = ""] = address.split("#", 2);
  const overrides = new URLSearchParams(fragment);
  const asked = Number.parseInt(overrides.get("rc") ?? "", 10);
  const retries = Number.isNaN(asked) ? limits.callbackRetriesDefault : asked;
  const policies = (overrides.get("rp") ?? "ct").split(",");
  return {
    url,
    retries: Math.min(Math.max(retries, 0), limits.callbackRetriesMax),
    retryOn: policies.includes("all") ? failures : failures.filter((failure) => policies.includes(failure)),
  };
}
