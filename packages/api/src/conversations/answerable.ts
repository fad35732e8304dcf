import type { Thread } from "@headsup/contract";
import { sessionOf } from "@headsup/core/reply/session";
import { type ConversationRow, findLatestInbound } from "@headsup/storage/catalog";
import type { Services } from "../services.ts";
import type { OwnCode } from "./codes.ts";

/** Whether a text of ours can go to the customer of a conversation now: what its channel allows. */

export type Answering = Thread["answering"] & {
  /** The code of a message that was kept from going by it. */
  readonly code: OwnCode | null;
};

const freely: Answering = { refused: null, until: null, code: null };

export async function answeringOf(
  { catalogue, now }: Pick<Services, "catalogue" | "now">,
  { id, channel, address }: Pick<ConversationRow, "id" | "channel" | "address">,
): Promise<Answering> {
  if (channel === "voice")
    return {
      refused: `This was a call: no text can answer it. Call them back at ${address}, or write to them on another channel.`,
      until: null,
      code: "no_text",
    };
  if (channel !== "whatsapp") return freely;
  const wroteAt = (await findLatestInbound(catalogue, id))?.at ?? null;
  const { isOpen, closesAt } = sessionOf({ channel, wroteAt, now: now() });
  if (isOpen) return { ...freely, until: closesAt };
  return { refused: closedWords(closesAt), until: closesAt, code: "session_closed" };
}

const closedWords = (closedAt: number | null): string =>
  `WhatsApp takes what you write only within 24 hours of their last message${closedAt === null ? "" : `: that ended at ${new Date(closedAt).toISOString().slice(0, 16).replace("T", " ")} UTC`}. ` +
  "Send them an approved template with a campaign or a single message, write on another channel, or wait until they write again.";
