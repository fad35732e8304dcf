import type { CampaignDetail, Counts, Outreach, OutreachStatus, Recipient, RecipientStatus } from "@headsup/contract";
import {
  type Control,
  campaignStatus,
  countsOf,
  type ListFigures,
  outreachStatus,
} from "@headsup/core/campaign/lifecycle";
import { addTally, emptyTally } from "@headsup/core/campaign/status";
import type { CampaignSummary } from "@headsup/storage/catalog";
import {
  findFigures,
  type ListRow,
  type OutreachStore,
  type RecipientRow,
  readBatches,
  readMoves,
  readState,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { batchFigures } from "./counted.ts";
import { draft, isToBeAdded, type Ledger, readLedger } from "./ledger.ts";

/** Reading the campaign as it stands: nothing here is stored, all of it follows from the ledger. */

export const readControl = ({ db }: OutreachStore): Control => readState(db, "control") ?? draft;

/**
 * Where the recipients of each list stand. A list's tally counts everyone but those whose batch is still open; these
 * are counted one by one. Those of unsettled batches it counts as ready: they are in flight, or where a receipt that
 * overtook their answer has put them.
 */
function readFigures(store: OutreachStore, { lists, batches }: Ledger): Map<number, ListFigures> {
  const figures = new Map(
    lists.map((list) => [list.ordinal, { tally: addTally(emptyTally(), list.tally), inFlight: 0 }]),
  );
  for (const batch of batches) {
    if (batch.folded) continue;
    if (isToBeAdded(batch)) {
      for (const [list, shift] of Object.entries(batch.sums.shifts)) {
        const figure = figures.get(Number(list));
        if (figure !== undefined) addTally(figure.tally, { ...emptyTally(), ...shift });
      }
    }
    if (batch.settledAt !== null) {
      for (const { list, status, count } of batchFigures(store, batch)) {
        const figure = figures.get(list);
        if (figure !== undefined) figure.tally[status] += count;
      }
      continue;
    }
    const rows = findFigures(
      store.db,
      batch.claims.map((claim) => claim.id),
    );
    for (const { list, status } of rows) {
      const figure = figures.get(list);
      if (figure === undefined) continue;
      if (status === "ready") figure.inFlight++;
      else {
        figure.tally.ready--;
        figure.tally[status]++;
      }
    }
  }
  return figures;
}

export interface CampaignView extends Pick<Ledger, "control" | "lists"> {
  readonly status: OutreachStatus;
  readonly counts: Counts;
  readonly outreaches: readonly Outreach[];
}

/** @param ledger as this turn has read it already, if it has */
export function readCampaign(store: OutreachStore, ledger: Ledger = readLedger(store)): CampaignView {
  const { control, lists } = ledger;
  const figures = readFigures(store, ledger);
  const closedFigures = lists.map((list) => ({
    ...(figures.get(list.ordinal) as ListFigures),
    closed: list.closedAt !== null,
  }));
  const outreaches = lists.map((list, index): Outreach => {
    const counts = countsOf(closedFigures.slice(index, index + 1));
    return {
      id: list.id,
      name: list.name,
      status: outreachStatus(control, list, counts),
      startAt: list.startAt,
      endAt: list.endAt,
      sealed: list.sealed,
      rows: list.rows,
      problems: list.problems,
      counts,
    };
  });
  return {
    control,
    status: campaignStatus(
      control,
      outreaches.map((outreach) => outreach.status),
    ),
    counts: countsOf(closedFigures),
    lists,
    outreaches,
  };
}

/** Why a campaign stands where it does, for people; null when there is nothing to say. */
export function statusReason({
  control,
  status,
  lists,
}: Pick<CampaignView, "control" | "status" | "lists">): string | null {
  if (status === "missed") return "Its scheduled start passed while nothing ran. Launch it again to start now.";
  if (status === "paused" || status === "stopped") return control.reason;
  const open = lists.filter((list) => !list.sealed);
  if (status !== "draft" && open.length > 0)
    return `The import of ${open.map((l) => `"${l.name}"`).join(", ")} is not complete.`;
  return null;
}

/** What the campaign's own object knows; the rest of a campaign is in the catalogue. */
export type CampaignState = Pick<
  CampaignDetail,
  | "status"
  | "statusReason"
  | "counts"
  | "nextWakeAt"
  | "launchedAt"
  | "launchedBy"
  | "completedAt"
  | "pressure"
  | "outreaches"
  | "history"
> & { readonly settings: ReturnType<Context["settings"]> | null };

export function describeCampaign(ctx: Context, nextWakeAt: number | null): CampaignState {
  const ledger = readLedger(ctx.store);
  const view = readCampaign(ctx.store, ledger);
  return {
    ...summaryOf(view, ledger, nextWakeAt),
    launchedBy: ledger.launch?.by ?? null,
    outreaches: [...view.outreaches],
    history: readMoves(ctx.store.db),
    settings: ledger.settings ?? null,
  };
}

/** A campaign in a few figures, as the catalogue keeps it. */
export const summaryOf = (
  view: CampaignView,
  { launch, completedAt, pressure }: Pick<Ledger, "launch" | "completedAt" | "pressure">,
  nextWakeAt: number | null,
): CampaignSummary => ({
  status: view.status,
  statusReason: statusReason(view),
  counts: view.counts,
  nextWakeAt,
  launchedAt: launch?.at ?? null,
  completedAt,
  pressure: view.status === "in_progress" ? pressure : null,
});

/** Ids of those claimed and not settled, with the number of their attempt. */
export const readInFlight = ({ db }: OutreachStore): Map<string, number> => inFlightOf({ batches: readBatches(db) });

export function inFlightOf({ batches }: Pick<Ledger, "batches">): Map<string, number> {
  const flying = new Map<string, number>();
  for (const batch of batches) {
    if (batch.settledAt === null) for (const { id, attempt } of batch.claims) flying.set(id, attempt);
  }
  return flying;
}

/** A recipient as people see it: in flight and unreached are derived. */
export function describeRecipient(
  ctx: Context,
  row: RecipientRow,
  { lists, inFlight }: { lists: readonly ListRow[]; inFlight: ReadonlyMap<string, number> },
): Recipient {
  const list = lists.find((candidate) => candidate.ordinal === row.list);
  const [status, code] = shownStatus(row, list, inFlight);
  return {
    id: row.id,
    address: row.address,
    also: row.also,
    rung: row.rung,
    channel: ctx.channelOf(row.rung),
    list: list?.id ?? "",
    line: row.line,
    zones: [...ctx.zonesOf(row.zone)],
    status,
    code,
    attempts: inFlight.get(row.id) ?? row.attempt,
    providerId: row.providerId,
    at: row.at,
    language: row.language,
    ownText: row.ownText,
    variables: row.variables,
  };
}

function shownStatus(
  row: RecipientRow,
  list: ListRow | undefined,
  inFlight: ReadonlyMap<string, number>,
): [RecipientStatus, string | null] {
  if (row.status !== "ready") return [row.status, row.code];
  if (inFlight.has(row.id)) return ["in_flight", null];
  if (list?.closedAt != null) return ["unreached", list.closeReason];
  return ["ready", row.code];
}
