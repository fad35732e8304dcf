/**
 * The inbox: who waits for an answer, and who has whom. It asks the server again and again; the cursor stays on its
 * conversation wherever the list moves it, and what was said since it was last looked at is marked.
 */
import { troubleNote } from "../../app/model.ts";
import type { Context, Place, ScreenEvent } from "../../app/screen.ts";
import type { Closed } from "../../client/closed.ts";
import { customerWord, whyFirst } from "../../show/conversationWords.ts";
import { chooserMoved, chooserTyped } from "../../ui/chooser.ts";
import { edited, fieldOf, insert } from "../../ui/field.ts";
import { cursorAt, firstRow, movedBy } from "../../ui/list.ts";
import { askStatus, chooseNarrowing, enlistQuestion, narrowingAwaited, taken } from "./choosing.ts";
import { listRows } from "./rows.ts";
import {
  blankInbox,
  chosenConversation,
  type Desk,
  type InboxAsk,
  type InboxEvent,
  type InboxState,
  type InboxStep,
  type Narrowing,
  notNarrowed,
  type View,
  views,
} from "./state.ts";

export function beginInbox(place: Place): InboxStep {
  const campaign = place.screen === "inbox" ? place.campaign : undefined;
  const state: InboxState =
    campaign === undefined ? blankInbox : { ...blankInbox, view: "all", narrowing: { ...notNarrowed, campaign } };
  return { state, asks: [watching(state), { ask: "watch around" }] };
}

const watching = ({ serial, view, narrowing }: InboxState): InboxAsk => ({
  ask: "watch",
  serial,
  query: { view, narrowing },
});

export const isTypingInInbox = ({ isSearching, chooser }: InboxState): boolean => isSearching || chooser !== null;

export function updateInbox(state: InboxState, event: ScreenEvent | InboxEvent, context: Context): InboxStep {
  switch (event.type) {
    case "page":
      return { state: event.serial === state.serial ? paged(state, event.page, context) : state };
    case "desk":
      return narrowable(state, event.desk, context);
    case "me":
      return { state: { ...state, me: event.agent } };
    case "campaigns":
      return { state: { ...state, campaigns: event.campaigns } };
    case "order":
      return { state: state.order === null ? state : ordered(state, event.order, context) };
    case "given":
      return given(state, event.answer);
    case "taken":
      return opening(state, event.conversation.id);
    case "closed":
      return closed(state, event.closed, context);
    case "reopened": {
      const note = { tone: "good" as const, text: `${event.name}'s is open again.` };
      return { state: { ...state, closed: null }, asks: [watching(state)], note };
    }
    case "shown":
      return { state: backFrom(state, context), asks: [watching(state), { ask: "watch around" }] };
    case "resized":
      return { state: settled(state, context) };
    case "press":
      return { state: typed(state, event.press) };
    case "paste":
      return { state: isTypingInInbox(state) ? typed(state, event.text) : state };
    case "command":
      return commanded(state, event.id, context);
    case "failed":
      return failed(state, event);
    default:
      return { state };
  }
}

function paged(state: InboxState, page: Extract<InboxEvent, { type: "page" }>["page"], context: Context): InboxState {
  const { items, counts, next, now } = page;
  const since = state.since ?? now;
  return settled({ ...state, items, counts, hasMore: next !== null, since, trouble: null }, context);
}

function ordered(
  state: InboxState,
  told: Extract<InboxEvent, { type: "order" }>["order"],
  context: Context,
): InboxState {
  const extent = { count: told.items.length, height: listRows(state, context) };
  return { ...state, order: { told, cursor: cursorAt(firstRow, 0, extent) } };
}

/** What `next` gave is opened, with why it was this one. */
function given(before: InboxState, { conversation, match, reason }: Extract<InboxEvent, { type: "given" }>["answer"]) {
  const state = { ...before, isTaking: false };
  if (conversation === null)
    return { state, note: { tone: "attention" as const, text: reason ?? "Nobody waits for you just now." } };
  return opening(state, conversation.id, match === null ? undefined : whyFirst(match));
}

/** Its row goes at once, and the cursor stands on the one behind it. */
function closed(before: InboxState, it: Closed, context: Context): InboxStep {
  const items = before.view === "closed" ? before.items : (before.items?.filter(({ id }) => id !== it.id) ?? null);
  const state = settled({ ...before, items, closed: it }, context);
  return { state, asks: [watching(state)], note: { tone: "good", text: `Closed ${it.name}'s. u takes it back.` } };
}

/** What is closed is what its row told: what came since is not closed unread. */
function closing(state: InboxState): InboxStep {
  const conversation = chosenConversation(state);
  if (conversation?.status !== "open") return { state };
  const { id, version, agent } = conversation;
  const it = { id, name: customerWord(conversation), agent: agent?.id ?? null };
  return { state, asks: [{ ask: "close", closed: it, seen: version }] };
}

const opening = (state: InboxState, id: string, why?: string): InboxStep => ({
  state: { ...state, opened: id, order: null },
  go: { to: { screen: "conversation", id, ...(why === undefined ? {} : { why }) } },
});

/** One comes back from a conversation: what it said so far is known. */
function backFrom(state: InboxState, { now }: Context): InboxState {
  if (state.opened === null) return state;
  return { ...state, opened: null, looked: new Map(state.looked).set(state.opened, now) };
}

function typed(state: InboxState, what: Parameters<typeof chooserTyped>[1]): InboxState {
  if (state.chooser !== null) return { ...state, chooser: chooserTyped(state.chooser, what) };
  const search = typeof what === "string" ? insert(state.search, what) : edited(state.search, what);
  return { ...state, search };
}

function commanded(state: InboxState, id: string, context: Context): InboxStep {
  if (id.startsWith("choose.")) return choosing(state, id, context);
  if (state.order !== null && (id.startsWith("list.") || id === "order.close")) return inOrder(state, id, context);
  const items = state.items ?? [];
  const moved = movedBy(id, state.cursor, { count: items.length, height: listRows(state, context) });
  if (moved !== undefined) return { state: { ...state, cursor: moved, chosen: items[moved.index]?.id ?? null } };
  if (id.startsWith("view.")) return asked(state, { view: viewNamed(state.view, id.slice(5)) });
  const conversation = chosenConversation(state);
  switch (id) {
    case "open":
      return conversation === undefined ? { state } : opening(state, conversation.id);
    case "next":
      return state.isTaking ? { state } : { state: { ...state, isTaking: true }, asks: [{ ask: "next" }] };
    case "take":
      return conversation === undefined ? { state } : { state, asks: [{ ask: "take", id: conversation.id }] };
    case "close":
      return closing(state);
    case "undo":
      return state.closed === null ? { state } : { state, asks: [{ ask: "reopen", closed: state.closed }] };
    case "order":
      return { state: { ...state, order: { told: null, cursor: firstRow } }, asks: [{ ask: "order" }] };
    case "status":
      return askStatus(state);
    case "enlist":
      return { state, asks: [{ ask: "enlist" }] };
    case "filter":
      return { state: { ...state, chooser: narrowingAwaited }, asks: [{ ask: "desk" }] };
    case "look":
      return { state, asks: [watching(state), { ask: "watch around" }] };
    default:
      return searching(state, id);
  }
}

function searching(state: InboxState, id: string): InboxStep {
  const { narrowing } = state;
  switch (id) {
    case "search":
      return { state: { ...state, isSearching: true, search: fieldOf(narrowing.search) } };
    case "search.cancel":
      return { state: { ...state, isSearching: false } };
    case "search.done":
      return asked({ ...state, isSearching: false }, { narrowing: { ...narrowing, search: state.search.text.trim() } });
    case "clear":
      return asked({ ...state, isSearching: false }, { narrowing: notNarrowed });
    default:
      return { state };
  }
}

function viewNamed(from: View, name: string): View {
  const by = { next: 1, previous: views.length - 1 }[name] ?? 0;
  return views.find((view) => view === name) ?? views[(views.indexOf(from) + by) % views.length] ?? from;
}

/** Another question for the server. What it answered before is no longer what is asked for. */
function asked(state: InboxState, change: { readonly view?: View; readonly narrowing?: Narrowing }): InboxStep {
  const next: InboxState = {
    ...state,
    ...change,
    serial: state.serial + 1,
    items: null,
    hasMore: false,
    chosen: null,
    cursor: firstRow,
  };
  return { state: next, asks: [watching(next)] };
}

function inOrder(state: InboxState, id: string, context: Context): InboxStep {
  const { order } = state;
  if (id === "order.close" || order === null) return { state: { ...state, order: null } };
  const extent = { count: order.told?.items.length ?? 0, height: listRows(state, context) };
  return { state: { ...state, order: { ...order, cursor: movedBy(id, order.cursor, extent) ?? order.cursor } } };
}

/** The chooser of filters is told what one may choose, unless it was left meanwhile. */
function narrowable(state: InboxState, desk: Desk, context: Context): InboxStep {
  const awaited = state.chooser;
  if (!awaited?.isAwaited) return { state };
  const next = { ...state, chooser: chooseNarrowing(desk, state.narrowing, awaited) };
  return awaited.isTakenAhead ? choosing(next, "choose.take", context) : { state: next };
}

function choosing(state: InboxState, id: string, context: Context): InboxStep {
  const { chooser } = state;
  if (chooser === null) return { state };
  if (id === "choose.leave") return { state: { ...state, chooser: null } };
  if (id !== "choose.take") return { state: { ...state, chooser: chooserMoved(chooser, id) } };
  if (chooser.isAwaited) return { state: { ...state, chooser: { ...chooser, isTakenAhead: true } } };
  const choice = taken(chooser, state.narrowing);
  const closed = settled({ ...state, chooser: null }, context);
  if (choice === undefined) return { state: closed };
  if ("narrowing" in choice) return asked(closed, choice);
  return { state: closed, asks: [{ ask: "status", status: choice.status }] };
}

function failed(state: InboxState, { ask, error }: Extract<ScreenEvent, { type: "failed" }>): InboxStep {
  const { ask: what } = ask as InboxAsk;
  if (error.trouble.code === "no_agent")
    return { state: { ...state, isTaking: false, order: null, me: null }, confirm: enlistQuestion };
  if (what === "watch") return { state: { ...state, trouble: error.trouble.message } };
  if (what === "watch around") return { state };
  const chooser = what === "desk" ? null : state.chooser;
  const next = { ...state, isTaking: false, chooser, order: what === "order" ? null : state.order };
  return { state: next, ...(error.trouble.code === "unreachable" ? {} : { note: troubleNote(error) }) };
}

/** The cursor back on the conversation it stood on, wherever that is now. */
function settled(state: InboxState, context: Context): InboxState {
  const items = state.items ?? [];
  const at = items.findIndex(({ id }) => id === state.chosen);
  const extent = { count: items.length, height: listRows(state, context) };
  const cursor = cursorAt(state.cursor, at === -1 ? state.cursor.index : at, extent);
  return { ...state, cursor, chosen: items[cursor.index]?.id ?? null };
}
