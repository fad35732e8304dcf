import { retriesOn } from "@headsup/core/campaign/retries";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import {
  type Change,
  givenUp,
  inClosed,
  type OnRung,
  settleLate,
  settleWithoutRungs,
} from "@headsup/core/campaign/settle";
import {
  deleteLater,
  findRecipient,
  type LaterRow,
  type ListRow,
  type RecipientRow,
  readCohorts,
  readFurther,
  readLists,
  readQueue,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { moveRecipient } from "./move.ts";

/** Ladders: from one rung to the next, and the end of that. */

/** The wait for delivery is over: who was not reached by now is given to the next rung, unless their list has closed. */
export function nextRungs(ctx: Context, later: LaterRow): void {
  ctx.store.transaction(() => {
    const now = ctx.host.now();
    const lists = readLists(ctx.store.db);
    deleteLater(ctx.store.db, later);
    for (const row of awaitingOf(ctx, later))
      moveRecipient(ctx, row, isClosed(lists, row.list) ? settleWithoutRungs(row) : settleLate(row, now), now);
  });
}

const isClosed = (lists: readonly ListRow[], list: number): boolean =>
  lists.some(({ ordinal, closedAt }) => ordinal === list && closedAt !== null);

/** A list that has closed brings no further try or rung. */
export const unlessClosed = (ctx: Context, list: number, change: Change): Change =>
  change.next !== null && isClosed(readLists(ctx.store.db), list) ? inClosed(change) : change;

/**
 * Whom a wait is for and who still waits: those dispatched anew or onward meanwhile wait for another. It is named by its batch
 * and rung, or, of one person, by them and their attempt.
 */
const awaitingOf = (ctx: Context, { id, detail }: LaterRow): RecipientRow[] => {
  const [whose, nth] = id.split(":");
  const isOfIt = (row: RecipientRow) =>
    row.id === whose ? row.attempt === Number(nth) : row.batch === Number(whose) && row.rung === Number(nth);
  return (JSON.parse(detail ?? "[]") as string[]).flatMap((recipientId) => {
    const row = findRecipient(ctx.store.db, recipientId);
    return row?.status === "awaiting" && isOfIt(row) ? [row] : [];
  });
};

/** The rung an attempt was made on. */
export const rungOfAttempt = ({ rung, trail }: Pick<RecipientRow, "rung" | "trail">, attempt: number): number =>
  trail?.find((done) => done.status !== "passed" && attempt <= done.attempt)?.rung ?? rung;

/**
 * Nothing of a closed list is tried again: what failed for now has failed, who awaits delivery is accepted, and who waits
 * for a further rung stands at the best that became of the earlier ones.
 */
export function giveUpFurther(ctx: Context, list: ListRow, now: number): void {
  const { db } = ctx.store;
  for (const later of readFurther(db)) {
    const rows =
      later.why === "rung" ? awaitingOf(ctx, later) : [findRecipient(db, later.id)].filter((row) => row !== undefined);
    for (const row of rows.filter((each) => each.list === list.ordinal)) {
      if (row.status === "awaiting") moveRecipient(ctx, row, settleWithoutRungs(row), now);
      else if (row.status === "held") moveRecipient(ctx, row, givenUp(row), now);
    }
  }
  for (const cohort of readCohorts(db, list.ordinal).filter(({ rung }) => rung > 0)) {
    for (const { id } of [...readQueue(db, cohort)]) {
      const row = findRecipient(db, id);
      if (row === undefined) continue;
      const change = inClosed({ ...row, next: null, halt: null });
      if (change.status !== "ready") moveRecipient(ctx, row, change, now);
    }
  }
}

/** What the rung that somebody is on makes of failures and of time. */
export function onRung(
  ctx: Context,
  { rung }: Pick<RecipientRow, "rung">,
  settings: CampaignSettings | undefined = ctx.settings(),
): OnRung {
  if (settings === undefined) return { waitMs: null };
  const { waitMs, channel } = rungOf(settings, rung);
  return { waitMs, retries: retriesOn(channel) };
}
