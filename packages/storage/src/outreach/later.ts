import { and, asc, eq, inArray, lte, min, sql } from "drizzle-orm";
import { given, givenColumns, prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { type LaterKind, type LaterRow, later } from "./tables.ts";

/** Exceptions that wait for a time: retries, looks at the provider, missing receipts. */

const add = prepared((db: OutreachDb) =>
  db
    .insert(later)
    .values(givenColumns(later, "due", "id", "why", "detail"))
    .onConflictDoUpdate({ target: [later.due, later.id], set: givenColumns(later, "why") })
    .prepare(),
);

export function insertLater(db: OutreachDb, row: { due: number; id: string; why: LaterKind; detail?: string }): void {
  add(db).run({ detail: null, ...row });
}

const dueBy = prepared((db: OutreachDb) =>
  db
    .select()
    .from(later)
    .where(lte(later.due, given("now")))
    .orderBy(asc(later.due))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

export const readDue = (db: OutreachDb, now: number, limit: number): LaterRow[] => dueBy(db).all({ now, limit });

const soonestDue = prepared((db: OutreachDb) =>
  db
    .select({ due: min(later.due) })
    .from(later)
    .prepare(),
);

export const nextDue = (db: OutreachDb): number | null => soonestDue(db).get()?.due ?? null;

const allOf = prepared((db: OutreachDb) =>
  db
    .select()
    .from(later)
    .where(eq(later.id, given("id")))
    .orderBy(asc(later.due))
    .prepare(),
);

/** What waits for one recipient. Scans: the table holds exceptions only. */
export const readLaterOf = (db: OutreachDb, id: string): LaterRow[] => allOf(db).all({ id });

const remove = prepared((db: OutreachDb) =>
  db
    .delete(later)
    .where(and(eq(later.due, given("due")), eq(later.id, given("id"))))
    .prepare(),
);

export function deleteLater(db: OutreachDb, { due, id }: { due: number; id: string }): void {
  remove(db).run({ due, id });
}

/** Everything that would bring a further dispatch about: retries, and rungs to come. */
export function readFurther(db: OutreachDb): LaterRow[] {
  return db
    .select()
    .from(later)
    .where(inArray(later.why, ["retry", "rung"]))
    .all();
}
