import { base32, parseAttemptId } from "@headsup/contract";
import { isSameMark, keyFor, later, macOf } from "@headsup/core/mac";

/**
 * The names our emails go by, so that whatever comes back, from people or machines, says what it answers:
 *
 * - the Message-ID, `<att_….cmp_….mark@domain>`, which replies repeat in In-Reply-To and References, and bounces in what they return;
 *   also as `X-Headsup-Message`, for providers that set a Message-ID of their own;
 * - the address replies go to, which is the envelope's sender too where the provider leaves us that: `local+token@domain`.
 *
 * Both are marked: who knows a campaign and an address could otherwise make up the bounce of somebody else's message. Marks are short,
 * as a local part has 64 characters (RFC 5321, 4.5.3.1.1): of a guess nothing comes but a reply shown with the wrong message.
 */

/** A message of ours: of a campaign's attempt, or of a conversation. */
export interface Sent {
  readonly ownerId: string;
  /** The attempt, or the conversation's message; null where a name had no room for it. */
  readonly attemptId: string | null;
}

export interface EmailNames {
  readonly messageId: (sent: Required<Sent>, domain: string) => string;
  /** Of a Message-ID, with or without its brackets; null for one that is not ours. */
  readonly readMessageId: (id: string) => Sent | null;
  /** Where replies to it go. `domain`: where mail comes in, if not at the sender's own domain. */
  readonly replyAddress: (sender: string, sent: Sent, domain: string | null) => string;
  /** The address without its token, and what the token names; null where it names nothing of ours. */
  readonly readReplyAddress: (address: string) => { readonly base: string; readonly sent: Sent | null };
}

const idMarkLength = 10;
const tokenMarkLength = 6;
const localMax = 64;

/** @param secrets the deployment's; the first marks, every one is known: a new one is put before the old. */
export function emailNames(secrets: readonly [string, ...string[]]): EmailNames {
  const keys = later(() => secrets.map((secret) => keyFor("email names", secret)) as [Uint8Array, ...Uint8Array[]]);
  const mark = (text: string, length: number, key = keys()[0]) => base32(macOf(key, text), length);
  const isOurs = (text: string, given: string, length: number) =>
    given.length === length &&
    keys()
      .map((key) => isSameMark(mark(text, length, key), given))
      .includes(true);
  const marked = (token: string) => token + mark(token, tokenMarkLength);

  return {
    messageId: ({ ownerId, attemptId }, domain) => {
      const name = attemptId === null ? ownerId : `${attemptId}.${ownerId}`;
      return `<${name}.${mark(name, idMarkLength)}@${domain}>`;
    },
    readMessageId: (id) => {
      const [, name = "", given = ""] = /^<?([a-z0-9_.]{1,120})\.([0-9a-z]{10})@[^@\s<>]+>?$/i.exec(id.trim()) ?? [];
      if (!isOurs(name.toLowerCase(), given.toLowerCase(), idMarkLength)) return null;
      const parts = name.toLowerCase().split(".");
      const ownerId = parts.pop() ?? "";
      return { ownerId, attemptId: parts.pop() ?? null };
    },
    replyAddress: (sender, sent, domain) => {
      const at = sender.lastIndexOf("@");
      const [local, host] = [sender.slice(0, at), domain ?? sender.slice(at + 1)];
      const room = localMax - local.length - 1;
      const token = [tokenOf(sent), tokenOf({ ...sent, attemptId: null })]
        .map(marked)
        .find(({ length }) => length <= room);
      return token === undefined ? `${local}@${host}` : `${local}+${token}@${host}`;
    },
    readReplyAddress: (address) => {
      const lower = address.trim().toLowerCase();
      const at = lower.lastIndexOf("@");
      const plus = lower.lastIndexOf("+", at);
      if (at < 0 || plus < 0) return { base: lower, sent: null };
      const token = lower.slice(plus + 1, at);
      const named = token.slice(0, -tokenMarkLength);
      const sent = isOurs(named, token.slice(-tokenMarkLength), tokenMarkLength) ? sentOf(named) : null;
      return { base: sent === null ? lower : lower.slice(0, plus) + lower.slice(at), sent };
    },
  };
}

/**
 * A name without what can be told from its place: of a campaign `c`, 26 characters of its id, and of an attempt 20 of its
 * recipient's and its number; of a conversation `v` and 26 characters. A conversation's message is told by its Message-ID alone.
 */
function tokenOf({ ownerId, attemptId }: Sent): string {
  const [kind, id = ""] = ownerId.split("_");
  if (kind === "cnv") return `v${id}`;
  const attempt = attemptId === null ? undefined : parseAttemptId(attemptId);
  return attempt === undefined ? `c${id}` : `c${id}${attempt.recipientId.slice(4)}${attempt.number}`;
}

function sentOf(named: string): Sent | null {
  const [, kind, id, recipient, number] = /^([cv])([0-9a-z]{26})(?:([0-9a-z]{20})([1-9][0-9]?))?$/.exec(named) ?? [];
  if (kind === undefined) return null;
  return {
    ownerId: `${kind === "c" ? "cmp" : "cnv"}_${id}`,
    attemptId: recipient === undefined ? null : `att_${recipient}_${number}`,
  };
}
