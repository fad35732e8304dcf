import { type StoredSettings, settingsFrom } from "@headsup/core/campaign/settings";
import { eq } from "drizzle-orm";
import { given, prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { type StateValues, state } from "./tables.ts";

/** The campaign's single values. One row each, by primary key. */

/** A value as stored is a value as known, but for settings: an earlier release stored fewer. */
function parse(key: string, json: string): unknown {
  const value: unknown = JSON.parse(json);
  return key === "settings" ? settingsFrom(value as StoredSettings) : value;
}

const valueByKey = prepared((db: OutreachDb) =>
  db
    .select({ value: state.value })
    .from(state)
    .where(eq(state.key, given("key")))
    .prepare(),
);

/** The settings as last read: all a campaign does asks for them, and they seldom change. */
const settingsRead = new WeakMap<OutreachDb, { readonly json: string; readonly value: unknown }>();

function parseOnce(db: OutreachDb, key: string, json: string): unknown {
  if (key !== "settings") return parse(key, json);
  const last = settingsRead.get(db);
  if (last?.json === json) return last.value;
  const value = parse(key, json);
  settingsRead.set(db, { json, value });
  return value;
}

export function readState<K extends keyof StateValues>(db: OutreachDb, key: K): StateValues[K] | undefined {
  const row = valueByKey(db).get({ key });
  return row === undefined ? undefined : (parseOnce(db, key, row.value) as StateValues[K]);
}

const allValues = prepared((db: OutreachDb) => db.select().from(state).prepare());

/** Every value there is, in one statement: a row each, and there are ten at most. */
export function readStates(db: OutreachDb): Partial<StateValues> {
  const values = allValues(db).all();
  return Object.fromEntries(values.map(({ key, value }) => [key, parseOnce(db, key, value)])) as Partial<StateValues>;
}

const store = prepared((db: OutreachDb) =>
  db
    .insert(state)
    .values({ key: given("key"), value: given("value") })
    .onConflictDoUpdate({ target: state.key, set: { value: given("value") } })
    .prepare(),
);

export function writeState<K extends keyof StateValues>(db: OutreachDb, key: K, value: StateValues[K]): void {
  store(db).run({ key, value: JSON.stringify(value) });
}
