import { callOutcome, type Reach } from "@headsup/core/call/outcome";
import { reasonOf } from "@headsup/core/reason";
import { findCall, noteCall, rankOfReach, reachOf } from "@headsup/storage/catalog";
import { receiveAttempt } from "../receipt.ts";
import type { Services } from "../services.ts";
import type { CallAtHand } from "./named.ts";

/**
 * How calls go. Who picked up and how much was said is kept as it becomes known, for the provider's last word on a call does not
 * tell it. Once a call is over, its attempt is told what it came to; told more afterwards, it is told again.
 *
 * @param reach how much was said by now
 * @returns whether there is such an attempt
 */
export async function progress(services: Services, call: CallAtHand, reach: Reach): Promise<boolean> {
  const { catalogue, now } = services;
  const { callId: id, attempt, person: address, answeredBy, end } = call;
  const told = {
    id,
    ownerId: attempt?.owner ?? "",
    attemptId: attempt?.attempt ?? "",
    address,
    answeredBy,
    reach: rankOfReach(reach),
    ended: end,
    createdAt: now(),
  };
  await catalogue.together([noteCall(catalogue, told)]);
  if (attempt === null) return true;
  const known = await findCall(catalogue, id);
  if (known === undefined || known.ended === null)
    return receiveAttempt(services, attempt, { providerId: id, status: "accepted", code: null, failure: null });
  const outcome = callOutcome(known.ended, { answeredBy: known.answeredBy, reach: reachOf(known) });
  return receiveAttempt(services, attempt, { ...outcome, providerId: id });
}

/** The same while somebody is on the line: a call goes on though it could not be noted how far it came. */
export async function progressAnyway(services: Services, call: CallAtHand, reach: Reach): Promise<void> {
  await progress(services, call, reach).catch((error: unknown) =>
    services.log("error", "call.not_noted", { callId: call.callId, reach, error: reasonOf(error) }),
  );
}
