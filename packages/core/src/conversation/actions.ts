/** What each action of a rule does to a conversation, and what is said of it: also of one that does nothing, and why. */
import { limits, type RuleAction } from "@headsup/contract";
import { closed } from "./change.ts";
import { isNamed } from "./conditions.ts";
import { dueAtIn } from "./hours.ts";
import type { ReadRule, RuleFacts, RuleRun } from "./rules.ts";
import { listed, quote } from "./say.ts";
import { type AgentFacts, type ConversationState, mayAnswer } from "./state.ts";

/** Where a run of rules stands between two actions. */
export type Progress = Omit<RuleRun, "steps">;

interface Acting {
  readonly rule: Pick<ReadRule, "id" | "name">;
  readonly progress: Progress;
  readonly facts: RuleFacts;
}

interface Acted {
  readonly progress: Progress;
  readonly effects: readonly string[];
}

/** Does one action of a rule. One that can do nothing says why and leaves everything as it was. */
export function act(action: RuleAction, acting: Acting): Acted {
  switch (action.do) {
    case "route":
      return route(action.inbox, acting);
    case "assign":
      return assign(action.agent, acting);
    case "unassign": {
      const { state } = acting.progress;
      if (state.agentId === null) return nothing(acting, "no agent has it: nobody to take it from");
      return done(acting, { agentId: null }, [`taken from ${holderName(acting)}`]);
    }
    case "require_skill":
      return requireSkill(action.skill, acting);
    case "add_topics":
      return addTopics(action.topics, acting);
    case "set_priority":
      if (acting.progress.state.priority === action.priority)
        return nothing(acting, `priority is ${action.priority} already`);
      return done(acting, { priority: action.priority }, [`priority set to ${action.priority}`]);
    case "reply":
      return reply(action, acting);
    case "close":
      if (acting.progress.state.status === "closed") return nothing(acting, "it is closed already");
      if (acting.progress.state.flag !== null) return nothing(acting, "a person is to look at it first: it stays open");
      return done(acting, closed(acting.progress.state), ["closed"]);
    case "suppress":
      return suppress(acting);
    default:
      throw new Error(`there is no action "${(action as { do: string }).do}"`);
  }
}

const nothing = ({ progress }: Acting, why: string): Acted => ({ progress, effects: [why] });

/** The change of a conversation, what the thread tells of it, and what was left undone. */
function done(
  { rule, progress }: Acting,
  change: Partial<ConversationState>,
  phrases: readonly string[],
  undone: readonly string[] = [],
): Acted {
  const told = [...progress.told, ...phrases.map((phrase) => `${phrase} by the rule ${quote(rule.name)}`)];
  return {
    progress: { ...progress, state: { ...progress.state, ...change }, told },
    effects: [...phrases, ...undone],
  };
}

const holder = ({ progress: { state }, facts }: Acting): AgentFacts | undefined =>
  facts.agents.find(({ id }) => id === state.agentId);
const holderName = (acting: Acting): string => holder(acting)?.name ?? "its agent";

/** A conversation that goes elsewhere is due by the promise of the inbox it comes to. */
function route(named: string, acting: Acting): Acted {
  const { state } = acting.progress;
  const inbox = acting.facts.inboxes.find((known) => isNamed(known, named));
  if (inbox === undefined) return nothing(acting, `there is no inbox ${quote(named)} any more: not routed`);
  if (inbox.id === state.inboxId) return nothing(acting, `it is in ${inbox.name} already`);
  const change = { inboxId: inbox.id, dueAt: dueAtIn(inbox, state.waitingSince) };
  return moved(acting, change, `routed to ${inbox.name}`);
}

function requireSkill(skill: string | null, acting: Acting): Acted {
  if (acting.progress.state.skill === skill) {
    return nothing(acting, skill === null ? "no skill is required already" : `skill ${skill} is required already`);
  }
  return moved(acting, { skill }, skill === null ? "required skill lifted" : `skill ${skill} required`);
}

/** Whoever has it keeps it only where they may answer it as it is now. */
function moved(acting: Acting, change: Partial<ConversationState>, phrase: string): Acted {
  const { state } = acting.progress;
  const agent = holder(acting);
  const keeps = state.agentId === null || (agent !== undefined && mayAnswer(agent, { ...state, ...change }));
  if (keeps) return done(acting, change, [phrase]);
  return done(acting, { ...change, agentId: null }, [phrase, `taken from ${holderName(acting)}`]);
}

/** Only an agent who is available is given work, and only work they may answer. */
function assign(named: string, acting: Acting): Acted {
  const { state } = acting.progress;
  const agent = acting.facts.agents.find((known) => isNamed(known, named));
  if (agent === undefined) return nothing(acting, `there is no agent ${quote(named)} any more: not assigned`);
  if (agent.id === state.agentId) return nothing(acting, `${agent.name} has it already`);
  const obstacle = obstacleOf(agent, acting);
  if (obstacle !== null) return nothing(acting, `${obstacle}: not assigned`);
  return done(acting, { agentId: agent.id }, [`assigned to ${agent.name}`]);
}

function obstacleOf(agent: AgentFacts, { progress: { state }, facts }: Acting): string | null {
  if (state.status === "closed") return "it is closed";
  if (agent.status !== "available") return `${agent.name} is ${agent.status}`;
  if (mayAnswer(agent, state)) return null;
  if (!mayAnswer(agent, { ...state, skill: null })) {
    const inbox = facts.inboxes.find(({ id }) => id === state.inboxId);
    return `${agent.name} is no member of ${inbox?.name ?? "its inbox"}`;
  }
  return `${agent.name} lacks the skill ${state.skill}`;
}

function addTopics(topics: readonly string[], acting: Acting): Acted {
  const present = acting.progress.state.topics;
  const missing = [...new Set(topics)].filter((topic) => !present.includes(topic));
  if (missing.length === 0) return nothing(acting, `it has ${topicsWords(topics)} already`);
  const room = Math.max(0, limits.topicsOfConversationMax - present.length);
  const added = missing.slice(0, room);
  const left = missing.slice(room);
  const full =
    left.length === 0 ? [] : [`it has ${limits.topicsOfConversationMax} topics: ${topicsWords(left)} not added`];
  if (added.length === 0) return { progress: acting.progress, effects: full };
  return done(acting, { topics: [...present, ...added] }, [`${topicsWords(added)} added`], full);
}

const topicsWords = (topics: readonly string[]): string =>
  `${topics.length === 1 ? "topic" : "topics"} ${listed(topics, "and")}`;

/** The thread shows the answer itself: nothing else is told of it. */
function reply(
  { answer, text, atMostEveryMs }: Extract<RuleAction, { readonly do: "reply" }>,
  { rule, progress, facts }: Acting,
): Acted {
  const none = (why: string): Acted => ({ progress, effects: [`${why}: not answered`] });
  if (facts.sender === null) return none("they wrote to no sender of ours");
  if (facts.isOptedOut || progress.suppresses) return none("they opted out");
  if (answer === undefined && text === undefined) return none("it has neither an answer nor a text");
  const given = {
    ruleId: rule.id,
    ruleName: rule.name,
    answer: answer ?? null,
    text: answer === undefined ? (text ?? null) : null,
    atMostEveryMs,
  };
  const effect = answer === undefined ? `answers ${quote(text ?? "")}` : `answers with ${answer}`;
  return { progress: { ...progress, replies: [...progress.replies, given] }, effects: [effect] };
}

/** Whoever is not to be contacted again is not answered either, by whichever rule. */
function suppress(acting: Acting): Acted {
  const { progress, facts } = acting;
  if (facts.sender === null) return nothing(acting, "they wrote to no sender of ours: nothing to suppress");
  if (facts.isOptedOut || progress.suppresses) return nothing(acting, "they opted out already");
  const silenced = progress.replies.map(({ ruleName }) => `the answer of the rule ${quote(ruleName)} is not sent`);
  return done({ ...acting, progress: { ...progress, suppresses: true, replies: [] } }, {}, ["suppressed"], silenced);
}
