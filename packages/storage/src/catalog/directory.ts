import type { Channel } from "@headsup/contract";
import { and, asc, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { given, prepared } from "../prepared.ts";
import { type Catalogue, oneOf, preparedStatement, type Question, question, type Statement } from "./db.ts";
import { inbox, sender } from "./tables.ts";

/** Senders. */

export type SenderRow = typeof sender.$inferSelect;

const senderById = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(sender)
    .where(eq(sender.id, given("id")))
    .prepare(),
);

export const findSender = async (catalogue: Catalogue, id: string): Promise<SenderRow | undefined> =>
  senderById(catalogue).get({ id });

const senderByAddress = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(sender)
    .where(and(eq(sender.channel, given("channel")), eq(sender.address, given("address"))))
    .prepare(),
);

export const findSenderByAddress = async (
  catalogue: Catalogue,
  key: { channel: Channel; address: string },
): Promise<SenderRow | undefined> => senderByAddress(catalogue).get(key);

const askByAddress = question<{ channel: Channel; address: string }, SenderRow>(senderByAddress);
export const askSenderByAddress = (
  catalogue: Catalogue,
  key: { channel: Channel; address: string },
): Question<SenderRow | undefined> => oneOf(askByAddress(catalogue, key));

/** A sender with the name of the inbox its replies go to. */
export type SenderWithInbox = SenderRow & { readonly inboxName: string };

const allSenders = prepared(({ db }: Catalogue) =>
  db
    .select({ ...getTableColumns(sender), inboxName: sql<string>`${inbox.name}`.as("inbox_name") })
    .from(sender)
    .innerJoin(inbox, eq(inbox.id, sender.inboxId))
    .orderBy(asc(sender.id))
    .prepare(),
);

export const readSenders = async (catalogue: Catalogue): Promise<SenderWithInbox[]> => allSenders(catalogue).all();

/** An inbox that is there. One deleted meanwhile is null, which fails the transaction: a sender's may not be. */
const standing = (inboxId: string): SQL => sql`(select ${inbox.id} from ${inbox} where ${inbox.id} = ${inboxId})`;

export const insertSender = ({ db }: Catalogue, row: SenderRow): Statement =>
  db.insert(sender).values({ ...row, inboxId: standing(row.inboxId) });

export const updateSender = (
  { db }: Catalogue,
  id: string,
  { inboxId, ...change }: Partial<Pick<SenderRow, "name" | "helpText" | "inboxId" | "skill" | "topics">>,
): Statement =>
  db
    .update(sender)
    .set({ ...change, ...(inboxId !== undefined && { inboxId: standing(inboxId) }) })
    .where(eq(sender.id, id));

/** Moves the mark up to which the provider was asked for inbound messages; never back. */
export const markPolled = preparedStatement<{ id: string; at: number }>(({ db }) =>
  db
    .update(sender)
    .set({ polledAt: sql`max(coalesce(${sender.polledAt}, 0), ${given("at")})` })
    .where(eq(sender.id, given("id"))),
);
