import type { QueueEntry } from "@headsup/core/campaign/decide";
import { type CloseReason, isCompleted, listEvent } from "@headsup/core/campaign/lifecycle";
import { engineLimits } from "@headsup/core/campaign/limits";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { givenUp, passOn, readyAgain } from "@headsup/core/campaign/settle";
import { emptyTally } from "@headsup/core/campaign/status";
import { everOpen } from "@headsup/core/schedule/index";
import {
  type CohortKey,
  deleteDone,
  deleteLater,
  dequeue,
  findRecipient,
  findRecipients,
  insertLater,
  type LaterRow,
  type ListRow,
  markBatch,
  readCohorts,
  readHead,
  readLists,
  shiftTally,
  updateList,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { countAnew } from "./counted.ts";
import type { Ledger } from "./ledger.ts";
import { leaveQueue, moveRecipient, recordMove } from "./move.ts";
import { receiptsOf } from "./reconcile.ts";
import { giveUpFurther } from "./rungs.ts";
import { readCampaign } from "./view.ts";

/** What time alone brings about: lists begin and close, retries come due, batches are folded. */
export function passTime(ctx: Context, { control, lists }: Ledger, { expiresAt }: CampaignSettings): void {
  const now = ctx.host.now();
  for (const list of lists) {
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
          giveUpFurther(ctx, list, now);
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

/** A retry whose time has come: back to the queue, unless its list has closed meanwhile. */
export function retryDue(ctx: Context, later: LaterRow): void {
  ctx.store.transaction(() => {
    const row = findRecipient(ctx.store.db, later.id);
    const list = readLists(ctx.store.db).find(({ ordinal }) => ordinal === row?.list);
    deleteLater(ctx.store.db, later);
    if (row?.status !== "held") return;
    if (list?.closedAt != null) moveRecipient(ctx, row, givenUp(row), ctx.host.now());
    else moveRecipient(ctx, row, readyAgain(row), ctx.host.now());
  });
}

/**
 * Moves the counting of batches that have been settled for a while from their rows to their lists' tallies, and forgets
 * those nothing needs any more. Rows that still lack a receipt are put down to be asked about.
 */
export function foldBatches(ctx: Context, { batches }: Ledger, paceSpanMs: number): void {
  const now = ctx.host.now();
  const { db } = ctx.store;
  const due = batches.filter(
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
      markBatch(db, batch.id, "folded");
      countAnew(ctx.store, batch.id);
    }
    deleteDone(db, now - paceSpanMs);
  });
}

/** A batch that is due may wait this much longer: the next step for another reason folds it, and no alarm is spent on it. */
const foldGraceMs = 5 * 60_000;

/** When the next batch is to be folded even if nothing else happens. */
export function foldDueAt({ batches }: Ledger): number | null {
  const settled = batches.flatMap(({ folded, settledAt }) => (folded || settledAt === null ? [] : [settledAt]));
  return settled.length === 0 ? null : Math.min(...settled) + engineLimits.foldMs + foldGraceMs;
}

/** People skipped in one transaction. */
const skipsMax = 500;

/**
 * Skips those who could never be contacted: their zones' windows and the sending hours never meet. Without an end to
 * their list they would wait for ever, and the outreach with them.
 */
export function skipNeverOpen(ctx: Context, settings: CampaignSettings): void {
  const { db } = ctx.store;
  const now = ctx.host.now();
  const lists = readLists(db).filter(({ begunAt, closedAt }) => begunAt !== null && closedAt === null);
  // Further rungs are come to as time passes; who waits for the first is known from the start.
  const further = settings.rungs.length === 1 ? [] : lists.map(({ ordinal }) => readCohorts(db, ordinal));
  const ordinals = lists.map(({ ordinal }) => ordinal);
  const key = JSON.stringify([settings.hours, settings.zone, settings.window, ordinals, further]);
  if (ctx.neverOpenLookedAt === key) return;
  let isAnyPassedOn = false;
  for (const { ordinal } of lists) {
    for (const cohort of readCohorts(db, ordinal)) {
      if (everOpen(ctx.rulesOf(cohort, settings), now)) continue;
      isAnyPassedOn = cohort.rung + 1 < settings.rungs.length || isAnyPassedOn;
      for (let head = readHead(db, cohort, skipsMax); head.length > 0; head = readHead(db, cohort, skipsMax))
        passAll(ctx, settings, { cohort, head, now });
    }
  }
  ctx.neverOpenLookedAt = key;
  // The rung they come to may never open either, and nothing else would wake this campaign for them.
  if (isAnyPassedOn) skipNeverOpen(ctx, settings);
}

function passAll(
  ctx: Context,
  settings: CampaignSettings,
  { cohort, head, now }: { cohort: CohortKey; head: readonly QueueEntry[]; now: number },
): void {
  const { db } = ctx.store;
  const { waitMs } = rungOf(settings, cohort.rung);
  ctx.store.transaction(() => {
    const ids = head.map(({ id }) => id);
    dequeue(db, cohort, new Set(ids));
    for (const row of findRecipients(db, ids))
      leaveQueue(ctx, row, passOn(row, "no_common_hours", { now, waitMs }), now);
  });
}
