import type { ProblemCode, Recipient, RowProblem } from "@headsup/contract";
import type { StoredStatus } from "@headsup/core/campaign/status";
import { searchOf } from "@headsup/core/contact/search";
import { type ListRow, pageById, pageByLine, pageProblems, readLists, type ShownCode } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { describeRecipient, readInFlight } from "./view.ts";

/** Recipients and bad rows, page by page, for people and downloads. */

export interface RecipientQuery {
  readonly order: "line" | "id";
  readonly cursor: string | null;
  readonly limit: number;
  readonly status: StoredStatus | null;
  readonly list: string | null;
  /** The code they are shown with: "30003", "opted_out"; of those left unreached, why their list closed. */
  readonly code?: string | null;
  /** Part of an address or of a variable's value, as a person types it; in line order only. */
  readonly search?: string | null;
}

export function readRecipientPage(
  ctx: Context,
  { order, cursor, limit, status, list, code = null, search = null }: RecipientQuery,
): { items: Recipient[]; next: string | null } {
  const { db } = ctx.store;
  const lists = readLists(db);
  const ordinal = list === null ? null : (lists.find(({ id }) => id === list)?.ordinal ?? -1);
  const inFlight = readInFlight(ctx.store);
  const shownCode = code === null ? null : shownCodeOf(code, { lists, inFlight });
  const filter = { status, list: ordinal, code: shownCode, limit: limit + 1 };
  const rows =
    order === "id"
      ? pageById(db, { ...filter, after: cursor ?? "" })
      : pageByLine(db, { ...filter, after: lineCursor(cursor), search: search === null ? null : searchOf(search) });
  const items = rows.slice(0, limit).map((row) => describeRecipient(ctx, row, { lists, inFlight }));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items, next: last ? (order === "id" ? last.id : `${last.list}.${last.line}`) : null };
}

/** What a code means for rows: the same as `describeRecipient` makes of them. */
function shownCodeOf(
  code: string,
  { lists, inFlight }: { lists: readonly ListRow[]; inFlight: ReadonlyMap<string, number> },
): ShownCode {
  const closed = lists.filter(({ closedAt }) => closedAt !== null);
  const closedForIt = closed.filter(({ closeReason }) => closeReason === code);
  const ordinals = (some: readonly ListRow[]) => some.map(({ ordinal }) => ordinal);
  return { code, closed: ordinals(closed), closedForIt: ordinals(closedForIt), inFlight: [...inFlight.keys()] };
}

/** A bad row, where it stands, and as uploaded. */
export type ShownProblem = RowProblem & { readonly list: string; readonly cells: string[] };

export function readProblemPage(
  ctx: Context,
  { cursor, limit, list }: Pick<RecipientQuery, "cursor" | "limit" | "list">,
): { items: ShownProblem[]; next: string | null } {
  const { db } = ctx.store;
  const [afterList, afterLine] = lineCursor(cursor);
  const lists = readLists(db).filter((row) => row.ordinal >= afterList && (list === null || row.id === list));
  const found = lists.flatMap((row) =>
    pageProblems(db, {
      list: row.ordinal,
      after: row.ordinal === afterList ? afterLine : -1,
      limit: limit + 1,
    }).map(({ line, code, subject, seen, message, cells }) => ({
      ordinal: row.ordinal,
      shown: { list: row.id, line, code: code as ProblemCode, subject, seen, message, cells },
    })),
  );
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    items: found.slice(0, limit).map(({ shown }) => shown),
    next: last ? `${last.ordinal}.${last.shown.line}` : null,
  };
}

function lineCursor(cursor: string | null): [number, number] {
  const [list = 0, line = -1] = (cursor ?? "").split(".").map(Number);
  return Number.isInteger(list) && Number.isInteger(line) ? [list, line] : [0, -1];
}
