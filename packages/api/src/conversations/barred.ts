import type { Channel } from "@headsup/contract";
import { barrierOn, type Standing } from "@headsup/core/contact/standing";
import { type ConversationRow, insertSuppression, readStandings, type Statement } from "@headsup/storage/catalog";
import type { Services } from "../services.ts";

/** A thread, as far as it matters whether its customer may be written to. */
type Addressed = Pick<ConversationRow, "address" | "senderId">;

/** Why this address must not be written to from this sender; null where it may be. */
export async function barredBy(
  { catalogue }: Services,
  { address, senderId, channel }: Addressed & Pick<ConversationRow, "channel">,
): Promise<string | null> {
  return barrierIn(await readStandings(catalogue, { addresses: [address], senderIds: [senderId] }), channel);
}

/** The same, by what is known of that one address. */
export function barrierIn([standing]: readonly Standing[], channel: Channel): string | null {
  const barrier = standing === undefined ? null : barrierOn(standing, channel);
  return barrier !== null && "suppressed" in barrier ? barrier.suppressed : null;
}

/** A rule's own suppression: this sender's matter, and no reply lifts it. Rules suppress nobody who wrote to none of ours. */
export const barredByRule = ({ catalogue }: Services, { address, senderId }: Addressed, at: number): Statement =>
  insertSuppression(catalogue, { address, scope: "sender", scopeId: senderId, reason: "rule", createdAt: at });
