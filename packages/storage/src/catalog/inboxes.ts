import { asc, eq, sql } from "drizzle-orm";
import { given, prepared } from "../prepared.ts";
import { type Catalogue, question, type Statement } from "./db.ts";
import { conversation, type InboxRow, inbox, sender } from "./tables.ts";
import { agentsWith, boostsNaming, findUse, isUsed, rulesNaming, type Use, type Uses } from "./uses.ts";

/** Inboxes: few, read whole. */

const allInboxes = prepared(({ db }: Catalogue) => db.select().from(inbox).orderBy(asc(inbox.id)).prepare());

/** All of them, the first one first, then as they were made. */
export const readInboxes = async (catalogue: Catalogue): Promise<InboxRow[]> => allInboxes(catalogue).all();

/** The same, to be asked with others. */
export const askInboxes = question<object, InboxRow>(allInboxes);

const inboxById = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(inbox)
    .where(eq(inbox.id, given("id")))
    .prepare(),
);

export const findInbox = async (catalogue: Catalogue, id: string): Promise<InboxRow | undefined> =>
  inboxById(catalogue).get({ id });

/** The open conversations of one inbox, counted. */
export interface InboxFigures {
  readonly inboxId: string;
  readonly open: number;
  /** A customer waits and no agent has it. */
  readonly waiting: number;
  readonly waitingSince: number | null;
  readonly overdue: number;
}

const figures = prepared(({ db }: Catalogue) => {
  const isWaiting = sql`${conversation.agentId} is null and ${conversation.waitingSince} is not null`;
  return db
    .select({
      inboxId: conversation.inboxId,
      open: sql<number>`count(*)`,
      waiting: sql<number>`count(case when ${isWaiting} then 1 end)`,
      waitingSince: sql<number | null>`min(case when ${isWaiting} then ${conversation.waitingSince} end)`,
      overdue: sql<number>`count(case when ${conversation.dueAt} <= ${given("now")} then 1 end)`,
    })
    .from(conversation)
    .where(eq(conversation.status, "open"))
    .groupBy(conversation.inboxId)
    .prepare();
});

/** Of every inbox that has open conversations. Reads those alone, by `conversation_changed`. */
export const readInboxFigures = async (catalogue: Catalogue, now: number): Promise<InboxFigures[]> =>
  figures(catalogue).all({ now });

export const insertInbox = ({ db }: Catalogue, row: InboxRow): Statement => db.insert(inbox).values(row);

export const updateInbox = (
  { db }: Catalogue,
  id: string,
  change: Partial<Omit<InboxRow, "id" | "createdAt">>,
): Statement => db.update(inbox).set(change).where(eq(inbox.id, id));

const usesOf = (id: string): Uses => [
  sql`select 'sender' as kind, ${sender.address} as name from ${sender} where ${sender.inboxId} = ${id}`,
  rulesNaming({ field: "inbox", key: "inbox", value: id }),
  agentsWith({ of: "inboxes", value: id }),
  boostsNaming({ key: "inbox", value: id }),
  sql`select 'conversation' as kind, ${conversation.id} as name from ${conversation} where ${conversation.inboxId} = ${id}`,
];

/** What keeps an inbox from being deleted. */
export const findUseOfInbox = (catalogue: Catalogue, id: string): Promise<Use | undefined> =>
  findUse(catalogue, usesOf(id));

/** Deletes an inbox. A name may not be null: the transaction fails while anything refers to it. */
export const deleteInbox = ({ db }: Catalogue, id: string): Statement[] => [
  db
    .update(inbox)
    .set({ name: sql`null` })
    .where(sql`${inbox.id} = ${id} and ${isUsed(usesOf(id))}`),
  db.delete(inbox).where(eq(inbox.id, id)),
];
