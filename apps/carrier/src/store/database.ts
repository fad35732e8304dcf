/**
 * The carrier's memory: one SQLite file. WAL with `synchronous = normal` loses nothing when the process is killed
 * (only a power cut could take the last moments, and a sandbox may lose those).
 */

import { DatabaseSync, type StatementSync } from "node:sqlite";
import { callSchema } from "../calls/table.ts";
import { mailSchema } from "../mail/table.ts";

const schema = `
create table if not exists message (
  number integer primary key autoincrement,  -- order of acceptance; newest is highest
  sid text not null unique,
  direction text not null,                   -- inbound | outbound-api | outbound-reply
  sender text not null,
  recipient text not null,
  body text not null,
  status text not null,
  error_code integer,
  segments integer not null,
  media integer not null,
  service_sid text,
  status_callback text,
  validity_period_s integer not null,        -- seconds the message may wait in the queue
  created_at integer not null,               -- clock ms
  sent_at integer,                           -- clock ms
  updated_at integer not null,               -- clock ms
  media_files text,                          -- JSON: [{ url, type }]
  content_sid text,                          -- of a template
  content_variables text                     -- JSON: what stands for its placeholders
) strict;
create index if not exists message_by_recipient on message (recipient, number);
create index if not exists message_by_sender on message (sender, number);

create table if not exists log (             -- append-only
  seq integer primary key autoincrement,
  at integer not null,                       -- clock ms
  real_at integer not null,                  -- system ms
  kind text not null,
  recipient text,
  sender text,
  body text,
  sid text,
  url text,
  message_status text,
  error_code integer,
  validity_period_s integer,
  outcome text not null,
  answer integer,                            -- HTTP status given or got; null when there was none
  content_sid text,
  content_variables text,                    -- JSON
  media text                                 -- JSON: addresses
) strict;
create index if not exists log_by_kind on log (kind, seq);

create table if not exists due_event (       -- what the carrier and its people will do
  id integer primary key autoincrement,
  at integer not null,                       -- clock ms
  event text not null                        -- JSON
) strict;
create index if not exists due_event_by_time on due_event (at, id);

create table if not exists delivery (        -- webhook requests not yet answered
  id integer primary key autoincrement,
  at integer not null,                       -- clock ms
  sid text not null,                         -- of the message; its deliveries go one after another
  request text not null                      -- JSON
) strict;
create index if not exists delivery_by_time on delivery (at, id);

create table if not exists opt_out (
  person text not null,
  sender text not null,
  at integer not null,                       -- clock ms
  primary key (person, sender)
) strict, without rowid;

create table if not exists block (           -- on WhatsApp
  person text not null,
  sender text not null,
  at integer not null,                       -- clock ms
  primary key (person, sender)
) strict, without rowid;

create table if not exists sender_queue (
  sender text primary key,
  free_at integer not null                   -- clock ms at which the next message may leave
) strict, without rowid;

create table if not exists counter (name text primary key, value integer not null) strict, without rowid;
create table if not exists setting (name text primary key, value text not null) strict, without rowid;
`;

/** @param file a path, or ":memory:" for a carrier that forgets. */
export function openDatabase(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000;");
  db.exec(schema + callSchema + mailSchema);
  for (const [table, column] of laterColumns) addColumn(db, table, column);
  return db;
}

/** Columns that files made before them lack; each is a text that may be null. */
const laterColumns = [
  ["message", "media_files"],
  ["message", "content_sid"],
  ["message", "content_variables"],
  ["log", "content_sid"],
  ["log", "content_variables"],
  ["log", "media"],
] as const;

function addColumn(db: DatabaseSync, table: string, column: string): void {
  const isThere = db.prepare("select 1 from pragma_table_info(?) where name = ?").get(table, column) !== undefined;
  if (!isThere) db.exec(`alter table ${table} add column ${column} text`);
}

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** The prepared statement for this text, made once per database. With a bare `limit ?` SQLite would prepare it anew each time. */
export function statement(db: DatabaseSync, text: string): StatementSync {
  const byText = prepared.get(db) ?? new Map<string, StatementSync>();
  prepared.set(db, byText);
  const found = byText.get(text) ?? db.prepare(text);
  byText.set(text, found);
  return found;
}

/** Runs `work` in one transaction; when it throws, nothing of it is kept. Must not be nested. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("begin immediate");
  try {
    const result = work();
    db.exec("commit");
    return result;
  } catch (error) {
    db.exec("rollback");
    throw error;
  }
}

/** The next number, from 1, of a named series that survives restarts. */
export function nextOf(db: DatabaseSync, name: string): number {
  const row = statement(
    db,
    "insert into counter (name, value) values (?, 1) on conflict do update set value = value + 1 returning value",
  ).get(name) as { value: number };
  return row.value;
}
