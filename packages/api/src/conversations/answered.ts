import { CampaignId, ConversationId, parseAttemptId } from "@headsup/contract";
import { recipientIdOf } from "@headsup/core/contact/recipientId";
import { isWithinLookBack } from "@headsup/core/reply/attribution";
import { findCampaign, findConversation, findMessage, type LastContact } from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import type { Services } from "../services.ts";

/**
 * Which message of ours does a message answer? The one it names, however long ago that was; else the latest from that sender to
 * that address, within its campaign's look-back.
 */

export interface Answered {
  readonly campaign: LastContact["campaign"];
  /** What this person got, to stand ahead of their answer; null: nothing that is not in the thread, or not theirs to show. */
  readonly sent: { readonly recipientId: string; readonly at: number } | null;
}

type Answering = Pick<JournalEntry, "address" | "at" | "answers">;

/** @param contact who wrote to them last from this sender */
export async function answeredBy(
  services: Pick<Services, "catalogue">,
  entry: Answering,
  contact: LastContact | undefined,
): Promise<Answered | undefined> {
  const named = await namedBy(services, entry, contact);
  if (named !== "none") return named;
  if (contact === undefined || !isWithinLookBack({ at: contact.at, lookBackMs: contact.campaign.lookBackMs }, entry.at))
    return undefined;
  const { campaign, recipientId, at } = contact;
  return { campaign, sent: { recipientId, at } };
}

/** "none": it names nothing of ours. */
async function namedBy(
  services: Pick<Services, "catalogue">,
  { address, at, answers }: Answering,
  contact: LastContact | undefined,
): Promise<Answered | undefined | "none"> {
  if (answers === null) return "none";
  const { ownerId, attemptId } = answers;
  if (ConversationId.safeParse(ownerId).success) return campaignOfThread(services, ownerId, attemptId);
  if (!CampaignId.safeParse(ownerId).success) return "none";
  const campaign = await findCampaign(services.catalogue, ownerId);
  if (campaign === undefined) return "none";
  // Mail is handed on and answered by others: what was sent to somebody is shown with their own answer only.
  const named = attemptId === null ? undefined : parseAttemptId(attemptId)?.recipientId;
  const own = recipientIdOf({ campaignId: ownerId, address });
  const contacted = contact?.campaign.id === ownerId ? contact : undefined;
  if (contacted !== undefined && (named === undefined || named === contacted.recipientId))
    return { campaign, sent: { recipientId: contacted.recipientId, at: contacted.at } };
  return { campaign, sent: named === own ? { recipientId: own, at: at - 1 } : null };
}

/** An agent's answer is answered: it is its conversation's campaign that brought that about, if any did. */
async function campaignOfThread(
  { catalogue }: Pick<Services, "catalogue">,
  conversationId: string,
  messageId: string | null,
): Promise<Answered | undefined | "none"> {
  const [thread, message] = await Promise.all([
    findConversation(catalogue, conversationId),
    messageId === null ? null : findMessage(catalogue, messageId),
  ]);
  if (thread === undefined || (message !== null && message?.conversationId !== conversationId)) return "none";
  const { campaignId } = thread;
  const campaign = campaignId === null ? undefined : await findCampaign(catalogue, campaignId);
  return campaign && { campaign, sent: null };
}
