import type { Span } from "@headsup/contract";
import {
  type ChunkResult,
  fail,
  type List,
  type ListCreate,
  limits,
  ok,
  type Result,
  type RowProblem,
} from "@headsup/contract";
import { recipientIdOf } from "@headsup/core/contact/recipientId";
import { everOpen, rulesFor } from "@headsup/core/schedule/index";
import {
  chunkRanges,
  enqueueChunk,
  findChunk,
  findList,
  findListByFingerprint,
  findProblems,
  findTaken,
  insertChunk,
  insertList,
  insertProblems,
  insertRecipients,
  insertZoneSet,
  type ListRow,
  type NewRecipient,
  readLists,
  readState,
  updateList,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { type Candidate, candidatesOf, type PackedRows } from "./packed.ts";
import { readControl } from "./view.ts";

/** A row that parsed: an address, where it is, what its message needs. */
export interface ParsedRow extends Omit<NewRecipient, "id" | "zone" | "also" | "variables"> {
  readonly also: string | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly zones: readonly string[];
  /** The row as uploaded, kept where it turns out to be a problem after all. */
  readonly cells: readonly string[];
}
export type BadRow = RowProblem & { readonly cells: readonly string[] };

export interface Chunk {
  readonly list: string;
  readonly n: number;
  /** SHA-256 of the request's body: the same chunk again is answered as before, another one is refused. */
  readonly digest: string;
  readonly rows: readonly ParsedRow[] | PackedRows;
  readonly bad: readonly BadRow[];
  /** The campaign's delivery window: zones that never share an hour of it are a problem. */
  readonly window: Span;
}

export type NewList = Omit<ListCreate, "startAt" | "endAt"> & {
  readonly id: string;
  readonly startAt: number | null;
  readonly endAt: number | null;
};

export const describeList = (ctx: Context, row: ListRow): List => ({
  id: row.id,
  name: row.name,
  sealed: row.sealed,
  startAt: row.startAt,
  endAt: row.endAt,
  rows: row.rows,
  recipients: row.recipients,
  problems: row.problems,
  columns: row.columns,
  country: row.country,
  chunks: chunkRanges(ctx.store.db, row.ordinal),
});

export const describeLists = (ctx: Context): List[] => readLists(ctx.store.db).map((row) => describeList(ctx, row));

export function listOf({ store }: Pick<Context, "store">, id: string): Result<ListRow> {
  const list = findList(store.db, id);
  return list === undefined ? fail("not_found", `This campaign has no list ${id}.`) : ok(list);
}

/** How a list's rows are to be read. */
export function shapeOf(ctx: Context, id: string): Result<Pick<ListCreate, "columns" | "country">> {
  const found = listOf(ctx, id);
  return found.ok ? ok({ columns: found.value.columns, country: found.value.country }) : found;
}

/** Opens a list for a file, or answers the one this campaign already has for it. */
export function createList(ctx: Context, list: NewList): Result<{ list: List; isNew: boolean }> {
  return ctx.store.transaction(() => {
    const known = findListByFingerprint(ctx.store.db, list.fingerprint);
    if (known !== undefined) return ok({ list: describeList(ctx, known), isNew: false });
    if (isStopped(ctx)) return stopped();
    if (readState(ctx.store.db, "discarded") === true)
      return fail(
        "conflict",
        "This campaign is being deleted. Delete it again to be done with it, or create a new one.",
      );
    if (readLists(ctx.store.db).length >= limits.listsMax) {
      return fail("conflict", `A campaign takes at most ${limits.listsMax} lists.`);
    }
    insertList(ctx.store.db, list);
    const row = findList(ctx.store.db, list.id);
    return row === undefined
      ? fail("internal", "The list was not stored.")
      : ok({ list: describeList(ctx, row), isNew: true });
  });
}

const isStopped = (ctx: Context): boolean => readControl(ctx.store).phase === "stopped";
const stopped = () =>
  fail(
    "campaign_stopped",
    "This campaign was stopped, and stop is final: it takes no further people. Create a new campaign for them.",
  );

/** Stores one chunk: recipients, queue places and bad rows in one transaction. Once stored it changes nothing again. */
export const importChunk = (ctx: Context, chunk: Chunk): Result<ChunkResult> =>
  ctx.meetingZones(() => storeChunk(ctx, chunk));

function storeChunk(ctx: Context, chunk: Chunk): Result<ChunkResult> {
  const { db } = ctx.store;
  const found = listOf(ctx, chunk.list);
  if (!found.ok) return found;
  const list = found.value;
  const stored = findChunk(db, list.ordinal, chunk.n);
  if (stored !== undefined) {
    if (stored.digest === chunk.digest) return ok(stored.result);
    return fail("conflict", `Chunk ${chunk.n} of this list is stored already, with other rows.`);
  }
  if (isStopped(ctx)) return stopped();
  if (list.sealed)
    return fail("list_sealed", "This list is sealed: its import is complete. Import further people as a new list.");

  const rows = candidatesOf(chunk.rows);
  const { good, bad } = sortOut(ctx, list, { rows, bad: chunk.bad, window: chunk.window });
  const [again] = findProblems(
    db,
    list.ordinal,
    bad.map(({ line }) => line),
  );
  if (again !== undefined)
    return fail("conflict", `Line ${again.line} of this list came with another chunk already. Send each row once.`, {
      line: again.line,
    });
  insertRecipients(db, list.ordinal, ctx.store.nextSequence(good.length + 1), good);
  enqueueChunk(db, list.ordinal, chunk.n, good);
  insertProblems(db, list.ordinal, bad);
  const result: ChunkResult = { accepted: good.length, problems: bad.map(({ cells: _, ...problem }) => problem) };
  insertChunk(db, { list: list.ordinal, n: chunk.n, digest: chunk.digest, result });
  updateList(db, list.ordinal, {
    rows: list.rows + rows.length + chunk.bad.length,
    recipients: list.recipients + good.length,
    problems: list.problems + bad.length,
    chunks: list.chunks + 1,
    tally: { ...list.tally, ready: list.tally.ready + good.length },
  });
  return ok(result);
}

/** Who of a chunk becomes a recipient: each address once per campaign, and only where it can ever be contacted. */
export function sortOut(
  ctx: Context,
  list: ListRow,
  chunk: Pick<Chunk, "bad" | "window"> & { readonly rows: readonly Candidate[] },
): { good: NewRecipient[]; bad: BadRow[] } {
  const { campaignId } = ctx.host;
  const idOf = (address: string) => recipientIdOf({ campaignId, address });
  // Named one by one: to spread what is left of an object is felt at a million rows.
  const rows = chunk.rows.map(({ line, address, also, ownText, rung, language, variables, zones, cells }) => ({
    person: {
      id: idOf(address),
      address,
      also: also === null ? null : { id: idOf(also), address: also },
      ownText,
      line,
      rung,
      language,
      variables,
    },
    zones,
    cells,
  }));
  const taken = new Map<string, { address: string; list: number; line: number }>(
    findTaken(
      ctx.store.db,
      rows.flatMap(({ person: { id, also } }) => (also === null ? [id] : [id, also.id])),
    ),
  );
  const good: NewRecipient[] = [];
  const bad: BadRow[] = [...chunk.bad];
  // A list's rows are in few zones: each set is looked for once a chunk.
  const known = new Map<string, number | null>();
  const zoneOf = (zones: readonly string[]): number | null => {
    const key = zones.join(" ");
    const found = known.get(key);
    if (found !== undefined) return found;
    const zone = internZones(ctx, zones, chunk.window);
    known.set(key, zone);
    return zone;
  };
  for (const { person: row, zones, cells } of rows) {
    const problem = (code: RowProblem["code"], message: string, seen = row.address) =>
      bad.push({ line: row.line, code, subject: null, seen, message: `line ${row.line}: ${message}`, cells: cells() });
    const own = [{ id: row.id, address: row.address }, ...(row.also === null ? [] : [row.also])];
    const again = own.find(({ id }) => taken.has(id));
    const twin = again && taken.get(again.id);
    if (again !== undefined && twin !== undefined) {
      const { address } = again;
      const place = twin.list === list.ordinal ? `line ${twin.line}` : `line ${twin.line} of an earlier list`;
      if (twin.address === address) {
        const remedy = own.length > 1 ? " Clear it in one of the rows to reach both." : "";
        const message = `${address} is on this campaign already (${place}). Nobody is contacted twice.${remedy}`;
        problem("DUPLICATE_ADDRESS", message, address);
      } else
        problem(
          "INVALID_ROW",
          `${address} cannot be told from another address here. Contact it by a campaign of its own.`,
          address,
        );
      continue;
    }
    const zone = zoneOf(zones);
    if (zone === null) {
      problem(
        "NO_COMMON_HOURS",
        `this number may be in ${zones.join(" or ")}, which share no hour of the delivery window. Name its time zone in a column.`,
      );
      continue;
    }
    for (const { id, address } of own) taken.set(id, { address, list: list.ordinal, line: row.line });
    good.push({ ...row, zone });
  }
  bad.sort((a, b) => a.line - b.line);
  return { good, bad };
}

/** The id of a zone set, new where needed; null when its zones never share an hour of the window. */
function internZones(ctx: Context, zones: readonly string[], window: Span): number | null {
  const sets = ctx.zoneSets();
  const key = [...zones].sort();
  for (const [id, known] of sets)
    if (known.length === key.length && known.every((zone, i) => zone === key[i])) return id;
  if (!everOpen(rulesFor({ zones: key, window, hours: null }), ctx.host.now())) return null;
  const id = sets.size + 1;
  insertZoneSet(ctx.store.db, id, key);
  sets.set(id, key);
  return id;
}

/** Declares an import whole. Idempotent; refused while a chunk is missing or the rows do not add up. */
export function sealList(ctx: Context, id: string, whole: { chunks: number; rows: number }): Result<List> {
  return ctx.store.transaction(() => {
    const found = listOf(ctx, id);
    if (!found.ok) return found;
    const list = found.value;
    if (list.chunks !== whole.chunks || list.rows !== whole.rows) {
      return fail(
        "list_incomplete",
        `The list has ${list.chunks} of ${whole.chunks} chunks and ${list.rows} of ${whole.rows} rows. Send the missing chunks, then seal it.`,
        { chunks: chunkRanges(ctx.store.db, list.ordinal) },
      );
    }
    if (!list.sealed) updateList(ctx.store.db, list.ordinal, { sealed: true });
    return ok(describeList(ctx, { ...list, sealed: true }));
  });
}

/** Changes when a list starts and ends. The start only until it has begun, the end only until it has closed. */
export function rescheduleList(
  ctx: Context,
  id: string,
  to: { startAt?: number | null; endAt?: number | null },
): Result<List> {
  return ctx.store.transaction(() => {
    const found = listOf(ctx, id);
    if (!found.ok) return found;
    const list = found.value;
    if (to.startAt !== undefined && list.begunAt !== null)
      return fail("conflict", "This list has begun; its start is past.");
    if (list.closedAt !== null)
      return fail("conflict", "This list is closed; whoever is left can be imported as a new list.");
    // Of a launched list, "no start" means that it starts now.
    const cleared = list.launchedAt === null ? null : ctx.host.now();
    const startAt = to.startAt === undefined ? list.startAt : (to.startAt ?? cleared);
    const endAt = to.endAt === undefined ? list.endAt : to.endAt;
    if (startAt !== null && endAt !== null && endAt <= startAt)
      return fail("invalid_request", "A list ends after it starts.");
    updateList(ctx.store.db, list.ordinal, { startAt, endAt, missed: to.startAt === undefined ? list.missed : false });
    return ok(describeList(ctx, { ...list, startAt, endAt }));
  });
}
