import type { QueueEntry } from "@headsup/core/campaign/decide";
import { and, asc, desc, eq, gt, gte, sql } from "drizzle-orm";
import { given, givenColumns, prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { page } from "./tables.ts";

/**
 * The queue: who waits, per list and zone set, packed up to 500 to a row, so that joining and leaving it costs next to
 * no rows. Chunk numbers order it; `returned` (-1), those who came back, goes first.
 */

export const pageEntriesMax = 500;
const returned = -1;

const isCohort = and(eq(page.list, given("list")), eq(page.zone, given("zone")));
const isPage = and(isCohort, eq(page.chunk, given("chunk")));

const nextZone = prepared((db: OutreachDb) =>
  db
    .select({ zone: page.zone })
    .from(page)
    .where(and(eq(page.list, given("list")), gt(page.zone, given("zone"))))
    .orderBy(asc(page.zone))
    .limit(1)
    .prepare(),
);

/** The (list, zone set) pairs with somebody waiting. A loose index scan: one read per pair. */
export function readCohorts(db: OutreachDb, list: number): number[] {
  const zones: number[] = [];
  for (let zone = -1; ; ) {
    const next = nextZone(db).get({ list, zone });
    if (next === undefined) return zones;
    zone = next.zone;
    zones.push(zone);
  }
}

/** How many wait on these lists, by zone set. Scans the pages: up to 500 people a row. */
export const countWaiting = (db: OutreachDb, lists: readonly number[]): { zone: number; waiting: number }[] =>
  db.all(sql`select zone, sum(json_array_length(entries)) as waiting from ${page}
    where list in (select value from json_each(${JSON.stringify(lists)})) group by zone`);

const nextPage = prepared((db: OutreachDb) =>
  db
    .select({ chunk: page.chunk, entries: page.entries })
    .from(page)
    .where(and(isCohort, gt(page.chunk, given("after"))))
    .orderBy(asc(page.chunk))
    .limit(1)
    .prepare(),
);

/** A cohort's pages from the front, one read each, as they are when reached. */
function* readPages(db: OutreachDb, list: number, zone: number) {
  for (let after = returned - 1; ; ) {
    const row = nextPage(db).get({ list, zone, after });
    if (row === undefined) return;
    yield row;
    after = row.chunk;
  }
}

/** All who wait in a cohort, page by page, as read now. */
export function* readQueue(db: OutreachDb, list: number, zone: number): Generator<QueueEntry> {
  for (const { entries } of readPages(db, list, zone)) for (const [line, id] of entries) yield { line, id };
}

/** The first `n` who wait in a cohort. */
export function readHead(db: OutreachDb, list: number, zone: number, n: number): QueueEntry[] {
  const head: QueueEntry[] = [];
  for (const entry of readQueue(db, list, zone)) {
    if (head.length >= n) break;
    head.push(entry);
  }
  return head;
}

/** Adds an import chunk's recipients, by zone set. `entries` are in line order. */
export function enqueueChunk(
  db: OutreachDb,
  list: number,
  chunk: number,
  entries: readonly (QueueEntry & { zone: number })[],
): void {
  const byZone = Map.groupBy(entries, (entry) => entry.zone);
  for (const [zone, members] of byZone) {
    // A chunk may hold more than a page; `n * 2` and the next keep chunk order.
    for (let at = 0, part = 0; at < members.length; at += pageEntriesMax, part++) {
      const slice = members.slice(at, at + pageEntriesMax).map(({ line, id }): [number, string] => [line, id]);
      db.insert(page)
        .values({ list, zone, chunk: chunk * partsMax + part, entries: slice })
        .run();
    }
  }
}
const partsMax = 4;

/** Pages from here on hold those who joined after the import, behind everybody it brought: above any chunk's number. */
const lateFrom = 1_000_000;

/** Adds people to the end of the queue, page by page; each page in line order. Reads and fills the last one up first. */
export function enqueueLate(db: OutreachDb, list: number, entries: readonly (QueueEntry & { zone: number })[]): void {
  for (const [zone, members] of Map.groupBy(entries, (entry) => entry.zone)) {
    const last = db
      .select({ chunk: page.chunk, entries: page.entries })
      .from(page)
      .where(and(eq(page.list, list), eq(page.zone, zone), gte(page.chunk, lateFrom)))
      .orderBy(desc(page.chunk))
      .limit(1)
      .get();
    const joining = members.map(({ line, id }): [number, string] => [line, id]);
    const waiting = [...(last?.entries ?? []), ...joining].sort(([a], [b]) => a - b);
    for (let at = 0, chunk = last?.chunk ?? lateFrom; at < waiting.length; at += pageEntriesMax, chunk++) {
      const slice = waiting.slice(at, at + pageEntriesMax);
      const row = { list, zone, chunk, entries: slice };
      db.insert(page)
        .values(row)
        .onConflictDoUpdate({ target: [page.list, page.zone, page.chunk], set: { entries: slice } })
        .run();
    }
  }
}

/** Forgets who waits on a list. */
export function deletePages(db: OutreachDb, list: number): void {
  db.delete(page).where(eq(page.list, list)).run();
}

const pageOf = prepared((db: OutreachDb) => ({
  read: db.select({ entries: page.entries }).from(page).where(isPage).prepare(),
  add: db
    .insert(page)
    .values(givenColumns(page, "list", "zone", "chunk", "entries"))
    .prepare(),
  change: db.update(page).set(givenColumns(page, "entries")).where(isPage).prepare(),
  remove: db.delete(page).where(isPage).prepare(),
}));

/** Puts somebody back, in line order among those who came back. */
export function requeue(db: OutreachDb, list: number, zone: number, entry: QueueEntry): void {
  const { read, add, change } = pageOf(db);
  const at = { list, zone, chunk: returned };
  const row = read.get(at);
  const entries = [...(row?.entries ?? []), [entry.line, entry.id] as [number, string]].sort(([a], [b]) => a - b);
  (row === undefined ? add : change).run({ ...at, entries });
}

/** Takes people out of the queue. They are looked for from its front, where claims come from. */
export function dequeue(db: OutreachDb, list: number, zone: number, ids: ReadonlySet<string>): number {
  const { change, remove } = pageOf(db);
  let left = ids.size;
  for (const { chunk, entries } of readPages(db, list, zone)) {
    const staying = entries.filter(([, id]) => !ids.has(id));
    if (staying.length < entries.length) {
      left -= entries.length - staying.length;
      if (staying.length === 0) remove.run({ list, zone, chunk });
      else change.run({ list, zone, chunk, entries: staying });
    }
    if (left === 0) break;
  }
  return ids.size - left;
}
