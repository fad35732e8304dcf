import { z } from "zod";
import { Channel } from "./channels.ts";
import { Content, Media } from "./content.ts";
import { Match, Slug } from "./desk.ts";
import { Suppression } from "./directory.ts";
import { AgentId, CampaignId, ConversationId, CustomerId, InboxId, SenderId } from "./ids.ts";
import { limits } from "./limits.ts";
import { RecipientStatus } from "./recipients.ts";
import { Priority } from "./rules.ts";
import { Text } from "./text.ts";

/** Conversations: the threads with our customers, and what agents do in them. All instants are epoch ms. */

export const ConversationStatus = z.enum(["open", "closed"]);
export type ConversationStatus = z.infer<typeof ConversationStatus>;

const Named = z.object({ id: z.string(), name: z.string() });

export const Conversation = z.object({
  id: ConversationId,
  /** Grows with every change of it. */
  version: z.int(),
  status: ConversationStatus,
  channel: Channel,
  customer: z.object({ id: CustomerId, name: z.string().nullable() }),
  address: z.string(),
  /** The sender of ours they wrote to; null where that is no sender of ours any more, and nothing can be answered. */
  sender: z.object({ id: SenderId, address: z.string(), name: z.string() }).nullable(),
  inbox: z.object({ id: InboxId, name: z.string() }),
  /** What it takes to answer it. */
  skill: z.string().nullable(),
  agent: z.object({ id: AgentId, name: z.string() }).nullable(),
  topics: z.array(z.string()),
  priority: Priority,
  /** The campaign their last message answers. */
  campaign: z.object({ id: CampaignId, name: z.string() }).nullable(),
  /** Since when they wait for an answer of ours; null when the last word is ours. */
  waitingSince: z.int().nullable(),
  dueAt: z.int().nullable(),
  /** Set where a person should look again: "They may have asked to stop: …". */
  flag: z.string().nullable(),
  /** Of the customer's last email, without its Re:. Null on every other channel. */
  subject: z.string().nullable(),
  createdAt: z.int(),
  changedAt: z.int(),
  closedAt: z.int().nullable(),
  /** The last thing said, cut short. */
  last: z.object({ at: z.int(), from: z.enum(["customer", "us"]), text: z.string() }),
});
export type Conversation = z.infer<typeof Conversation>;

/**
 * What of ours became of a message. `queued` waits to be handed over, `sending` is being; `unknown` may have arrived and
 * is being found out, never sent again blindly.
 */
export const MessageStatus = z.enum([
  "queued",
  "sending",
  "accepted",
  "delivered",
  "read",
  "undelivered",
  "failed",
  "unknown",
]);
export type MessageStatus = z.infer<typeof MessageStatus>;

/**
 * One entry of a thread. `in`: the customer; `out`: ours; `note`: for colleagues only; `event`: something done to the
 * conversation ("routed to Billing by the rule “Refunds”").
 */
export const Message = z.object({
  id: z.string(),
  at: z.int(),
  direction: z.enum(["in", "out", "note", "event"]),
  /** Who: the customer, a campaign, a rule or our opt-out handling by itself, or a named user. */
  author: z.object({ kind: z.enum(["customer", "campaign", "automatic", "user"]), name: z.string() }),
  /** Null where a campaign's text cannot be had just now. */
  text: z.string().nullable(),
  /** Of an email that came in. */
  subject: z.string().nullable(),
  /** What an email repeats of earlier ones, folded away. */
  quoted: z.string().nullable(),
  media: z.array(Media),
  /** A machine says of itself that it wrote it: an out-of-office notice. Nobody waits for an answer. */
  isAutomatic: z.boolean(),
  campaign: Named.nullable(),
  /** Of an `in`: what it asked of us by itself. */
  kind: z.enum(["stop", "start", "help", "none"]).nullable(),
  /** Of an `out`. */
  status: MessageStatus.nullable(),
  code: z.string().nullable(),
  /** What the code means, for people. */
  meaning: z.string().nullable(),
});
export type Message = z.infer<typeof Message>;

/** What a colleague is writing right now. */
export const Draft = z.object({ author: z.string(), text: z.string(), at: z.int(), isMine: z.boolean() });
export type Draft = z.infer<typeof Draft>;

/** A conversation with its thread, the oldest first. */
export const Thread = z.object({
  /** The server's clock as it answered. */
  now: z.int(),
  conversation: Conversation,
  messages: z.array(Message),
  /** How many older ones are not shown. */
  earlier: z.int(),
  drafts: z.array(Draft),
  /** Why this address must not be contacted from this sender; null where it may be. */
  suppressed: z.string().nullable(),
  /** Whether what an agent writes here can go to them now. */
  answering: z.object({
    /** Why it cannot, and what to do instead; null where it can. */
    refused: z.string().nullable(),
    /** On WhatsApp: when it no longer can, unless they write again. Null: at any time. */
    until: z.int().nullable(),
  }),
  /** The values answers may use here: `{{ first_name }}`, `{{ agent_name }}`, … */
  variables: z.record(z.string(), z.string()),
});
export type Thread = z.infer<typeof Thread>;

/** Whose conversations to list. */
export const ConversationQuery = z.object({
  status: ConversationStatus.default("open"),
  /** `waiting`: a customer waits and nobody has it; `mine`; `all`. */
  view: z.enum(["waiting", "mine", "all"]).default("all"),
  /** Id or name. */
  inbox: Text.max(limits.nameCharactersMax).optional(),
  topic: Slug.optional(),
  skill: Slug.optional(),
  agent: Text.max(limits.nameCharactersMax).optional(),
  campaign: CampaignId.optional(),
  /** Words of a customer's name, number, or of what was said last. */
  search: Text.trim().min(1).max(100).optional(),
});
export type ConversationQuery = z.infer<typeof ConversationQuery>;

/** How many there are in each view, whatever the filter. */
export const DeskCounts = z.object({ waiting: z.int(), mine: z.int(), open: z.int(), overdue: z.int() });
export type DeskCounts = z.infer<typeof DeskCounts>;

export const ConversationPage = z.object({
  now: z.int(),
  items: z.array(Conversation),
  next: z.string().nullable(),
  counts: DeskCounts,
});
export type ConversationPage = z.infer<typeof ConversationPage>;

/**
 * An answer to the customer. `seen` is the version of the conversation its writer has before them: if since then the
 * customer wrote or a colleague answered, it is refused (`conversation_moved`) unless `anyway`.
 */
export const ReplyCreate = z.strictObject({
  text: Text.trim().min(1).max(limits.messageCharactersMax),
  seen: z.int().min(0),
  anyway: z.boolean().default(false),
  /** Close the conversation with it. */
  close: z.boolean().default(false),
});
export type ReplyCreate = z.infer<typeof ReplyCreate>;
export const NoteCreate = z.strictObject({ text: Text.trim().min(1).max(limits.noteCharactersMax) });
/** What one is writing, for colleagues to see; empty when one stopped. */
export const DraftPut = z.strictObject({ text: Text.max(limits.messageCharactersMax) });

/** Changes of a conversation by a person. What is left out stays. */
export const ConversationPatch = z.strictObject({
  status: ConversationStatus.optional(),
  /** An agent's id or name, "me", or null for nobody: it waits again. */
  agent: Text.min(1).max(limits.nameCharactersMax).nullable().optional(),
  inbox: Text.min(1).max(limits.nameCharactersMax).optional(),
  skill: Slug.nullable().optional(),
  topics: z.array(Slug).max(limits.topicsOfConversationMax).optional(),
  priority: Priority.optional(),
  /** False takes the flag away. */
  flag: z.literal(false).optional(),
  /** The version one has before them: with it nothing is closed that was said since (`conversation_moved`). */
  seen: z.int().min(0).optional(),
});
export type ConversationPatch = z.infer<typeof ConversationPatch>;

/** What `next` gave: a conversation, why it was this one, and how many go on waiting. Null: nothing waits for this agent. */
export const NextAnswer = z.object({
  conversation: Conversation.nullable(),
  match: Match.nullable(),
  waiting: z.int(),
  /** Why nothing was given, for people: "You hold 8 of 8." */
  reason: z.string().nullable(),
});
export type NextAnswer = z.infer<typeof NextAnswer>;

/** The order in which waiting conversations would be given to an agent, explained. */
export const MatchOrder = z.object({
  now: z.int(),
  items: z.array(z.object({ conversation: Conversation, match: Match })),
});
export type MatchOrder = z.infer<typeof MatchOrder>;

export const Customer = z.object({
  id: CustomerId,
  name: z.string().nullable(),
  addresses: z.array(z.object({ channel: Channel, address: z.string() })),
  /** What colleagues should know of them. */
  about: z.string(),
  createdAt: z.int(),
  /** Of the last lists they were on: `first_name`, … */
  variables: z.record(z.string(), z.string()),
});
export type Customer = z.infer<typeof Customer>;
export const CustomerPatch = z.strictObject({
  name: Text.trim().min(1).max(limits.nameCharactersMax).nullable().optional(),
  about: Text.trim().max(limits.noteCharactersMax).optional(),
});

/** One campaign's dealings with one address. */
export const PastOutreach = z.object({
  campaign: Named,
  at: z.int().nullable(),
  status: RecipientStatus,
  code: z.string().nullable(),
});
export type PastOutreach = z.infer<typeof PastOutreach>;

/** The panel beside a thread: who they are, what we sent them, whether they want to hear from us. */
export const CustomerPanel = z.object({
  customer: Customer,
  conversations: z.array(Conversation),
  outreach: z.array(PastOutreach),
  suppressions: z.array(Suppression),
});
export type CustomerPanel = z.infer<typeof CustomerPanel>;

/** A single proactive message to one person: the same guards as a campaign, none of its ceremony. */
export const ProactiveMessageCreate = z.strictObject({
  /** A phone number, or for an email an email address. */
  to: Text.min(2).max(255),
  /** A sender's id or address. */
  sender: Text.min(1).max(255),
  /** Words as they stand: a text, or with `subject` an email … */
  text: Text.trim().min(1).max(limits.messageCharactersMax).optional(),
  subject: Text.trim().min(1).max(limits.subjectCharactersMax).optional(),
  /** … or content of any channel: an approved template of WhatsApp's, a call. */
  content: Content.optional(),
  /** Their time zone, where the number does not tell. */
  zone: Text.max(64).optional(),
  skill: Slug.optional(),
  consent: z.literal(true, {
    error: "A message needs consent: true: the attestation that this person agreed to be contacted.",
  }),
});
export type ProactiveMessageCreate = z.infer<typeof ProactiveMessageCreate>;
