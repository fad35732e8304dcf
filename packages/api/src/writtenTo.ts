import type { InboundMessage } from "@headsup/channels";
import type { Channel } from "@headsup/contract";
import { findCampaign, findConversation, findSender, type SenderRow } from "@headsup/storage/catalog";
import { ladderOf } from "./ladder.ts";
import type { Services } from "./services.ts";

/** Which sender of ours somebody wrote to. */

type Parts = Pick<Services, "catalogue">;

/** As replies may come in at an address that is no sender's: the one whose message they name. */
export const senderNamed = async (
  services: Parts,
  { channel, answers }: Pick<InboundMessage, "channel" | "answers">,
): Promise<SenderRow | undefined> =>
  answers === null ? undefined : senderThatSent(services, answers.ownerId, channel);

/** The sender on a channel of what a campaign, on whichever rung, or a conversation sent. */
export async function senderThatSent(
  { catalogue }: Parts,
  ownerId: string,
  channel: Channel,
): Promise<SenderRow | undefined> {
  const campaign = ownerId.startsWith("cnv_") ? undefined : await findCampaign(catalogue, ownerId);
  const from =
    campaign === undefined
      ? (await findConversation(catalogue, ownerId))?.senderId
      : ladderOf(campaign).find((rung) => rung.channel === channel)?.senderId;
  const sender = from === undefined ? undefined : await findSender(catalogue, from);
  return sender?.channel === channel ? sender : undefined;
}
