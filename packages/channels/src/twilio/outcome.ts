import { engineLimits } from "@headsup/core/campaign/limits";
import type { Outcome } from "@headsup/core/campaign/settle";
import { z } from "zod";
import { failureOf } from "./codes.ts";

const Created = z.object({ sid: z.string() });
const ErrorResource = z.object({ code: z.union([z.number(), z.string()]) });

/**
 * What the answer to a create means. Only a 429, refused credentials and a well-formed refusal prove that nothing was
 * accepted; a page of some proxy proves nothing.
 *
 * @param now the clock that a `Retry-After` date is told against
 */
export async function outcomeOf(response: Response, now: number): Promise<Outcome> {
  const body: unknown = await response.json().catch(() => null);
  if (response.status === 429)
    return { kind: "rate_limited", retryAfterMs: retryAfterMsOf(response.headers.get("retry-after"), now) };
  if (response.ok) {
    const created = Created.safeParse(body);
    return created.success
      ? { kind: "accepted", providerId: created.data.sid }
      : { kind: "unknown", reason: "unreadable answer" };
  }
  const refusal = ErrorResource.safeParse(body);
  const code = refusal.success ? String(refusal.data.code) : `http_${response.status}`;
  if (response.status === 401 || response.status === 403) return { kind: "refused", code, failure: "halt" };
  if (response.status < 400 || response.status >= 500 || !refusal.success)
    return { kind: "unknown", reason: `http_${response.status}` };
  if (code === "20429") return { kind: "rate_limited", retryAfterMs: null };
  return { kind: "refused", code, failure: failureOf(code) };
}

/** `Retry-After`: seconds, or a date. */
function retryAfterMsOf(header: string | null, now: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), engineLimits.retryAfterMsMax);
}
