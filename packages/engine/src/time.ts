import type { QueueEntry } from "@headsup/core/campaign/decide";
import { type CloseReason, isCompleted, listEvent } from "@headsup/core/campaign/lifecycle";
import { engineLimits } from "@headsup/core/campaign/limits";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { givenUp, passOn, readyAgain } from "@headsup/core/campaign/settle";
import { addTally, emptyTally, type Tally } from "@headsup/core/campaign/status";
import { everOpen } from "@headsup/core/schedule/index";
import {
  type BatchRow,
  type CohortKey,
  countSends,
  deleteLater,
  dequeue,
  findRecipient,
  findRecipients,
  insertLater,
  type LaterRow,
  type ListRow,
  markBatch,
  type RecipientRow,
  readCohorts,
  readHead,
  readLists,
  shiftTally,
  updateList,
  writeState,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { countAnew } from "./counted.ts";
import { countTotals } from "./figures.ts";
import { isToBeAdded, type Ledger, sendsOf } from "./ledger.ts";
import { leaveQueue, moveRecipient, recordMove } from "./move.ts";
import { isHeard, learnHeard } from "./project.ts";
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
 * Adds batches that have been settled for a while to the campaign's sums, and is done with those nothing needs any more. From
 * then on lists' tallies count their recipients. Rows that still lack a receipt are put down to be asked about.
 */
export async function foldBatches(ctx: Context, { batches }: Ledger, paceSpanMs: number): Promise<void> {
  const now = ctx.host.now();
  const { db } = ctx.store;
  const due = foldedNow(batches, now);
  if (due.length === 0) return;
  await learnHeard(ctx).catch(() => null); // without an answer all are still needed
  ctx.store.transaction(() => {
    addUp(ctx, due);
    const isNeeded = (batch: BatchRow) =>
      !(batch.folded || due.includes(batch)) || !isHeard(ctx, batch) || (batch.settledAt ?? now) >= now - paceSpanMs;
    const firstNeeded = batches.find(isNeeded)?.id ?? Number.POSITIVE_INFINITY;
    const done = batches.filter(({ id }) => id < firstNeeded);
    const last = done.at(-1);
    if (last !== undefined) writeState(db, "doneUpTo", last.id);
    for (const batch of due) {
      if (!done.includes(batch)) markBatch(db, batch.id, "folded");
      countAnew(ctx.store, batch.id);
    }
  });
}

/** What they moved, where their people stand, what they sent: each sum is written once for all of them. */
function addUp(ctx: Context, due: readonly BatchRow[]): void {
  const { db } = ctx.store;
  const shifts = new Map<number, Tally>();
  const shift = (list: number, by: Partial<Tally>) =>
    shifts.set(list, addTally(shifts.get(list) ?? emptyTally(), { ...emptyTally(), ...by }));
  for (const batch of due) {
    const rows = findRecipients(
      db,
      batch.claims.map(({ id }) => id),
    ).filter((row) => row.batch === batch.id);
    for (const { list, status } of rows) shift(list, { [status]: 1 });
    for (const [list, moved] of Object.entries(batch.sums?.shifts ?? {})) shift(Number(list), moved);
    askLater(ctx, batch, rows);
  }
  for (const [list, by] of shifts) shiftTally(db, list, by);
  const toBeAdded = due.filter(isToBeAdded);
  countSends(db, toBeAdded.map(sendsOf));
  countTotals(ctx, ...toBeAdded.map(({ sums }) => sums.totals));
}

/** Who has no receipt yet is asked about in time. Who is unknown now may turn out to be accepted. */
function askLater(ctx: Context, { id, settledAt }: BatchRow, rows: readonly RecipientRow[]): void {
  const silent = rows.filter(({ status }) => status === "accepted" || status === "unknown").map((row) => row.id);
  if (silent.length === 0) return;
  const due = (settledAt ?? ctx.host.now()) + engineLimits.receiptMsMax;
  insertLater(ctx.store.db, { due, id: receiptsOf(id), why: "receipts", detail: JSON.stringify(silent) });
}

/** From when on a batch may be folded; one in flight never. */
const foldableAt = ({ settledAt }: BatchRow): number =>
  settledAt === null ? Number.POSITIVE_INFINITY : settledAt + engineLimits.foldMs;

/** So many batches are folded at once: it writes no more than folding one. */
const foldedTogether = 8;

/** A batch that is due may wait this much longer for others, and for a step for another reason: no alarm is spent on it. */
const foldGraceMs = 45 * 60_000;

/** The batches to be folded now. */
function foldedNow(batches: readonly BatchRow[], now: number): BatchRow[] {
  const due = batches.filter((batch) => !batch.folded && foldableAt(batch) <= now);
  const isTime = due.length >= foldedTogether || due.some((batch) => foldableAt(batch) + foldGraceMs <= now);
  return isTime ? due : [];
}

/** When the next batch is to be folded even if nothing else happens. */
export function foldDueAt({ batches }: Ledger): number | null {
  const settled = batches.filter(({ folded, settledAt }) => !folded && settledAt !== null);
  return settled.length === 0 ? null : Math.min(...settled.map(foldableAt)) + foldGraceMs;
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
