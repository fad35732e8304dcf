import { batchMaxAfter } from "@headsup/core/campaign/batch";
import { chanceAt, type Decision, decide, type Passed, type WorkingSet } from "@headsup/core/campaign/decide";
import { listEventAt } from "@headsup/core/campaign/lifecycle";
import { engineLimits } from "@headsup/core/campaign/limits";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { type Change, endedFor, heldByConversation, passOn, settleReplied } from "@headsup/core/campaign/settle";
import { reasonOf } from "@headsup/core/reason";
import {
  dequeue,
  FencedError,
  findRecipients,
  insertBatch,
  type LaterRow,
  nextDue,
  type RecipientRow,
  readDue,
  type StoredClaim,
} from "@headsup/storage/outreach";
import { secureShares, tendShares, withinShares } from "./ceiling.ts";
import type { Context } from "./context.ts";
import { heedDesk, pressed, untilLook } from "./desk.ts";
import { dispatch, type PreparedClaim } from "./dispatch.ts";
import { type Ledger, readLedger } from "./ledger.ts";
import { loadWorkingSet, soonest } from "./load.ts";
import { leaveQueue, recordCompletion } from "./move.ts";
import { type Checked, check } from "./prepare.ts";
import { project } from "./project.ts";
import { askReceipts, look, postpone, unconfirm } from "./reconcile.ts";
import { nextRungs } from "./rungs.ts";
import { recoverStale, settleBatch, staleOf } from "./settle.ts";
import { foldBatches, foldDueAt, passTime, retryDue, skipNeverOpen } from "./time.ts";
import { type CampaignView, readCampaign, summaryOf } from "./view.ts";

/**
 * One step of a campaign: recover, let time pass, then load, check, decide, persist, act, settle. Only one step runs at a
 * time; its caller sees to that and re-arms the alarm with what this returns.
 *
 * @returns when to be woken again, or null when nothing will come by itself
 */
export async function step(ctx: Context): Promise<number | null> {
  const settings = await catchUp(ctx);
  if (settings !== undefined) {
    await takeUpLater(ctx);
    await sendNext(ctx, settings);
    // After all that brings somebody to a rung, by the hours as they are by now.
    skipNeverOpen(ctx, ctx.settings() ?? settings);
  } // else a draft: the catalogue hears how many people it has
  let ledger = readLedger(ctx.store);
  if (settings !== undefined) {
    const mayUse = (senderId: string) => isWanted(ctx, { settings, ledger, senderId });
    if (await tendShares(ctx, ledger, mayUse)) ledger = readLedger(ctx.store);
  }
  const view = readCampaign(ctx.store, ledger);
  const completedAt = noteCompletion(ctx, ledger, view);
  const nextWakeAt = wakeAt(ctx, ledger);
  const { now, realNow } = ctx.host;
  const isMoreDue = nextWakeAt !== null && nextWakeAt <= now();
  const isLater = isMoreDue && realNow() < ctx.projectedRealAt + engineLimits.projectRealMs;
  if (!isLater) ctx.projectedRealAt = realNow();
  const isProjected = isLater || (await project(ctx, ledger, summaryOf(view, { ...ledger, completedAt }, nextWakeAt)));
  return isProjected ? nextWakeAt : soonest(nextWakeAt, now() + projectRetryMs);
}

/**
 * Does what became due while this object slept, as far as it takes no answer from the provider.
 *
 * @returns the settings this step goes by; a draft has none
 */
async function catchUp(ctx: Context): Promise<CampaignSettings | undefined> {
  // One reading serves all three: none of them goes by what an earlier one writes.
  const ledger = readLedger(ctx.store);
  const { settings } = ledger;
  recoverStale(ctx, ledger);
  if (settings !== undefined) {
    passTime(ctx, ledger, settings);
    await foldBatches(ctx, ledger, settings.pace.spanMs);
  }
  return settings;
}

const projectRetryMs = 30_000;

/** Load → check → decide → persist → act → settle. */
async function sendNext(ctx: Context, settings: CampaignSettings): Promise<void> {
  const candidates = (set: WorkingSet) => decide(set, ctx.host.now(), () => "clear").claims;
  if (settings.backPressure !== "off") {
    const wanting = candidates(loadWorkingSet(ctx, settings, readLedger(ctx.store)));
    if (wanting.length === 0 || !(await heedDesk(ctx, settings))) return;
  }
  const load = () => {
    const ledger = readLedger(ctx.store);
    return { ledger, set: pressed(loadWorkingSet(ctx, settings, ledger), settings, ledger) };
  };
  const before = load();
  const wanted = candidates(before.set);
  if (wanted.length === 0) return;
  const rows = findRecipients(
    ctx.store.db,
    wanted.map(({ id }) => id),
  );
  const checked = await check(ctx, settings, rows);
  if (checked === null) return;
  await secureShares(
    ctx,
    { ...before.ledger, settings },
    wanted.flatMap(({ id, rung }) => {
      const prepared = checked.prepared.get(id);
      return prepared === undefined ? [] : [{ rung, units: prepared.units }];
    }),
  );

  // While the directory answered, anything may have happened: decide again from what is so now.
  const claimedAt = ctx.host.now();
  const { ledger, set } = load();
  const decision = decide(set, claimedAt, (id) => checked.verdicts.get(id) ?? "unchecked");
  const byId = new Map(rows.map((row) => [row.id, row]));
  const clear = decision.claims.map((claim) => prepare(claim, byId, checked));
  const claims = withinShares(ctx, { ...ledger, settings }, clear);
  const batchId = persist(ctx, { settings, claimedAt, claims, decision, byId });
  if (claims.length === 0) return;

  const { outcomes, lastResponseAt } = await dispatch(ctx, { settings, claims, checkedRealAt: checked.checkedRealAt });
  settleBatch(ctx, settings, { id: batchId, claims: claims.map(asStored), claimedAt }, outcomes, lastResponseAt);
  const told = [...outcomes.values()].map(({ kind }) => kind);
  const dispatched = told.filter((kind) => kind !== "released").length;
  const took = { claims: dispatched, tookMs: lastResponseAt - claimedAt };
  ctx.batchMax = batchMaxAfter(ctx.batchMax, took, ctx.realSpan(engineLimits.batchSpanRealMs));
  ctx.host.log("info", "batch.settled", { campaignId: ctx.host.campaignId, batch: batchId, outcomes: tallyOf(told) });
}

function prepare(
  claim: Decision["claims"][number],
  byId: ReadonlyMap<string, RecipientRow>,
  checked: Checked,
): PreparedClaim {
  const row = byId.get(claim.id);
  const prepared = checked.prepared.get(claim.id);
  if (row === undefined || prepared === undefined) throw new Error(`claim ${claim.id} was not checked`);
  return { ...claim, ...prepared, attempt: row.attempt + 1 };
}

/** A claim as its batch keeps it. */
const asStored = ({ id, attempt, list, rung, units }: PreparedClaim): StoredClaim => ({
  id,
  attempt,
  list,
  rung,
  units,
});

/**
 * Claims, skips and holds leave the queue, the batch holds the claims and their tokens, and the alarm a lease, all at once.
 *
 * @returns the batch's id
 */
function persist(
  ctx: Context,
  {
    settings,
    claimedAt,
    claims,
    decision,
    byId,
  }: {
    settings: CampaignSettings;
    claimedAt: number;
    claims: readonly PreparedClaim[];
    decision: Decision;
    byId: ReadonlyMap<string, RecipientRow>;
  },
): number {
  const { db } = ctx.store;
  return ctx.store.transaction(() => {
    const batchId = ctx.store.nextSequence();
    const { skips, passes, replied, holds } = decision;
    const leaving = Map.groupBy(
      [...claims, ...skips, ...passes, ...replied, ...holds],
      ({ list, rung, zone }) => `${list}:${rung}:${zone}`,
    );
    for (const [first, ...others] of leaving.values()) {
      if (first) dequeue(db, first, new Set([first, ...others].map(({ id }) => id)));
    }
    const move = ({ id }: Passed, change: (row: RecipientRow) => Change) => {
      const row = byId.get(id);
      if (row !== undefined) leaveQueue(ctx, row, change(row), claimedAt);
    };
    for (const skip of skips) move(skip, (row) => endedFor(row, skip.reason));
    for (const pass of passes) {
      const { waitMs } = rungOf(settings, pass.rung);
      move(pass, (row) => passOn(row, pass.reason, { now: claimedAt, waitMs }));
    }
    for (const one of replied) move(one, settleReplied);
    for (const hold of holds) move(hold, (row) => heldByConversation(row, claimedAt));
    if (claims.length === 0) return batchId;
    insertBatch(db, {
      id: batchId,
      epoch: ctx.store.epoch,
      claims: claims.map(asStored),
      claimedAt,
      load: loadOf(settings, claims),
    });
    ctx.host.setAlarm(claimedAt + ctx.realSpan(engineLimits.leaseMs));
    return batchId;
  });
}

/** What a batch takes of each sender, should all of it be dispatched. */
function loadOf(settings: CampaignSettings, claims: readonly PreparedClaim[]): Record<string, number> {
  const load: Record<string, number> = {};
  for (const { rung, units } of claims) {
    const { id } = rungOf(settings, rung).sender;
    load[id] = (load[id] ?? 0) + units;
  }
  return load;
}

/** Whether somebody waits whom this sender may reach as soon as pace and ceiling allow. */
function isWanted(
  ctx: Context,
  { settings, ledger, senderId }: { settings: CampaignSettings; ledger: Ledger; senderId: string },
): boolean {
  const { phase, cohorts, closingMarginMs } = pressed(loadWorkingSet(ctx, settings, ledger), settings, ledger);
  return (
    phase === "running" &&
    cohorts.some(
      (cohort) =>
        rungOf(settings, cohort.rung).sender.id === senderId &&
        chanceAt(cohort, ctx.host.now(), closingMarginMs).open &&
        cohort.head(1).length > 0,
    )
  );
}

/** Deferred work whose time has come. One bad entry never keeps the others. */
async function takeUpLater(ctx: Context): Promise<void> {
  let asks = 0;
  for (const later of readDue(ctx.store.db, ctx.host.now(), engineLimits.laterPerStepMax)) {
    const isAsk = later.why !== "retry" && later.why !== "unconfirm" && later.why !== "rung";
    if (isAsk && ++asks > engineLimits.asksPerStepMax) continue; // due still: the next step goes on with it
    try {
      await takeUp(ctx, later);
    } catch (error) {
      if (error instanceof FencedError) throw error;
      const { id, why } = later;
      ctx.host.log("error", "later.failed", { campaignId: ctx.host.campaignId, id, why, error: reasonOf(error) });
      postpone(ctx, later);
    }
  }
}

async function takeUp(ctx: Context, later: LaterRow): Promise<void> {
  switch (later.why) {
    case "retry":
      return retryDue(ctx, later);
    case "look1":
    case "look2":
      return look(ctx, later);
    case "unconfirm":
      return unconfirm(ctx, later);
    case "receipts":
      return askReceipts(ctx, later);
    case "rung":
      return nextRungs(ctx, later);
  }
}

/**
 * Completion is derived. That it came about, or was undone by a late failure or a further list, is recorded.
 *
 * @returns when it was completed, or null
 */
function noteCompletion(ctx: Context, { completedAt }: Ledger, { status }: CampaignView): number | null {
  const isCompleted = status === "completed";
  if (isCompleted === (completedAt !== null)) return completedAt;
  const noted = isCompleted ? ctx.host.now() : null;
  ctx.store.transaction(() => recordCompletion(ctx, noted));
  return noted;
}

/** The soonest thing that is due by itself, read off the store. */
export function wakeAt(ctx: Context, ledger: Ledger = readLedger(ctx.store)): number | null {
  const now = ctx.host.now();
  const { control, settings } = ledger;
  if (settings === undefined) return null;
  if (staleOf(ctx, ledger).length > 0) return now;
  const lists = ledger.lists.map((list) => listEventAt(list, control, settings.expiresAt));
  const set = loadWorkingSet(ctx, settings, ledger);
  const sets = ledger.pressure === null ? [set] : [pressed(set, settings, ledger), untilLook(ctx, set)];
  const decided = sets.map((each) => decide(each, now, () => "clear").nextWakeAt);
  const due = soonest(...decided, ...lists, nextDue(ctx.store.db), foldDueAt(ledger));
  return due === null ? null : Math.max(due, now);
}

const tallyOf = (words: readonly string[]): Record<string, number> => {
  const tally: Record<string, number> = {};
  for (const word of words) tally[word] = (tally[word] ?? 0) + 1;
  return tally;
};
