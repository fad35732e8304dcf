import type { ConversationQuery } from "@headsup/contract";
import { and, asc, desc, eq, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { given, givenColumns, givenRow, prepared } from "../prepared.ts";
import { type Catalogue, oneOf, preparedStatement, type Question, question } from "./db.ts";
import { agent, type ConversationRow, campaign, conversation, customer, inbox, sender } from "./tables.ts";
import { holds, isAmong } from "./where.ts";

/**
 * Conversations. Every change of one is a transaction that begins with {@link saveConversation} or
 * {@link insertConversation}: it goes by the row as it was read, and fails as a whole where somebody else changed that row
 * meanwhile ({@link isOvertaken}); then one reads again and decides again.
 */

const byAddress = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(conversation)
    .where(and(eq(conversation.address, given("address")), eq(conversation.senderId, given("senderId"))))
    .prepare(),
);

const askByAddress = question<{ address: string; senderId: string }, ConversationRow>(byAddress);

/** The thread with this address on this sender of ours. By its unique key. */
export const askConversationWith = (
  catalogue: Catalogue,
  key: { address: string; senderId: string },
): Question<ConversationRow | undefined> => oneOf(askByAddress(catalogue, key));

const byId = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(conversation)
    .where(eq(conversation.id, given("id")))
    .prepare(),
);

export const findConversation = async (catalogue: Catalogue, id: string): Promise<ConversationRow | undefined> =>
  byId(catalogue).get({ id });

const askById = question<{ id: string }, ConversationRow>(byId);
export const askConversation = (catalogue: Catalogue, id: string): Question<ConversationRow | undefined> =>
  oneOf(askById(catalogue, { id }));

/** Fails where this address has a thread with this sender already. */
export const insertConversation = preparedStatement<ConversationRow>(({ db }) =>
  db.insert(conversation).values(givenRow(conversation)),
);

const settable = [
  "status",
  "inboxId",
  "skill",
  "agentId",
  "topics",
  "priority",
  "campaignId",
  "waitingSince",
  "dueAt",
  "fired",
  "flag",
  "changedAt",
  "closedAt",
  "lastAt",
  "lastFrom",
  "lastText",
  "saidVersion",
  "subject",
] as const;

/** Stores a conversation that was read at version `version`, which goes up by one; fails where it is at another by now. */
export const saveConversation = preparedStatement<Omit<ConversationRow, "createdAt">>(({ db }) =>
  db
    .update(conversation)
    .set({
      ...givenColumns(conversation, ...settable),
      // Null is refused by the column, and with it the whole transaction.
      version: sql`case when ${conversation.version} = ${given("version")} then ${conversation.version} + 1 end`,
    })
    .where(eq(conversation.id, given("id"))),
);

/** Whether a transaction failed because another one was faster: read again, decide again. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof Error &&
  /constraint failed: (conversation\.|message\.id|customer_address\.)/i.test(`${error.message} ${error.cause}`);

/** A conversation with the names of what it belongs to. */
export interface ConversationShown extends ConversationRow {
  readonly customerName: string | null;
  readonly inboxName: string;
  readonly agentName: string | null;
  readonly campaignName: string | null;
  readonly senderAddress: string | null;
  readonly senderName: string | null;
}

const shown = ({ db }: Catalogue) =>
  db
    .select({
      conversation,
      customerName: customer.name,
      inboxName: inbox.name,
      agentName: agent.name,
      campaignName: campaign.name,
      senderAddress: sender.address,
      senderName: sender.name,
    })
    .from(conversation)
    .innerJoin(customer, eq(customer.id, conversation.customerId))
    .innerJoin(inbox, eq(inbox.id, conversation.inboxId))
    .leftJoin(agent, eq(agent.id, conversation.agentId))
    .leftJoin(campaign, eq(campaign.id, conversation.campaignId))
    .leftJoin(sender, eq(sender.id, conversation.senderId));

type Joined = Omit<ConversationShown, keyof ConversationRow> & { conversation: ConversationRow };
const flat = ({ conversation: row, ...names }: Joined): ConversationShown => ({ ...row, ...names });

export async function findShown(catalogue: Catalogue, id: string): Promise<ConversationShown | undefined> {
  const row = await shown(catalogue).where(eq(conversation.id, id)).get();
  return row && flat(row);
}

/** Ids and names are resolved by now. */
export type ConversationFilter = Omit<ConversationQuery, "agent" | "inbox" | "view"> & {
  readonly inboxId?: string | undefined;
  readonly agentId?: string | undefined;
  readonly isWaiting?: boolean | undefined;
};

/** Who waits, that is for an agent: served by `conversation_waiting`. */
const waits = and(eq(conversation.status, "open"), isNull(conversation.agentId), isNotNull(conversation.waitingSince));

function filtered({ status, isWaiting, search, ...by }: ConversationFilter): SQL | undefined {
  return and(
    isWaiting === true ? waits : eq(conversation.status, status),
    by.inboxId === undefined ? undefined : eq(conversation.inboxId, by.inboxId),
    by.agentId === undefined ? undefined : eq(conversation.agentId, by.agentId),
    by.skill === undefined ? undefined : eq(conversation.skill, by.skill),
    by.campaign === undefined ? undefined : eq(conversation.campaignId, by.campaign),
    by.topic === undefined
      ? undefined
      : sql`exists (select 1 from json_each(${conversation.topics}) where value = ${by.topic})`,
    search === undefined
      ? undefined
      : or(holds(customer.name, search), holds(conversation.address, search), holds(conversation.lastText, search)),
  );
}

/**
 * Conversations: those that wait, the longest first; any others, the latest change first. Served by
 * `conversation_waiting` or `conversation_changed`; a search looks at every one its other filters leave.
 *
 * @param after the place of the last one of the page before: when it changed (or since when it waits), and its id
 */
export async function pageConversations(
  catalogue: Catalogue,
  { filter, after, limit }: { filter: ConversationFilter; after: { at: number; id: string } | null; limit: number },
): Promise<ConversationShown[]> {
  const [by, direction, beyond] =
    filter.isWaiting === true
      ? ([conversation.waitingSince, asc, sql`>`] as const)
      : ([conversation.changedAt, desc, sql`<`] as const);
  const rows = await shown(catalogue)
    .where(
      and(
        filtered(filter),
        after === null ? undefined : sql`(${by}, ${conversation.id}) ${beyond} (${after.at}, ${after.id})`,
      ),
    )
    .orderBy(direction(by), direction(conversation.id))
    .limit(limit);
  return rows.map(flat);
}

/** Conversations of one customer, the latest change first. */
export async function readConversationsOf(
  catalogue: Catalogue,
  { customerId, limit }: { customerId: string; limit: number },
): Promise<ConversationShown[]> {
  const rows = await shown(catalogue)
    .where(eq(conversation.customerId, customerId))
    .orderBy(desc(conversation.changedAt))
    .limit(limit);
  return rows.map(flat);
}

/** How many there are in each view. Served by the partial indexes. */
export async function countDesk(
  { db }: Catalogue,
  { agentId, now }: { agentId: string | null; now: number },
): Promise<{ waiting: number; mine: number; open: number; overdue: number }> {
  const [row] = await db
    .select({
      waiting: sql<number>`(select count(*) from ${conversation} where ${waits})`,
      mine: sql<number>`(select count(*) from ${conversation} where ${conversation.status} = 'open' and ${conversation.agentId} = ${agentId ?? ""})`,
      open: sql<number>`(select count(*) from ${conversation} where ${conversation.status} = 'open')`,
      overdue: sql<number>`(select count(*) from ${conversation} where ${conversation.status} = 'open' and ${conversation.dueAt} <= ${now})`,
    })
    .from(sql`(select 1)`);
  return row ?? { waiting: 0, mine: 0, open: 0, overdue: 0 };
}

/** A conversation that waits, as far as people match goes. */
export type WaitingRow = Pick<
  ConversationShown,
  "id" | "inboxId" | "inboxName" | "skill" | "topics" | "channel" | "priority" | "waitingSince" | "dueAt"
>;

/** Those who wait for an agent, the longest first, for people match to order. Served by `conversation_waiting`. */
export const readWaiting = async (
  { db }: Catalogue,
  { inboxIds, limit }: { inboxIds: readonly string[]; limit: number },
): Promise<WaitingRow[]> =>
  db
    .select({
      id: conversation.id,
      inboxId: conversation.inboxId,
      inboxName: inbox.name,
      skill: conversation.skill,
      topics: conversation.topics,
      channel: conversation.channel,
      priority: conversation.priority,
      waitingSince: conversation.waitingSince,
      dueAt: conversation.dueAt,
    })
    .from(conversation)
    .innerJoin(inbox, eq(inbox.id, conversation.inboxId))
    .where(and(waits, inboxIds.length === 0 ? undefined : isAmong(conversation.inboxId, inboxIds)))
    .orderBy(asc(conversation.waitingSince))
    .limit(limit);

/** Conversations by their ids, in no order. */
export async function readShown(catalogue: Catalogue, ids: readonly string[]): Promise<ConversationShown[]> {
  const rows = await shown(catalogue).where(isAmong(conversation.id, ids));
  return rows.map(flat);
}

/**
 * Gives an agent the first of these conversations that still waits, if they are available and have room: one statement, so
 * that of two who ask at once neither gets the other's. Returns its id, or nothing. By primary key, an id after the other:
 * `cross join` keeps that order.
 */
export async function takeFirst(
  { db }: Catalogue,
  { ids, agentId, at }: { ids: readonly string[]; agentId: string; at: number },
): Promise<string | undefined> {
  const [taken] = await db
    .update(conversation)
    .set({ agentId, changedAt: at, version: sql`${conversation.version} + 1` })
    .where(
      and(
        sql`${conversation.id} = (
          select waiting.id from json_each(${JSON.stringify(ids)}) asked
          cross join ${conversation} waiting on waiting.id = asked.value
          where waiting.status = 'open' and waiting.agent_id is null and waiting.waiting_since is not null
          order by asked.key limit 1)`,
        sql`(select ${agent.capacity} from ${agent} where ${agent.id} = ${agentId} and ${agent.status} = 'available')
          > (select count(*) from ${conversation} held where held.agent_id = ${agentId} and held.status = 'open')`,
      ),
    )
    .returning({ id: conversation.id });
  return taken?.id;
}

/** Ids of the open conversations an agent holds. Served by `conversation_agent`. */
export async function readHeldBy(
  { db }: Catalogue,
  { agentId, limit }: { agentId: string; limit: number },
): Promise<string[]> {
  const rows = await db
    .select({ id: conversation.id })
    .from(conversation)
    .where(and(eq(conversation.status, "open"), eq(conversation.agentId, agentId)))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/**
 * Open conversations that a rule is to be asked about, the most overdue first: due by its time, and it was not asked yet.
 * Served by `conversation_due`; those it was asked about take no room.
 */
export const readDueBy = async (
  { db }: Catalogue,
  { due, limit }: { due: readonly { readonly id: string; readonly by: number }[]; limit: number },
): Promise<ConversationRow[]> =>
  db
    .select()
    .from(conversation)
    .where(
      and(
        eq(conversation.status, "open"),
        isNotNull(conversation.dueAt),
        lte(conversation.dueAt, Math.max(...due.map(({ by }) => by))),
        sql`exists (select 1 from json_each(${JSON.stringify(due)}) rule where ${conversation.dueAt} <= rule.value ->> 'by'
          and not exists (select 1 from json_each(${conversation.fired}) asked where asked.value = rule.value ->> 'id'))`,
      ),
    )
    .orderBy(asc(conversation.dueAt))
    .limit(limit);
