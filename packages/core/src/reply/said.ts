import { classifyReply, isReaction, plainWords, type ReplyMeaning } from "./optout.ts";

/** A message as far as it matters what its writer asks of us by it. */
export interface Said {
  readonly body: string;
  /** Of an email, else null. */
  readonly subject: string | null;
  /** A machine says of itself that it wrote it. */
  readonly isAutomatic: boolean;
}

const nothing: ReplyMeaning = { kind: "none", certainty: "exact", matched: "", providerAnswers: false };

/** "Re:", in the languages mail programs put it in, and what they put before what is handed on. */
const repliesTo = /^\s*(?:(?:re|aw|antw|sv|vs|ref|rif|res|odp|ynt|fw|fwd|wg|tr|rv)(?:\[\d+\]|\(\d+\))?\s*[:：]\s*)+/i;

/** A subject without what replying and handing on put before it. */
export const bareSubject = (subject: string): string => subject.replace(repliesTo, "").trim();

/** What our List-Unsubscribe asks mail programs to write for a subject; what they write below it is theirs (RFC 2369, 3.2). */
const asksByButton = (subject: string): boolean => plainWords(subject) === "unsubscribe";

/**
 * What a message asks of us by itself. Who says nothing in an email but "unsubscribe" in a subject of their own says that; what stands
 * in one after "Re:" are our words. A machine asks nothing, but for the mail program whose button for it was pressed.
 */
export function meaningOfSaid({ body, subject, isAutomatic }: Said): ReplyMeaning {
  const own = subject === null || repliesTo.test(subject) ? "" : subject;
  if (isAutomatic) return asksByButton(own) ? classifyReply(own) : nothing;
  if (own !== "" && !isReaction(body) && plainWords(body) === "") return classifyReply(own);
  const said = classifyReply(body);
  return said.kind === "none" && asksByButton(own) ? { ...classifyReply(own), certainty: "likely" } : said;
}
