import type { QueueEntry } from "@headsup/core/campaign/decide";
import { and, asc, desc, eq, gt, gte, sql } from "drizzle-orm";
import { given, givenColumns, givenRow, prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { page } from "./tables.ts";

/**
 * The queue: who waits, per list, rung and zone set, packed up to 500 to a row, so that joining and leaving it costs next to
 * no rows. Chunk numbers order it; `returned` (-1), those who came back, goes first.
 */

export const pageEntriesMax = 500;
const returned = -1;

/** Who waits together: those of one list and rung with the same set of candidate zones. */
export interface CohortKey {
  readonly list: number;
  readonly rung: number;
  readonly zone: number;
}

const isCohort = and(eq(page.list, given("list")), eq(page.rung, given("rung")), eq(page.zone, given("zone")));
const isPage = and(isCohort, eq(page.chunk, given("chunk")));

const nextCohort = prepared((db: OutreachDb) =>
  db
    .select({ rung: page.rung, zone: page.zone })
    .from(page)
    .where(and(eq(page.list, given("list")), sql`(${page.rung}, ${page.zone}) > (${given("rung")}, ${given("zone")})`))
    .orderBy(asc(page.rung), asc(page.zone))
    .limit(1)
    .prepare(),
);

/** The cohorts of a list with somebody waiting. A loose index scan: one read each. */
export function readCohorts(db: OutreachDb, list: number): CohortKey[] {
  const cohorts: CohortKey[] = [];
  for (let last: CohortKey = { list, rung: -1, zone: -1 }; ; ) {
    const next = nextCohort(db).get({ ...last });
    if (next === undefined) return cohorts;
    last = { list, ...next };
    cohorts.push(last);
  }
}

/** How many wait on these lists, by rung and zone set. Scans the pages: up to 500 people a row. */
export const countWaiting = (
  db: OutreachDb,
  lists: readonly number[],
): { rung: number; zone: number; waiting: number }[] =>
  db.all(sql`select rung, zone, sum(json_array_length(entries)) as waiting from ${page}
    where list in (select value from json_each(${JSON.stringify(lists)})) group by rung, zone`);

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
function* readPages(db: OutreachDb, cohort: CohortKey) {
  for (let after = returned - 1; ; ) {
    const row = nextPage(db).get({ ...cohort, after });
    if (row === undefined) return;
    yield row;
    after = row.chunk;
  }
}

/** All who wait in a cohort, page by page, as read now. */
export function* readQueue(db: OutreachDb, cohort: CohortKey): Generator<QueueEntry> {
  for (const { entries } of readPages(db, cohort)) for (const [line, id] of entries) yield { line, id };
}

/** The first `n` who wait in a cohort. */
export function readHead(db: OutreachDb, cohort: CohortKey, n: number): QueueEntry[] {
  const head: QueueEntry[] = [];
  for (const entry of readQueue(db, cohort)) {
    if (head.length >= n) break;
    head.push(entry);
  }
  return head;
}

/** One who joins the queue, and where. */
type Joining = QueueEntry & Pick<CohortKey, "rung" | "zone">;

const byCohort = (list: number, entries: readonly Joining[]) =>
  [...Map.groupBy(entries, ({ rung, zone }) => `${rung}:${zone}`).values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ cohort: { list, rung: first.rung, zone: first.zone }, members }];
  });

const storePage = prepared((db: OutreachDb) => db.insert(page).values(givenRow(page)).prepare());

/** Adds an import chunk's recipients, by cohort. `entries` are in line order. */
export function enqueueChunk(db: OutreachDb, list: number, chunk: number, entries: readonly Joining[]): void {
  for (const { cohort, members } of byCohort(list, entries)) {
    // A chunk may hold more than a page; `n * 2` and the next keep chunk order.
    for (let at = 0, part = 0; at < members.length; at += pageEntriesMax, part++) {
      const slice = members.slice(at, at + pageEntriesMax).map(({ line, id }): [number, string] => [line, id]);
      storePage(db).run({ ...cohort, chunk: chunk * partsMax + part, entries: slice });
    }
  }
}
const partsMax = 4;

/** Pages from here on hold those who joined after the import, behind everybody it brought: above any chunk's number. */
const lateFrom = 1_000_000;

/** Adds people to the end of the queue, page by page; each page in line order. Reads and fills the last one up first. */
export function enqueueLate(db: OutreachDb, list: number, entries: readonly Joining[]): void {
  for (const { cohort, members } of byCohort(list, entries)) {
    const last = db
      .select({ chunk: page.chunk, entries: page.entries })
      .from(page)
      .where(
        and(eq(page.list, list), eq(page.rung, cohort.rung), eq(page.zone, cohort.zone), gte(page.chunk, lateFrom)),
      )
      .orderBy(desc(page.chunk))
      .limit(1)
      .get();
    const joining = members.map(({ line, id }): [number, string] => [line, id]);
    const waiting = [...(last?.entries ?? []), ...joining].sort(([a], [b]) => a - b);
    for (let at = 0, chunk = last?.chunk ?? lateFrom; at < waiting.length; at += pageEntriesMax, chunk++) {
      const slice = waiting.slice(at, at + pageEntriesMax);
      const row = { ...cohort, chunk, entries: slice };
      db.insert(page)
        .values(row)
        .onConflictDoUpdate({ target: [page.list, page.rung, page.zone, page.chunk], set: { entries: slice } })
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
    .values(givenColumns(page, "list", "rung", "zone", "chunk", "entries"))
    .prepare(),
  change: db.update(page).set(givenColumns(page, "entries")).where(isPage).prepare(),
  remove: db.delete(page).where(isPage).prepare(),
}));

/** Puts somebody back, in line order among those who came back. */
export function requeue(db: OutreachDb, { list, rung, zone, ...entry }: QueueEntry & CohortKey): void {
  const { read, add, change } = pageOf(db);
  const at = { list, rung, zone, chunk: returned };
  const row = read.get(at);
  const entries = [...(row?.entries ?? []), [entry.line, entry.id] as [number, string]].sort(([a], [b]) => a - b);
  (row === undefined ? add : change).run({ ...at, entries });
}

/** Takes people out of the queue. They are looked for from its front, where claims come from. */
export function dequeue(db: OutreachDb, { list, rung, zone }: CohortKey, ids: ReadonlySet<string>): number {
  const { change, remove } = pageOf(db);
  let left = ids.size;
  const cohort = { list, rung, zone };
  for (const { chunk, entries } of readPages(db, cohort)) {
    const staying = entries.filter(([, id]) => !ids.has(id));
    if (staying.length < entries.length) {
      left -= entries.length - staying.length;
      if (staying.length === 0) remove.run({ ...cohort, chunk });
      else change.run({ ...cohort, chunk, entries: staying });
    }
    if (left === 0) break;
  }
  return ids.size - left;
}
