import { z } from "zod";
import { Channel, SenderType } from "./channels.ts";
import { Slug } from "./desk.ts";
import { SenderId, TokenId } from "./ids.ts";
import { limits } from "./limits.ts";
import { Text } from "./text.ts";

const name = Text.trim().min(1).max(limits.nameCharactersMax);

/** In order of power: each may do all that those before it may. */
export const roles = ["viewer", "agent", "manager", "admin"] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** Units a second it lets through: segments of texts, messages, calls begun. */
const perSecond = z.number().min(0.01).max(10_000);

export const SenderCreate = z.strictObject({
  channel: Channel.default("sms"),
  /** A number in E.164 form, or an email address. */
  address: Text.min(2).max(255),
  name,
  /** What it is at its provider; absent: what is usual on its channel. */
  type: SenderType.optional(),
  /** Its own ceiling, where it is not the usual one of its type. */
  perSecond: perSecond.optional(),
  /** Answer to HELP where the provider gives none. */
  helpText: Text.trim().min(1).max(limits.messageCharactersMax).optional(),
  /** Its entry point: the inbox its replies go to, by id or name. Absent: the first inbox. */
  inbox: Text.min(1).max(limits.nameCharactersMax).optional(),
  /** What it takes to answer what comes in, where no campaign says. */
  skill: Slug.optional(),
  /** Topics every conversation on it begins with. */
  topics: z.array(Slug).max(limits.topicsOfConversationMax).default([]),
});
export const SenderPatch = z.strictObject({
  name: name.optional(),
  type: SenderType.optional(),
  perSecond: perSecond.nullable().optional(),
  helpText: Text.trim().min(1).max(limits.messageCharactersMax).nullable().optional(),
  inbox: Text.min(1).max(limits.nameCharactersMax).optional(),
  skill: Slug.nullable().optional(),
  topics: z.array(Slug).max(limits.topicsOfConversationMax).optional(),
});
export type SenderPatch = z.infer<typeof SenderPatch>;
export const Sender = z.object({
  id: SenderId,
  channel: Channel,
  address: z.string(),
  name: z.string(),
  type: SenderType,
  /** Units a second it lets through. */
  perSecond: z.number(),
  helpText: z.string().nullable(),
  inbox: z.object({ id: z.string(), name: z.string() }),
  skill: z.string().nullable(),
  topics: z.array(z.string()),
  createdAt: z.int(),
  /** Since when and why it may not go on; told where senders are listed, of those that are flagged. */
  flagged: z.object({ at: z.int(), reason: z.string() }).optional(),
});
export type Sender = z.infer<typeof Sender>;

const rate = z.number().nullable();
/** How a sender fares over a rolling span. */
export const SenderHealth = z.object({
  verdict: z.enum(["good", "watch", "flagged"]),
  flagged: z.object({ at: z.int(), reason: z.string() }).nullable(),
  /** The span judged, epoch ms: the last 24 hours, or since it was cleared. */
  since: z.int(),
  figures: z.object({
    sent: z.int(),
    failed: z.int(),
    filtered: z.int(),
    refused: z.int(),
    repeated: z.int(),
    optedOut: z.int(),
    complained: z.int(),
    units: z.int(),
    peakPerSecond: z.number(),
    perSecond: z.number(),
    expected: rate,
  }),
  /** Shares of what was sent; volume as a multiple of what is usual, throughput of the ceiling. Null: nothing to go by. */
  rates: z.object({
    complaints: rate,
    opt_outs: rate,
    failures: rate,
    filtering: rate,
    verification: rate,
    repetition: rate,
    volume: rate,
    throughput: rate,
  }),
  findings: z.array(
    z.object({ measure: z.string(), level: z.enum(["watch", "flag"]), rate: z.number(), message: z.string() }),
  ),
  /** Which campaigns hold how much of its ceiling now; null while its object does not answer. */
  ceiling: z
    .object({
      capacity: z.int(),
      spanMs: z.int(),
      sharers: z.array(z.object({ campaignId: z.string(), units: z.int(), until: z.int() })),
    })
    .nullable(),
});
export type SenderHealth = z.infer<typeof SenderHealth>;
export const SenderClear = z.strictObject({ reason: Text.trim().min(1).max(500) });

export const TokenCreate = z.strictObject({ name, role: Role });
export const Token = z.object({
  id: TokenId,
  name: z.string(),
  role: Role,
  createdAt: z.int(),
  createdBy: z.string(),
  revokedAt: z.int().nullable(),
});
export type Token = z.infer<typeof Token>;
/** The only answer that ever carries the secret. */
export const TokenCreated = Token.extend({ secret: z.string() });

/** The version of the agreement this release asks the account to accept once. */
export const agreementVersion = "2026-11";
export const Agreement = z.object({
  version: z.string(),
  acceptedAt: z.int().nullable(),
  acceptedBy: z.string().nullable(),
});

export const SuppressionScope = z.enum(["topic", "sender", "channel", "global"]);
export type SuppressionScope = z.infer<typeof SuppressionScope>;
export const Suppression = z.object({
  address: z.string(),
  scope: SuppressionScope,
  /** The topic, sender id or channel; empty for global. */
  scopeId: z.string(),
  reason: z.string(),
  createdAt: z.int(),
});
export type Suppression = z.infer<typeof Suppression>;
export const SuppressionCreate = z.strictObject({
  address: Text.min(2).max(255),
  reason: Text.trim().min(1).max(500),
});

export const AuditRow = z.object({
  id: z.string(),
  at: z.int(),
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditRow = z.infer<typeof AuditRow>;

/** A page of things and the cursor of the next, null on the last. */
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
