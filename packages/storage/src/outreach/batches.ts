import { and, asc, eq, isNull, lt, ne } from "drizzle-orm";
import type { OutreachDb } from "./db.ts";
import { type BatchRow, batch, type StoredClaim } from "./tables.ts";

/** Batches of claims. Few are kept: those in flight, those whose tokens are out, those not yet folded or projected. */

export function insertBatch(
  db: OutreachDb,
  row: { id: number; epoch: number; claims: readonly StoredClaim[]; claimedAt: number },
): void {
  db.insert(batch)
    .values({ ...row, claims: [...row.claims], tokens: row.claims.length })
    .run();
}

/** All batches kept, oldest first. */
export const readBatches = (db: OutreachDb): BatchRow[] => db.select().from(batch).orderBy(asc(batch.id)).all();

export const findBatch = (db: OutreachDb, id: number): BatchRow | undefined =>
  db.select().from(batch).where(eq(batch.id, id)).get();

/** Batches claimed by an earlier copy of this object and never settled: it crashed. */
export const readStale = (db: OutreachDb, epoch: number): BatchRow[] =>
  db
    .select()
    .from(batch)
    .where(and(isNull(batch.settledAt), ne(batch.epoch, epoch)))
    .all();

export function updateBatch(db: OutreachDb, id: number, change: Partial<Omit<BatchRow, "id">>): void {
  db.update(batch).set(change).where(eq(batch.id, id)).run();
}

/** Forgets a batch nobody of which was dispatched. */
export function deleteBatch(db: OutreachDb, id: number): void {
  db.delete(batch).where(eq(batch.id, id)).run();
}

/** Forgets batches that are folded, projected, and whose tokens are back. */
export function deleteDone(db: OutreachDb, settledBefore: number): void {
  db.delete(batch)
    .where(and(eq(batch.folded, true), eq(batch.projected, true), lt(batch.settledAt, settledBefore)))
    .run();
}
