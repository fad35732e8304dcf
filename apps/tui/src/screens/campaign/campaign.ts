/**
 * One campaign, watched and steered. It looks at the server every other second and follows the live tail; while the
 * server is away what was seen stays, and both go on by themselves when it is back.
 */
import type { Why } from "@headsup/contract";
import type { Context, Place, ScreenEvent } from "../../app/screen.ts";
import type { CommandError } from "../../failure.ts";
import { laterForecast } from "../../show/forecast.ts";
import { isNews } from "../../show/frames.ts";
import { count } from "../../terminal/text.ts";
import { plainTheme } from "../../terminal/theme.ts";
import { edited, emptyField, fieldOf, insert } from "../../ui/field.ts";
import { cursorAt, firstRow, movedBy } from "../../ui/list.ts";
import { changed, isChange, refused, settled } from "./changing.ts";
import { forecastLines } from "./forecastLines.ts";
import { failed, look, lookDelayMs, looked } from "./looking.ts";
import { answered, ordered, orderedNote, replaceQuestion } from "./orders.ts";
import { chosenPerson, movedInPeople, nextStatus, type PeopleStep, paged, queried, toldPeople } from "./people.ts";
import { bodyRows, overviewRows, peopleRows, streamRows } from "./rows.ts";
import { inSettings, shownAt } from "./settingsTab.ts";
import {
  blankCampaign,
  type CampaignAsk,
  type CampaignEvent,
  type CampaignState,
  type CampaignStep,
  everybody,
  type Reason,
  storedAs,
  type Tab,
  tabs,
} from "./state.ts";
import { filteredBy, heard, movedInStream, refitted, shownEvents } from "./stream.ts";
import { whyLines } from "./whyLines.ts";

export function beginCampaign(place: Place): CampaignStep {
  const id = place.screen === "campaign" ? place.id : "";
  return {
    state: blankCampaign(id),
    asks: [
      { ask: "watch", id, delayMs: 0 },
      { ask: "follow", id, delayMs: 0 },
      { ask: "forecast", id },
    ],
  };
}

export const isTypingIn = ({ people, stream }: CampaignState): boolean => people.isSearching || stream.isFiltering;

export function updateCampaign(
  state: CampaignState,
  event: ScreenEvent | CampaignEvent,
  context: Context,
): CampaignStep {
  switch (event.type) {
    case "detail":
      return looked(state, event.detail);
    case "overview":
      return { state: refit({ ...state, overview: event.overview, isReadingOverview: false }, context) };
    case "forecast": {
      const forecast = laterForecast(state.forecast, event.forecast);
      return { state: refit({ ...state, forecast, isForecasting: false }, context) };
    }
    case "page":
      return { state: { ...state, people: paged(state.people, event, peopleRows(state, context)) } };
    case "why":
      return { state: refit(withWhy(state, event.why), context) };
    case "frames":
      return framed(state, event.frames, context);
    case "lost":
      return { state: { ...state, stream: { ...state.stream, link: "lost" } } };
    case "ordered": {
      const step = looked({ ...state, order: null }, event.detail);
      return { ...step, note: orderedNote(event.verb, event.detail) };
    }
    case "resolved":
      return {
        state: withWhy(state, event.why),
        note: { tone: "good", text: `Noted: ${event.why.summary}` },
      };
    case "exists":
      return { state: { ...state, download: null }, confirm: replaceQuestion(event.path) };
    case "downloading":
      return {
        state: state.download === null ? state : { ...state, download: { ...state.download, people: event.people } },
      };
    case "downloaded":
      return {
        state: { ...state, download: null },
        note: { tone: "good", text: `${count(event.people, "person", "people")} written to ${event.path}.` },
      };
    case "shown":
      return state.tab === "people" && state.people.loading === null ? lookedAnew(state) : look(state, 0);
    case "resized":
      return { state: refit(state, context) };
    case "press":
      return typed(state, (field) => edited(field, event.press), context);
    case "paste":
      return isTypingIn(state) ? typed(state, (field) => insert(field, event.text), context) : { state };
    case "changed": {
      const step = settled(state, event);
      return { ...step, state: refit(step.state, context) };
    }
    case "answer":
      return isChange(event.id) ? changed(state, event, context.now) : answered(state, event);
    case "command":
      return commanded(state, event.id, context);
    case "failed":
      return unmet(state, event.ask as CampaignAsk, { error: event.error, now: context.now });
    default:
      return { state };
  }
}

/** What was told of a person, if that is still the one looked at. */
const withWhy = (state: CampaignState, why: Why): CampaignState =>
  state.person?.id === why.recipient.id ? { ...state, person: { ...state.person, why, isAsked: false } } : state;

const unmet = (state: CampaignState, ask: CampaignAsk, why: { error: CommandError; now: number }): CampaignStep =>
  ask.ask === "change" ? refused(state, ask, why) : failed(state, ask, why.error);

function framed(
  state: CampaignState,
  frames: Extract<CampaignEvent, { type: "frames" }>["frames"],
  context: Context,
): CampaignStep {
  const news = frames.filter(isNews);
  const stream = heard(state.stream, news, streamRows(state, context));
  const next = { ...state, stream, people: toldPeople(state.people, news) };
  return stream.count === state.stream.count ? { state: next } : look(next, lookDelayMs);
}

function typed(
  state: CampaignState,
  change: (field: CampaignState["people"]["field"]) => typeof state.people.field,
  context: Context,
): CampaignStep {
  if (state.people.isSearching)
    return { state: { ...state, people: { ...state.people, field: change(state.people.field) } } };
  const filter = change(state.stream.filter);
  if (filter === state.stream.filter) return { state };
  return { state: { ...state, stream: filteredBy(state.stream, filter, streamRows(state, context)) } };
}

function commanded(state: CampaignState, id: string, context: Context): CampaignStep {
  const order = ordered(state, id);
  if (order !== undefined) return order;
  if (id.startsWith("tab.")) return tabbed(state, tabNamed(state.tab, id.slice(4)), context);
  if (id === "look") return lookedAnew(state);
  if (state.person !== null) return inPerson(state, id, context);
  switch (state.tab) {
    case "overview":
      return inOverview(state, id, context);
    case "people":
      return inPeople(state, id, context);
    case "events":
      return inStream(state, id, context);
    case "forecast":
      return { state: { ...state, forecastTop: scrolled(state, id, context) } };
    case "settings":
      return inSettings(state, id, context);
  }
}

function tabNamed(from: Tab, name: string): Tab {
  const at = tabs.indexOf(from);
  if (name === "next") return tabs[(at + 1) % tabs.length] ?? from;
  if (name === "previous") return tabs[(at + tabs.length - 1) % tabs.length] ?? from;
  return tabs.find((tab) => tab === name) ?? from;
}

function tabbed(before: CampaignState, tab: Tab, context: Context): CampaignStep {
  const state = { ...before, tab, person: null };
  if (tab === "people" && state.people.loading === null)
    return withPeople(state, queried(state.id, state.people, state.people.query));
  if (tab === "forecast" && !state.isForecasting)
    return { state: { ...state, isForecasting: true }, asks: [{ ask: "forecast", id: state.id }] };
  return { state: refit(state, context) };
}

const withPeople = (state: CampaignState, { people, asks }: PeopleStep): CampaignStep => ({
  state: { ...state, people },
  asks,
});

/** R: everything on this tab asked for once more. */
function lookedAnew(state: CampaignState): CampaignStep {
  const { state: next, asks = [] } = look(state, 0);
  if (state.tab === "people") {
    const { people, asks: more } = queried(state.id, next.people, next.people.query);
    return { state: { ...next, people }, asks: [...asks, ...more] };
  }
  if (state.tab !== "forecast" || state.isForecasting) return { state: next, asks };
  return { state: { ...next, isForecasting: true }, asks: [...asks, { ask: "forecast", id: state.id }] };
}

function inOverview(state: CampaignState, id: string, context: Context): CampaignStep {
  const all = state.overview?.reasons ?? [];
  const { reasons } = overviewRows(state, context);
  const moved = movedBy(id, state.reasons, { count: all.length, height: reasons });
  if (moved !== undefined) return { state: { ...state, reasons: moved } };
  const chosen = all[state.reasons.index];
  if (id !== "open" || chosen === undefined) return { state };
  return withPeople(
    { ...state, tab: "people" },
    queried(state.id, { ...state.people, field: emptyField }, queryOf(chosen)),
  );
}

const queryOf = (reason: Reason) => ({ status: storedAs(reason.status), reason, search: "" });

function inPeople(state: CampaignState, id: string, context: Context): CampaignStep {
  const { people } = state;
  const moved = movedInPeople(state.id, people, id, peopleRows(state, context));
  if (moved !== null) return withPeople(state, moved);
  switch (id) {
    case "open": {
      const person = chosenPerson(people);
      return person === undefined ? { state } : opened(state, person.id);
    }
    case "search":
      return { state: { ...state, people: { ...people, isSearching: true, field: fieldOf(people.query.search) } } };
    case "search.done": {
      const search = people.field.text.trim();
      const done = { ...people, isSearching: false };
      if (search === people.query.search) return { state: { ...state, people: done } };
      return withPeople(state, queried(state.id, done, { ...people.query, search }));
    }
    case "filter.next":
    case "filter.previous": {
      const status = nextStatus(state, id === "filter.next" ? 1 : -1);
      return withPeople(state, queried(state.id, people, { ...people.query, status, reason: null }));
    }
    case "search.cancel":
      return { state: { ...state, people: { ...people, isSearching: false } } };
    case "clear":
      return withPeople(state, queried(state.id, { ...people, field: emptyField }, everybody));
    default:
      return { state };
  }
}

const opened = (state: CampaignState, recipient: string): CampaignStep => ({
  state: { ...state, person: { id: recipient, why: null, isAsked: true, cursor: firstRow } },
  asks: [{ ask: "why", id: state.id, recipient }],
});

function inStream(state: CampaignState, id: string, context: Context): CampaignStep {
  const { stream } = state;
  const height = streamRows(state, context);
  const moved = movedInStream(stream, id, height);
  if (moved !== undefined) return { state: { ...state, stream: moved } };
  switch (id) {
    case "open": {
      const recipient = shownEvents(stream)[stream.cursor.index]?.recipient ?? null;
      return recipient === null ? { state } : opened(state, recipient);
    }
    case "search":
      return { state: { ...state, stream: { ...stream, isFiltering: true } } };
    case "search.done":
      return { state: { ...state, stream: { ...stream, isFiltering: false } } };
    case "search.cancel":
    case "clear":
      return { state: { ...state, stream: filteredBy({ ...stream, isFiltering: false }, emptyField, height) } };
    default:
      return { state };
  }
}

function inPerson(state: CampaignState, id: string, context: Context): CampaignStep {
  const { person } = state;
  if (person === null || id === "close") return { state: { ...state, person: null } };
  const moved = movedBy(id, person.cursor, extentOf(state, context));
  return { state: moved === undefined ? state : { ...state, person: { ...person, cursor: topped(moved) } } };
}

/** Of text one scrolls, the first line shown is the place one is at. */
const topped = ({ index }: { index: number }) => ({ index, top: index });

function scrolled(state: CampaignState, id: string, context: Context) {
  const moved = movedBy(id, state.forecastTop, extentOf(state, context));
  return moved === undefined ? state.forecastTop : topped(moved);
}

/** How far the text shown can be scrolled: it may be as many rows down as there are more lines than rows. */
function extentOf(state: CampaignState, context: Context) {
  const height = bodyRows(state, context);
  const frame = { columns: context.columns, theme: plainTheme, now: context.now };
  const lines = state.person === null ? forecastLines(state, frame) : whyLines(state, frame);
  return { count: Math.max(1, lines.length - height + 1), height };
}

/** Every cursor back inside what there is and what fits. */
function refit(state: CampaignState, context: Context): CampaignState {
  const stream = refitted(state.stream, streamRows(state, context));
  const people = {
    ...state.people,
    cursor: cursorAt(state.people.cursor, state.people.cursor.index, {
      count: Math.max(1, state.people.places.size),
      height: peopleRows(state, context),
    }),
  };
  const reasons = cursorAt(state.reasons, state.reasons.index, {
    count: state.overview?.reasons.length ?? 0,
    height: overviewRows(state, context).reasons,
  });
  const next = { ...state, stream, people, reasons };
  if (state.person === null && state.tab === "settings")
    return { ...next, settings: shownAt(next, state.settings, context) };
  if (state.person === null && state.tab !== "forecast") return next;
  const at = ({ index }: { index: number }) => {
    const to = Math.min(index, extentOf(next, context).count - 1);
    return { index: to, top: to };
  };
  if (state.person !== null) return { ...next, person: { ...state.person, cursor: at(state.person.cursor) } };
  return { ...next, forecastTop: at(state.forecastTop) };
}
