import { type CloseReason, isCompleted, listEvent } from "@headsup/core/campaign/lifecycle";
import { engineLimits } from "@headsup/core/campaign/limits";
import { givenUp } from "@headsup/core/campaign/settle";
import { emptyTally } from "@headsup/core/campaign/status";
import {
  deleteDone,
  deleteLater,
  findRecipient,
  findRecipients,
  insertLater,
  type LaterRow,
  type ListRow,
  readBatches,
  readLists,
  readRetries,
  shiftTally,
  updateBatch,
  updateList,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { moveRecipient, recordMove } from "./move.ts";
import { receiptsOf } from "./reconcile.ts";
import { readCampaign, readControl } from "./view.ts";

/** What time alone brings about: lists begin and close, retries come due, batches are folded. */
export function passTime(ctx: Context): void {
  const now = ctx.host.now();
  const control = readControl(ctx.store);
  const expiresAt = ctx.settings()?.expiresAt ?? null;
  for (const list of readLists(ctx.store.db)) {
    const event = listEvent(list, control, expiresAt, now);
    if (event === null) continue;
    ctx.store.transaction(() => {
      switch (event.type) {
        case "begin":
          updateList(ctx.store.db, list.ordinal, { begunAt: now });
          return;
        case "miss":
          updateList(ctx.store.db, list.ordinal, { missed: true });
          recordMove(ctx, {
            actor: "headsup",
            action: "miss",
            reason: `The start of "${list.name}" passed while nothing ran.`,
          });
          return;
        case "close":
          updateList(ctx.store.db, list.ordinal, {
            closedAt: now,
            closeReason: closeReasonOf(ctx, list, event.reason),
          });
          giveUpRetries(ctx, list, now);
      }
    });
  }
}

/** A stop changes nothing for a list that was completed before it. */
function closeReasonOf(ctx: Context, list: ListRow, reason: CloseReason): CloseReason {
  if (reason !== "stopped") return reason;
  const counts = readCampaign(ctx.store).outreaches.find(({ id }) => id === list.id)?.counts;
  return counts !== undefined && isCompleted(list, counts) ? "completed" : reason;
}

/** Nothing of a closed list is tried again: what failed for now has failed. */
function giveUpRetries(ctx: Context, list: ListRow, now: number): void {
  for (const { id } of readRetries(ctx.store.db)) {
    const row = findRecipient(ctx.store.db, id);
    if (row?.list === list.ordinal && row.status === "held") moveRecipient(ctx, row, givenUp(row), now);
  }
}

/** A retry whose time has come: back to the queue, unless its list has closed meanwhile. */
export function retryDue(ctx: Context, later: LaterRow): void {
  ctx.store.transaction(() => {
    const row = findRecipient(ctx.store.db, later.id);
    const list = readLists(ctx.store.db).find(({ ordinal }) => ordinal === row?.list);
    deleteLater(ctx.store.db, later);
    if (row?.status !== "held") return;
    if (list?.closedAt != null) moveRecipient(ctx, row, givenUp(row), ctx.host.now());
    else moveRecipient(ctx, row, { ...row, status: "ready", next: { type: "queue" }, halt: null }, ctx.host.now());
  });
}

/**
 * Moves the counting of batches that have been settled for a while from their rows to their lists' tallies, and forgets
 * those nothing needs any more. Rows that still lack a receipt are put down to be asked about.
 */
export function foldBatches(ctx: Context, paceSpanMs: number): void {
  const now = ctx.host.now();
  const { db } = ctx.store;
  const due = readBatches(db).filter(
    (batch) => !batch.folded && batch.settledAt !== null && batch.settledAt + engineLimits.foldMs <= now,
  );
  if (due.length === 0) return;
  ctx.store.transaction(() => {
    for (const batch of due) {
      const rows = findRecipients(
        db,
        batch.claims.map(({ id }) => id),
      ).filter((row) => row.batch === batch.id);
      for (const [list, members] of Map.groupBy(rows, (row) => row.list)) {
        const shift = emptyTally();
        for (const row of members) shift[row.status]++;
        shiftTally(db, list, shift);
      }
      // Who is unknown now may turn out to be accepted.
      const silent = rows.filter(({ status }) => status === "accepted" || status === "unknown").map((row) => row.id);
      if (silent.length > 0) {
        const settledAt = batch.settledAt ?? now;
        insertLater(db, {
          due: settledAt + engineLimits.receiptMsMax,
          id: receiptsOf(batch.id),
          why: "receipts",
          detail: JSON.stringify(silent),
        });
      }
      updateBatch(db, batch.id, { folded: true });
    }
    deleteDone(db, now - paceSpanMs);
  });
}

/** When the next batch is to be folded. */
export function foldDueAt(ctx: Context): number | null {
  const settled = readBatches(ctx.store.db).flatMap(({ folded, settledAt }) =>
    folded || settledAt === null ? [] : [settledAt],
  );
  return settled.length === 0 ? null : Math.min(...settled) + engineLimits.foldMs;
}
