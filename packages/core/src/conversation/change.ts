import type { Priority } from "@headsup/contract";
import { dueAtIn } from "./hours.ts";
import { type AgentFacts, type ConversationState, type InboxFacts, mayAnswer } from "./state.ts";

/** What people do to a conversation: answer it, hand it on, close it. Each tells what is to be written into its thread. */

export interface Changed {
  readonly state: ConversationState;
  readonly told: readonly string[];
}

/** Somebody waits from their first message on that is not answered; a further one does not move them back. */
export function waitingFrom(
  state: ConversationState,
  since: number,
  inboxes: readonly InboxFacts[],
): ConversationState {
  if (state.waitingSince !== null) return state;
  const inbox = inboxes.find(({ id }) => id === state.inboxId);
  return { ...state, waitingSince: since, dueAt: inbox === undefined ? null : dueAtIn(inbox, since) };
}

/**
 * Nobody has it any more: who had the last word, and was not answered by an agent who is here, waits again.
 *
 * @param lastWordAt when the customer had the last word; null where it was ours
 */
export const letGo = (
  state: ConversationState,
  { lastWordAt, inboxes }: Pick<ChangeFacts, "lastWordAt" | "inboxes">,
): ConversationState =>
  state.status === "open" && lastWordAt !== null
    ? waitingFrom({ ...state, agentId: null }, lastWordAt, inboxes)
    : { ...state, agentId: null };

/** An answer of ours ends the waiting; who answers what nobody has, as nobody has what is closed, has it from then on. */
export const answered = (state: ConversationState, agentId: string | null): ConversationState => ({
  ...state,
  status: "open",
  agentId: state.status === "closed" ? (agentId ?? state.agentId) : (state.agentId ?? agentId),
  waitingSince: null,
  dueAt: null,
});

/** Closed ones keep their agent, who gets the customer back if they write again. */
export const closed = (state: ConversationState): ConversationState => ({
  ...state,
  status: "closed",
  waitingSince: null,
  dueAt: null,
  flag: null,
});

/** A change by a person, references resolved. What is undefined stays. */
export interface Change {
  readonly status?: "open" | "closed" | undefined;
  readonly agent?: AgentFacts | null | undefined;
  readonly inbox?: InboxFacts | undefined;
  readonly skill?: string | null | undefined;
  readonly topics?: readonly string[] | undefined;
  readonly priority?: Priority | undefined;
  readonly flag?: false | undefined;
}

export interface ChangeFacts {
  readonly agents: readonly AgentFacts[];
  readonly inboxes: readonly InboxFacts[];
  /** Who changes it. */
  readonly by: string;
  /** When the customer had the last word; null where it was ours. */
  readonly lastWordAt: number | null;
}

/** Carries a change out in one go. Who had the last word waits again where it is opened by hand, or let go of. */
export function change(before: ConversationState, to: Change, facts: ChangeFacts): Changed {
  const { agents, inboxes, by, lastWordAt } = facts;
  const told: string[] = [];
  let state = before;
  if (to.inbox !== undefined && to.inbox.id !== state.inboxId) {
    state = { ...state, inboxId: to.inbox.id, dueAt: dueAtIn(to.inbox, state.waitingSince) };
    told.push(`moved to ${to.inbox.name} by ${by}`);
  }
  if (to.skill !== undefined && to.skill !== state.skill) {
    state = { ...state, skill: to.skill };
    told.push(to.skill === null ? `needs no skill any more, says ${by}` : `needs the skill ${to.skill}, says ${by}`);
  }
  const holder = agents.find(({ id }) => id === state.agentId);
  if (to.agent === undefined && state !== before && holder !== undefined && !mayAnswer(holder, state)) {
    state = letGo(state, facts);
    told.push(`${holder.name} cannot answer it there: it waits for somebody who can`);
  }
  if (to.agent !== undefined && (to.agent?.id ?? null) !== state.agentId) {
    state = to.agent === null ? letGo(state, facts) : { ...state, agentId: to.agent.id };
    told.push(to.agent === null ? backWords(state, by) : `given to ${to.agent.name} by ${by}`);
  }
  const added = to.topics?.filter((topic) => !state.topics.includes(topic)) ?? [];
  const gone = state.topics.filter((topic) => to.topics !== undefined && !to.topics.includes(topic));
  if (to.topics !== undefined && added.length + gone.length > 0) {
    state = { ...state, topics: [...to.topics] };
    if (added.length > 0) told.push(`topic ${added.join(", ")} added by ${by}`);
    if (gone.length > 0) told.push(`topic ${gone.join(", ")} taken away by ${by}`);
  }
  if (to.priority !== undefined && to.priority !== state.priority) {
    state = { ...state, priority: to.priority };
    told.push(`priority ${to.priority}, says ${by}`);
  }
  if (to.flag === false && state.flag !== null) state = { ...state, flag: null };
  if (to.status === "closed" && state.status === "open") {
    state = closed(state);
    told.push(`closed by ${by}`);
  }
  if (to.status === "open" && state.status === "closed") {
    state = { ...state, status: "open" };
    if (lastWordAt !== null) state = waitingFrom(state, lastWordAt, inboxes);
    told.push(`opened again by ${by}`);
  }
  return { state, told };
}

const backWords = ({ waitingSince }: ConversationState, by: string): string =>
  waitingSince === null ? `given back by ${by}` : `given back by ${by}: it waits again`;
