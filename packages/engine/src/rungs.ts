import { retriesOn } from "@headsup/core/campaign/retries";
import { rungOf } from "@headsup/core/campaign/settings";
import { givenUp, type OnRung, settleLate, settleWithoutRungs } from "@headsup/core/campaign/settle";
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
    for (const row of awaitingOf(ctx, later)) {
      const isClosed = lists.some(({ ordinal, closedAt }) => ordinal === row.list && closedAt !== null);
      moveRecipient(ctx, row, isClosed ? settleWithoutRungs(row) : settleLate(row, now), now);
    }
  });
}

/** Whom a wait is for and who still waits: those dispatched anew or onward meanwhile wait for another. */
const awaitingOf = (ctx: Context, { id, detail }: LaterRow): RecipientRow[] => {
  const [batch, rung] = id.startsWith("rcp_") ? [] : id.split(":").map(Number);
  return (JSON.parse(detail ?? "[]") as string[]).flatMap((recipientId) => {
    const row = findRecipient(ctx.store.db, recipientId);
    const isOfIt = batch === undefined || (row?.batch === batch && row.rung === rung);
    return row?.status === "awaiting" && isOfIt ? [row] : [];
  });
};

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
      if (row !== undefined && row.attempt > 0) moveRecipient(ctx, row, givenUp(row), now);
    }
  }
}

/** What the rung that somebody is on makes of failures and of time. */
export function onRung(ctx: Context, { rung }: Pick<RecipientRow, "rung">): OnRung {
  const settings = ctx.settings();
  if (settings === undefined) return { waitMs: null };
  const { waitMs, channel } = rungOf(settings, rung);
  return { waitMs, retries: retriesOn(channel) };
}
