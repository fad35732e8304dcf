import { asc, sql } from "drizzle-orm";
import { given, prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { hour } from "./tables.ts";

/** What was dispatched, hour by hour. Batches are forgotten; this is kept. */

export const hourMs = 3_600_000;

const raise = prepared((db: OutreachDb) =>
  db
    .insert(hour)
    .values({ hour: given("hour"), sends: given("sends") })
    .onConflictDoUpdate({ target: hour.hour, set: { sends: sql`${hour.sends} + ${given("sends")}` } })
    .prepare(),
);

/** Adds dispatches to the hour an instant (epoch ms) is in. One row written. */
export function countSends(db: OutreachDb, { at, sends }: { at: number; sends: number }): void {
  raise(db).run({ hour: Math.floor(at / hourMs) * hourMs, sends });
}

/** Every hour something was dispatched in, the first first. One row each. */
export const readHours = (db: OutreachDb): { hour: number; sends: number }[] =>
  db.select().from(hour).orderBy(asc(hour.hour)).all();
