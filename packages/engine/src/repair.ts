import { fail, type List, ok, type RepairResult, type Result } from "@headsup/contract";
import { listEvent } from "@headsup/core/campaign/lifecycle";
import {
  deleteRecipients,
  dequeue,
  enqueueLate,
  findProblems,
  findRecipients,
  insertRecipients,
  type ListRow,
  markRepaired,
  type ProblemRow,
  updateList,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { type Chunk, describeList, listOf, type ParsedRow, sortOut } from "./imports.ts";
import { candidatesOf } from "./packed.ts";
import { readCampaign } from "./view.ts";

/**
 * Mending bad rows. A bad row is `bad` until cells come that make a recipient of it: then it is `repaired`, and its row as
 * uploaded is kept beside the mended cells. Until the list is launched that can be taken back; afterwards the recipient
 * is one like any other. Rows that are bad still are left as they were.
 */

/** Mended rows of one list, read as an import reads them. */
export type Repair = Pick<Chunk, "list" | "bad" | "window"> & { readonly rows: readonly ParsedRow[] };

/** Judges mended rows anew, in one transaction: recipients, queue places, marks. The same rows again change nothing. */
export const repairRows = (ctx: Context, repair: Repair): Result<RepairResult> =>
  ctx.meetingZones(() => storeRepair(ctx, repair));

function storeRepair(ctx: Context, repair: Repair): Result<RepairResult> {
  const { db } = ctx.store;
  const found = listOf(ctx, repair.list);
  if (!found.ok) return found;
  const list = found.value;
  const sent = new Map([...repair.rows, ...repair.bad].map(({ line, cells }) => [line, cells]));
  const known = badRows(ctx, list, [...sent.keys()]);
  if (!known.ok) return known;
  const done = known.value.filter(({ repaired }) => repaired !== null);
  const other = done.find(({ line, repaired }) => JSON.stringify(repaired?.cells) !== JSON.stringify(sent.get(line)));
  if (other !== undefined) return repairedOtherwise(list, other.line);
  const before = new Set(done.map(({ line }) => line));
  if (done.length === known.value.length) return ok({ accepted: [...before], problems: [] });
  const closed = whyClosed(ctx, list);
  // Sent again, its answer lost, it is answered alike although the list closed meanwhile, unless it would add somebody.
  if (closed !== null && done.length === 0) return closed;

  const isPending = ({ line }: { line: number }) => !before.has(line);
  const { good, bad } = sortOut(ctx, list, {
    rows: candidatesOf(repair.rows.filter(isPending)),
    bad: repair.bad.filter(isPending),
    window: repair.window,
  });
  if (closed !== null && good.length > 0) return closed;
  insertRecipients(db, list.ordinal, ctx.store.nextSequence(good.length + 1), good);
  enqueueLate(db, list.ordinal, good);
  markRepaired(
    db,
    list.ordinal,
    good.map(({ line, id }) => ({ line, repaired: { cells: sent.get(line) ?? [], id } })),
  );
  shiftFigures(ctx, list, good.length);
  ctx.neverOpenLookedAt = null; // the sender looks again whether everybody can be reached at some hour
  return ok({
    accepted: [...before, ...good.map(({ line }) => line)].sort((a, b) => a - b),
    problems: bad.map(({ cells: _, ...problem }) => problem),
  });
}

/** Makes bad rows of repaired ones again, as uploaded. Rows that are bad already stay so. */
export function undoRepair(ctx: Context, id: string, lines: readonly number[]): Result<List> {
  return ctx.store.transaction(() => {
    const { db } = ctx.store;
    const found = listOf(ctx, id);
    if (!found.ok) return found;
    const list = found.value;
    if (list.launchedAt !== null)
      return fail(
        "conflict",
        `"${list.name}" was launched: its repaired rows are recipients and stay so. To keep one from being contacted, suppress the number.`,
      );
    const known = badRows(ctx, list, lines);
    if (!known.ok) return known;
    const mended = known.value.flatMap(({ line, repaired }) => (repaired === null ? [] : [{ line, id: repaired.id }]));
    const ids = mended.map((row) => row.id);
    const byCohort = Map.groupBy(findRecipients(db, ids), ({ rung, zone }) => `${rung}:${zone}`);
    for (const [first, ...rows] of byCohort.values())
      if (first) dequeue(db, first, new Set([first, ...rows].map((row) => row.id)));
    deleteRecipients(db, ids);
    markRepaired(
      db,
      list.ordinal,
      mended.map(({ line }) => ({ line, repaired: null })),
    );
    return ok(describeList(ctx, shiftFigures(ctx, list, -mended.length)));
  });
}

/** The bad rows on these lines, repaired or not; refused where one of them is none. */
function badRows(ctx: Context, list: ListRow, lines: readonly number[]): Result<ProblemRow[]> {
  const known = findProblems(ctx.store.db, list.ordinal, lines);
  const found = new Set(known.map(({ line }) => line));
  const stranger = lines.find((line) => !found.has(line));
  if (stranger === undefined) return ok(known);
  return fail(
    "not_found",
    `Line ${stranger} of "${list.name}" is no bad row. Its bad rows are those of: headsup recipients list --bad`,
    { line: stranger },
  );
}

const repairedOtherwise = (list: ListRow, line: number) =>
  fail(
    "conflict",
    list.launchedAt === null
      ? `Line ${line} of "${list.name}" was repaired already, with other cells. Undo that repair first, then send these.`
      : `Line ${line} of "${list.name}" was repaired already, with other cells, and launched: it cannot be changed any more.`,
    { line },
  );

/** Why this list takes nobody further, and where they can go instead; null if it does. */
function whyClosed(ctx: Context, list: ListRow): ReturnType<typeof fail> | null {
  const { control, outreaches } = readCampaign(ctx.store);
  if (control.phase === "stopped")
    return fail(
      "campaign_stopped",
      "This campaign was stopped, and stop is final: it takes no further people. Import the mended rows into a new campaign.",
    );
  const event = listEvent(list, control, ctx.settings()?.expiresAt ?? null, ctx.host.now());
  const isCompleted = outreaches.find(({ id }) => id === list.id)?.status === "completed";
  if (list.closedAt === null && event?.type !== "close" && !isCompleted) return null;
  return fail(
    "conflict",
    `"${list.name}" is ${isCompleted ? "completed" : "closed"}: it takes no further people. Import the mended rows as a new list and launch that.`,
  );
}

/** So many more are recipients of the list, and so many fewer its bad rows. */
function shiftFigures(ctx: Context, list: ListRow, by: number): ListRow {
  const change = {
    recipients: list.recipients + by,
    problems: list.problems - by,
    tally: { ...list.tally, ready: list.tally.ready + by },
  };
  updateList(ctx.store.db, list.ordinal, change);
  return { ...list, ...change };
}
