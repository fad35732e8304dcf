import type { Overview } from "@headsup/contract";
import { campaignReasons } from "@headsup/core/campaign/reasons";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import { tokensAvailable, tokensDueAt } from "@headsup/core/pacing/bucket";
import { openingAt } from "@headsup/core/schedule/index";
import { countReasons, countWaiting, readHours } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { isToBeAdded, type Ledger, readLedger, sendsOf } from "./ledger.ts";
import { takenOf } from "./load.ts";
import { inFlightOf } from "./view.ts";

/** An overview before its codes are explained: what a provider's mean is known beside its channel. */
export type BareOverview = Omit<Overview, "reasons"> & {
  readonly reasons: readonly Pick<Overview["reasons"][number], "status" | "code" | "count">[];
};

/** What a campaign's screen draws beside its detail. Reads every recipient once, for the reasons: it is for a person. */
export function readOverview(ctx: Context, settings: CampaignSettings): BareOverview {
  const ledger = readLedger(ctx.store);
  return {
    now: ctx.host.now(),
    pace: paceOf(ctx, settings, ledger),
    zones: zonesOf(ctx, settings, ledger),
    perHour: readHours(ctx.store.db, ledger.batches.filter(isToBeAdded).map(sendsOf)),
    reasons: campaignReasons(countReasons(ctx.store.db, [...inFlightOf(ledger).keys()]), ledger.lists),
  };
}

/** The bucket as the sender sees it. `nextSlotAt` is null also while a batch is under way whose answers are awaited. */
function paceOf(ctx: Context, { pace }: CampaignSettings, ledger: Ledger): Overview["pace"] {
  const now = ctx.host.now();
  const taken = takenOf(ledger);
  const free = tokensAvailable(pace, taken, now);
  return {
    count: pace.count,
    spanMs: pace.spanMs,
    used: pace.count - free,
    nextSlotAt: free > 0 ? null : tokensDueAt(pace, taken, now),
  };
}

/** Who waits on a list that is not closed, by zone set. */
function zonesOf(ctx: Context, settings: CampaignSettings, { lists }: Ledger): Overview["zones"] {
  const now = ctx.host.now();
  const open = lists.filter(({ closedAt }) => closedAt === null).map(({ ordinal }) => ordinal);
  return countWaiting(ctx.store.db, open)
    .map(({ rung, zone, waiting }) => {
      const opening = openingAt(ctx.rulesOf({ rung, zone }, settings), now);
      const changesAt = opening.open ? opening.until : opening.opensAt;
      return {
        zones: [...ctx.zonesOf(zone)],
        waiting,
        isOpen: opening.open,
        changesAt: changesAt === Number.POSITIVE_INFINITY ? null : changesAt,
      };
    })
    .sort((a, b) => b.waiting - a.waiting || String(a.zones).localeCompare(String(b.zones)));
}
