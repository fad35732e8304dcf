import type { AgentStatus, ConversationStatus, Priority, WeekHours } from "@headsup/contract";

/**
 * Where a conversation stands, apart from what was said in it. The story:
 *
 * It is created when a customer writes, never before, and is `open`. While they wait for an answer `waitingSince` says since
 * when, and an inbox that promises answers within some time gives it a `dueAt`. Without an agent it is waiting to be given
 * out; an agent holds it until it is closed, handed on, or its agent goes offline. An answer of ours ends the waiting, not
 * the conversation. `closed` ones keep their inbox, topics and skill; a further message opens them again.
 */
export interface ConversationState {
  readonly status: ConversationStatus;
  readonly inboxId: string;
  /** What it takes to answer it; null: any agent of the inbox. */
  readonly skill: string | null;
  readonly agentId: string | null;
  readonly topics: readonly string[];
  readonly priority: Priority;
  /** The campaign their last message answers. */
  readonly campaignId: string | null;
  readonly waitingSince: number | null;
  readonly dueAt: number | null;
  /** Where a person should look again. */
  readonly flag: string | null;
}

/** An inbox, as far as decisions about conversations go. */
export interface InboxFacts {
  readonly id: string;
  readonly name: string;
  readonly hours: WeekHours | null;
  readonly zone: string;
  readonly answerWithinMs: number | null;
}

/** An agent, as far as decisions about conversations go. */
export interface AgentFacts {
  readonly id: string;
  readonly name: string;
  readonly status: AgentStatus;
  readonly skills: readonly string[];
  /** Inbox ids; empty: every inbox. */
  readonly inboxes: readonly string[];
}

/** Whether this agent may be given conversations of this inbox and skill, were they on shift. */
export const mayAnswer = (
  { skills, inboxes }: Pick<AgentFacts, "skills" | "inboxes">,
  { inboxId, skill }: Pick<ConversationState, "inboxId" | "skill">,
): boolean => (skill === null || skills.includes(skill)) && (inboxes.length === 0 || inboxes.includes(inboxId));

/** Whether somebody who could answer this is available now. */
export const isSomebodyOnShift = (
  agents: readonly AgentFacts[],
  conversation: Pick<ConversationState, "inboxId" | "skill">,
): boolean => agents.some((agent) => agent.status === "available" && mayAnswer(agent, conversation));
