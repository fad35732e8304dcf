import type { ChunkResult, RowProblem } from "@headsup/contract";
import { and, asc, eq, gt, isNull, sql } from "drizzle-orm";
import type { OutreachDb } from "./db.ts";
import { chunk, problem, type Repaired, zoneSet } from "./tables.ts";

/** What an import leaves beside recipients: its chunks, its bad rows, the zone sets it met. */

export const findChunk = (
  db: OutreachDb,
  list: number,
  n: number,
): { digest: string; result: ChunkResult } | undefined =>
  db
    .select({ digest: chunk.digest, result: chunk.result })
    .from(chunk)
    .where(and(eq(chunk.list, list), eq(chunk.n, n)))
    .get();

export function insertChunk(
  db: OutreachDb,
  row: { list: number; n: number; digest: string; result: ChunkResult },
): void {
  db.insert(chunk).values(row).run();
}

/** Numbers of the stored chunks as inclusive ranges. One read per chunk. */
export function chunkRanges(db: OutreachDb, list: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (const { n } of db.select({ n: chunk.n }).from(chunk).where(eq(chunk.list, list)).orderBy(asc(chunk.n)).all()) {
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

/** A list's bad rows in line order, after a line, but those that were repaired. */
export const pageProblems = (
  db: OutreachDb,
  { list, after, limit }: { list: number; after: number; limit: number },
): ProblemRow[] =>
  db
    .select()
    .from(problem)
    .where(and(eq(problem.list, list), gt(problem.line, after), isNull(problem.repaired)))
    .orderBy(asc(problem.line))
    .limit(limit)
    .all();

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

/** Every zone set met so far, by id. */
export const readZoneSets = (db: OutreachDb): Map<number, string[]> =>
  new Map(
    db
      .select()
      .from(zoneSet)
      .all()
      .map((row) => [row.id, row.zones]),
  );

export function insertZoneSet(db: OutreachDb, id: number, zones: readonly string[]): void {
  db.insert(zoneSet)
    .values({ id, zones: [...zones] })
    .run();
}
