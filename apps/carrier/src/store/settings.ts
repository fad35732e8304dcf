/** Reads and writes of the stored settings: one JSON value. */
import type { DatabaseSync } from "node:sqlite";
import { type Settings, settingsSchema } from "../settings.ts";
import { statement } from "./database.ts";

/** The stored settings, or the defaults on a new file. */
export function loadSettings(db: DatabaseSync): Settings {
  const row = statement(db, "select value from setting where name = 'settings'").get();
  return settingsSchema.parse(row === undefined ? {} : JSON.parse(row.value as string));
}

export function saveSettings(db: DatabaseSync, settings: Settings): void {
  statement(
    db,
    "insert into setting (name, value) values ('settings', ?) on conflict do update set value = excluded.value",
  ).run(JSON.stringify(settings));
}
