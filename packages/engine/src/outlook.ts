import type { Forecast } from "@headsup/contract";
import { limits } from "@headsup/contract";
import type { QueueEntry } from "@headsup/core/campaign/decide";
import { type ForecastCohort, type ForecastEnd, forecast } from "@headsup/core/campaign/forecast";
import { engineLimits } from "@headsup/core/campaign/limits";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { everOpen } from "@headsup/core/schedule/index";
import {
  type CohortKey,
  findRecipient,
  hourMs,
  type ListRow,
  readCohorts,
  readLists,
  readQueue,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { type Ledger, readLedger } from "./ledger.ts";
import { soonest, takenOf } from "./load.ts";

/** What is to come, by the code that sends. What is not launched, or missed its start, is forecast as if launched now. */

interface Outlook {
  readonly settings: CampaignSettings;
  readonly roundTripMs: number;
  /** Plays until this recipient is dispatched, with what is under way only. */
  readonly untilId?: string;
}

export function readForecast(ctx: Context, { settings, roundTripMs }: Omit<Outlook, "untilId">): Forecast {
  const now = ctx.host.now();
  const perHour = new Map<number, number>();
  let sends = 0;
  const end = play(ctx, { settings, roundTripMs }, ({ at, claims }) => {
    const hour = Math.floor(at / hourMs) * hourMs;
    perHour.set(hour, (perHour.get(hour) ?? 0) + claims.length);
    sends += claims.length;
  });
  const unreached = end.isTruncated ? { total: 0, names: [] } : nameUnreached(ctx, settings, end);
  return {
    from: now,
    roundTripMs,
    finishAt: end.finishAt,
    sends,
    perHour: [...perHour].map(([hour, count]) => ({ hour, sends: count })),
    unreachedTotal: unreached.total,
    unreached: unreached.names,
    truncated: end.isTruncated
      ? `The forecast stops after ${engineLimits.forecastBatchesMax.toLocaleString("en")} batches; more people are waiting than that reaches.`
      : null,
  };
}

/** When one recipient will be dispatched, or null. */
export function dueAtOf(ctx: Context, settings: CampaignSettings, id: string): number | null {
  let dueAt: number | null = null;
  play(ctx, { settings, roundTripMs: 0, untilId: id }, ({ at, claims }) => {
    if (claims.some((claim) => claim.id === id)) dueAt = at;
  });
  return dueAt;
}

function play(
  ctx: Context,
  { settings, roundTripMs, untilId }: Outlook,
  onBatch: Parameters<typeof forecast>[0]["onBatch"],
): ForecastEnd {
  const now = ctx.host.now();
  const ledger = readLedger(ctx.store);
  return forecast({
    now,
    roundTripMs,
    pace: settings.pace,
    taken: takenOf(ledger),
    notBefore: 0,
    closingMarginMs: ctx.closingMarginMs,
    checkAgeMsMax: ctx.realSpan(engineLimits.checkAgeRealMsMax),
    batchMax: ctx.batchMax,
    batchSpanMs: ctx.realSpan(engineLimits.batchSpanRealMs),
    cohorts: ledger.lists
      .filter((list) => list.closedAt === null)
      .filter((list) => untilId === undefined || (list.launchedAt !== null && !list.missed))
      .flatMap((list) => forecastCohorts(ctx, settings, ledger, list)),
    onBatch,
    ...(untilId === undefined ? {} : { untilId }),
  });
}

const forecastCohorts = (
  ctx: Context,
  settings: CampaignSettings,
  { holds }: Ledger,
  list: ListRow,
): ForecastCohort[] => {
  const now = ctx.host.now();
  return readCohorts(ctx.store.db, list.ordinal).map((cohort) => {
    const rung = firstOpenRung(ctx, settings, cohort);
    return {
      ...cohort,
      rung,
      rules: ctx.rulesOf({ ...cohort, rung }, settings),
      notBefore: holds[rungOf(settings, rung).sender.id] ?? 0,
      // A list not yet launched is forecast as if launched now; so is one that waits because its start was missed.
      listStartAt: list.begunAt === null ? Math.max(list.startAt ?? now, now) : (list.startAt ?? list.begunAt),
      endAt: soonest(list.endAt, settings.expiresAt),
      entries: readQueue(ctx.store.db, cohort),
    };
  });
};

/** A rung that never opens to them is passed over at once: where they are reached. Where none ever opens, the one they wait for. */
function firstOpenRung(ctx: Context, settings: CampaignSettings, cohort: CohortKey): number {
  const isOpen = (_: unknown, rung: number) =>
    rung >= cohort.rung && everOpen(ctx.rulesOf({ ...cohort, rung }, settings), ctx.host.now());
  const first = settings.rungs.findIndex(isOpen);
  return first < 0 ? cohort.rung : first;
}

/** Who is left at the end and why, the first of them by name. */
function nameUnreached(ctx: Context, settings: CampaignSettings, end: ForecastEnd) {
  const lists = new Map(readLists(ctx.store.db).map((list) => [list.ordinal, list]));
  const left: (QueueEntry & { list: number; reason: string })[] = [];
  for (const { cohort, entries } of end.left) {
    const list = lists.get(cohort.list);
    const reason = !everOpen(cohort.rules, ctx.host.now())
      ? "no common hours"
      : settings.expiresAt !== null && settings.expiresAt === cohort.endAt && list?.endAt !== cohort.endAt
        ? "expired"
        : "ended";
    for (const entry of { [Symbol.iterator]: () => entries }) left.push({ ...entry, list: cohort.list, reason });
  }
  left.sort((a, b) => a.list - b.list || a.line - b.line);
  return {
    total: left.length,
    names: left.slice(0, limits.forecastNamesMax).map(({ id, line, list, reason }) => ({
      id,
      address: findRecipient(ctx.store.db, id)?.address ?? "",
      list: lists.get(list)?.id ?? "",
      line,
      reason,
    })),
  };
}
