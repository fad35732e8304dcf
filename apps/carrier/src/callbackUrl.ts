/**
 * Twilio's connection overrides: what stands behind `#` in a webhook URL tells Twilio how to call, and is neither sent
 * nor signed. Source: twilio.com/docs/usage/webhooks/webhooks-connection-overrides. We honour `rc` and `rp`.
 */
import { limits } from "./limits.ts";
import type { DeliveryRequest } from "./store/agenda.ts";

export interface CallbackTarget {
  readonly url: string;
  readonly retries: number;
  readonly retryOn: DeliveryRequest["retryOn"];
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
    retryOn: policies.some((policy) => ["all", "4xx", "5xx"].includes(policy)) ? "any-failure" : "no-answer",
  };
}
