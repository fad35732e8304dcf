import type { Channel } from "@headsup/contract";
import { lastAutomaticAt, type Statement } from "@headsup/storage/catalog";
import type { Services } from "../services.ts";
import { queued } from "./entries.ts";
import type { Heeded } from "./heed.ts";

/**
 * What we owe to a STOP, START or HELP by email. There is nobody on the line to be answered, as there is with a text: the
 * answer is a message of ours in the thread. Who stopped already is not told so again.
 */

export const answersByMail = (channel: Channel): boolean => channel === "email";

/** Two machines that ask each other for help end here. */
const helpEveryMs = 24 * 60 * 60_000;

interface Owed {
  readonly conversationId: string;
  /** When it goes, epoch ms. */
  readonly at: number;
  readonly channel: Channel;
  readonly word: Heeded;
  /** Before this word of theirs. */
  readonly isOptedOut: boolean;
}

/** The answer, queued; nothing where none is owed. */
export async function mailedAnswer(
  services: Services,
  { conversationId, at, channel, word: { kind, answer }, isOptedOut }: Owed,
): Promise<Statement[]> {
  if (answer === null || !answersByMail(channel) || (kind !== "start" && isOptedOut)) return [];
  if (kind === "help") {
    const lastAt = await lastAutomaticAt(services.catalogue, conversationId);
    if (lastAt !== null && at - lastAt < helpEveryMs) return [];
  }
  return [
    queued(services, {
      id: services.newId("message"),
      conversationId,
      at,
      authorKind: "automatic",
      author: "Headsup",
      body: answer,
      kind,
    }),
  ];
}
