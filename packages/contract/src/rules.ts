import { z } from "zod";
import { Channel } from "./channels.ts";
import { Slug } from "./desk.ts";
import { AnswerId, ConversationId, RuleId } from "./ids.ts";
import { limits } from "./limits.ts";
import { Text } from "./text.ts";

/**
 * Rules: when something happens to a conversation, and conditions hold, do something about it. They run in their order.
 * Texts are compared as plain words (case, accents and punctuation aside); there are no regular expressions, so no rule
 * can take long.
 */

export const RuleTrigger = z.discriminatedUnion("on", [
  z.strictObject({ on: z.literal("message_received") }),
  z.strictObject({ on: z.literal("conversation_created") }),
  /** A message within the look-back of a campaign. */
  z.strictObject({ on: z.literal("campaign_reply") }),
  /** The conversation is due within so long, or with 0 has just become overdue. */
  z.strictObject({ on: z.literal("due"), withinMs: z.int().min(0).max(limits.lookBackMsMax) }),
  /** Any of these topics was added; none named: any topic. */
  z.strictObject({
    on: z.literal("topic_added"),
    topics: z.array(Slug).max(limits.conditionValuesMax).default([]),
  }),
  /** The agent who holds the conversation went offline. */
  z.strictObject({ on: z.literal("agent_offline") }),
]);
export type RuleTrigger = z.infer<typeof RuleTrigger>;

/** How texts are compared. `words`: all of the value's words occur, in any order. */
export const textOps = ["is", "contains", "words", "starts_with"] as const;

const texts = z.array(Text.trim().min(1).max(200)).min(1).max(limits.conditionValuesMax);
const named = z.array(Text.min(1).max(limits.nameCharactersMax)).min(1).max(limits.conditionValuesMax);

/** A leaf of a rule's conditions: true where any of its values is. */
const Leaf = z.discriminatedUnion("field", [
  z.strictObject({ field: z.literal("text"), op: z.enum(textOps), values: texts }),
  /** Of an email; no other message has one. */
  z.strictObject({ field: z.literal("subject"), op: z.enum(textOps), values: texts }),
  z.strictObject({ field: z.literal("channel"), values: z.array(Channel).min(1) }),
  /** Ids or addresses. */
  z.strictObject({ field: z.literal("sender"), values: named }),
  /** The campaign the message answers: ids. */
  z.strictObject({ field: z.literal("campaign"), values: named }),
  z.strictObject({ field: z.literal("campaign_tag"), values: named }),
  /** Ids or names. */
  z.strictObject({ field: z.literal("inbox"), values: named }),
  z.strictObject({ field: z.literal("topic"), values: z.array(Slug).min(1).max(limits.conditionValuesMax) }),
  z.strictObject({ field: z.literal("skill"), values: z.array(Slug).min(1).max(limits.conditionValuesMax) }),
  /** The customer's address begins with one of these. */
  z.strictObject({ field: z.literal("address"), values: named }),
  /** The message opens a conversation: the first one, or the first since it was closed. */
  z.strictObject({ field: z.literal("opens"), is: z.boolean() }),
  z.strictObject({ field: z.literal("campaign_reply"), is: z.boolean() }),
  /** The conversation's inbox is within its business hours. */
  z.strictObject({ field: z.literal("business_hours"), is: z.boolean() }),
  z.strictObject({ field: z.literal("opted_out"), is: z.boolean() }),
  z.strictObject({ field: z.literal("assigned"), is: z.boolean() }),
  /** No agent with the conversation's skill and inbox is available. */
  z.strictObject({ field: z.literal("nobody_on_shift"), is: z.boolean() }),
]);
export type ConditionLeaf = z.infer<typeof Leaf>;

/** A tree of conditions. An empty `all` is always true. */
export type Condition =
  | ConditionLeaf
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    Leaf,
    z.strictObject({ all: z.array(Condition).max(limits.conditionsMax) }),
    z.strictObject({ any: z.array(Condition).min(1).max(limits.conditionsMax) }),
    z.strictObject({ not: Condition }),
  ]),
);

/** Priorities, in order. */
export const Priority = z.enum(["low", "normal", "high", "urgent"]);
export type Priority = z.infer<typeof Priority>;

export const RuleAction = z.discriminatedUnion("do", [
  /** Ids or names. */
  z.strictObject({ do: z.literal("route"), inbox: Text.min(1).max(limits.nameCharactersMax) }),
  z.strictObject({ do: z.literal("assign"), agent: Text.min(1).max(limits.nameCharactersMax) }),
  z.strictObject({ do: z.literal("unassign") }),
  z.strictObject({ do: z.literal("require_skill"), skill: Slug.nullable() }),
  z.strictObject({ do: z.literal("add_topics"), topics: z.array(Slug).min(1).max(limits.topicsOfConversationMax) }),
  z.strictObject({ do: z.literal("set_priority"), priority: Priority }),
  /** Answers by itself: at most once in a span for each conversation, never to who opted out, never to a machine. */
  z.strictObject({
    do: z.literal("reply"),
    answer: AnswerId.optional(),
    text: Text.trim().min(1).max(limits.messageCharactersMax).optional(),
    atMostEveryMs: z
      .int()
      .min(60_000)
      .max(limits.lookBackMsMax)
      .default(24 * 60 * 60_000),
  }),
  z.strictObject({ do: z.literal("close") }),
  /** Never contact this address again from this sender. */
  z.strictObject({ do: z.literal("suppress") }),
]);
export type RuleAction = z.infer<typeof RuleAction>;

const rule = {
  name: Text.trim().min(1).max(limits.nameCharactersMax),
  trigger: RuleTrigger,
  when: Condition,
  actions: z.array(RuleAction).min(1).max(limits.ruleActionsMax),
  /** Rules after it are not asked for the same event. */
  stop: z.boolean(),
  enabled: z.boolean(),
} as const;

export const RuleCreate = z.strictObject({
  ...rule,
  when: Condition.default({ all: [] }),
  stop: z.boolean().default(false),
  enabled: z.boolean().default(true),
  /** Its place, from 1; absent: last. */
  position: z.int().min(1).max(limits.rulesMax).optional(),
});
export type RuleCreate = z.infer<typeof RuleCreate>;
export const RulePatch = z.strictObject({ ...rule, position: z.int().min(1).max(limits.rulesMax) }).partial();
export type RulePatch = z.infer<typeof RulePatch>;

export const Rule = z.object({
  id: RuleId,
  ...rule,
  position: z.int(),
  /** What is odd about it, for people: it can never run, it does nothing, … */
  warnings: z.array(z.string()),
  createdAt: z.int(),
});
export type Rule = z.infer<typeof Rule>;

/** Rules tried on a message that was never received, or on one that was. Nothing is changed. */
export const RuleTrialRequest = z.union([
  z.strictObject({
    text: Text.max(limits.messageCharactersMax),
    /** Of an email. */
    subject: Text.max(limits.subjectCharactersMax).optional(),
    /** The customer's address, a phone number or an email address; absent: somebody unknown. */
    from: Text.min(2).max(limits.addressCharactersMax).optional(),
    /** The sender they write to: id or address; absent: the first sender there is. */
    to: Text.min(2).max(limits.addressCharactersMax).optional(),
  }),
  z.strictObject({
    conversation: ConversationId,
    /** A message of it; absent: the customer's last. */
    message: z.string().max(64).optional(),
  }),
]);
export type RuleTrialRequest = z.infer<typeof RuleTrialRequest>;

/** A condition as it was judged, with what was seen. */
export interface JudgedCondition {
  readonly says: string;
  readonly holds: boolean;
  readonly parts?: readonly JudgedCondition[] | undefined;
}
export const JudgedCondition: z.ZodType<JudgedCondition> = z.lazy(() =>
  z.object({ says: z.string(), holds: z.boolean(), parts: z.array(JudgedCondition).optional() }),
);

/** A rule that was asked for one event, in the order they were asked. */
export const RuleStep = z.object({
  rule: RuleId,
  name: z.string(),
  /** What happened that it was asked for: "message received", "topic added: billing". */
  event: z.string(),
  matched: z.boolean(),
  /** Why it was not asked at all: an earlier rule stopped, it ran already (a loop was cut). Null where it was asked. */
  cut: z.string().nullable(),
  condition: JudgedCondition.nullable(),
  /** What it does, or why an action of it does nothing, for people. */
  effects: z.array(z.string()),
});
export type RuleStep = z.infer<typeof RuleStep>;

export const RuleTrial = z.object({
  /** What the message asks of us by itself: "stop", "start", "help" or "none". */
  kind: z.string(),
  steps: z.array(RuleStep),
  /** Where the conversation would stand. */
  outcome: z.object({
    status: z.enum(["open", "closed"]),
    inbox: z.string(),
    skill: z.string().nullable(),
    agent: z.string().nullable(),
    topics: z.array(z.string()),
    priority: Priority,
    replies: z.array(z.string()),
    suppressed: z.boolean(),
  }),
});
export type RuleTrial = z.infer<typeof RuleTrial>;
