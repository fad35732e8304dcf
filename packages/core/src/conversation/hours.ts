/** Business hours of an inbox: whether it is open, and when an answer is due that is promised within open time. */
import { hoursRule, openingAt } from "../schedule/index.ts";
import { conversationLimits } from "./limits.ts";
import type { InboxFacts } from "./state.ts";

/** Whether the inbox is within its business hours at `now` (epoch ms). Without hours it is always open. */
export const isOpenNow = ({ hours, zone }: Pick<InboxFacts, "hours" | "zone">, now: number): boolean =>
  hours === null || openingAt([hoursRule(zone, hours)], now).open;

/**
 * When an answer to a customer waiting since `waitingSince` is due, epoch ms: `answerWithinMs` later, of which only the time
 * the inbox is open counts. Null: nobody waits, or the inbox promises nothing. An inbox that is never open counts by the clock.
 */
export function dueAtIn(
  { hours, zone, answerWithinMs }: Pick<InboxFacts, "hours" | "zone" | "answerWithinMs">,
  waitingSince: number | null,
): number | null {
  if (waitingSince === null || answerWithinMs === null) return null;
  if (hours === null) return waitingSince + answerWithinMs;
  const rules = [hoursRule(zone, hours)];
  let at = waitingSince;
  let leftMs = answerWithinMs;
  for (let openings = 0; openings < conversationLimits.openingsMax; ) {
    const opening = openingAt(rules, at);
    if (opening.open) {
      if (at + leftMs <= opening.until) break;
      leftMs -= opening.until - at;
      at = opening.until;
      openings += 1;
    } else {
      if (opening.opensAt === null) break;
      at = opening.opensAt;
    }
  }
  return at + leftMs;
}
