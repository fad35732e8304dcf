import { attemptIdOf } from "@headsup/contract";
import type { Claim } from "@headsup/core/campaign/decide";
import { engineLimits } from "@headsup/core/campaign/limits";
import { type CampaignSettings, type Rung, rungOf } from "@headsup/core/campaign/settings";
import type { Outcome } from "@headsup/core/campaign/settle";
import { reasonOf } from "@headsup/core/reason";
import { findClaimStanding, type StoredClaim } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import type { Prepared } from "./prepare.ts";

/** A claim with all it takes to dispatch it. */
export interface PreparedClaim extends Claim, Prepared, Pick<StoredClaim, "attempt"> {}

export interface Dispatched {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** When the last response arrived: the stamp of the batch's tokens. */
  readonly lastResponseAt: number;
}

/**
 * Hands a persisted batch to the provider, six at once. What was decided may be overtaken while earlier requests are
 * awaited, so each claim is asked once more right before it leaves.
 *
 * @param checkedRealAt when the directory was asked about these people, by the machine's clock
 */
export async function dispatch(
  ctx: Context,
  {
    settings,
    claims,
    checkedRealAt,
  }: { settings: CampaignSettings; claims: readonly PreparedClaim[]; checkedRealAt: number },
): Promise<Dispatched> {
  const outcomes = new Map<string, Outcome>();
  let lastResponseAt = ctx.host.now();
  const queue = claims.values();
  const barred = new Map<string, string>();
  const lane = async () => {
    for (const claim of queue) {
      const rung = rungOf(settings, claim.rung);
      const refusal = barred.get(rung.sender.id) ?? whyNotNow(ctx, claim, checkedRealAt);
      if (refusal !== null) {
        outcomes.set(claim.id, { kind: "released", reason: refusal });
        continue;
      }
      const outcome = await send(ctx, rung, claim);
      outcomes.set(claim.id, outcome);
      const bar = barOf(outcome);
      if (bar !== null) barred.set(rung.sender.id, bar);
      lastResponseAt = Math.max(lastResponseAt, ctx.host.now());
    }
  };
  await Promise.all(Array.from({ length: Math.min(engineLimits.lanes, claims.length) }, lane));
  return { outcomes, lastResponseAt };
}

/** What an answer means for the rest of its batch from that sender: the whole sender is to wait, or refused. */
function barOf(outcome: Outcome): string | null {
  if (outcome.kind === "rate_limited") return "the sender is to wait";
  return outcome.kind === "refused" && outcome.failure === "halt" ? "the sender is refused" : null;
}

/** Why a claim may no longer go, or null. Stop means stop; an earlier attempt turned up; a check grows old; closing comes near; a newer copy took over. */
function whyNotNow(ctx: Context, claim: PreparedClaim, checkedRealAt: number): string | null {
  const standing = findClaimStanding(ctx.store.db, claim.id);
  if (standing?.epoch !== ctx.store.epoch) return "fenced";
  if (standing.phase !== "running") return "not running";
  if (standing.status !== "ready") return "a receipt settled it";
  if (ctx.host.realNow() - checkedRealAt > engineLimits.checkAgeRealMsMax) return "the check is too old";
  if (ctx.host.now() + ctx.closingMarginMs > claim.closesAt) return "closing is near";
  return null;
}

async function send(ctx: Context, { channel, sender, waitMs }: Rung, claim: PreparedClaim): Promise<Outcome> {
  const openMs = Math.min(engineLimits.validityMsMax, claim.closesAt - ctx.host.now());
  try {
    return await ctx.host.channels[channel].send({
      ownerId: ctx.host.campaignId,
      attemptId: attemptIdOf(claim.id, claim.attempt),
      from: sender.address,
      to: claim.address,
      content: claim.content,
      purpose: "notice",
      thread: [],
      validityMs: waitMs === null ? openMs : Math.min(openMs, waitMs),
    });
  } catch (error) {
    // Channels do not throw; should one, its message may be on its way.
    ctx.host.log("error", "channel.threw", {
      campaignId: ctx.host.campaignId,
      recipientId: claim.id,
      error: reasonOf(error),
    });
    return { kind: "unknown", reason: "channel error" };
  }
}
