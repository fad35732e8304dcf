import type { Priority } from "@headsup/contract";
import { dueAtIn } from "./hours.ts";
import { type AgentFacts, type ConversationState, type InboxFacts, mayAnswer } from "./state.ts";

/** What people do to a conversation: answer it, hand it on, close it. Each tells what is to be written into its thread. */

export interface Changed {
  readonly state: ConversationState;
  readonly told: readonly string[];
}

/** An answer of ours ends the waiting; who answers what nobody has, has it from then on. */
export const answered = (state: ConversationState, agentId: string | null): ConversationState => ({
  ...state,
  status: "open",
  agentId: state.agentId ?? agentId,
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

/**
 * Carries a change out in one go.
 *
 * @param lastInAt when the customer last wrote: reopened by hand, it waits again from then on if they had the last word
 */
export function change(
  before: ConversationState,
  to: Change,
  { agents, by, lastWordAt }: { agents: readonly AgentFacts[]; by: string; lastWordAt: number | null },
): Changed {
  const told: string[] = [];
  let state = before;
  if (to.inbox !== undefined && to.inbox.id !== state.inboxId) {
    const dueAt = state.waitingSince === null ? null : dueAtIn(to.inbox, state.waitingSince);
    state = { ...state, inboxId: to.inbox.id, dueAt };
    told.push(`moved to ${to.inbox.name} by ${by}`);
  }
  if (to.skill !== undefined && to.skill !== state.skill) {
    state = { ...state, skill: to.skill };
    told.push(to.skill === null ? `needs no skill any more, says ${by}` : `needs the skill ${to.skill}, says ${by}`);
  }
  const holder = agents.find(({ id }) => id === state.agentId);
  if (to.agent === undefined && state !== before && holder !== undefined && !mayAnswer(holder, state)) {
    state = { ...state, agentId: null };
    told.push(`${holder.name} cannot answer it there: it waits for somebody who can`);
  }
  if (to.agent !== undefined && (to.agent?.id ?? null) !== state.agentId) {
    state = { ...state, agentId: to.agent?.id ?? null };
    told.push(to.agent === null ? `given back by ${by}: it waits again` : `given to ${to.agent.name} by ${by}`);
    if (to.agent === null && state.status === "open" && state.waitingSince === null && lastWordAt !== null)
      state = { ...state, waitingSince: lastWordAt };
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
    state = { ...state, status: "open", waitingSince: lastWordAt };
    told.push(`opened again by ${by}`);
  }
  return { state, told };
}
