import { asc, eq, getTableColumns, sql } from "drizzle-orm";
import { given, prepared } from "../prepared.ts";
import { type Catalogue, question, type Statement } from "./db.ts";
import { type AgentRow, agent, conversation } from "./tables.ts";
import { findUse, isUsed, rulesNaming, type Use, type Uses } from "./uses.ts";

/** Agents, each with the open conversations they hold, counted by `conversation_agent`. */

export type AgentWithHolding = AgentRow & { readonly holding: number };

const withHolding = ({ db }: Catalogue) =>
  db
    .select({
      ...getTableColumns(agent),
      // Spelled out: drizzle leaves a column's table away where a query has but one.
      holding: sql<number>`(select count(*) from conversation
        where conversation.status = 'open' and conversation.agent_id = agent.id)`,
    })
    .from(agent);

const allAgents = prepared((catalogue: Catalogue) => withHolding(catalogue).orderBy(asc(agent.id)).prepare());

/** All of them, as they were made. */
export const readAgents = async (catalogue: Catalogue): Promise<AgentWithHolding[]> => allAgents(catalogue).all();

/** The same, to be asked with others. */
export const askAgents = question<object, AgentWithHolding>(allAgents);

const agentById = prepared((catalogue: Catalogue) =>
  withHolding(catalogue)
    .where(eq(agent.id, given("id")))
    .prepare(),
);

export const findAgent = async (catalogue: Catalogue, id: string): Promise<AgentWithHolding | undefined> =>
  agentById(catalogue).get({ id });

const agentByUser = prepared((catalogue: Catalogue) =>
  withHolding(catalogue)
    .where(eq(agent.userId, given("userId")))
    .prepare(),
);

/** The agent a token signs in as. Served by its uniqueness. */
export const findAgentOfUser = async (catalogue: Catalogue, userId: string): Promise<AgentWithHolding | undefined> =>
  agentByUser(catalogue).get({ userId });

export const insertAgent = ({ db }: Catalogue, row: AgentRow): Statement => db.insert(agent).values(row);

export const updateAgent = (
  { db }: Catalogue,
  id: string,
  change: Partial<Omit<AgentRow, "id" | "userId" | "createdAt">>,
): Statement => db.update(agent).set(change).where(eq(agent.id, id));

const usesOf = (id: string): Uses => [
  sql`select 'conversation' as kind, ${conversation.id} as name from ${conversation}
    where ${conversation.status} = 'open' and ${conversation.agentId} = ${id}`,
  rulesNaming({ field: "agent", key: "agent", value: id }),
];

/** What keeps an agent from being deleted. */
export const findUseOfAgent = (catalogue: Catalogue, id: string): Promise<Use | undefined> =>
  findUse(catalogue, usesOf(id));

/**
 * Deletes an agent, who is forgotten by the conversations they closed. A name may not be null: the transaction fails while
 * they hold a conversation or a rule names them.
 */
export const deleteAgent = ({ db }: Catalogue, id: string): Statement[] => [
  db
    .update(agent)
    .set({ name: sql`null` })
    .where(sql`${agent.id} = ${id} and ${isUsed(usesOf(id))}`),
  db
    .update(conversation)
    .set({ agentId: null, version: sql`${conversation.version} + 1` })
    .where(eq(conversation.agentId, id)),
  db.delete(agent).where(eq(agent.id, id)),
];
