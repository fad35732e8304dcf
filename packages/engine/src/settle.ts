import { engineLimits } from "@headsup/core/campaign/limits";
import { retriesOn } from "@headsup/core/campaign/retries";
import { type CampaignSettings, type Rung, rungOf } from "@headsup/core/campaign/settings";
import { type Change, type Outcome, settleOutcome } from "@headsup/core/campaign/settle";
import { addressOn } from "@headsup/core/contact/address";
import {
  type AddressFact,
  type BatchRow,
  deleteBatch,
  findRecipients,
  insertLater,
  type RecipientRow,
  readState,
  type SenderTotals,
  type StoredClaim,
  stampBatch,
  writeState,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { addTotals, failureCounts } from "./figures.ts";
import type { Ledger } from "./ledger.ts";
import { clearLater, countFiltered, follow, pauseByGuard, writeRow } from "./move.ts";

type Settling = Pick<BatchRow, "id" | "claimedAt"> & { readonly claims: readonly StoredClaim[] };

/** Turning the outcomes of a batch into state, in one transaction. */
export function settleBatch(
  ctx: Context,
  settings: CampaignSettings,
  batch: Settling,
  outcomes: ReadonlyMap<string, Outcome>,
  lastResponseAt: number,
): void {
  ctx.store.transaction(() => {
    const settled = { tokens: 0, shifts: new Map<number, Record<string, number>>(), facts: [] as AddressFact[] };
    const load: Record<string, number> = {};
    const totals: Record<string, SenderTotals> = {};
    const awaiting = new Map<number, string[]>();
    let halt: string | null = null;
    let countsNobody = true;
    const rows = new Map(
      findRecipients(
        ctx.store.db,
        batch.claims.map(({ id }) => id),
      ).map((row) => [row.id, row]),
    );
    for (const claim of batch.claims) {
      const outcome = outcomes.get(claim.id) ?? { kind: "released", reason: "not dispatched" };
      const nth = claim.rung ?? 0;
      const rung = rungOf(settings, nth);
      if (outcome.kind !== "released") {
        settled.tokens++;
        load[rung.sender.id] = (load[rung.sender.id] ?? 0) + (claim.units ?? 1);
        totals[rung.sender.id] = addTotals(totals[rung.sender.id] ?? {}, {
          sent: outcome.kind === "rate_limited" ? 0 : 1,
          units: claim.units ?? 1,
          ...(outcome.kind === "refused" ? failureCounts(outcome.failure) : {}),
        });
      }
      const row = rows.get(claim.id);
      if (row === undefined) continue;
      const { waitMs, channel } = rung;
      const at = { claimedAt: batch.claimedAt, now: lastResponseAt, waitMs, retries: retriesOn(channel) };
      const change = settleOutcome(row, claim.attempt, outcome, at);
      settleClaim(
        ctx,
        { row, change, batch, at: outcome.kind === "unknown" ? batch.claimedAt : lastResponseAt },
        settled.shifts,
      );
      if (change.status !== "ready") countsNobody = false;
      if (change.halt !== null) halt = change.halt.code;
      if (change.status === "awaiting" && row.attempt !== claim.attempt)
        awaiting.set(nth, [...(awaiting.get(nth) ?? []), claim.id]);
      const fact = factOf(row, rung, outcome);
      if (fact !== null) settled.facts.push(fact);
      if (outcome.kind === "refused" && outcome.failure === "filtered") countFiltered(ctx);
      if (outcome.kind === "rate_limited") holdSender(ctx, rung.sender.id, outcome.retryAfterMs);
    }
    // Everybody was given back: no token is out, nothing is to be counted or told.
    if (countsNobody && settled.tokens === 0) deleteBatch(ctx.store.db, batch.id);
    else {
      const facts = settled.facts.length > 0 ? settled.facts : null;
      const sums = { sequence: ctx.store.nextSequence(), shifts: Object.fromEntries(settled.shifts), totals };
      stampBatch(ctx.store.db, batch.id, { settledAt: lastResponseAt, tokens: settled.tokens, facts, load, sums });
    }
    for (const [nth, ids] of awaiting) {
      const due = lastResponseAt + (rungOf(settings, nth).waitMs ?? 0);
      insertLater(ctx.store.db, { due, id: `${batch.id}:${nth}`, why: "rung", detail: JSON.stringify(ids) });
    }
    if (halt !== null)
      pauseByGuard(ctx, `The provider refuses this sender or account (${halt}). Mend that, then resume.`);
  });
}

/** Until now the list's tally counted this recipient as ready; from now the batch does, and what it moves in the tally. */
function settleClaim(
  ctx: Context,
  { row, change, batch, at }: { row: RecipientRow; change: Change; batch: { id: number }; at: number },
  shifts: Map<number, Record<string, number>>,
): void {
  const shift = shifts.get(row.list) ?? {};
  shifts.set(row.list, shift);
  if (change.status === "ready") {
    // Given to the next rung; else nothing was said to anyone, and the row stays as it is.
    if (change.rung !== row.rung) writeRow(ctx, row, change, { at, batch: null });
    follow(ctx, row, change);
    return;
  }
  shift.ready = (shift.ready ?? 0) - 1;
  if (change.status === "held") shift.held = (shift.held ?? 0) + 1;
  // A receipt of an earlier attempt may have asked for a retry; this attempt's outcome overtakes that.
  if (row.status === "held" && change.attempt !== row.attempt) clearLater(ctx, row.id);
  writeRow(ctx, row, change, { at, batch: change.status === "held" ? null : batch.id });
  follow(ctx, row, change);
}

function factOf(row: RecipientRow, { channel, sender }: Rung, outcome: Outcome): AddressFact | null {
  const address = addressOn(row, channel);
  if (outcome.kind !== "refused" || address === null) return null;
  const { failure: fact, code } = outcome;
  return fact === "opted_out" || fact === "invalid_address" || fact === "wrong_channel"
    ? { address, channel, senderId: sender.id, fact, code }
    : null;
}

function holdSender(ctx: Context, senderId: string, retryAfterMs: number | null): void {
  const until =
    ctx.host.now() + Math.min(retryAfterMs ?? engineLimits.retryAfterMsDefault, engineLimits.retryAfterMsMax);
  const holds = readState(ctx.store.db, "holds") ?? {};
  if (until > (holds[senderId] ?? 0)) writeState(ctx.store.db, "holds", { ...holds, [senderId]: until });
}

/**
 * Batches claimed and never settled, by an earlier copy of this object or by a step of this one whose store took no write: any
 * of their requests may have arrived, or may yet, for an answer may be awaited still. Their tokens count as used when that
 * would have been given up, and everyone not proven otherwise by a receipt is unknown. As a step begins: none is in flight of its own.
 */
export function recoverStale(ctx: Context, { settings, batches }: Ledger): void {
  if (settings === undefined) return;
  for (const batch of batches) if (batch.settledAt === null) recover(ctx, settings, batch);
}

/** Batches in flight that are not this copy's: whoever claimed them crashed, or is fenced. */
export const staleOf = ({ store }: Context, { batches }: Ledger): BatchRow[] =>
  batches.filter(({ settledAt, epoch }) => settledAt === null && epoch !== store.epoch);

function recover(ctx: Context, settings: CampaignSettings, batch: BatchRow): void {
  const crashed: Outcome = { kind: "unknown", reason: "crash" };
  const outcomes = new Map(batch.claims.map(({ id }) => [id, crashed]));
  settleBatch(ctx, settings, batch, outcomes, ctx.host.now() + ctx.realSpan(engineLimits.requestTimeoutRealMs));
  ctx.host.log("warn", "batch.recovered", {
    campaignId: ctx.host.campaignId,
    batch: batch.id,
    claims: batch.claims.length,
  });
}
