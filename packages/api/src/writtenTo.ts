import type { InboundMessage } from "@headsup/channels";
import type { Channel } from "@headsup/contract";
import {
  findCampaign,
  findConversation,
  findSender,
  findSenderByAddress,
  type SenderRow,
} from "@headsup/storage/catalog";
import { ladderOf } from "./ladder.ts";
import type { Services } from "./services.ts";

/** Which sender of ours somebody wrote to. */

type Parts = Pick<Services, "catalogue">;

/** The one whose address it is; else, as replies may come in elsewhere, the one whose message it names. */
export async function senderWrittenTo(
  services: Parts,
  { channel, to, answers }: Pick<InboundMessage, "channel" | "to" | "answers">,
): Promise<SenderRow | undefined> {
  const sender = await findSenderByAddress(services.catalogue, { channel, address: to });
  return sender ?? (answers === null ? undefined : senderThatSent(services, answers.ownerId, channel));
}

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
