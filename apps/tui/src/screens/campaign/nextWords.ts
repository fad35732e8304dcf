/** What happens next, in words. */
import type { CampaignDetail, Forecast, Overview } from "@headsup/contract";
import { count } from "../../terminal/text.ts";
import { ownZone, shortTime, span } from "../../terminal/times.ts";
import { waitingOf } from "./state.ts";
import { cityOf } from "./zonesStrip.ts";

interface Known {
  readonly detail: CampaignDetail;
  readonly overview: Overview | null;
  readonly forecast: Forecast | null;
  readonly now: number;
}

const people = (n: number): string => count(n, "person", "people");

const are = (n: number, one: string, many: string): string => (n === 1 ? one : many);

export function nextWords(known: Known): string {
  const { detail, now } = known;
  const { counts, completedAt } = detail;
  switch (detail.status) {
    case "draft":
      return "A draft: nothing goes out before it is launched.";
    case "scheduled":
      return `It begins ${firstStart(detail, now)}. Nobody has been contacted yet.`;
    case "missed":
      return "Its start was missed, so nothing goes out. Launch it now, or stop it.";
    case "paused":
      return `Nothing goes out. ${people(waitingOf(detail))} ${are(waitingOf(detail), "waits", "wait")} until someone resumes it.`;
    case "stopped":
      return `Stopped for good. ${people(counts.unreached)} ${are(counts.unreached, "was", "were")} not contacted.`;
    case "completed": {
      const when = completedAt === null ? "" : ` since ${shortTime(completedAt, ownZone())}`;
      const open = counts.accepted;
      if (detail.kind === "single" && open > 0) return "Sent. Its delivery report may still come.";
      return `Done${when}.${open === 0 ? "" : ` ${count(open, "delivery report")} may still come.`}`;
    }
    case "in_progress":
      return running(known);
  }
}

function running({ detail, overview, now }: Known): string {
  const { counts } = detail;
  const waiting = waitingOf(detail);
  if (counts.inFlight > 0) return `Sending: ${count(counts.inFlight, "request")} in flight.`;
  if (waiting === 0 && counts.unknown > 0)
    return `${count(counts.unknown, "outcome")} unknown: the provider is being asked.`;
  if (waiting === 0) return "Everybody was sent to. Waiting for delivery reports.";
  if (counts.ready === 0) return `${people(counts.held)} will be tried again after a failure that may pass.`;
  if (overview === null) return `${people(waiting)} ${are(waiting, "waits", "wait")} for their turn.`;
  const open = overview.zones.filter(({ isOpen }) => isOpen).reduce((sum, zone) => sum + zone.waiting, 0);
  if (open === 0) return closed(overview, now);
  const { pace } = overview;
  if (pace.nextSlotAt !== null && pace.nextSlotAt > now)
    return `${people(open)} can be contacted now; all slots are taken.`;
  return `Sending: ${people(open)} can be contacted now.`;
}

function closed({ zones }: Overview, now: number): string {
  const opening = zones.flatMap(({ zones: set, changesAt }) => (changesAt === null ? [] : [{ set, at: changesAt }]));
  if (opening.length === 0) return "Nobody can be contacted now, and no hours are left that allow it.";
  const at = opening.reduce((first, each) => Math.min(first, each.at), Number.POSITIVE_INFINITY);
  const [first, ...others] = opening.filter((each) => each.at === at);
  const more = others.length === 0 ? "" : ` and ${count(others.length, "other")}`;
  return `Out of hours everywhere. ${cityOf(first?.set ?? [])}${more} ${others.length === 0 ? "opens" : "open"} first, in ${span(at - now)}.`;
}

/** "last one 23 Nov 11:05 EST"; empty when nothing more will go, or nobody can say when. */
export function lastWords({ forecast, detail, now }: Omit<Known, "overview">): string {
  const { status } = detail;
  if (status !== "in_progress" && status !== "scheduled") return "";
  if (forecast?.finishAt == null || forecast.finishAt <= now || waitingOf(detail) === 0) return "";
  return `last one ${shortTime(forecast.finishAt, ownZone())}`;
}

function firstStart({ outreaches, nextWakeAt }: CampaignDetail, now: number): string {
  const starts = outreaches.flatMap(({ startAt, status }) =>
    status === "scheduled" && startAt !== null ? [startAt] : [],
  );
  const at = starts.length === 0 ? nextWakeAt : Math.min(...starts);
  return at === null ? "in a moment" : `${shortTime(at, ownZone())}, in ${span(Math.max(0, at - now))}`;
}
