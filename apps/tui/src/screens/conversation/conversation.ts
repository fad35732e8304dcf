/**
 * One conversation: what was said, and the answer one writes. It looks at the thread again and again, so that a colleague's
 * answer or a further message is seen before one sends; the server refuses an answer whose writer had not seen it. What is
 * typed is never lost: it is kept as a draft, and comes back where it could not be sent.
 */
import type { Thread } from "@headsup/contract";
import { troubleNote } from "../../app/model.ts";
import type { Context, Place, ScreenEvent } from "../../app/screen.ts";
import type { Closed } from "../../client/closed.ts";
import { customerWord, whyFirst } from "../../show/conversationWords.ts";
import { chooserTyped } from "../../ui/chooser.ts";
import { fieldOf } from "../../ui/field.ts";
import { choose, choosing, offered, patched } from "./choosing.ts";
import { changedCustomer, customerQuestion } from "./customer.ts";
import { leave, left, undrafted } from "./leaving.ts";
import { keptInPlace, scrolled } from "./scrolling.ts";
import {
  type About,
  blankConversation,
  type ConversationAsk,
  type ConversationEvent,
  type ConversationState,
  type ConversationStep,
  canWrite,
  fieldOfKind,
  type Onward,
  saidAfter,
  seenOf,
} from "./state.ts";
import { hasFailed } from "./threadLines.ts";
import {
  answerOptions,
  arrived,
  atGap,
  closedNote,
  draftDue,
  drafted,
  movedQuestion,
  rewritten,
  sent,
  sentAnyway,
  typed,
  unsent,
} from "./writing.ts";

export function beginConversation(place: Place): ConversationStep {
  const { id, why = null, closed = null } = place.screen === "conversation" ? place : { id: "" };
  return {
    state: { ...blankConversation(id), why, closed },
    asks: [{ ask: "watch", id }, { ask: "me" }],
  };
}

export const isTypingInConversation = (state: ConversationState): boolean => state.chooser !== null || state.isWriting;

export const conversationTitle = ({ thread }: ConversationState): string =>
  thread === null ? "Inbox › …" : `Inbox › ${customerWord(thread.conversation)}`;

export function updateConversation(
  before: ConversationState,
  event: ScreenEvent | ConversationEvent,
  context: Context,
): ConversationStep {
  const state = isReading(event) ? looked(before) : before;
  switch (event.type) {
    case "thread":
      return threaded(state, event.thread, context);
    case "sent":
      return arrived(state, event.thread, event.sending);
    case "glanced":
      return { state: { ...state, glanced: laterOf(state, event.message) } };
    case "draft due":
      return draftDue(state);
    case "drafted": {
      const step = drafted(state, event.text);
      return state.leaving === null ? step : left(step.state, state.leaving);
    }
    case "patched":
      return changed(state, event);
    case "reopened":
      return reopened(state, event.thread);
    case "given":
      return given(state, event.answer);
    case "me":
      return { state: { ...state, me: event.agent } };
    case "panel":
      return { state: { ...state, panel: event.panel } };
    case "choices":
      return chosenFrom(state, event);
    case "trial":
      return { state: state.trial === null ? state : { ...state, trial: { told: event.trial } } };
    case "shown":
      return { state, asks: [{ ask: "look", id: state.id }] };
    case "press":
      return pressed(state, event.press, context);
    case "paste":
      return state.chooser === null && !state.isWriting ? { state } : pressed(state, event.text, context);
    case "answer":
      return changedCustomer(state, event);
    case "command":
      return commanded(state, event.id, context);
    case "failed":
      return failed(state, event);
    default:
      return { state };
  }
}

/** What a chooser waited for is there, unless it was left meanwhile. */
function chosenFrom(
  state: ConversationState,
  event: Extract<ConversationEvent, { type: "choices" }>,
): ConversationStep {
  const awaited = state.chooser;
  if (!awaited?.isAwaited || awaited.about !== event.about) return { state };
  const answers = event.answers ?? state.answers;
  const step = offered({ ...state, answers }, event.about, optionsOf(state, event));
  const { chooser } = step.state;
  return awaited.isTakenAhead && chooser !== null ? choosing(step.state, chooser, "choose.take") : step;
}

const optionsOf = (
  { thread }: ConversationState,
  { answers, options }: Extract<ConversationEvent, { type: "choices" }>,
) => (answers === undefined || thread === null ? options : answerOptions(answers, thread));

/** Keys and commands are given by one who sees the screen; what sends must not count what came after the last of them. */
const isReading = (event: ScreenEvent | ConversationEvent): boolean =>
  event.type === "press" ||
  event.type === "paste" ||
  (event.type === "command" && !["send", "sendClose", "sendOn", "onward", "send.anyway"].includes(event.id));

function looked(state: ConversationState): ConversationState {
  if (state.thread === null) return state;
  const { version, message } = seenOf(state.thread);
  if (state.seen.version === version && state.glanced === message) return state;
  return { ...state, seen: { version, message }, glanced: message };
}

/** The later of what was glanced at before and now: a key may have come in between. */
function laterOf({ thread, glanced }: ConversationState, message: string): string | null {
  const at = (id: string | null) => thread?.messages.findIndex((each) => each.id === id) ?? -1;
  return at(message) > at(glanced) ? message : glanced;
}

/** The thread as it is now. An answer that was asked for before a later one came is old. */
function threaded(before: ConversationState, thread: Thread, context: Context): ConversationStep {
  const known = before.thread;
  if (known !== null && thread.conversation.version < known.conversation.version) return { state: before };
  const state = keptInPlace(before, { ...before, thread, trouble: null }, context);
  const isMore = known === null || thread.messages.length !== known.messages.length;
  const { message } = seenOf(thread);
  const asks: ConversationAsk[] = [
    ...(isMore ? [{ ask: "panel" as const, customer: thread.conversation.customer.id }] : []),
    ...(isMore && message !== null ? [{ ask: "await glance" as const, message }] : []),
  ];
  if (known === null) return { state: opened(state, thread), asks };
  return state.moved === null || state.moved.isAsked ? { state, asks } : { ...movedQuestion(state), asks };
}

/** The first sight of it: what was begun here before is found again. */
function opened(state: ConversationState, thread: Thread): ConversationState {
  const kept = thread.drafts.find(({ isMine }) => isMine)?.text ?? "";
  const isOpen = thread.conversation.status === "open";
  return {
    ...state,
    seen: seenOf(thread),
    answer: fieldOf(kept),
    begunAfter: kept === "" ? undefined : (thread.messages.at(-1)?.id ?? null),
    draft: { kept, isDue: false },
    // Also where nothing can be answered: what somebody types all the same is no command.
    isWriting: isOpen,
  };
}

function changed(before: ConversationState, event: Extract<ConversationEvent, { type: "patched" }>): ConversationStep {
  const { thread, change, onward } = event;
  const state = { ...before, isClosing: false };
  const { conversation } = thread;
  if (change.status !== "closed") {
    const isReopened = change.status === "open";
    return { state: { ...state, thread, seen: seenOf(thread), closed: isReopened ? null : state.closed } };
  }
  const closed: Closed = {
    id: state.id,
    name: customerWord(conversation),
    agent: before.thread?.conversation.agent?.id ?? null,
  };
  const next = { ...state, thread, seen: seenOf(thread), closed, isWriting: false };
  return onward === "next" ? leave(next, "next") : { state: next, note: closedNote };
}

/** A closing was taken back: one goes there, unless one is there. */
function reopened(before: ConversationState, thread: Thread): ConversationStep {
  const { id } = thread.conversation;
  const state = { ...before, closed: null };
  const note = { tone: "good" as const, text: `${customerWord(thread.conversation)}'s is open again.` };
  if (id === state.id) return { state: { ...state, thread, seen: seenOf(thread) }, note };
  return { state, note, go: { to: { screen: "conversation", id } } };
}

function given(
  before: ConversationState,
  answer: Extract<ConversationEvent, { type: "given" }>["answer"],
): ConversationStep {
  const state = { ...before, isTaking: false };
  const { conversation, match, reason } = answer;
  if (conversation === null) {
    const done = state.closed?.id === state.id ? "Closed. u takes it back. " : "";
    return { state, note: { tone: "attention", text: `${done}${reason ?? "Nobody waits for you just now."}` } };
  }
  const why = match === null ? {} : { why: whyFirst(match) };
  const closed = state.closed === null ? {} : { closed: state.closed };
  return { state, go: { to: { screen: "conversation", id: conversation.id, ...why, ...closed }, isReplacing: true } };
}

function pressed(state: ConversationState, what: Parameters<typeof typed>[1], context: Context): ConversationStep {
  if (state.chooser !== null) return { state: { ...state, chooser: chooserTyped(state.chooser, what) } };
  if (!state.isWriting) return { state };
  const isEmpty = fieldOfKind(state).text === "";
  if (isEmpty && typeof what !== "string") {
    if (what.text === "/" && state.kind === "answer") return choose(state, "answers", context.now);
    if (what.name === "up" || what.name === "down") return { state: scrolled(state, `scroll.${what.name}`, context) };
  }
  return typed(state, what, context);
}

const abouts: Readonly<Record<string, About>> = {
  assign: "agent",
  topics: "topics",
  skill: "skill",
  inbox: "inbox",
  priority: "priority",
  answers: "answers",
  others: "others",
};

function commanded(state: ConversationState, id: string, context: Context): ConversationStep {
  if (id.startsWith("scroll.")) return { state: scrolled(state, id, context) };
  if (id.startsWith("lose!:")) return left(state, id.slice(6) as NonNullable<ConversationState["leaving"]>);
  if (id.startsWith("choose.")) return state.chooser === null ? { state } : choosing(state, state.chooser, id);
  const about = abouts[id];
  if (about !== undefined) return choose(state, about, context.now);
  switch (id) {
    case "send":
      return sent(state, { close: false, onward: "stay" });
    case "sendClose":
      return hasAnswer(state) ? sent(state, { close: true, onward: "stay" }) : closing(state, "stay");
    case "onward":
      return hasAnswer(state) ? sent(state, { close: true, onward: "next" }) : closing(state, "next");
    case "sendOn":
      return sent(state, { close: false, onward: "next" });
    case "close":
      return closing(state, "stay");
    case "send.anyway":
      return sentAnyway(state);
    case "leave":
      return leave(state, "back");
    case "leave.quit":
      return leave(state, "quit");
    case "next":
      return state.isTaking ? { state } : leave(state, "next");
    case "undo":
      return state.closed === null ? { state } : { state, asks: [{ ask: "reopen", closed: state.closed }] };
    default:
      return turned(state, id);
  }
}

/** Whether an answer is written and goes along when the conversation is closed. */
const hasAnswer = ({ isWriting, kind, answer }: ConversationState): boolean =>
  isWriting && kind === "answer" && answer.text.trim() !== "";

function closing(state: ConversationState, onward: Onward): ConversationStep {
  const { thread } = state;
  if (thread === null || state.isClosing || state.isTaking) return { state };
  if (thread.conversation.status === "closed") return onward === "next" ? leave(state, "next") : { state };
  // Also where it has only just opened: the second of two quick keys is meant for the one before.
  const unread = saidAfter(thread, state.glanced).findLast(({ direction }) => direction === "in");
  if (unread !== undefined) {
    const text = `${customerWord(thread.conversation)} says: “${unread.text ?? ""}” Once more closes it.`;
    return { state: looked(state), note: { tone: "attention", text } };
  }
  return {
    state: { ...state, isClosing: true },
    asks: [{ ask: "patch", id: state.id, change: { status: "closed", seen: thread.conversation.version }, onward }],
  };
}

/** Commands that show something, or begin something else. */
function turned(state: ConversationState, id: string): ConversationStep {
  switch (id) {
    case "gap":
      return { state: atGap(state) };
    case "fold":
      return { state: { ...state, isUnfolded: !state.isUnfolded } };
    case "newline":
      return canWrite(state) ? typed(state, { name: "enter", text: null }, blindContext) : { state };
    case "kind":
      return { state: { ...state, kind: state.kind === "note" ? "answer" : "note" } };
    case "read":
      // A note that is not begun is none: i and Enter write answers, and the field says so.
      return {
        state: { ...state, isWriting: false, kind: state.note.text.trim() === "" ? "answer" : state.kind },
      };
    case "write":
      return { state: { ...state, isWriting: true, kind: "answer", isPanelOpen: false } };
    case "note":
      return { state: { ...state, isWriting: true, kind: "note", isPanelOpen: false } };
    case "rewrite":
      return again(state);
    case "panel":
      return { state: { ...state, isPanelOpen: !state.isPanelOpen, top: 0 } };
    case "reopen":
      return patched(state, { status: "open" });
    case "flag":
      return patched(state, { flag: false });
    case "name":
    case "about":
      return customerQuestion(state, id);
    case "trial":
      return { state: { ...state, trial: { told: null }, top: 0 }, asks: [{ ask: "trial", id: state.id }] };
    case "trial.close":
      return { state: { ...state, trial: null, top: 0 } };
    case "look":
      return { state, asks: [{ ask: "look", id: state.id }] };
    default:
      return { state };
  }
}

/** A key that breaks the line looks at no layout. */
const blindContext: Context = { now: 0, columns: 80, rows: 21 };

/** What did not arrive, written once more. */
function again(state: ConversationState): ConversationStep {
  const text = state.thread?.messages.findLast(hasFailed)?.text ?? null;
  if (text === null || state.answer.text.trim() !== "") return { state: { ...state, isWriting: true, kind: "answer" } };
  return rewritten({ ...state, isWriting: true, kind: "answer" }, fieldOf(text));
}

function failed(state: ConversationState, event: Extract<ScreenEvent, { type: "failed" }>): ConversationStep {
  const ask = event.ask as ConversationAsk;
  const { error } = event;
  const { code, message } = error.trouble;
  const told = code === "unreachable" ? {} : { note: troubleNote(error) };
  switch (ask.ask) {
    case "send":
      return unsent(state, ask.sending, error);
    case "draft":
      return undrafted(state);
    case "watch":
      return { state: { ...state, trouble: message } };
    case "next": {
      const hint =
        code === "no_agent"
          ? { note: { tone: "bad" as const, text: `${message} In the inbox, s makes you one.` } }
          : told;
      return { state: { ...state, isTaking: false }, ...hint };
    }
    case "trial":
      return { state: { ...state, trial: null }, ...told };
    case "choices":
      return { state: { ...state, chooser: null }, ...told };
    case "patch":
      return { state: { ...state, isClosing: false }, asks: [{ ask: "look", id: state.id }], ...told };
    case "me":
    case "panel":
      return { state: { ...state } };
    default:
      return { state, ...told };
  }
}
