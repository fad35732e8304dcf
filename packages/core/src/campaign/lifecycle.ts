import { type Counts, fail, type OutreachStatus, ok, type Result } from "@headsup/contract";
import { engineLimits } from "./limits.ts";
import { emptyTally, type Tally } from "./status.ts";

/**
 * A campaign is a draft until its first launch; then it runs, unless a person or a guard paused it, until a person stops
 * it. Each of its lists is an outreach with a start and an end of its own. What an outreach's status *is* follows from
 * these facts and the ledger; no status is stored.
 *
 * A list is imported (open), sealed once every chunk is in, and launched by a person. It begins at its start — or is
 * `missed` if nothing ran until the grace had passed — and closes at its end, at the message's expiry, or at stop:
 * whoever was still ready then is unreached. It is completed when nobody is undecided; a receipt that calls for another
 * attempt undoes that. A stop closes what was completed by then as `completed`, and everything else as stopped for good.
 */
export type Phase = "draft" | "running" | "paused" | "stopped";

export interface Control {
  readonly phase: Phase;
  /** Why it is paused, for people. */
  readonly reason: string | null;
}

export type CloseReason = "ended" | "expired" | "stopped" | "completed";

export interface ListState {
  readonly ordinal: number;
  readonly id: string;
  readonly name: string;
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly sealed: boolean;
  readonly launchedAt: number | null;
  readonly begunAt: number | null;
  readonly missed: boolean;
  readonly closedAt: number | null;
  readonly closeReason: CloseReason | null;
}

/** Live figures of one list: the ledger's tally and how many of the ready are in flight. */
export interface ListFigures {
  readonly tally: Tally;
  readonly inFlight: number;
}

export function countsOf(figures: readonly (ListFigures & { readonly closed: boolean })[]): Counts {
  const all = emptyTally();
  let inFlight = 0;
  let unreached = 0;
  for (const { tally, inFlight: flying, closed } of figures) {
    for (const status of Object.keys(all) as (keyof Tally)[]) all[status] += tally[status];
    inFlight += flying;
    if (closed) unreached += tally.ready - flying;
  }
  const total = Object.values(all).reduce((sum, n) => sum + n, 0);
  const ready = all.ready - inFlight - unreached;
  return {
    total,
    ready,
    held: all.held,
    awaiting: all.awaiting,
    inFlight,
    unknown: all.unknown,
    accepted: all.accepted,
    delivered: all.delivered,
    read: all.read,
    undelivered: all.undelivered,
    failed: all.failed,
    skipped: all.skipped,
    unconfirmed: all.unconfirmed,
    unreached,
    decided: total - ready - all.held - inFlight - all.unknown - all.awaiting,
  };
}

/** Completed is derived: the list is whole and nobody on it is undecided. */
export const isCompleted = (
  list: Pick<ListState, "launchedAt" | "sealed">,
  counts: Pick<Counts, "decided" | "total">,
): boolean => list.launchedAt !== null && list.sealed && counts.decided === counts.total;

export function outreachStatus(control: Control, list: ListState, counts: Counts): OutreachStatus {
  if (list.launchedAt === null) return control.phase === "stopped" ? "stopped" : "draft";
  if (list.closeReason === "stopped") return "stopped";
  if (isCompleted(list, counts)) return "completed";
  if (control.phase === "stopped") return "stopped";
  if (control.phase === "paused") return "paused";
  if (list.missed) return "missed";
  return list.begunAt === null ? "scheduled" : "in_progress";
}

/** The campaign's status is that of its most urgent list; it is completed only when every list it has is. */
export function campaignStatus(control: Control, lists: readonly OutreachStatus[]): OutreachStatus {
  if (control.phase === "draft") return "draft";
  if (lists.length > 0 && lists.every((status) => status === "completed")) return "completed";
  if (control.phase === "stopped") return "stopped";
  if (control.phase === "paused") return "paused";
  for (const status of ["in_progress", "missed", "scheduled"] as const) if (lists.includes(status)) return status;
  return "in_progress"; // some list is still being imported or waits for its launch
}

/** What happens to a list as time passes: it begins, its start is missed, it closes. */
export type ListEvent = { readonly type: "begin" | "miss" } | { readonly type: "close"; readonly reason: CloseReason };

export function listEvent(list: ListState, control: Control, expiresAt: number | null, now: number): ListEvent | null {
  if (list.closedAt !== null) return null;
  if (control.phase === "stopped") return { type: "close", reason: "stopped" };
  if (list.launchedAt === null) return null;
  const endAt = list.endAt ?? Infinity;
  const uselessAt = expiresAt ?? Infinity;
  if (now >= Math.min(endAt, uselessAt)) return { type: "close", reason: endAt <= uselessAt ? "ended" : "expired" };
  if (list.begunAt !== null || list.missed || control.phase !== "running") return null;
  const startAt = list.startAt ?? list.launchedAt;
  if (now < startAt) return null;
  return { type: now <= startAt + engineLimits.startGraceMs ? "begin" : "miss" };
}

/** When a list's next event is due by the clock alone, or null. While paused nothing begins: resuming looks again. */
export function listEventAt(list: ListState, control: Control, expiresAt: number | null): number | null {
  if (list.launchedAt === null || list.closedAt !== null) return null;
  const due = [list.endAt, expiresAt];
  if (control.phase === "running" && list.begunAt === null && !list.missed) due.push(list.startAt ?? list.launchedAt);
  const known = due.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}

export type Command = "pause" | "resume" | "stop";

/** What a command makes of the control state; the same command twice changes nothing. */
export function command(
  control: Control,
  status: OutreachStatus,
  order: Command,
  reason: string | null,
): Result<Control> {
  if (status === "draft")
    return fail("invalid_transition", `This campaign is a draft; there is nothing to ${order}. Launch it first.`);
  if (status === "completed")
    return fail("invalid_transition", `This campaign is completed; there is nothing left to ${order}.`);
  if (control.phase === "stopped") {
    if (order === "stop") return ok(control);
    return fail(
      "campaign_stopped",
      "This campaign was stopped, and stop is final. Create a new campaign for whoever is left.",
    );
  }
  switch (order) {
    case "pause":
      return ok(control.phase === "paused" ? control : { phase: "paused", reason });
    case "resume":
      return ok({ phase: "running", reason: null });
    case "stop":
      return ok({ phase: "stopped", reason });
  }
}
