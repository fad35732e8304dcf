import type { Thread } from "@headsup/contract";
import { sessionClosesAt } from "@headsup/core/reply/session";
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
  switch (channel) {
    case "voice":
      return {
        refused: `This was a call: no text can answer it. Call them back at ${address}, or write to them on another channel.`,
        until: null,
        code: "no_text",
      };
    case "whatsapp": {
      const until = sessionClosesAt((await findLatestInbound(catalogue, id))?.at ?? 0);
      if (now() < until) return { ...freely, until };
      return { refused: closedWords(until), until, code: "session_closed" };
    }
    default:
      return freely;
  }
}

const closedWords = (until: number): string =>
  `WhatsApp takes what you write only within 24 hours of their last message: that ended at ${new Date(until).toISOString().slice(0, 16).replace("T", " ")} UTC. ` +
  "Send them an approved template with a campaign or a single message, write on another channel, or wait until they write again.";
