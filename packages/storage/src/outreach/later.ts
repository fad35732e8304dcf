import { and, asc, eq, lte, min } from "drizzle-orm";
import type { OutreachDb } from "./db.ts";
import { type LaterKind, type LaterRow, later } from "./tables.ts";

/** Exceptions that wait for a time: retries, looks at the provider, missing receipts. */

export function insertLater(db: OutreachDb, row: { due: number; id: string; why: LaterKind; detail?: string }): void {
  db.insert(later)
    .values({ detail: null, ...row })
    .onConflictDoUpdate({ target: [later.due, later.id], set: { why: row.why } })
    .run();
}

export const readDue = (db: OutreachDb, now: number, limit: number): LaterRow[] =>
  db.select().from(later).where(lte(later.due, now)).orderBy(asc(later.due)).limit(limit).all();

export const nextDue = (db: OutreachDb): number | null =>
  db
    .select({ due: min(later.due) })
    .from(later)
    .get()?.due ?? null;

/** What waits for one recipient. Scans: the table holds exceptions only. */
export const readLaterOf = (db: OutreachDb, id: string): LaterRow[] =>
  db.select().from(later).where(eq(later.id, id)).orderBy(asc(later.due)).all();

export function deleteLater(db: OutreachDb, { due, id }: { due: number; id: string }): void {
  db.delete(later)
    .where(and(eq(later.due, due), eq(later.id, id)))
    .run();
}

/** Brings every waiting retry forward to `now`: nothing will be retried any more. Returns how many. */
export function readRetries(db: OutreachDb): LaterRow[] {
  return db.select().from(later).where(eq(later.why, "retry")).all();
}
