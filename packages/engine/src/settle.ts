import { engineLimits } from "@headsup/core/campaign/limits";
import { type Change, type Outcome, settleOutcome } from "@headsup/core/campaign/settle";
import {
  type AddressFact,
  type BatchRow,
  countSends,
  deleteBatch,
  findRecipients,
  type RecipientRow,
  readState,
  type StoredClaim,
  shiftTally,
  stampBatch,
  writeState,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import type { Ledger } from "./ledger.ts";
import { clearLater, countFiltered, follow, pauseByGuard, writeRow } from "./move.ts";

/** Turning the outcomes of a batch into state, in one transaction. */
export function settleBatch(
  ctx: Context,
  batch: { id: number; claims: readonly StoredClaim[]; claimedAt: number },
  outcomes: ReadonlyMap<string, Outcome>,
  lastResponseAt: number,
): void {
  ctx.store.transaction(() => {
    const settled = { tokens: 0, shifts: new Map<number, Record<string, number>>(), facts: [] as AddressFact[] };
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
      if (outcome.kind !== "released") settled.tokens++;
      const row = rows.get(claim.id);
      if (row === undefined) continue;
      const change = settleOutcome(row, claim.attempt, outcome, { claimedAt: batch.claimedAt, now: lastResponseAt });
      settleClaim(
        ctx,
        { row, change, batch, at: outcome.kind === "unknown" ? batch.claimedAt : lastResponseAt },
        settled.shifts,
      );
      if (change.status !== "ready") countsNobody = false;
      if (change.halt !== null) halt = change.halt.code;
      const fact = factOf(row, outcome);
      if (fact !== null) settled.facts.push(fact);
      if (outcome.kind === "refused" && outcome.failure === "filtered") countFiltered(ctx);
      if (outcome.kind === "rate_limited") holdSender(ctx, outcome.retryAfterMs);
    }
    for (const [list, shift] of settled.shifts) shiftTally(ctx.store.db, list, shift);
    if (settled.tokens > 0) countSends(ctx.store.db, { at: batch.claimedAt, sends: settled.tokens });
    // Everybody was given back: no token is out, nothing is to be counted or told.
    if (countsNobody && settled.tokens === 0) deleteBatch(ctx.store.db, batch.id);
    else {
      const facts = settled.facts.length > 0 ? settled.facts : null;
      stampBatch(ctx.store.db, batch.id, { settledAt: lastResponseAt, tokens: settled.tokens, facts });
    }
    if (halt !== null)
      pauseByGuard(ctx, `The provider refuses this sender or account (${halt}). Mend that, then resume.`);
  });
}

/** Until now the list's tally counted this recipient as ready; from now its new standing does, or the batch. */
function settleClaim(
  ctx: Context,
  { row, change, batch, at }: { row: RecipientRow; change: Change; batch: { id: number }; at: number },
  shifts: Map<number, Record<string, number>>,
): void {
  const shift = shifts.get(row.list) ?? {};
  shifts.set(row.list, shift);
  if (change.status === "ready") {
    follow(ctx, row, change); // nothing was said to anyone: the row stays as it is
    return;
  }
  shift.ready = (shift.ready ?? 0) - 1;
  if (change.status === "held") shift.held = (shift.held ?? 0) + 1;
  // A receipt of an earlier attempt may have asked for a retry; this attempt's outcome overtakes that.
  if (row.status === "held" && change.attempt !== row.attempt) clearLater(ctx, row.id);
  writeRow(ctx, row, change, { at, batch: change.status === "held" ? null : batch.id });
  follow(ctx, row, change);
}

function factOf(row: RecipientRow, outcome: Outcome): AddressFact | null {
  if (outcome.kind !== "refused") return null;
  const { failure: fact, code } = outcome;
  return fact === "opted_out" || fact === "invalid_address" || fact === "not_textable"
    ? { address: row.address, fact, code }
    : null;
}

function holdSender(ctx: Context, retryAfterMs: number | null): void {
  const until =
    ctx.host.now() + Math.min(retryAfterMs ?? engineLimits.retryAfterMsDefault, engineLimits.retryAfterMsMax);
  if (until > (readState(ctx.store.db, "notBefore") ?? 0)) writeState(ctx.store.db, "notBefore", until);
}

/**
 * Batches an earlier copy of this object claimed and never settled: any of their requests may have arrived, or may yet,
 * for that copy may be awaiting an answer still. Their tokens count as used when it would have given up, and everyone not
 * proven otherwise by a receipt is unknown.
 */
export function recoverStale(ctx: Context, ledger: Ledger): void {
  for (const batch of staleOf(ctx, ledger)) recover(ctx, batch);
}

/** Batches in flight that are not this copy's: whoever claimed them crashed, or is fenced. */
export const staleOf = ({ store }: Context, { batches }: Ledger): BatchRow[] =>
  batches.filter(({ settledAt, epoch }) => settledAt === null && epoch !== store.epoch);

function recover(ctx: Context, batch: BatchRow): void {
  const crashed: Outcome = { kind: "unknown", reason: "crash" };
  const outcomes = new Map(batch.claims.map(({ id }) => [id, crashed]));
  settleBatch(ctx, batch, outcomes, ctx.host.now() + ctx.realSpan(engineLimits.requestTimeoutRealMs));
  ctx.host.log("warn", "batch.recovered", {
    campaignId: ctx.host.campaignId,
    batch: batch.id,
    claims: batch.claims.length,
  });
}
