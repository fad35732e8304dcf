import { eq } from "drizzle-orm";
import type { OutreachDb } from "./db.ts";
import { type StateValues, state } from "./tables.ts";

/** The campaign's single values. One row each, by primary key. */

export function readState<K extends keyof StateValues>(db: OutreachDb, key: K): StateValues[K] | undefined {
  const row = db.select({ value: state.value }).from(state).where(eq(state.key, key)).get();
  return row === undefined ? undefined : (JSON.parse(row.value) as StateValues[K]);
}

export function writeState<K extends keyof StateValues>(db: OutreachDb, key: K, value: StateValues[K]): void {
  const json = JSON.stringify(value);
  db.insert(state)
    .values({ key, value: json })
    .onConflictDoUpdate({ target: state.key, set: { value: json } })
    .run();
}
