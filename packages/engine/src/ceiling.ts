import { engineLimits } from "@headsup/core/campaign/limits";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { type TokensTaken, tokensAvailable, tokensDueAt } from "@headsup/core/pacing/bucket";
import { type CeilingAsk, type CeilingShare, ceilingSpanMs } from "@headsup/core/pacing/ceiling";
import { reasonOf } from "@headsup/core/reason";
import {
  type BatchRow,
  FencedError,
  readBatches,
  readState,
  type StoredShare,
  writeState,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import type { Ledger } from "./ledger.ts";

/**
 * The campaign's side of its senders' ceilings. It sends within the share it has in hand and no further; without one, or
 * while the sender does not answer, it sends nothing. A share is given up, durably, before another is asked for.
 */

/** The senders, as far as a campaign needs them. A call may throw: it is another machine. */
export interface Ceilings {
  /** Null: this ask was overtaken, or too many share the sender. */
  readonly ask: (senderId: string, ask: CeilingAsk) => Promise<CeilingShare | null>;
}

type Demand = Pick<CeilingAsk, "needs" | "wants" | "size">;

/** Somebody about to be contacted, and what their message takes. */
interface Load {
  readonly rung: number;
  /** Segments, messages, calls: whatever its sender's ceiling counts. */
  readonly units: number;
}

/** How the campaign stands as the turn began. */
interface Standing extends Pick<Ledger, "shares" | "batches"> {
  readonly settings: CampaignSettings;
}

const sharesOf = ({ store }: Context): Readonly<Record<string, StoredShare>> => readState(store.db, "shares") ?? {};

/** The units a campaign used of a sender, batch by batch. */
const usedOf = (batches: readonly BatchRow[], senderId: string): TokensTaken[] =>
  batches
    .map(({ load, settledAt }) => ({ count: load?.[senderId] ?? 0, stampedAt: settledAt }))
    .filter(({ count }) => count > 0);

const paceOf = ({ units }: CeilingShare) => ({ count: units, spanMs: ceilingSpanMs });

/** Units that may leave now. */
function roomIn({ share }: StoredShare, used: readonly TokensTaken[], now: number): number {
  return now < share.until ? tokensAvailable(paceOf(share), used, now) : 0;
}

/** When a share may be exchanged for another. */
const askableAt = ({ share, isNudged }: StoredShare): number => (isNudged ? 0 : (share.askAgainAt ?? share.until));

/**
 * Until when a sender lets this campaign send nothing, epoch ms; 0 if it may, or may ask. A message's worth of room that is
 * less than the next message is none.
 */
export function ceilingHold(
  ctx: Context,
  senderId: string,
  { share: stored, batches }: { share: StoredShare | undefined; batches: readonly BatchRow[] },
): number {
  const now = ctx.host.now();
  const silentUntil = ctx.ceilingHolds.get(senderId)?.until ?? 0;
  if (silentUntil > now) return silentUntil;
  if (stored === undefined) return 0;
  const used = usedOf(batches, senderId);
  if (roomIn(stored, used, now) >= Math.min(stored.demand.size, stored.share.capacity)) return 0;
  const backAt = now < stored.share.until ? tokensDueAt(paceOf(stored.share), used, now) : null;
  const next = Math.min(askableAt(stored), backAt ?? Infinity);
  return next > now ? next : 0;
}

/** Asks for a share of each sender these messages need, where there is none in hand that would do and it may be asked. */
export async function secureShares(
  ctx: Context,
  { settings, shares, batches }: Standing,
  loads: readonly Load[],
): Promise<void> {
  for (const [senderId, wanted] of Map.groupBy(loads, ({ rung }) => rungOf(settings, rung).sender.id)) {
    const stored = shares[senderId];
    const demand = demandOf(settings, wanted);
    const now = ctx.host.now();
    if (stored !== undefined) {
      const room = roomIn(stored, usedOf(batches, senderId), now);
      const isLarger = Math.min(demand.size, stored.share.capacity) > stored.demand.size;
      const isDue = now >= askableAt(stored) && (room < demand.size || stored.isNudged);
      if (now < stored.share.until && !isDue && !isLarger) continue;
      if (now >= stored.share.until && now < askableAt(stored) && !isLarger) continue;
    }
    await exchange(ctx, senderId, demand);
  }
}

/** Units a span in the long run, and at most, by the pace and what the next messages take. */
function demandOf({ pace: { count, spanMs } }: CampaignSettings, wanted: readonly Load[]): Demand {
  const total = wanted.reduce((sum, { units }) => sum + units, 0);
  const size = Math.max(1, ...wanted.map(({ units }) => units));
  const rate = ((count * ceilingSpanMs) / spanMs) * (total / Math.max(1, wanted.length));
  const wants = size * count * Math.ceil(ceilingSpanMs / spanMs);
  return { needs: Math.min(wants, rate), wants, size };
}

/** Those of the messages, in order, that the shares in hand have room for. Nobody overtakes who waits for the same sender. */
export function withinShares<Claim extends Load>(
  ctx: Context,
  { settings, shares, batches }: Standing,
  claims: readonly Claim[],
): Claim[] {
  const now = ctx.host.now();
  const rooms = new Map<string, number>();
  return claims.filter(({ rung, units }) => {
    const { id } = rungOf(settings, rung).sender;
    const stored = shares[id];
    if (stored === undefined) return false;
    const room = rooms.get(id) ?? roomIn(stored, usedOf(batches, id), now);
    const takes = Math.min(units, stored.share.capacity);
    rooms.set(id, takes <= room ? room - takes : 0);
    return takes <= room;
  });
}

/**
 * Asks anew where a sender said that it is worth it, and gives back what nobody is left to use.
 *
 * @param isWanted whether somebody waits whom the sender may reach as soon as the pace allows
 * @returns whether any share is another now
 */
export async function tendShares(
  ctx: Context,
  { shares }: Pick<Ledger, "shares">,
  isWanted: (senderId: string) => boolean,
): Promise<boolean> {
  let isChanged = false;
  for (const [senderId, { share, demand, isNudged }] of Object.entries(shares)) {
    const isOver = share.units === 0 || ctx.host.now() >= share.until;
    const isOfUse = (!isOver || isNudged) && isWanted(senderId);
    if (isOfUse ? !isNudged : isOver && !isNudged) continue;
    await exchange(ctx, senderId, isOfUse ? demand : { needs: 0, wants: 0, size: 1 });
    isChanged = true;
  }
  return isChanged;
}

/** A sender says that it is worth asking again. Answers whether there is a share to be exchanged. */
export function nudge(ctx: Context, senderId: string): boolean {
  return ctx.store.transaction(() => {
    const shares = sharesOf(ctx);
    const stored = shares[senderId];
    if (stored === undefined) return false;
    writeState(ctx.store.db, "shares", { ...shares, [senderId]: { ...stored, isNudged: true } });
    return true;
  });
}

/** Gives up the share in hand and asks for another. Without an answer there is none, and it is asked for again in a while. */
async function exchange(ctx: Context, senderId: string, demand: Demand): Promise<void> {
  const { host, store } = ctx;
  const sequence = store.transaction(() => {
    const stored = sharesOf(ctx)[senderId];
    // One that ran out is given up by that; but a nudge is heeded once, whether it is answered or not.
    const isInHand = stored !== undefined && (host.now() < stored.share.until || stored.isNudged);
    if (isInHand || demand.wants === 0) forget(ctx, senderId);
    return store.nextSequence();
  });
  const out = usedOf(readBatches(store.db), senderId);
  const backAt = Math.max(0, ...out.map(({ stampedAt }) => (stampedAt ?? host.now()) + ceilingSpanMs));
  const units = out
    .filter(({ stampedAt }) => stampedAt === null || stampedAt + ceilingSpanMs > host.now())
    .reduce((sum, { count }) => sum + count, 0);
  const ask: CeilingAsk = { asker: host.campaignId, sequence, ...demand, used: { units, backAt } };
  try {
    const share = await host.ceilings.ask(senderId, ask);
    if (share === null) throw new Error("the sender answered another ask, or too many share it");
    ctx.ceilingHolds.delete(senderId);
    if (demand.wants === 0) return;
    store.transaction(() =>
      writeState(store.db, "shares", { ...sharesOf(ctx), [senderId]: { share, demand, isNudged: false } }),
    );
  } catch (error) {
    if (error instanceof FencedError) throw error;
    if (demand.wants === 0) return; // what was to be given back runs out by itself
    const failures = ctx.ceilingHolds.get(senderId)?.failures ?? 0;
    const delays = engineLimits.directoryRetryMs;
    const delayMs = delays[Math.min(failures, delays.length - 1)] ?? 60_000;
    ctx.ceilingHolds.set(senderId, { until: host.now() + delayMs, failures: failures + 1 });
    host.log("warn", "sender.unreachable", { campaignId: host.campaignId, senderId, error: reasonOf(error), delayMs });
  }
}

function forget(ctx: Context, senderId: string): void {
  const { [senderId]: _, ...others } = sharesOf(ctx);
  ctx.store.transaction(() => writeState(ctx.store.db, "shares", others));
}

/** How a sender's ceiling bears on this campaign just now, for people. */
export function ceilingWords(
  ctx: Context,
  senderId: string,
  batches: readonly BatchRow[],
): { isOpen: boolean; opensAt: number | null; message: string } {
  const now = ctx.host.now();
  const stored = sharesOf(ctx)[senderId];
  const holdUntil = ceilingHold(ctx, senderId, { share: stored, batches });
  const opensAt = holdUntil > now ? holdUntil : null;
  if ((ctx.ceilingHolds.get(senderId)?.until ?? 0) > now)
    return {
      isOpen: false,
      opensAt,
      message: "The sender's share of its ceiling could not be asked for; nothing is sent beyond it.",
    };
  if (stored === undefined)
    return {
      isOpen: true,
      opensAt: null,
      message: "A share of the sender's ceiling is asked for when their turn comes.",
    };
  const { share } = stored;
  const others = share.sharers - 1;
  const among = others <= 0 ? "" : `, which ${others} other ${others === 1 ? "campaign shares" : "campaigns share"}`;
  const free = roomIn(stored, usedOf(batches, senderId), now);
  const message =
    share.units === 0
      ? `The sender lets ${share.capacity} units through in any minute${among}; it is the others' turn.`
      : `${free} of this campaign's ${share.units} units in any minute are free, of the sender's ${share.capacity}${among}.`;
  return { isOpen: opensAt === null, opensAt, message };
}
