import { defaultInboxId } from "@headsup/contract";
import type { ReplyMeaning } from "../reply/optout.ts";
import { waitingFrom } from "./change.ts";
import {
  type AutoReply,
  type ReadRule,
  type RuleEvent,
  type RuleFacts,
  type RuleRun,
  runRules,
  tryRules,
} from "./rules.ts";
import { type ConversationState, mayAnswer } from "./state.ts";

/**
 * What a message from a customer makes of their conversation. Opt-outs were heeded before it comes here; this decides
 * where it goes and who is to see it.
 *
 * A word we act on ourselves (an exact STOP, START or HELP), a phone's "Liked …" and an automatic reply are kept in the
 * thread and make no work: they open nothing and no rule is asked. Everything else opens the conversation, and whoever said it
 * waits for an answer, also those who have opted out.
 */
export interface Arrival {
  readonly at: number;
  readonly text: string;
  /** Of an email, else null. */
  readonly subject: string | null;
  readonly meaning: Pick<ReplyMeaning, "kind" | "certainty">;
  /** The inbox they asked for, by id or name; absent: none. */
  readonly inbox?: string | null;
  /** Sent by a machine, or a phone's way of telling a reaction: nobody waits for an answer to it. */
  readonly isUnattended: boolean;
}

/** The campaign whose look-back it falls into. */
export interface AnsweredCampaign {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly skill: string | null;
  /** The inbox its replies go to; null: its sender's. */
  readonly inboxId: string | null;
  /** Which of its replies go to its skill. */
  readonly routes: "opening" | "all";
}

/** The sender it was written to: where its replies go where nothing else says. */
export interface EntryPoint {
  readonly id: string;
  readonly address: string;
  readonly inboxId: string;
  readonly skill: string | null;
  readonly topics: readonly string[];
}

export interface ArrivalFacts
  extends Pick<RuleFacts, "now" | "channel" | "address" | "isOptedOut" | "inboxes" | "agents"> {
  readonly sender: EntryPoint | null;
  readonly campaign: AnsweredCampaign | null;
  readonly rules: readonly ReadRule[];
  /** The agent who had it is available and has room: a customer who comes back is given back to them. */
  readonly agentMayKeep: boolean;
}

export interface Arrived {
  readonly state: ConversationState;
  /** Whether it opened the conversation: the first one, or the first since it was closed. */
  readonly opens: boolean;
  /** What is to be told in the thread, for people. */
  readonly told: readonly string[];
  readonly replies: readonly AutoReply[];
  readonly suppresses: boolean;
  readonly steps: RuleRun["steps"];
}

type Arriving = (before: ConversationState | null, arrival: Arrival, facts: ArrivalFacts) => Arrived;

export const arrive: Arriving = (...arrival) => arriveBy(runRules, ...arrival);

/** The same, each rule that was asked with its conditions as they were judged: for people who try their rules. */
export const tryArrival: Arriving = (...arrival) => arriveBy(tryRules, ...arrival);

function arriveBy(ask: typeof runRules, ...[before, arrival, facts]: Parameters<Arriving>): Arrived {
  const { meaning, isUnattended } = arrival;
  const isHandled = isUnattended || (meaning.kind !== "none" && meaning.certainty === "exact");
  const stands = before ?? fresh(facts);
  const opens = !isHandled && stands.status === "closed";
  if (isHandled) {
    const state = { ...stands, campaignId: facts.campaign?.id ?? stands.campaignId };
    return { state, opens, told: [], replies: [], suppresses: false, steps: [] };
  }
  const { state: placed, told } = asked(opens ? opened(before, facts) : continued(stands, facts), arrival, facts);
  const flag = flagOf(arrival, facts) ?? placed.flag;
  const waiting = waitingFrom({ ...placed, flag }, arrival.at, facts.inboxes);
  const isCampaignReply = facts.campaign !== null;
  const events: RuleEvent[] = [
    { type: "message_received" },
    ...(opens ? [{ type: "conversation_created" } as const] : []),
    ...(isCampaignReply ? [{ type: "campaign_reply" } as const] : []),
  ];
  const run = ask(facts.rules, {
    events,
    state: waiting,
    facts: { ...facts, message: { text: arrival.text, subject: arrival.subject, opens, isCampaignReply } },
  });
  // Who opted out before is answered by no rule; who may be doing so with this very message is not either.
  return { ...run, told: [...told, ...run.told], replies: meaning.kind === "stop" ? [] : run.replies, opens };
}

/** A thread nobody worked on yet, as its campaign's are, or its sender's. */
const fresh = ({ sender, campaign }: Pick<ArrivalFacts, "sender" | "campaign">): ConversationState => ({
  status: "closed",
  inboxId: campaign?.inboxId ?? sender?.inboxId ?? defaultInboxId,
  skill: sender?.skill ?? null,
  agentId: null,
  topics: sender?.topics ?? [],
  priority: "normal",
  campaignId: null,
  waitingSince: null,
  dueAt: null,
  flag: null,
});

/** A reply that opens a conversation goes where its campaign says, or else its sender; to its agent of before, if they are there. */
function opened(before: ConversationState | null, facts: ArrivalFacts): { state: ConversationState; told: string[] } {
  const { campaign, agentMayKeep } = facts;
  const start = fresh(facts);
  const skill = campaign?.skill ?? start.skill;
  const holder = facts.agents.find(({ id }) => id === before?.agentId);
  const isMember = holder !== undefined && mayAnswer(holder, { inboxId: start.inboxId, skill: null });
  const keeps = before?.agentId != null && agentMayKeep && isMember && before.skill === skill;
  return {
    state: {
      ...start,
      status: "open",
      skill,
      topics: [...new Set([...start.topics, ...(before?.topics ?? [])])],
      campaignId: campaign?.id ?? null,
      agentId: keeps ? before.agentId : null,
    },
    told: before === null ? [] : [keeps ? "opened again, with the agent of before" : "opened again"],
  };
}

/** One under way stays with whoever has it, unless they left or its campaign wants every reply at its own skill. */
function continued(
  stands: ConversationState,
  { campaign, agents }: ArrivalFacts,
): { state: ConversationState; told: string[] } {
  const told: string[] = [];
  let { skill, agentId } = stands;
  if (campaign?.routes === "all" && campaign.skill !== null && campaign.skill !== skill) {
    skill = campaign.skill;
    told.push(`goes to the skill ${skill}, as its campaign “${campaign.name}” asks`);
  }
  const holder = agents.find(({ id }) => id === agentId);
  if (agentId !== null && (holder === undefined || holder.status === "offline")) {
    told.push(`${holder?.name ?? "its agent"} is offline: it waits for somebody else`);
    agentId = null;
  } else if (holder !== undefined && skill !== null && skill !== stands.skill && !holder.skills.includes(skill)) {
    told.push(`${holder.name} has not got the skill ${skill}: it waits for somebody who has`);
    agentId = null;
  }
  return { state: { ...stands, skill, agentId, campaignId: campaign?.id ?? stands.campaignId }, told };
}

/** Who asked for an inbox goes there, and is let go by an agent who is not of it. */
function asked(
  { state, told }: { state: ConversationState; told: string[] },
  { inbox }: Arrival,
  { inboxes, agents }: ArrivalFacts,
): { state: ConversationState; told: string[] } {
  const wanted = inbox == null ? undefined : inboxes.find(({ id, name }) => id === inbox || name === inbox);
  if (wanted === undefined || wanted.id === state.inboxId) return { state, told };
  const moved = { ...state, inboxId: wanted.id };
  const holder = agents.find(({ id }) => id === state.agentId);
  const agentId = holder !== undefined && mayAnswer(holder, moved) ? holder.id : null;
  return { state: { ...moved, agentId }, told: [...told, `asked for ${wanted.name}`] };
}

function flagOf({ meaning }: Arrival, { isOptedOut }: ArrivalFacts): string | null {
  if (meaning.kind === "stop")
    return "This may have been a wish to stop: they are opted out for now. Read it, and lift that if it was not.";
  if (isOptedOut) return "They opted out: read this, but they cannot be written to.";
  return null;
}
