import { z } from "zod";

/**
 * Ids say what they are: a prefix, an underscore, then 26 characters that sort by time of creation (a ULID in lower
 * case). The exceptions are recipients (`rcp_` + a hash of campaign and address, so the same person in a campaign is
 * always the same id) and attempts (`att_` + the recipient's hash + `_` + the number of the try).
 */
const prefixes = {
  campaign: "cmp",
  list: "lst",
  answer: "ans",
  sender: "snd",
  token: "tok",
  audit: "aud",
  request: "req",
  inbox: "inb",
  agent: "agt",
  customer: "cus",
  conversation: "cnv",
  message: "msg",
  rule: "rul",
  boost: "bst",
  webhook: "whk",
  notice: "ntc",
} as const;

export type IdKind = keyof typeof prefixes;

const sortable = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`));

export const CampaignId = sortable(prefixes.campaign);
export const ListId = sortable(prefixes.list);
export const AnswerId = sortable(prefixes.answer);
export const SenderId = sortable(prefixes.sender);
export const AuditId = sortable(prefixes.audit);
export const TokenId = sortable(prefixes.token);
export const InboxId = sortable(prefixes.inbox);
export const AgentId = sortable(prefixes.agent);
export const CustomerId = sortable(prefixes.customer);
export const ConversationId = sortable(prefixes.conversation);
export const RuleId = sortable(prefixes.rule);
export const BoostId = sortable(prefixes.boost);
export const WebhookId = sortable(prefixes.webhook);
export const RecipientId = z.string().regex(/^rcp_[0-9a-hjkmnp-tv-z]{20}$/);
export const AttemptId = z.string().regex(/^att_[0-9a-hjkmnp-tv-z]{20}_[1-9][0-9]?$/);

/** Makes ids; the host supplies time and chance. */
export type NewId = (kind: IdKind) => string;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** `bytes` as Crockford base 32, five bits a character, lower case; spare low bits are dropped. */
export function base32(bytes: Uint8Array, length: number): string {
  let out = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0x1fff;
    bits += 8;
    while (bits >= 5 && out.length < length) {
      bits -= 5;
      out += alphabet[(held >> bits) & 31];
    }
  }
  return out;
}

/**
 * An id factory over a clock and a source of random bytes.
 *
 * @param now epoch milliseconds
 * @param random fills the array with random bytes, as `crypto.getRandomValues` does
 */
export function idFactory(now: () => number, random: (bytes: Uint8Array<ArrayBuffer>) => void): NewId {
  return (kind) => {
    let time = "";
    for (let ms = now(), i = 0; i < 10; i++, ms = Math.floor(ms / 32)) time = alphabet[ms % 32] + time;
    const bytes = new Uint8Array(10);
    random(bytes);
    return `${prefixes[kind]}_${time}${base32(bytes, 16)}`;
  };
}

/** The attempt id of the `n`th try (from 1) at a recipient. */
export const attemptIdOf = (recipientId: string, n: number): string => `att_${recipientId.slice(4)}_${n}`;

/** What an attempt id names, or `undefined` if it is not one. */
export function parseAttemptId(id: string): { recipientId: string; number: number } | undefined {
  if (!AttemptId.safeParse(id).success) return undefined;
  const [, hash, number] = id.split("_");
  return { recipientId: `rcp_${hash}`, number: Number(number) };
}
