import type { StoredStatus } from "@headsup/core/campaign/status";
import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { OutreachDb } from "./db.ts";
import { type RecipientRow, recipient } from "./tables.ts";

/** Recipients, by primary key wherever an engine step asks; whole-list reads are for people and downloads. */

export interface NewRecipient {
  readonly id: string;
  readonly address: string;
  readonly line: number;
  readonly zone: number;
  readonly language: string | null;
  readonly variables: Readonly<Record<string, string>>;
}

/** Which of `ids` exist, with the address each was made of. Reads the hits only. */
export function findTaken(
  db: OutreachDb,
  ids: readonly string[],
): Map<string, { address: string; list: number; line: number }> {
  const rows = db.all<{ id: string; address: string; list: number; line: number }>(
    sql`select r.id, r.address, r.list, r.line from json_each(${JSON.stringify(ids)}) j join recipient r on r.id = j.value`,
  );
  return new Map(rows.map(({ id, ...rest }) => [id, rest]));
}

/** Stores a chunk's recipients in one statement: one row each. */
export function insertRecipients(db: OutreachDb, list: number, changed: number, rows: readonly NewRecipient[]): void {
  if (rows.length === 0) return;
  const json = JSON.stringify(
    rows.map((r) => [r.id, r.address, r.line, r.zone, r.language, JSON.stringify(r.variables)]),
  );
  db.run(sql`insert into recipient (id, address, list, line, zone, language, variables, changed)
    select value ->> 0, value ->> 1, ${list}, value ->> 2, value ->> 3, value ->> 4, value ->> 5, ${changed} + key
    from json_each(${json})`);
}

export const findRecipient = (db: OutreachDb, id: string): RecipientRow | undefined =>
  db.select().from(recipient).where(eq(recipient.id, id)).get();

/** The rows of `ids` that exist, in the order asked. One read each. */
export function findRecipients(db: OutreachDb, ids: readonly string[]): RecipientRow[] {
  return ids.map((id) => findRecipient(db, id)).filter((row) => row !== undefined);
}

type Moved = Partial<Pick<RecipientRow, "status" | "attempt" | "providerId" | "code" | "at" | "batch" | "past">>;

/** Moves one recipient on. `changed` is its new sequence number. */
export function updateRecipient(db: OutreachDb, id: string, changed: number, to: Moved): void {
  db.update(recipient)
    .set({ ...to, changed })
    .where(eq(recipient.id, id))
    .run();
}

/** What a page of recipients is filtered by. */
export interface RecipientFilter {
  readonly status: StoredStatus | null;
  readonly list: number | null;
}

/**
 * A page in list and line order, after the last `[list, line]` seen. Each page scans the campaign: for a person who
 * looks, not for a download.
 */
export function pageByLine(
  db: OutreachDb,
  { after, limit, status, list }: RecipientFilter & { after: readonly [number, number]; limit: number },
): RecipientRow[] {
  return db
    .select()
    .from(recipient)
    .where(and(sql`(${recipient.list}, ${recipient.line}) > (${after[0]}, ${after[1]})`, ...matching({ status, list })))
    .orderBy(asc(recipient.list), asc(recipient.line))
    .limit(limit)
    .all();
}

/** A page in id order, after the last id seen: by primary key, so a download of a million rows reads each once. */
export function pageById(
  db: OutreachDb,
  { after, limit, status, list }: RecipientFilter & { after: string; limit: number },
): RecipientRow[] {
  return db
    .select()
    .from(recipient)
    .where(and(gt(recipient.id, after), ...matching({ status, list })))
    .orderBy(asc(recipient.id))
    .limit(limit)
    .all();
}

const matching = ({ status, list }: RecipientFilter) => [
  status === null ? undefined : eq(recipient.status, status),
  list === null ? undefined : eq(recipient.list, list),
];

/** Recipients whose row changed after `since`, oldest change first: what a tail missed. Scans. */
export function changedSince(db: OutreachDb, since: number, limit: number): RecipientRow[] {
  return db
    .select()
    .from(recipient)
    .where(gt(recipient.changed, since))
    .orderBy(asc(recipient.changed))
    .limit(limit)
    .all();
}

/** Recipients lacking one of these variables, with the first lines as examples. Scans. */
export function findLacking(
  db: OutreachDb,
  lists: readonly number[],
  variable: string,
): { count: number; lines: number[] } {
  const path = `$.${JSON.stringify(variable)}`;
  const rows = db.all<{ line: number }>(sql`select line from recipient
    where list in (select value from json_each(${JSON.stringify(lists)})) and trim(coalesce(variables ->> ${path}, '')) = ''
    order by list, line`);
  return { count: rows.length, lines: rows.slice(0, 5).map((row) => row.line) };
}

/** The first recipient of a list, for a sample. */
export const firstRecipient = (db: OutreachDb): RecipientRow | undefined =>
  db.select().from(recipient).orderBy(asc(recipient.list), asc(recipient.line)).limit(1).get();
