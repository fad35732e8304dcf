import { insertMessage, type MessageRow, type Statement } from "@headsup/storage/catalog";
import type { Services } from "../services.ts";

/** Entries of a thread, to be stored with the change that makes them. */

const blank = {
  body: null,
  campaignId: null,
  kind: null,
  certainty: null,
  status: null,
  code: null,
  providerId: null,
  claimedAt: null,
  subject: null,
  quoted: null,
  media: [],
  thread: null,
  isAutomatic: false,
} as const satisfies Partial<MessageRow>;

type Entry = Pick<MessageRow, "id" | "conversationId" | "at" | "direction" | "authorKind" | "author"> &
  Partial<MessageRow>;

export const entryOf = (row: Entry): MessageRow => ({ ...blank, ...row });

/** What was done to the conversation at `at`, a line each: after what is told of that instant, in their order. */
export const eventsOf = (
  { catalogue, newId }: Services,
  { conversationId, at, told }: { conversationId: string; at: number; told: readonly string[] },
): Statement[] =>
  told.map((body, nth) =>
    insertMessage(
      catalogue,
      entryOf({
        id: newId("message"),
        conversationId,
        at: at + 1 + nth,
        direction: "event",
        authorKind: "automatic",
        author: "Headsup",
        body,
      }),
    ),
  );

/** A message of ours that is to be handed to the provider. */
export const queued = (
  { catalogue }: Services,
  message: Pick<MessageRow, "id" | "conversationId" | "at" | "authorKind" | "author"> & {
    readonly body: string;
    /** The word of theirs that it confirms: it goes also to who just said stop. */
    readonly kind?: MessageRow["kind"];
  },
): Statement =>
  insertMessage(catalogue, entryOf({ ...message, direction: "out", status: "queued", claimedAt: message.at }));
