import { parseAttemptId } from "@headsup/contract";
import { calledUs, campaignScript, type Script } from "@headsup/core/call/flow";
import { findSenderByAddress, type InboxRow, readInboxes } from "@headsup/storage/catalog";
import type { Services } from "../services.ts";
import type { CallAtHand } from "./named.ts";

/** What a call says: its campaign's words for this very person, or ours for who calls us. Null: there is nothing to say. */
export async function scriptOf(services: Services, { attempt, ours }: CallAtHand): Promise<Script | null> {
  if (attempt === null) return calledUs({ name: (await nameOf(services, ours)) ?? ours, language: "en" });
  const named = parseAttemptId(attempt.attempt);
  if (named === undefined) return null;
  const sent = await services.campaign(attempt.owner).messageOf(named.recipientId, named.number);
  return sent?.content.channel === "voice" ? campaignScript(sent.content.call) : null;
}

/** A number may call and text; by either it has a name. */
async function nameOf({ catalogue }: Services, address: string): Promise<string | undefined> {
  const [voice, sms] = await Promise.all([
    findSenderByAddress(catalogue, { channel: "voice", address }),
    findSenderByAddress(catalogue, { channel: "sms", address }),
  ]);
  return voice?.name ?? sms?.name;
}

/** The inbox an exit leads to: the one it names, or the one that the sender's replies go to. */
export async function inboxAsked(
  { catalogue }: Services,
  { ours }: Pick<CallAtHand, "ours">,
  named: string | undefined,
): Promise<InboxRow | undefined> {
  const [inboxes, sender] = await Promise.all([
    readInboxes(catalogue),
    findSenderByAddress(catalogue, { channel: "voice", address: ours }),
  ]);
  const byName = named === undefined ? undefined : inboxes.find(({ id, name }) => id === named || name === named);
  return byName ?? inboxes.find(({ id }) => id === sender?.inboxId);
}
