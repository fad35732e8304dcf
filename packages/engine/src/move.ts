import { engineLimits } from "@headsup/core/campaign/limits";
import type { Change, Standing } from "@headsup/core/campaign/settle";
import {
  deleteLater,
  dequeue,
  insertLater,
  insertMove,
  isCounting,
  type RecipientRow,
  readLaterOf,
  readState,
  requeue,
  shiftTally,
  updateRecipient,
  writeState,
} from "@headsup/storage/outreach";
import { type Context, recipientFrame } from "./context.ts";
import { countAnew } from "./counted.ts";
import { readCampaign, readControl, statusReason } from "./view.ts";

/** Writing what was decided. Everything here runs inside a store transaction of its caller. */

/**
 * Who counts a recipient: the tally of its list, or the open batch it was dispatched with. While in flight the tally
 * still counts it as ready, whatever its row says by then; settling moves it over.
 */
const countedBy = (ctx: Context, row: RecipientRow): "tally" | "batch" =>
  row.batch !== null && isCounting(ctx.store.db, row.batch) ? "batch" : "tally";

/**
 * Moves a recipient that is not in flight to its next standing: row, queue, deferred work and counters in step.
 */
export function moveRecipient(ctx: Context, row: RecipientRow, change: Change, at: number): void {
  const { db } = ctx.store;
  const waits = change.status === "ready" || change.status === "held";
  const isOfBatch = countedBy(ctx, row) === "batch";
  if (!isOfBatch) {
    if (row.status !== change.status) shiftTally(db, row.list, { [row.status]: -1, [change.status]: 1 });
  } else if (waits) shiftTally(db, row.list, { [change.status]: 1 });

  if (row.status === "ready" && change.status !== "ready") dequeue(db, row, new Set([row.id]));
  if ((row.status === "held" || row.status === "unknown") && change.status !== row.status) clearLater(ctx, row.id);
  // Who was unknown is among those their batch left to be asked about.
  if (!isOfBatch && row.status !== "accepted" && row.status !== "unknown") awaitReceipt(ctx, row, change, at);
  writeRow(ctx, row, change, { at, batch: waits ? null : row.batch });
  follow(ctx, row, change);
}

/** Nothing waits for this recipient any more. */
export function clearLater({ store: { db } }: Context, id: string): void {
  for (const later of readLaterOf(db, id)) deleteLater(db, later);
}

/** The row itself, and its news. */
export function writeRow(
  ctx: Context,
  row: RecipientRow,
  change: Standing,
  { at, batch }: { at: number; batch: number | null },
): void {
  const seq = ctx.store.nextSequence();
  const { status, attempt, providerId, code, rung, trail } = change;
  const past = row.providerId !== null && row.providerId !== providerId ? [...(row.past ?? []), row.providerId] : null;
  const to = { status, attempt, providerId, code, rung, trail, at, batch, changed: seq, past };
  updateRecipient(ctx.store.db, row.id, to);
  countAnew(ctx.store, row.batch);
  countAnew(ctx.store, batch);
  ctx.host.broadcast(recipientFrame(row, { seq, at, status, code, attempt }));
}

const laterKinds = { retry: "retry", look: "look1" } as const;

/** What comes after a change: to the queue, of their rung as it is now; a later look, retry or rung. */
export function follow(
  ctx: Context,
  row: RecipientRow,
  { next, rung, attempt }: Pick<Change, "next" | "rung" | "attempt">,
): void {
  const { db } = ctx.store;
  if (next === null) return;
  if (next.type === "queue") requeue(db, { ...row, rung });
  else if (next.type === "rung")
    insertLater(db, { due: next.dueAt, id: `${row.id}:${attempt}`, why: "rung", detail: JSON.stringify([row.id]) });
  else insertLater(db, { due: next.dueAt, id: row.id, why: laterKinds[next.type] });
}

/** Somebody whose turn came, and who is not contacted now: their row, the counting, and what comes next. */
export function leaveQueue(ctx: Context, row: RecipientRow, change: Change, at: number): void {
  if (change.status !== "ready") shiftTally(ctx.store.db, row.list, { ready: -1, [change.status]: 1 });
  awaitReceipt(ctx, row, change, at);
  writeRow(ctx, row, change, { at, batch: null });
  follow(ctx, row, change);
}

/** Who ends accepted and with no batch yet to be folded is put down to be asked about on their own. */
function awaitReceipt(ctx: Context, { id }: RecipientRow, { status }: Change, at: number): void {
  if (status !== "accepted") return;
  const due = at + engineLimits.receiptMsMax;
  insertLater(ctx.store.db, { due, id, why: "receipts", detail: JSON.stringify([id]) });
}

/** A guard pauses the campaign; a person may resume it when the cause is mended. */
export function pauseByGuard(ctx: Context, reason: string): void {
  if (readControl(ctx.store).phase !== "running") return;
  writeState(ctx.store.db, "control", { phase: "paused", reason });
  recordMove(ctx, { actor: "headsup", action: "pause", reason });
  ctx.host.log("warn", "campaign.paused", { campaignId: ctx.host.campaignId, reason });
}

/** Records a move and tells those who watch. */
export function recordMove(ctx: Context, move: { actor: string; action: string; reason: string | null }): void {
  insertMove(ctx.store.db, { at: ctx.host.now(), ...move });
  broadcastCampaign(ctx);
}

/** Records when it was completed; null: that it is so no more. Whatever pressed it presses nothing any more. */
export function recordCompletion(ctx: Context, at: number | null): void {
  writeState(ctx.store.db, "completedAt", at);
  if (at !== null) writeState(ctx.store.db, "pressure", null);
  recordMove(ctx, { actor: "headsup", action: at === null ? "reopen" : "complete", reason: null });
}

function broadcastCampaign(ctx: Context): void {
  const view = readCampaign(ctx.store);
  ctx.host.broadcast({
    type: "campaign",
    seq: ctx.store.nextSequence(),
    at: ctx.host.now(),
    status: view.status,
    reason: statusReason(view),
    counts: view.counts,
  });
}

/** A message a carrier dropped as unwanted. Several of them pause the campaign. */
export function countFiltered(ctx: Context): void {
  const filtered = (readState(ctx.store.db, "filtered") ?? 0) + 1;
  writeState(ctx.store.db, "filtered", filtered);
  if (filtered < engineLimits.filteredMax) return;
  writeState(ctx.store.db, "filtered", 0);
  pauseByGuard(
    ctx,
    `Carriers filtered ${filtered} messages as unwanted (30007). Look at the text and the sender's registration, then resume.`,
  );
}
