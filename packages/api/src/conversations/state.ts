import { Priority } from "@headsup/contract";
import type { ConversationState } from "@headsup/core/conversation/state";
import { type ConversationRow, type Statement, saveConversation } from "@headsup/storage/catalog";
import type { Services } from "../services.ts";

/** Between a conversation's row and the state decisions are made of. */

export const priorityOf = ({ priority }: Pick<ConversationRow, "priority">): Priority =>
  Priority.options[priority] ?? "normal";

export const stateOf = (row: ConversationRow): ConversationState => ({ ...row, priority: priorityOf(row) });

/** When the customer had the last word; null where it was ours. */
export const lastWordAt = (row: ConversationRow): number | null => (row.lastFrom === "customer" ? row.lastAt : null);

type Columns = Pick<ConversationRow, keyof ConversationState>;

export const columnsOf = ({ priority, topics, ...state }: ConversationState): Columns => ({
  status: state.status,
  inboxId: state.inboxId,
  skill: state.skill,
  agentId: state.agentId,
  topics: [...topics],
  priority: Priority.options.indexOf(priority),
  campaignId: state.campaignId,
  waitingSince: state.waitingSince,
  dueAt: state.dueAt,
  flag: state.flag,
});

/** Something said, as the list of conversations shows it. */
export interface Said {
  readonly at: number;
  readonly from: "customer" | "us";
  readonly text: string;
  /** Of a customer's email: what it is about. */
  readonly subject?: string | null;
}

const lastCharactersMax = 120;

export const lastOf = ({ at, from, text }: Said): Pick<ConversationRow, "lastAt" | "lastFrom" | "lastText"> => ({
  lastAt: at,
  lastFrom: from,
  lastText: [...text.replace(/\s+/g, " ")].slice(0, lastCharactersMax).join(""),
});

/** Stores what became of a conversation, and what was last said in it if something was. */
export function saved(
  { catalogue, now }: Services,
  row: ConversationRow,
  state: ConversationState,
  { said, fired }: { said?: Said; fired?: string[] } = {},
): Statement {
  const isLatest = said !== undefined && said.at >= row.lastAt;
  // A time to come is one that no rule was asked for yet; one that is over already, rules may have led to themselves.
  const isDueAnew = state.dueAt !== row.dueAt && (fired === undefined || (state.dueAt ?? 0) > now());
  return saveConversation(catalogue, {
    ...row,
    ...columnsOf(state),
    ...(isLatest ? lastOf(said) : {}),
    ...(isLatest && said.subject != null ? { subject: said.subject } : {}),
    ...(said === undefined ? {} : { saidVersion: row.version + 1 }),
    fired: isDueAnew ? [] : (fired ?? row.fired),
    changedAt: now(),
    closedAt: state.status === "closed" ? (row.closedAt ?? now()) : null,
  });
}
