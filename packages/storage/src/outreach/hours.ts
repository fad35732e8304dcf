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

/** Dispatches, and the instant (epoch ms) they were claimed at. */
interface Sends {
  readonly at: number;
  readonly sends: number;
}

const byHour = (all: readonly Sends[]): Map<number, number> => {
  const hours = new Map<number, number>();
  for (const { at, sends } of all) {
    const hour = Math.floor(at / hourMs) * hourMs;
    hours.set(hour, (hours.get(hour) ?? 0) + sends);
  }
  return hours;
};

/** Adds dispatches to the hours they are in. One row written for each of these. */
export function countSends(db: OutreachDb, all: readonly Sends[]): void {
  for (const [hour, sends] of byHour(all)) if (sends > 0) raise(db).run({ hour, sends });
}

/** Every hour something was dispatched in, the first first; `further` was dispatched and is not added yet. One row each. */
export function readHours(db: OutreachDb, further: readonly Sends[]): { hour: number; sends: number }[] {
  const stored = db.select().from(hour).orderBy(asc(hour.hour)).all();
  const all = byHour([...stored.map(({ hour: at, sends }) => ({ at, sends })), ...further]);
  return [...all].map(([at, sends]) => ({ hour: at, sends })).sort((a, b) => a.hour - b.hour);
}
