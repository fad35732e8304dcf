/** Answers and notes: typed, sent, and brought back where they could not be. */
import type { Answer, Thread } from "@headsup/contract";
import { languageOfCustomer, wordsInConversation } from "@headsup/core/answer/inConversation";
import { compileAnswer, renderAnswer, type Variables } from "@headsup/core/answer/template";
import type { Press } from "../../app/keys.ts";
import { troubleNote } from "../../app/model.ts";
import type { Context } from "../../app/screen.ts";
import type { CommandError } from "../../failure.ts";
import { customerWord, speakerWord } from "../../show/conversationWords.ts";
import { graphemesOf, visible } from "../../terminal/text.ts";
import { clockTime, ownZone } from "../../terminal/times.ts";
import type { Option } from "../../ui/chooser.ts";
import { edited, emptyField, type Field, fieldOf, insert } from "../../ui/field.ts";
import { movedByRow } from "../../ui/textArea.ts";
import { layoutOf } from "./layout.ts";
import { leave } from "./leaving.ts";
import {
  type ConversationState,
  type ConversationStep,
  canWrite,
  fieldOfKind,
  type Sending,
  saidAfter,
  seenOf,
} from "./state.ts";

/** The state with another text in the field one writes in, and the server told of it in a moment. */
export function rewritten(state: ConversationState, field: Field): ConversationStep {
  if (field === fieldOfKind(state)) return { state };
  if (state.kind === "note") return { state: { ...state, note: field } };
  const { thread, draft } = state;
  const isBegun = field.text.trim() !== "";
  const begunAfter = isBegun
    ? state.begunAfter === undefined
      ? (thread?.messages.at(-1)?.id ?? null)
      : state.begunAfter
    : undefined;
  const next = { ...state, answer: field, begunAfter };
  if (draft.isDue || field.text.trim() === draft.kept.trim()) return { state: next };
  return { state: { ...next, draft: { ...draft, isDue: true } }, asks: [{ ask: "await draft" }] };
}

/** A key of the text, or a paste. */
export function typed(state: ConversationState, what: Press | string, context: Context): ConversationStep {
  if (!canWrite(state)) return { state };
  const isWritten = typeof what === "string" || what.text !== null || what.name === "delete";
  const before = isWritten ? withoutGap(fieldOfKind(state)) : fieldOfKind(state);
  if (typeof what !== "string" && what.name === "delete" && before !== fieldOfKind(state))
    return rewritten(state, before);
  if (typeof what === "string") return rewritten(state, insert(before, what, { isMultiline: true }));
  const by = { up: -1 as const, down: 1 as const }[what.name];
  if (by === undefined) return rewritten(state, edited(before, what, { isMultiline: true }));
  return rewritten(state, movedByRow(before, layoutOf(state, context).textWidth, by));
}

/** A moment has passed since the text changed: the server is told what it is now. */
export function draftDue(state: ConversationState): ConversationStep {
  const { draft, answer, id, sending } = state;
  const isKept = answer.text.trim() === draft.kept.trim();
  if (isKept || sending !== null) return { state: { ...state, draft: { ...draft, isDue: false } } };
  return { state, asks: [{ ask: "draft", id, text: answer.text }] };
}

/** The server has the draft. What was typed meanwhile is told in a moment again. */
export function drafted(state: ConversationState, text: string): ConversationStep {
  const isKept = state.answer.text.trim() === text.trim();
  const next = { ...state, draft: { kept: text, isDue: !isKept } };
  return isKept ? { state: next } : { state: next, asks: [{ ask: "await draft" }] };
}

/** What a stored answer leaves to its writer: "{{ order }}". */
const gap = /\{\{[^}]*\}\}/;

/** The field with the cursor on its first gap from the cursor on, or from the start. */
function onGap(field: Field): Field {
  const all = graphemesOf(field.text);
  const behind = all.slice(0, field.cursor + 1).join("").length;
  const next = gap.exec(field.text.slice(behind));
  const index = next === null ? gap.exec(field.text)?.index : behind + next.index;
  return index === undefined ? field : { ...field, cursor: graphemesOf(field.text.slice(0, index)).length };
}

export const atGap = (state: ConversationState): ConversationState => ({ ...state, answer: onGap(state.answer) });

export const hasGap = ({ kind, answer }: ConversationState): boolean => kind === "answer" && gap.test(answer.text);

/** The field without the gap its cursor stands on: what is typed there takes its place. */
function withoutGap(field: Field): Field {
  const all = graphemesOf(field.text);
  const rest = all.slice(field.cursor).join("");
  const here = gap.exec(rest);
  if (here === null || here.index > 0) return field;
  return { ...field, text: all.slice(0, field.cursor).join("") + rest.slice(here[0].length) };
}

interface Manner {
  readonly close: boolean;
  readonly onward: Sending["onward"];
}

/** What is written, on its way; or why it cannot be. */
export function sent(state: ConversationState, { close, onward }: Manner): ConversationStep {
  const { kind, id, thread } = state;
  const field = fieldOfKind(state);
  const text = field.text.trim();
  if (thread === null || !canWrite(state) || text === "") return { state };
  if (state.sending !== null)
    return { state, note: { tone: "attention", text: "The last one is still on its way. Your text is kept." } };
  const open = kind === "answer" ? gap.exec(field.text) : null;
  if (open !== null) {
    const note = { tone: "attention" as const, text: `Replace ${visible(open[0])} first: nothing is known for it.` };
    return { state: { ...state, answer: onGap({ ...field, cursor: -1 }) }, note };
  }
  const sending: Sending = { kind, text, seen: state.seen, close, onward };
  const emptied = { ...state, [kind]: emptyField, sending, moved: null, up: 0 };
  return {
    state: kind === "note" ? { ...emptied, kind: "answer" } : { ...emptied, begunAfter: undefined },
    asks: [{ ask: "send", id, sending, anyway: false }],
  };
}

/** It is there. An answer that was kept as a draft is none any more. */
export function arrived(
  before: ConversationState,
  thread: NonNullable<ConversationState["thread"]>,
  sending: Sending,
): ConversationStep {
  const { conversation } = thread;
  // A draft that is just being told may come after the answer: then it is taken back in a moment.
  const isForgotten = sending.kind === "answer" && !before.draft.isDue;
  const draft = isForgotten ? { ...before.draft, kept: "" } : before.draft;
  const closed = sending.close
    ? {
        id: conversation.id,
        name: customerWord(conversation),
        agent: before.thread?.conversation.agent?.id ?? before.me?.id ?? null,
      }
    : before.closed;
  // Why it came first is history once it is answered.
  const why = sending.kind === "answer" ? null : before.why;
  const state: ConversationState = { ...before, thread, seen: seenOf(thread), sending: null, draft, closed, why };
  if (!sending.close && sending.onward === "stay") return { state };
  const done = { ...state, isWriting: false };
  return sending.onward === "next" ? leave(done, "next") : { state: done, note: closedNote };
}

export const closedNote = { tone: "good", text: "Closed. u takes it back, n takes the next one." } as const;

/** It is not there: its text comes back, before whatever was typed meanwhile. */
export function unsent(before: ConversationState, sending: Sending, error: CommandError): ConversationStep {
  const state = withTextBack(before, sending);
  const { code } = error.trouble;
  if (code === "conversation_moved")
    return { state: { ...state, moved: { sending, isAsked: false } }, asks: [{ ask: "look", id: state.id }] };
  if (code === "unreachable")
    return { state, note: { tone: "bad", text: "The server is away: it was not sent. Your text is kept here." } };
  return { state, asks: [{ ask: "look", id: state.id }], note: troubleNote(error) };
}

function withTextBack(state: ConversationState, { kind, text, seen }: Sending): ConversationState {
  const after = state[kind].text;
  const field = fieldOf(after.trim() === "" ? text : `${text}\n${after}`);
  const begunAfter = kind === "answer" ? seen.message : state.begunAfter;
  return { ...state, sending: null, kind, [kind]: field, begunAfter, isWriting: true };
}

/** Messages quoted in the question. */
const quotedMax = 4;

/** What was said meanwhile, and whether the answer goes all the same. */
export function movedQuestion(state: ConversationState): ConversationStep {
  const { moved, thread } = state;
  if (moved === null || thread === null) return { state };
  const said = saidAfter(thread, moved.sending.seen.message).slice(-quotedMax);
  const lines = said.map(
    (each) => `${speakerWord(thread, each)}, ${clockTime(each.at, ownZone()).slice(0, 5)}: “${each.text ?? ""}”`,
  );
  return {
    state: { ...state, moved: { ...moved, isAsked: true }, seen: seenOf(thread) },
    confirm: {
      id: "send.anyway",
      title: said.some(({ direction }) => direction === "out")
        ? "It was answered meanwhile"
        : "They wrote again meanwhile",
      lines: [...lines, "", `Yours: “${moved.sending.text}”`],
      yes: "Send mine anyway",
      isFinal: true,
    },
  };
}

/** Sent all the same: what was said meanwhile has been read. */
export function sentAnyway(state: ConversationState): ConversationStep {
  const { moved, thread, id } = state;
  if (moved === null || thread === null || state.sending !== null) return { state };
  // What was typed since the text came back goes along with it.
  const text = state.answer.text.trim() === "" ? moved.sending.text : state.answer.text.trim();
  const sending = { ...moved.sending, text, seen: seenOf(thread) };
  return {
    state: { ...state, answer: emptyField, moved: null, sending, begunAfter: undefined },
    asks: [{ ask: "send", id, sending, anyway: true }],
  };
}

/**
 * A stored answer with what is known of this customer put in. What is not known stays as it stands, "{{ order }}", for its
 * writer to replace.
 */
export function filledAnswer({ text, language }: Pick<Answer, "text" | "language">, variables: Variables): string {
  const compiled = compileAnswer(text, { language });
  if (!compiled.ok) return text;
  const known: Record<string, string> = { ...variables };
  // Each turn learns one name that is missing, and there are only so many.
  for (const _ of [...compiled.value.variables, ""]) {
    const rendered = renderAnswer(compiled.value, known);
    if (rendered.ok) return rendered.value;
    const { subject } = rendered.error;
    if (subject === null || known[subject]?.startsWith("{{")) return text;
    known[subject] = `{{ ${subject} }}`;
  }
  return text;
}

/** What a stored answer says on this conversation's channel, in the customer's language. */
const saidIn = ({ conversation, variables }: Thread, { variants }: Answer) =>
  wordsInConversation(variants, { channel: conversation.channel, language: languageOfCustomer(variables) });

/** A stored answer put where the cursor is, which goes to the first thing to be replaced. */
export function answerTaken(state: ConversationState, answer: Answer): ConversationStep {
  const { thread } = state;
  const said = thread && saidIn(thread, answer);
  if (!said) return { state };
  const before = graphemesOf(state.answer.text).slice(0, state.answer.cursor).join("");
  const space = before === "" || /\s$/.test(before) ? "" : " ";
  const filled = insert(state.answer, `${space}${filledAnswer(said, thread.variables)}`, { isMultiline: true });
  const field = gap.test(filled.text) ? onGap({ ...filled, cursor: -1 }) : filled;
  return rewritten({ ...state, kind: "answer", isWriting: true }, field);
}

/** Stored answers to choose from, as they would be sent: those that need nothing more first. */
export const answerOptions = (answers: readonly Answer[], thread: Thread): Option[] =>
  answers
    .flatMap((answer) => {
      const said = saidIn(thread, answer);
      return said === undefined
        ? []
        : [{ id: answer.id, label: answer.name, aside: filledAnswer(said, thread.variables) }];
    })
    .toSorted((a, b) => Number(gap.test(a.aside)) - Number(gap.test(b.aside)));
