import type { Channel } from "@headsup/contract";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Catalogue, Statement } from "./db.ts";
import { answer, sender } from "./tables.ts";

/** Senders and answers. */

export type SenderRow = typeof sender.$inferSelect;
export type AnswerRow = typeof answer.$inferSelect;

export const findSender = async ({ db }: Catalogue, id: string): Promise<SenderRow | undefined> =>
  db.select().from(sender).where(eq(sender.id, id)).get();

export const findSenderByAddress = async (
  { db }: Catalogue,
  { channel, address }: { channel: Channel; address: string },
): Promise<SenderRow | undefined> =>
  db
    .select()
    .from(sender)
    .where(and(eq(sender.channel, channel), eq(sender.address, address)))
    .get();

export const readSenders = async ({ db }: Catalogue): Promise<SenderRow[]> =>
  db.select().from(sender).orderBy(asc(sender.id));

export const insertSender = ({ db }: Catalogue, row: SenderRow): Statement => db.insert(sender).values(row);

/** Moves the mark up to which the provider was asked for inbound messages; never back. */
export const markPolled = ({ db }: Catalogue, { id, at }: { id: string; at: number }): Statement =>
  db
    .update(sender)
    .set({ polledAt: sql`max(coalesce(${sender.polledAt}, 0), ${at})` })
    .where(eq(sender.id, id));

export const findAnswer = async ({ db }: Catalogue, id: string): Promise<AnswerRow | undefined> =>
  db.select().from(answer).where(eq(answer.id, id)).get();

export const readAnswers = async ({ db }: Catalogue): Promise<AnswerRow[]> =>
  db.select().from(answer).orderBy(asc(answer.id));

export const insertAnswer = ({ db }: Catalogue, row: AnswerRow): Statement => db.insert(answer).values(row);
