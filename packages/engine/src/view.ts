import type { CampaignDetail, Counts, Outreach, OutreachStatus, Recipient, RecipientStatus } from "@headsup/contract";
import {
  type Control,
  campaignStatus,
  countsOf,
  type ListFigures,
  outreachStatus,
} from "@headsup/core/campaign/lifecycle";
import { addTally, emptyTally } from "@headsup/core/campaign/status";
import {
  findRecipients,
  type ListRow,
  type OutreachStore,
  type RecipientRow,
  readBatches,
  readLists,
  readMoves,
  readState,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";

/** Reading the campaign as it stands: nothing here is stored, all of it follows from the ledger. */

export const readControl = ({ db }: OutreachStore): Control =>
  readState(db, "control") ?? { phase: "draft", reason: null };

/**
 * Where the recipients of each list stand. A list's tally counts everyone but those whose batch is still open; these
 * are counted one by one. Those of unsettled batches it counts as ready: they are in flight, or where a receipt that
 * overtook their answer has put them.
 */
function readFigures(store: OutreachStore, lists: readonly ListRow[]): Map<number, ListFigures> {
  const figures = new Map(
    lists.map((list) => [list.ordinal, { tally: addTally(emptyTally(), list.tally), inFlight: 0 }]),
  );
  for (const batch of readBatches(store.db)) {
    if (batch.folded) continue;
    const ids = batch.claims.map((claim) => claim.id);
    for (const row of findRecipients(store.db, ids)) {
      const figure = figures.get(row.list);
      if (figure === undefined) continue;
      if (batch.settledAt !== null) {
        if (row.batch === batch.id) figure.tally[row.status]++;
      } else if (row.status === "ready") figure.inFlight++;
      else {
        figure.tally.ready--;
        figure.tally[row.status]++;
      }
    }
  }
  return figures;
}

export interface CampaignView {
  readonly control: Control;
  readonly status: OutreachStatus;
  readonly counts: Counts;
  readonly lists: readonly ListRow[];
  readonly outreaches: readonly Outreach[];
}

export function readCampaign(store: OutreachStore): CampaignView {
  const control = readControl(store);
  const lists = readLists(store.db);
  const figures = readFigures(store, lists);
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
  | "outreaches"
  | "history"
> & { readonly settings: ReturnType<Context["settings"]> | null };

export function describeCampaign(ctx: Context, nextWakeAt: number | null): CampaignState {
  const view = readCampaign(ctx.store);
  const launch = readState(ctx.store.db, "launch");
  return {
    status: view.status,
    statusReason: statusReason(view),
    counts: view.counts,
    nextWakeAt,
    launchedAt: launch?.at ?? null,
    launchedBy: launch?.by ?? null,
    completedAt: readState(ctx.store.db, "completedAt") ?? null,
    outreaches: [...view.outreaches],
    history: readMoves(ctx.store.db),
    settings: ctx.settings() ?? null,
  };
}

/** Ids of those claimed and not settled. */
export function readInFlight(store: OutreachStore): Map<string, number> {
  const flying = new Map<string, number>();
  for (const batch of readBatches(store.db)) {
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
    list: list?.id ?? "",
    line: row.line,
    zones: [...ctx.zonesOf(row.zone)],
    status,
    code,
    attempts: inFlight.get(row.id) ?? row.attempt,
    providerId: row.providerId,
    at: row.at,
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
