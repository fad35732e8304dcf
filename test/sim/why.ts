import type { Why } from "@headsup/contract";
import type { Call } from "@headsup/testkit";
import type { Auditor, Violation } from "./auditor.ts";
import { hasReached, mayHaveFailed } from "./steps.ts";

/** What `why` tells of people, compared with what the carrier took for them. */

const breach = (what: string): Violation => ({ breach: "whyMismatches", what });

/** Whether it answers at all: asked in the midst of everything, it may be away, and may not break. */
export async function askWhy(call: Call, id: string, recipient: string): Promise<Why | Violation | null> {
  const answer = await call("GET", `/v1/campaigns/${id}/recipients/${recipient}/why`);
  if (answer.status === 200) return answer.json;
  // Not there yet, or their row is bad.
  return answer.status === 503 || answer.status === 404
    ? null
    : breach(`why answers ${answer.status} of ${recipient}: ${answer.text}`);
}

/** Every rung that the carrier took something on has its entry, in their order, and what arrived is told of the rung it arrived on. */
export function judgeWhy({ recipient, rungs, summary }: Why, taken: ReturnType<Auditor["taken"]>): Violation[] {
  const broken: Violation[] = [];
  const { address, status, code } = recipient;
  const told = rungs.map((entry) => `${entry.channel} ${entry.status}`).join(", ") || "nothing";
  for (const { rung, channel, attemptId } of taken) {
    const entry = rungs.find((each) => each.rung === rung);
    const there = taken.filter((message) => message.rung === rung);
    const isSo =
      entry === undefined ||
      (hasReached(entry)
        ? code === "replied" || there.some((message) => hasReached(message) || message.status === "completed")
        : !["failed", "undelivered"].includes(entry.status) || there.every(mayHaveFailed));
    if (!isSo)
      broken.push(breach(`${address} got ${there.map((each) => each.status)} by ${channel}; why tells ${told}`));
    if (entry === undefined || entry.channel !== channel || entry.status === "passed")
      broken.push(breach(`${address} got ${attemptId} by ${channel}; why tells ${told}`));
  }
  if (rungs.some((entry, nth) => nth > 0 && entry.rung <= (rungs[nth - 1]?.rung ?? 0)))
    broken.push(breach(`${address}: the rungs are out of order: ${told}`));
  const arrived = rungs.some(hasReached);
  if ((status === "delivered" || status === "read") && code !== "replied" && !arrived)
    broken.push(breach(`${address} is ${status}, and no rung is: ${told}`));
  if (summary === "") broken.push(breach(`${address}: there is no summary`));
  return broken;
}
