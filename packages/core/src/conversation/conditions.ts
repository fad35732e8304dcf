/**
 * Whether the conditions of a rule hold, and what was seen. `holds` answers on the way of every message; `judge` says the
 * same of each condition in the tree, also where the answer is known already, for people who try a rule.
 *
 * Texts are compared as plain words, on both sides alike, without a regular expression made of what somebody wrote: one
 * pass over the message to reduce it, one search for each value.
 */
import { type Condition, type ConditionLeaf, type JudgedCondition, limits, type textOps } from "@headsup/contract";
import { plainWords } from "../reply/optout.ts";
import { remember } from "../schedule/remember.ts";
import { isOpenNow } from "./hours.ts";
import { conversationLimits } from "./limits.ts";
import type { RuleFacts } from "./rules.ts";
import { listed, quote } from "./say.ts";
import { type ConversationState, type InboxFacts, isSomebodyOnShift } from "./state.ts";

/** Whether the condition holds. */
export function holds(condition: Condition, state: ConversationState, facts: RuleFacts): boolean {
  if ("all" in condition) return condition.all.every((part) => holds(part, state, facts));
  if ("any" in condition) return condition.any.some((part) => holds(part, state, facts));
  if ("not" in condition) return !holds(condition.not, state, facts);
  return leafHolds(condition, state, facts);
}

/** The same, with each part's own answer and what was seen. */
export function judge(condition: Condition, state: ConversationState, facts: RuleFacts): JudgedCondition {
  const judged = { holds: holds(condition, state, facts) };
  const each = (parts: readonly Condition[]) => parts.map((part) => judge(part, state, facts));
  if ("all" in condition) {
    return { says: condition.all.length === 0 ? "always" : "all of", ...judged, parts: each(condition.all) };
  }
  if ("any" in condition) return { says: "any of", ...judged, parts: each(condition.any) };
  if ("not" in condition) return { says: "not", ...judged, parts: each([condition.not]) };
  return { says: `${leafWords(condition)}${seenWords(condition, state, facts)}`, ...judged };
}

/** A thing people name by its id or its name. */
export const isNamed = ({ id, name }: { readonly id: string; readonly name: string }, value: string): boolean =>
  id === value || name.toLowerCase() === value.toLowerCase();

function leafHolds(leaf: ConditionLeaf, state: ConversationState, facts: RuleFacts): boolean {
  const { message, sender, campaign } = facts;
  switch (leaf.field) {
    case "text":
    case "subject":
      return message !== null && textFinds(leaf, message) !== undefined;
    case "channel":
      return leaf.values.includes(facts.channel);
    case "sender":
      return sender !== null && leaf.values.some((value) => value === sender.id || value === sender.address);
    case "campaign":
      return campaign !== null && leaf.values.includes(campaign.id);
    case "campaign_tag":
      return campaign?.tags.some((tag) => leaf.values.some((value) => sameCase(value, tag))) ?? false;
    case "inbox": {
      const inbox = inboxOf(state, facts) ?? { id: state.inboxId, name: "" };
      return leaf.values.some((value) => isNamed(inbox, value));
    }
    case "topic":
      return leaf.values.some((topic) => state.topics.includes(topic));
    case "skill":
      return state.skill !== null && leaf.values.includes(state.skill);
    case "address":
      return leaf.values.some((value) => facts.address.startsWith(value.replace(/[\s().-]/g, "")));
    default:
      return leaf.is === flag(leaf.field, state, facts);
  }
}

type FlagField = Extract<ConditionLeaf, { readonly is: boolean }>["field"];

function flag(field: FlagField, state: ConversationState, facts: RuleFacts): boolean {
  switch (field) {
    case "opens":
      return facts.message?.opens ?? false;
    case "campaign_reply":
      return facts.message?.isCampaignReply ?? false;
    case "business_hours": {
      const inbox = inboxOf(state, facts);
      return inbox === undefined || isOpenNow(inbox, facts.now);
    }
    case "opted_out":
      return facts.isOptedOut;
    case "assigned":
      return state.agentId !== null;
    case "nobody_on_shift":
      return !isSomebodyOnShift(facts.agents, state);
    default:
      throw new Error(`there is no condition "${field satisfies never}"`);
  }
}

const inboxOf = ({ inboxId }: ConversationState, { inboxes }: RuleFacts): InboxFacts | undefined =>
  inboxes.find(({ id }) => id === inboxId);

const sameCase = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

type TextOp = (typeof textOps)[number];

/** Asks for words of a message, or of its subject. */
export type TextLeaf = Extract<ConditionLeaf, { readonly op: TextOp }>;
type MessageFacts = NonNullable<RuleFacts["message"]>;

/** The first of its values that is found in the message; undefined: none. */
const textFinds = ({ field, op, values }: TextLeaf, message: MessageFacts): string | undefined =>
  values.find((value) => !isWordless(value) && matches[op](comparableMessage(message)[field], comparable(value)));

const matches: Record<TextOp, (text: Comparable, value: Comparable) => boolean> = {
  is: (text, value) => text.spaced === value.spaced,
  contains: (text, value) => text.spaced.includes(value.spaced),
  starts_with: (text, value) => text.spaced.startsWith(value.spaced),
  words: (text, value) => value.words.every((word) => text.spaced.includes(word)),
};

/** A text as it is compared: each word between spaces, so that finding a phrase finds whole words. */
interface Comparable {
  /** " refund my order " */
  readonly spaced: string;
  /** " refund ", " my ", " order " */
  readonly words: readonly string[];
}

/**
 * Scripts that write without spaces between words. Each of their characters stands as a word of its own, so that a phrase
 * of them is found wherever it stands.
 */
const unspaced = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/gu;

const apart = (plain: string): string => ` ${plain.replace(unspaced, " $& ")} `.replace(/ +/g, " ");

function reduce(text: string): Comparable {
  const plain = plainWords(text);
  return { spaced: apart(plain), words: plain === "" ? [] : plain.split(" ").map(apart) };
}

type ComparableMessage = Readonly<Record<TextLeaf["field"], Comparable>>;

const messages = new WeakMap<MessageFacts, ComparableMessage>();

/** Reduced once, however many rules ask; forgotten with the message. */
function comparableMessage(message: MessageFacts): ComparableMessage {
  const known = messages.get(message);
  if (known !== undefined) return known;
  const value = {
    text: reduce(message.text.slice(0, limits.messageCharactersMax)),
    subject: reduce((message.subject ?? "").slice(0, limits.subjectCharactersMax)),
  };
  messages.set(message, value);
  return value;
}

const values = new Map<string, Comparable>();

/** A condition's value, reduced once: rules ask of the same ones for every message. */
export const comparable = (value: string): Comparable =>
  values.get(value) ??
  remember({ map: values, key: value, value: reduce(value), max: conversationLimits.comparablesMax });

/** A value without words is found in no message. */
export const isWordless = (value: string): boolean => comparable(value).words.length === 0;

const opWords: Record<TextOp, string> = {
  is: "is",
  contains: "contains",
  words: "has the words",
  starts_with: "starts with",
};

/** What a condition asks: "text contains “refund”", "inbox is Billing". */
export function leafWords(leaf: ConditionLeaf): string {
  if ("op" in leaf) return `${leaf.field} ${opWords[leaf.op]} ${listed(leaf.values.map(quote), "or")}`;
  if ("is" in leaf) return flagWords[leaf.field][leaf.is ? "yes" : "no"];
  return `${valueWords[leaf.field]} ${listed(leaf.values, "or")}`;
}

const valueWords: Record<Exclude<ConditionLeaf["field"], FlagField | TextLeaf["field"]>, string> = {
  channel: "channel is",
  sender: "sender is",
  campaign: "campaign is",
  campaign_tag: "campaign is tagged",
  inbox: "inbox is",
  topic: "topic is",
  skill: "skill is",
  address: "address begins with",
};

const flagWords: Record<FlagField, { readonly yes: string; readonly no: string }> = {
  opens: { yes: "message opens a conversation", no: "message goes on with a conversation" },
  campaign_reply: { yes: "message answers a campaign", no: "message answers no campaign" },
  business_hours: { yes: "within business hours", no: "outside business hours" },
  opted_out: { yes: "customer opted out", no: "customer has not opted out" },
  assigned: { yes: "an agent has it", no: "no agent has it" },
  nobody_on_shift: { yes: "nobody who could answer is on shift", no: "somebody who could answer is on shift" },
};

/** What was found instead, or which of several values it was: " (it is Support)". */
function seenWords(leaf: ConditionLeaf, state: ConversationState, facts: RuleFacts): string {
  if ("op" in leaf) return textSeen(leaf, facts);
  if ("is" in leaf) {
    const isSo = flag(leaf.field, state, facts);
    return isSo === leaf.is ? "" : ` (it is not so: ${flagWords[leaf.field][isSo ? "yes" : "no"]})`;
  }
  if (leafHolds(leaf, state, facts) && leaf.values.length === 1) return "";
  return ` (${valueSeen(leaf.field, state, facts)})`;
}

function textSeen(leaf: TextLeaf, { message }: RuleFacts): string {
  if (message === null) return " (there is no message)";
  const found = textFinds(leaf, message);
  if (found === undefined && leaf.field === "subject" && message.subject === null) return " (it has none)";
  if (found !== undefined) return leaf.values.length === 1 ? "" : ` (it is ${quote(found)})`;
  const wordless = leaf.values.filter(isWordless);
  return wordless.length === 0 ? "" : ` (no words in ${listed(wordless.map(quote), "and")})`;
}

function valueSeen(field: keyof typeof valueWords, state: ConversationState, facts: RuleFacts): string {
  switch (field) {
    case "channel":
      return `it is ${facts.channel}`;
    case "sender":
      return facts.sender === null ? "it is no sender of ours" : `it is ${facts.sender.address}`;
    case "campaign":
      return facts.campaign === null ? "it answers none" : `it is ${quote(facts.campaign.name)}, ${facts.campaign.id}`;
    case "campaign_tag":
      if (facts.campaign === null) return "it answers none";
      return facts.campaign.tags.length === 0 ? "it has no tags" : `its tags: ${listed(facts.campaign.tags, "and")}`;
    case "inbox":
      return `it is ${inboxOf(state, facts)?.name ?? state.inboxId}`;
    case "topic":
      return state.topics.length === 0 ? "it has no topics" : `its topics: ${listed(state.topics, "and")}`;
    case "skill":
      return state.skill === null ? "none is required" : `it is ${state.skill}`;
    case "address":
      return `it is ${facts.address}`;
  }
}
