/** Asking the server how the campaign stands, as often as it is worth it. */
import type { CampaignDetail } from "@headsup/contract";
import { troubleNote } from "../../app/model.ts";
import { type CommandError, isPassing } from "../../failure.ts";
import { cliLimits } from "../../limits.ts";
import type { CampaignAsk, CampaignState, CampaignStep } from "./state.ts";

/** How long a look waits for more news to come, so that a busy tail asks no more than twice a second. */
export const lookDelayMs = 500;
/** Looks between two forecasts, and between two overviews of a very large campaign. */
const forecastEvery = 15;
const largeOverviewEvery = 8;

/** The campaign as it stands now, and what to ask next because of it. */
export function looked(state: CampaignState, detail: CampaignDetail): CampaignStep {
  const before = state.detail;
  const looks = state.looks + 1;
  const next: CampaignState = { ...state, detail, looks, isLooking: false, trouble: null };
  if (detail.status === "draft")
    return { state: next, go: { to: { screen: "compose", id: state.id }, isReplacing: true } };
  const isLarge = detail.counts.total > cliLimits.overviewPeopleMax;
  const isOverviewDue = state.tab === "overview" && (!isLarge || looks % largeOverviewEvery === 0);
  const wantsOverview = !state.isReadingOverview && (isOverviewDue || state.overview === null);
  const isOther = before !== null && (before.status !== detail.status || timingOf(before) !== timingOf(detail));
  const wantsForecast = !state.isForecasting && (isOther || (!isLarge && looks % forecastEvery === 0));
  const wantsWhy = state.person !== null && !state.person.isAsked;
  return {
    state: {
      ...next,
      isReadingOverview: state.isReadingOverview || wantsOverview,
      isForecasting: state.isForecasting || wantsForecast,
      person: wantsWhy && state.person !== null ? { ...state.person, isAsked: true } : state.person,
    },
    asks: [
      ...(wantsOverview ? [{ ask: "overview", id: state.id } as const] : []),
      ...(wantsForecast ? [{ ask: "forecast", id: state.id } as const] : []),
      ...(wantsWhy && state.person !== null ? [{ ask: "why", id: state.id, recipient: state.person.id } as const] : []),
    ],
  };
}

/** What a forecast depends on beside the people. */
const timingOf = ({ hours, zone, expiresAt, outreaches }: CampaignDetail): string =>
  JSON.stringify([
    hours,
    zone,
    expiresAt,
    outreaches.map(({ id, sealed, startAt, endAt }) => [id, sealed, startAt, endAt]),
  ]);

export const look = (state: CampaignState, delayMs: number): CampaignStep =>
  state.isLooking
    ? { state }
    : { state: { ...state, isLooking: true }, asks: [{ ask: "look", id: state.id, delayMs }] };

/** What was asked for did not come: it may be asked for again. */
export function failed(state: CampaignState, ask: CampaignAsk, error: CommandError): CampaignStep {
  const note = isPassing(error) ? {} : { note: troubleNote(error) };
  switch (ask.ask) {
    case "watch":
    case "follow":
      return brokenOff(state, ask, error);
    case "look":
      return { state: { ...state, isLooking: false }, ...note };
    case "overview":
      return { state: { ...state, isReadingOverview: false }, ...note };
    case "forecast":
      return { state: { ...state, isForecasting: false }, ...note };
    case "page":
      return ask.serial === state.people.serial
        ? {
            state: {
              ...state,
              people: { ...state.people, loading: ask.cursor === null ? null : "none", next: ask.cursor },
            },
            ...note,
          }
        : { state };
    case "why":
      return state.person?.id === ask.recipient
        ? { state: { ...state, person: { ...state.person, isAsked: false } }, ...note }
        : { state };
    case "order":
      return {
        state: { ...state, order: null },
        note: isPassing(error)
          ? { tone: "bad", text: `No answer came: whether the ${ask.verb} was heard shows when the server is back.` }
          : troubleNote(error),
      };
    case "download":
      return { state: { ...state, download: null }, note: troubleNote(error) };
    default:
      return { state, ...note };
  }
}

/** How long to wait before looking again where the server answered with something nobody foresaw. */
const againMs = 5_000;
/** With these it will not be otherwise the next time. */
const lasting = new Set(["not_found", "forbidden", "unauthenticated"]);

/** What runs as long as the screen is open came to an end: it begins again, unless that is pointless. */
function brokenOff(
  state: CampaignState,
  ask: Extract<CampaignAsk, { ask: "watch" | "follow" }>,
  { trouble }: CommandError,
): CampaignStep {
  const next = { ...state, trouble: trouble.message };
  return lasting.has(trouble.code) ? { state: next } : { state: next, asks: [{ ...ask, delayMs: againMs }] };
}
