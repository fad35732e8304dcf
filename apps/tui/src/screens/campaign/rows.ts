/** How many rows each part of the screen gets, told by what there is to show and how much room there is. */
import type { Context } from "../../app/screen.ts";
import { bannerOf } from "./banner.ts";
import type { CampaignState } from "./state.ts";

type Room = Pick<Context, "rows" | "columns">;

/** Rows under the tabs, and under the line that says what is the matter, if anything is. */
export const bodyRows = (state: CampaignState, { rows }: Room): number =>
  Math.max(1, rows - 1 - (bannerOf(state) === null ? 0 : 1));

/** Rows of the list of people: above it stand its filter and its heading. */
export const peopleRows = (state: CampaignState, room: Room): number => Math.max(1, bodyRows(state, room) - 2);

/** Rows of the live tail: above it stands its heading. */
export const streamRows = (state: CampaignState, room: Room): number => Math.max(1, bodyRows(state, room) - 1);

export interface OverviewRows {
  /** Lines of zones, without their two headings; 0: none at all. */
  readonly zones: number;
  /** Height of the chart's columns, without heading and hours. */
  readonly chart: number;
  /** Reasons, without their heading and the remedy; 0: none. */
  readonly reasons: number;
  /** Recent events, without their heading; 0: none. */
  readonly events: number;
}

/** Progress, its legend, the rates, the pace, what comes next; of a message to one person what it says instead. */
export const headRows = 5;
const zonesMax = 8;
const reasonsMax = 6;
const chartMax = 8;
const eventsMin = 3;

export function overviewRows(state: CampaignState, room: Room): OverviewRows {
  const isSingle = state.detail?.kind === "single";
  const zonesThere = isSingle ? 0 : (state.overview?.zones.length ?? 0);
  const reasonsThere = state.overview?.reasons.length ?? 0;
  // A ladder has a line of its own.
  const ladder = isSingle || (state.detail?.fallbacks.length ?? 0) === 0 ? 0 : 1;
  let left = bodyRows(state, room) - headRows - ladder;
  const take = (wanted: number, headings: number): number => {
    const got = Math.max(0, Math.min(wanted, left - headings));
    if (got > 0) left -= got + headings;
    return got;
  };
  // Each gets its least first, then the rest goes to who can use it.
  const zones = take(Math.min(zonesThere, 3), 2);
  const chart = isSingle ? 0 : take(3, 2);
  const reasons = take(Math.min(Math.max(1, reasonsThere), 2), reasonsThere === 0 ? 1 : 2);
  const grow = (got: number, most: number): number => {
    const more = got === 0 ? 0 : Math.max(0, Math.min(most - got, left));
    left -= more;
    return got + more;
  };
  const allReasons = grow(reasons, Math.min(Math.max(1, reasonsThere), reasonsMax));
  const allZones = grow(zones, Math.min(zonesThere, zonesMax));
  const hasEvents = left >= eventsMin + 1;
  const tall = grow(chart, hasEvents ? Math.max(3, Math.min(chartMax, Math.floor(left / 2))) : chartMax);
  const events = left >= eventsMin + 1 ? left - 1 : 0;
  return { zones: allZones, chart: tall, reasons: allReasons, events };
}
