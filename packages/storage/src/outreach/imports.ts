import type { ChunkResult, RowProblem } from "@headsup/contract";
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import { given, givenRow, prepared } from "../prepared.ts";
import type { OutreachDb } from "./db.ts";
import { chunk, problem, type Repaired, zoneSet } from "./tables.ts";

/** What an import leaves beside recipients: its chunks, its bad rows, the zone sets it met. */

const chunkAt = prepared((db: OutreachDb) =>
  db
    .select({ digest: chunk.digest, result: chunk.result })
    .from(chunk)
    .where(and(eq(chunk.list, given("list")), eq(chunk.n, given("n"))))
    .prepare(),
);

export const findChunk = (
  db: OutreachDb,
  list: number,
  n: number,
): { digest: string; result: ChunkResult } | undefined => chunkAt(db).get({ list, n });

const storeChunk = prepared((db: OutreachDb) => db.insert(chunk).values(givenRow(chunk)).prepare());

export function insertChunk(
  db: OutreachDb,
  row: { list: number; n: number; digest: string; result: ChunkResult },
): void {
  storeChunk(db).run(row);
}

const chunkNumbers = prepared((db: OutreachDb) =>
  db
    .select({ n: chunk.n })
    .from(chunk)
    .where(eq(chunk.list, given("list")))
    .orderBy(asc(chunk.n))
    .prepare(),
);

/** Numbers of the stored chunks as inclusive ranges. One read per chunk. */
export function chunkRanges(db: OutreachDb, list: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (const { n } of chunkNumbers(db).all({ list })) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === n) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges;
}

/** Stores a chunk's bad rows in one statement: one row each. */
export function insertProblems(
  db: OutreachDb,
  list: number,
  rows: readonly (RowProblem & { cells: readonly string[] })[],
): void {
  if (rows.length === 0) return;
  const json = JSON.stringify(rows.map((r) => [r.line, r.code, r.subject, r.seen, r.message, JSON.stringify(r.cells)]));
  db.run(sql`insert into problem (list, line, code, subject, seen, message, cells)
    select ${list}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from json_each(${json})`);
}

export type ProblemRow = typeof problem.$inferSelect;

const problemPage = prepared((db: OutreachDb) =>
  db
    .select()
    .from(problem)
    .where(and(eq(problem.list, given("list")), gt(problem.line, given("after")), isNull(problem.repaired)))
    .orderBy(asc(problem.line))
    .limit(sql.placeholder("limit"))
    .prepare(),
);

/** A list's bad rows in line order, after a line, but those that were repaired. */
export const pageProblems = (
  db: OutreachDb,
  { list, after, limit }: { list: number; after: number; limit: number },
): ProblemRow[] => problemPage(db).all({ list, after, limit });

/** A list's bad rows on these lines, repaired or not. One read each. */
export const findProblems = (db: OutreachDb, list: number, lines: readonly number[]): ProblemRow[] =>
  db
    .select()
    .from(problem)
    .where(and(eq(problem.list, list), sql`${problem.line} in (select value from json_each(${JSON.stringify(lines)}))`))
    .all();

/** Keeps with each bad row how it was mended; null: that it is a bad row again. One row written each. */
export function markRepaired(
  db: OutreachDb,
  list: number,
  rows: readonly { readonly line: number; readonly repaired: Repaired | null }[],
): void {
  const json = JSON.stringify(rows.map(({ line, repaired }) => [line, repaired && JSON.stringify(repaired)]));
  db.run(sql`update problem set repaired = mended.value ->> 1 from json_each(${json}) mended
    where problem.list = ${list} and problem.line = mended.value ->> 0`);
}

/** Forgets a list's chunks and bad rows. */
export function deleteImport(db: OutreachDb, list: number): void {
  db.delete(chunk).where(eq(chunk.list, list)).run();
  db.delete(problem).where(eq(problem.list, list)).run();
}

const allZoneSets = prepared((db: OutreachDb) => db.select().from(zoneSet).prepare());

/** Every zone set met so far, by id. */
export const readZoneSets = (db: OutreachDb): Map<number, string[]> =>
  new Map(
    allZoneSets(db)
      .all()
      .map((row) => [row.id, row.zones]),
  );

const storeZoneSet = prepared((db: OutreachDb) => db.insert(zoneSet).values(givenRow(zoneSet)).prepare());

export function insertZoneSet(db: OutreachDb, id: number, zones: readonly string[]): void {
  storeZoneSet(db).run({ id, zones });
}
