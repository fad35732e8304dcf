/**
 * Rules at work. Something happened to a conversation; the rules whose trigger it is are asked in their order, and each
 * that holds changes the conversation the next one sees. A topic added by a rule is something that happened as well: its
 * rules are asked after all that is being asked already.
 *
 * Every run ends. A rule runs once in it: where it would be asked again it is cut, and said so. A conversation has room
 * for so many topics, so no more than that can be added; events are bounded besides. A rule that throws, broken as it may
 * be, changes nothing and stops nobody.
 */
import type { Channel, Condition, RuleAction, RuleStep, RuleTrigger } from "@headsup/contract";
import { reasonOf } from "../reason.ts";
import { act, type Progress } from "./actions.ts";
import { holds, judge } from "./conditions.ts";
import { conversationLimits } from "./limits.ts";
import { quote, spanWords } from "./say.ts";
import type { AgentFacts, ConversationState, InboxFacts } from "./state.ts";

/** What rules see besides the conversation. */
export interface RuleFacts {
  /** Epoch ms. */
  readonly now: number;
  /** The message it is about; null for what time or a colleague brought about. */
  readonly message: {
    readonly text: string;
    /** Of an email, else null. */
    readonly subject: string | null;
    readonly opens: boolean;
    readonly isCampaignReply: boolean;
  } | null;
  readonly channel: Channel;
  /** The customer's. */
  readonly address: string;
  /** The sender of ours they wrote to; null where it is none of ours any more. */
  readonly sender: { readonly id: string; readonly address: string } | null;
  /** The campaign their last message answers. */
  readonly campaign: { readonly id: string; readonly name: string; readonly tags: readonly string[] } | null;
  readonly isOptedOut: boolean;
  readonly inboxes: readonly InboxFacts[];
  readonly agents: readonly AgentFacts[];
}

export type RuleEvent =
  | { readonly type: "message_received" | "conversation_created" | "campaign_reply" | "agent_offline" }
  /** The time of this one rule has come: only it is asked. */
  | { readonly type: "due"; readonly rule: string }
  | { readonly type: "topic_added"; readonly topic: string };

/** An enabled rule. */
export interface ReadRule {
  readonly id: string;
  readonly name: string;
  readonly trigger: RuleTrigger;
  readonly when: Condition;
  readonly actions: readonly RuleAction[];
  readonly stop: boolean;
}

/** An answer a rule would give by itself: a stored answer's id or a text, one of them. */
export interface AutoReply {
  readonly ruleId: string;
  readonly ruleName: string;
  readonly answer: string | null;
  readonly text: string | null;
  readonly atMostEveryMs: number;
}

export interface RuleRun {
  readonly state: ConversationState;
  /** In the order of their rules, for the caller to send the first that its span allows; none where the customer opted out, or is by one of these rules. */
  readonly replies: readonly AutoReply[];
  /** Never contact this address again from this sender. */
  readonly suppresses: boolean;
  /** What the thread tells of it: "routed to Billing by the rule “Refunds”". */
  readonly told: readonly string[];
  /** Every rule whose trigger it was, in the order they came up. */
  readonly steps: readonly RuleStep[];
}

interface RuleQuestion {
  readonly events: readonly RuleEvent[];
  readonly state: ConversationState;
  readonly facts: RuleFacts;
}

/** What the rules, in their order, make of it. The steps leave out how each condition was judged. */
export const runRules = (rules: readonly ReadRule[], question: RuleQuestion): RuleRun =>
  run(rules, question, notJudged);

/** The same, each step with its condition as it was judged: for people who try their rules. */
export const tryRules = (rules: readonly ReadRule[], question: RuleQuestion): RuleRun => run(rules, question, judge);

type Judging = (...seen: Parameters<typeof judge>) => RuleStep["condition"];
const notJudged: Judging = () => null;

/** Something to ask rules for, and the rules that led to it, if any did. */
interface Queued {
  readonly event: RuleEvent;
  readonly by: readonly string[];
}

function run(rules: readonly ReadRule[], { events, state, facts }: RuleQuestion, judging: Judging): RuleRun {
  let progress: Progress = { state, replies: [], suppresses: false, told: [] };
  const steps: RuleStep[] = [];
  const ran = new Set<string>();
  const queue: Queued[] = events.slice(0, conversationLimits.eventsMax).map((event) => ({ event, by: [] }));
  // The queue grows while it is walked through.
  for (const { event, by } of queue) {
    let stoppedBy: string | undefined;
    for (const rule of rules) {
      if (!isAsked(rule, event)) continue;
      const cut = cutWords({ rule, stoppedBy, ran, by });
      if (cut !== null) {
        steps.push({ ...stepOf(rule, event), cut });
        continue;
      }
      const asked = ask({ rule, progress, facts, judging });
      steps.push({ ...stepOf(rule, event), ...asked.step });
      if (!asked.step.matched) continue;
      const added = asked.progress.state.topics.filter((topic) => !progress.state.topics.includes(topic));
      progress = asked.progress;
      ran.add(rule.id);
      if (rule.stop) stoppedBy = rule.name;
      const room = Math.max(0, conversationLimits.eventsMax - queue.length);
      for (const topic of added.slice(0, room)) {
        queue.push({ event: { type: "topic_added", topic }, by: [...by, rule.id] });
      }
    }
  }
  return { ...progress, steps };
}

/** Whether this event is what the rule waits for. One that cannot be read waits for nothing. */
function isAsked({ id, trigger }: ReadRule, event: RuleEvent): boolean {
  if (trigger?.on !== event.type) return false;
  if (event.type === "due") return event.rule === id;
  if (event.type !== "topic_added" || trigger.on !== "topic_added") return true;
  return trigger.topics.length === 0 || trigger.topics.includes(event.topic);
}

interface Asking {
  readonly rule: ReadRule;
  readonly stoppedBy: string | undefined;
  readonly ran: ReadonlySet<string>;
  readonly by: readonly string[];
}

function cutWords({ rule, stoppedBy, ran, by }: Asking): string | null {
  if (stoppedBy !== undefined) return `not asked: the rule ${quote(stoppedBy)} stops here`;
  if (by.includes(rule.id)) return "not asked: it ran and led to this itself, so a loop was cut";
  if (ran.has(rule.id)) return "not asked: it ran already, and a rule runs once for what happens at once";
  return null;
}

interface Asked {
  readonly step: Pick<RuleStep, "matched" | "cut" | "condition" | "effects">;
  readonly progress: Progress;
}

/** Asks one rule. Its actions count all together or, where one throws, not at all. */
function ask({
  rule,
  progress,
  facts,
  judging,
}: {
  readonly rule: ReadRule;
  readonly progress: Progress;
  readonly facts: RuleFacts;
  readonly judging: Judging;
}): Asked {
  try {
    // What an earlier rule did about the address is so for the next one.
    const seen = progress.suppresses ? { ...facts, isOptedOut: true } : facts;
    const condition = judging(rule.when, progress.state, seen);
    if (!holds(rule.when, progress.state, seen)) {
      return { step: { matched: false, cut: null, condition, effects: [] }, progress };
    }
    const effects: string[] = [];
    let done = progress;
    for (const action of rule.actions) {
      const acted = act(action, { rule, progress: done, facts });
      done = acted.progress;
      effects.push(...acted.effects);
    }
    return { step: { matched: true, cut: null, condition, effects }, progress: done };
  } catch (error) {
    const cut = `it is broken and was left out (${reasonOf(error)}): write it anew or delete it`;
    return { step: { matched: false, cut, condition: null, effects: [] }, progress };
  }
}

const stepOf = (rule: ReadRule, event: RuleEvent): RuleStep => ({
  rule: rule.id,
  name: rule.name,
  event: eventWords(event, rule),
  matched: false,
  cut: null,
  condition: null,
  effects: [],
});

function eventWords(event: RuleEvent, { trigger }: ReadRule): string {
  switch (event.type) {
    case "message_received":
      return "message received";
    case "conversation_created":
      return "conversation created";
    case "campaign_reply":
      return "reply to a campaign";
    case "agent_offline":
      return "its agent went offline";
    case "topic_added":
      return `topic added: ${event.topic}`;
    case "due":
      return trigger.on === "due" && trigger.withinMs > 0 ? `due within ${spanWords(trigger.withinMs)}` : "overdue";
  }
}
