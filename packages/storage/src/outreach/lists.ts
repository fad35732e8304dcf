import { addTally, emptyTally, type StoredStatus, type Tally } from "@headsup/core/campaign/status";
import { eq } from "drizzle-orm";
import { given, givenColumns, prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { list } from "./tables.ts";

/** Lists and their tallies. A campaign has few lists, each read whole; one row written per change. */

export type ListRow = typeof list.$inferSelect;
type NewList = Pick<ListRow, "id" | "name" | "fingerprint" | "columns" | "country" | "startAt" | "endAt">;

const allLists = prepared((db: OutreachDb) => db.select().from(list).orderBy(list.ordinal).prepare());

/** All lists, oldest first. */
export const readLists = (db: OutreachDb): ListRow[] => allLists(db).all();

const listById = prepared((db: OutreachDb) =>
  db
    .select()
    .from(list)
    .where(eq(list.id, given("id")))
    .prepare(),
);

export const findList = (db: OutreachDb, id: string): ListRow | undefined => listById(db).get({ id });

export const findListByFingerprint = (db: OutreachDb, fingerprint: string): ListRow | undefined =>
  db.select().from(list).where(eq(list.fingerprint, fingerprint)).get();

export function insertList(db: OutreachDb, row: NewList): void {
  db.insert(list)
    .values({ ...row, tally: emptyTally() })
    .run();
}

export function updateList(db: OutreachDb, ordinal: number, change: Partial<Omit<ListRow, "ordinal" | "id">>): void {
  db.update(list).set(change).where(eq(list.ordinal, ordinal)).run();
}

/** Forgets a list itself. */
export function deleteList(db: OutreachDb, ordinal: number): void {
  db.delete(list).where(eq(list.ordinal, ordinal)).run();
}

/** Moves recipients between statuses in a list's tally, e.g. `{ ready: -3, skipped: 3 }`. */
export type TallyShift = Partial<Record<StoredStatus, number>>;

const tallyOf = prepared((db: OutreachDb) =>
  db
    .select({ tally: list.tally })
    .from(list)
    .where(eq(list.ordinal, given("ordinal")))
    .prepare(),
);
const storeTally = prepared((db: OutreachDb) =>
  db
    .update(list)
    .set(givenColumns(list, "tally"))
    .where(eq(list.ordinal, given("ordinal")))
    .prepare(),
);

export function shiftTally(db: OutreachDb, ordinal: number, shift: TallyShift): void {
  const moves = Object.entries(shift).filter(([, n]) => n !== 0);
  if (moves.length === 0) return;
  const row = tallyOf(db).get({ ordinal });
  const tally: Tally = addTally(addTally(emptyTally(), row?.tally ?? emptyTally()), { ...emptyTally(), ...shift });
  storeTally(db).run({ ordinal, tally });
}
