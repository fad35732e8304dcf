import { z } from "zod";
import { Channel } from "./channels.ts";
import { AgentId, BoostId, InboxId, TokenId, WebhookId } from "./ids.ts";
import { limits } from "./limits.ts";
import { TimeZone, WeekHours } from "./schedule.ts";
import { Text } from "./text.ts";

/** Where conversations go and who answers them: inboxes, skills, topics, agents, and the order they are given out in. */

const name = Text.trim().min(1).max(limits.nameCharactersMax);

/** A skill's or a topic's name is its key: "billing", "late-delivery". */
export const Slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Use up to 40 small letters, digits and hyphens, such as "late-delivery".');

const span = z.int().min(60_000).max(limits.lookBackMsMax);

/** The inbox every deployment begins with. It cannot be deleted: whatever nothing else decides goes there. */
export const defaultInboxId = "inb_00000000000000000000000000";

const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, "A phone number in international form, such as +12125550100.");

export const InboxCreate = z.strictObject({
  name,
  /** Business hours, in `zone`; absent: always open. */
  hours: WeekHours.nullable().default(null),
  zone: TimeZone.default("UTC"),
  /** How long a customer may wait for an answer before the conversation is overdue. */
  answerWithinMs: span.nullable().default(null),
  /** More waiting conversations than this, and outreaches that ask for it are slowed or held. */
  waitingMax: z.int().min(1).max(1_000_000).nullable().default(null),
  /** Where who asks for it on a call is connected to; absent: somebody calls back. */
  phone: phone.nullable().default(null),
});
export type InboxCreate = z.infer<typeof InboxCreate>;
/** Any part of an inbox; `null` clears. */
export const InboxPatch = z.strictObject({
  name: name.optional(),
  hours: WeekHours.nullable().optional(),
  zone: TimeZone.optional(),
  answerWithinMs: span.nullable().optional(),
  waitingMax: z.int().min(1).max(1_000_000).nullable().optional(),
  phone: phone.nullable().optional(),
});
export type InboxPatch = z.infer<typeof InboxPatch>;

export const Inbox = z.object({
  id: InboxId,
  name: z.string(),
  hours: WeekHours.nullable(),
  zone: z.string(),
  answerWithinMs: z.int().nullable(),
  waitingMax: z.int().nullable(),
  phone: z.string().nullable(),
  createdAt: z.int(),
  /** Senders whose replies come here: the inbox's entry points. */
  entryPoints: z.array(z.object({ id: z.string(), address: z.string() })),
  /** Open conversations, and those of them in which a customer waits and no agent has it. */
  open: z.int(),
  waiting: z.int(),
  /** Since when the longest has waited; null while nobody waits. */
  waitingSince: z.int().nullable(),
  overdue: z.int(),
  /** Its members who are available now. */
  onShift: z.int(),
});
export type Inbox = z.infer<typeof Inbox>;

export const LabelCreate = z.strictObject({ name: Slug, description: Text.trim().max(500).default("") });
/** A skill or a topic. */
export const Label = z.object({ name: z.string(), description: z.string(), createdAt: z.int() });
export type Label = z.infer<typeof Label>;

/** Only an agent who is available is given work. */
export const AgentStatus = z.enum(["available", "away", "offline"]);
export type AgentStatus = z.infer<typeof AgentStatus>;

const capacity = z.int().min(1).max(limits.capacityMax);
const skills = z.array(Slug).max(limits.skillsMax);
/** Ids or names. Empty: every inbox. */
const inboxes = z.array(Text.min(1).max(limits.nameCharactersMax)).max(limits.inboxesMax);

export const AgentCreate = z.strictObject({
  /** Whose token signs in as this agent: a token's id, or "me". */
  user: z.union([TokenId, z.literal("me")]),
  /** As customers and colleagues see it; absent: the token's. */
  name: name.optional(),
  capacity: capacity.default(8),
  skills: skills.default([]),
  inboxes: inboxes.default([]),
});
export const AgentPatch = z.strictObject({
  name: name.optional(),
  status: AgentStatus.optional(),
  capacity: capacity.optional(),
  skills: skills.optional(),
  inboxes: inboxes.optional(),
});
export const Agent = z.object({
  id: AgentId,
  user: z.string(),
  name: z.string(),
  status: AgentStatus,
  /** Open conversations this agent may hold; `next` gives none beyond it. */
  capacity: z.int(),
  skills: z.array(z.string()),
  /** Inbox ids; empty: every inbox. */
  inboxes: z.array(InboxId),
  /** Open conversations this agent holds. */
  holding: z.int(),
  createdAt: z.int(),
});
export type Agent = z.infer<typeof Agent>;

/** How much a boost counts: the sizes agents' managers know from people match. */
export const boostPoints = { small: 1, medium: 3, large: 5, very_large: 10 } as const;
export const BoostSize = z.enum(["small", "medium", "large", "very_large"]);
export type BoostSize = z.infer<typeof BoostSize>;

/** What a waiting conversation must be for a boost to count. */
export const BoostWhen = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("inbox"), inbox: Text.min(1).max(limits.nameCharactersMax) }),
  z.strictObject({ type: z.literal("topic"), topic: Slug }),
  z.strictObject({ type: z.literal("skill"), skill: Slug }),
  z.strictObject({ type: z.literal("channel"), channel: Channel }),
  /** The customer has waited longer than this. */
  z.strictObject({ type: z.literal("waiting"), longerThanMs: span }),
  /** Due within this, or overdue. */
  z.strictObject({ type: z.literal("due"), withinMs: span }),
  z.strictObject({ type: z.literal("overdue") }),
]);
export type BoostWhen = z.infer<typeof BoostWhen>;
export const BoostCreate = z.strictObject({ when: BoostWhen, size: BoostSize });
export const Boost = BoostCreate.extend({ id: BoostId, createdAt: z.int() });
export type Boost = z.infer<typeof Boost>;

/** One part of a conversation's place in people match. */
export const MatchPart = z.object({ why: z.string(), points: z.int() });
export const Match = z.object({ score: z.int(), parts: z.array(MatchPart) });
export type Match = z.infer<typeof Match>;

/** An address of yours that is told of campaigns as they are scheduled, run and end; signed as Standard Webhooks 1. */
export const WebhookCreate = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  description: Text.trim().max(500).default(""),
});
export const Webhook = z.object({
  id: WebhookId,
  url: z.string(),
  description: z.string(),
  createdAt: z.int(),
  /** Notices not delivered yet, and what the last try came to. */
  pending: z.int(),
  lastOutcome: z.string().nullable(),
  lastAt: z.int().nullable(),
});
export type Webhook = z.infer<typeof Webhook>;
/** The only answer that ever carries the secret: `whsec_` and base64, as Standard Webhooks has it. */
export const WebhookCreated = Webhook.extend({ secret: z.string() });
