import { and, asc, eq, getTableColumns, isNull, sql } from "drizzle-orm";
import { given, givenColumns, prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { type AddressFact, type BatchRow, type BatchSums, batch, type StoredClaim, state } from "./tables.ts";

/**
 * Batches of claims. Few are kept: those in flight, those whose tokens are out, those not yet folded or told to the catalogue.
 * The others are behind a mark: deleting each would be a further row written.
 */

const add = prepared((db: OutreachDb) =>
  db
    .insert(batch)
    .values(givenColumns(batch, "id", "epoch", "claims", "tokens", "claimedAt", "load"))
    .prepare(),
);

export function insertBatch(
  db: OutreachDb,
  row: { id: number; epoch: number; claims: readonly StoredClaim[]; claimedAt: number; load: Record<string, number> },
): void {
  add(db).run({ ...row, tokens: row.claims.length });
}

const { claims: _, ...shortColumns } = getTableColumns(batch);
const doneUpTo = sql`coalesce((select ${state.value} from ${state} where ${state.key} = 'doneUpTo'), 0)`;
const isKept = sql`${batch.id} > cast(${doneUpTo} as integer)`;

const allBatches = prepared((db: OutreachDb) =>
  db.select(shortColumns).from(batch).where(isKept).orderBy(asc(batch.id)).prepare(),
);

const claimsById = prepared((db: OutreachDb) =>
  db
    .select({ claims: batch.claims })
    .from(batch)
    .where(eq(batch.id, given("id")))
    .prepare(),
);

/**
 * The claims of the batches kept, as read once: they never change, and no id is given twice. They are by far the most of a batch, and
 * a campaign at full speed keeps hundreds, which each step reads.
 */
const claimsKept = new WeakMap<OutreachDb, ReadonlyMap<number, StoredClaim[]>>();

/** All batches kept, oldest first. */
export function readBatches(db: OutreachDb): BatchRow[] {
  const known = claimsKept.get(db);
  const rows = allBatches(db)
    .all()
    .map((row) => ({ ...row, claims: known?.get(row.id) ?? claimsById(db).get({ id: row.id })?.claims ?? [] }));
  claimsKept.set(db, new Map(rows.map(({ id, claims }) => [id, claims])));
  return rows;
}

const foldedById = prepared((db: OutreachDb) =>
  db
    .select({ folded: batch.folded })
    .from(batch)
    .where(and(eq(batch.id, given("id")), isKept))
    .prepare(),
);

/** Whether a batch still counts its recipients itself; one that is folded or forgotten does not. */
export const isCounting = (db: OutreachDb, id: number): boolean => foldedById(db).get({ id })?.folded === false;

/** The one batch that may be in flight is the last: each step settles what an earlier copy left before it claims. */
const isFlying = and(sql`${batch.id} = (select max(id) from ${batch})`, isNull(batch.settledAt));

const flyingAttempt = prepared((db: OutreachDb) =>
  db
    .select({ attempt: sql<number>`claim.value ->> 'attempt'` })
    .from(batch)
    .innerJoin(sql`json_each(${batch.claims}) claim`, sql`claim.value ->> 'id' = ${given("id")}`)
    .where(isFlying)
    .prepare(),
);

/** The attempt of this recipient that is in flight, if one is. */
export const findFlying = (db: OutreachDb, id: string): number | undefined => flyingAttempt(db).get({ id })?.attempt;

const flyingClaims = prepared((db: OutreachDb) =>
  db.select({ claims: batch.claims }).from(batch).where(isFlying).prepare(),
);

/** Every attempt in flight, by its recipient. */
export const readFlying = (db: OutreachDb): Map<string, number> =>
  new Map(
    flyingClaims(db)
      .all()
      .flatMap(({ claims }) => claims.map(({ id, attempt }) => [id, attempt] as const)),
  );

const settle = prepared((db: OutreachDb) =>
  db
    .update(batch)
    .set(givenColumns(batch, "settledAt", "tokens", "facts", "load", "sums"))
    .where(eq(batch.id, given("id")))
    .prepare(),
);

/** Stamps a batch with its last response, and with the tokens and units its dispatches took. */
export function stampBatch(
  db: OutreachDb,
  id: number,
  to: {
    settledAt: number;
    tokens: number;
    facts: AddressFact[] | null;
    load: Record<string, number>;
    sums: BatchSums;
  },
): void {
  settle(db).run({ id, ...to });
}

const mark = prepared((db: OutreachDb) => {
  const where = eq(batch.id, given("id"));
  return {
    projected: db.update(batch).set({ projected: true }).where(where).prepare(),
    folded: db.update(batch).set({ folded: true }).where(where).prepare(),
  };
});

/** The catalogue has heard of a batch without sums, or the lists' tallies count its recipients now. */
export function markBatch(db: OutreachDb, id: number, as: "projected" | "folded"): void {
  mark(db)[as].run({ id });
}

/** Forgets a batch nobody of which was dispatched. */
export function deleteBatch(db: OutreachDb, id: number): void {
  db.delete(batch).where(eq(batch.id, id)).run();
}
