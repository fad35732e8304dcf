import type { EmailNames, Sent } from "../names.ts";
import type { Headers } from "./headers.ts";
import { mailLimits } from "./limits.ts";

/** Where a mail stands among others. */
export interface Place {
  /** Its own Message-ID, in its brackets; null where it has none. */
  readonly messageId: string | null;
  /** The message ids of its thread, the first first, its own last: what an answer's References are (RFC 5322, 3.6.4). */
  readonly thread: readonly string[];
  /** The message of ours that it answers. */
  readonly answers: Sent | null;
}

/** Message ids: printable characters in angle brackets. What else stands there is no id, and goes into no header of ours. */
const ids = /<[!-;=?-~]{3,}>/g;

const idsIn = (value: string | undefined): string[] =>
  (value?.slice(0, mailLimits.referencesCharactersMax).match(ids) ?? []).filter(
    (id) => id.includes("@") && id.length <= mailLimits.messageIdCharactersMax,
  );

export function placeOf(headers: Headers, names: Pick<EmailNames, "readMessageId">): Place {
  const [messageId = null] = idsIn(headers("message-id"));
  const repliesTo = idsIn(headers("in-reply-to"));
  const references = idsIn(headers("references"));
  const thread = [...new Set([...references, ...repliesTo, ...(messageId === null ? [] : [messageId])])];
  // What it answers says In-Reply-To; failing that, the latest of ours in its thread.
  const answers = [...repliesTo, ...references.reverse()].reduce<Sent | null>(
    (found, id) => found ?? names.readMessageId(id),
    null,
  );
  return { messageId, thread: bounded(thread), answers };
}

const bounded = (thread: string[]): string[] =>
  thread.length <= mailLimits.threadIdsMax
    ? thread
    : [...thread.slice(0, 1), ...thread.slice(1 - mailLimits.threadIdsMax)];
