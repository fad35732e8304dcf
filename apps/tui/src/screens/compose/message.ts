/** Step 1: the name, the ladder of senders, what each rung says, whether replies are wanted, how to stop. */
import type { Press } from "../../app/keys.ts";
import type { Context } from "../../app/screen.ts";
import { repliesWays } from "../../show/answering.ts";
import { type Chooser, chooserMoved, chooserTyped, chosenOption } from "../../ui/chooser.ts";
import { edited, type Field, fieldOf, insert } from "../../ui/field.ts";
import { movedByRow } from "../../ui/textArea.ts";
import { withRung } from "./ladder.ts";
import {
  another,
  answerChooser,
  categoryChooser,
  ownWords,
  repliesChooser,
  variableChooser,
} from "./messageChoosers.ts";
import { at, ladderAnswered, ladderCommanded, newSender, senderTaken } from "./messageLadder.ts";
import { editedAt, editedRung, fieldAt, messageLayout, messageParts, writtenFields } from "./messageParts.ts";
import { plain } from "./plain.ts";
import type { AnyEvent, WizardState, WizardStep } from "./state.ts";
import { withDraft } from "./state.ts";
import { mainField, writtenOf } from "./written.ts";

const focused = (state: WizardState, by: 1 | -1): WizardState => {
  const parts = messageParts(state);
  const index = Math.max(0, parts.indexOf(state.message.focus));
  return at(state, { focus: parts[(index + by + parts.length) % parts.length] ?? "sender" });
};

export function updateMessage(state: WizardState, event: AnyEvent, context: Context): WizardStep | undefined {
  const { message } = state;
  switch (event.type) {
    case "command":
      return message.chooser === null ? commanded(state, event.id) : choosing(state, message.chooser, event.id);
    case "press":
      if (message.chooser !== null)
        return { state: at(state, { chooser: chooserTyped(message.chooser, event.press) }) };
      return { state: pressed(state, event.press, context) };
    case "paste":
      if (message.chooser !== null) return { state: at(state, { chooser: chooserTyped(message.chooser, event.text) }) };
      return { state: typed(state, (field, isMultiline) => insert(field, event.text, { isMultiline })) };
    case "answer":
      return ladderAnswered(state, event);
    case "sender": {
      const known = at({ ...state, senders: [...state.senders, event.sender] }, { newSender: null });
      const about = message.rung >= state.draft.rungs.length ? "fallback" : "sender";
      const step = senderTaken(known, about, event.sender.id);
      const note = { tone: "good", text: `${event.sender.address} is one of your senders now.` } as const;
      return { ...step, note: step.note ?? note };
    }
    default:
      return undefined;
  }
}

function pressed(state: WizardState, press: Press, context: Context): WizardState {
  const { focus } = state.message;
  const field = writtenFields(state).find(({ id }) => id === focus);
  if (field?.kind === "area" && (press.name === "up" || press.name === "down")) {
    const by = press.name === "up" ? -1 : 1;
    const before = fieldAt(state, focus);
    const moved = movedByRow(before, messageLayout(state, context).textWidth, by);
    return moved === before ? focused(state, by) : at(state, { fields: { ...state.message.fields, [focus]: moved } });
  }
  if ((focus === "sender" || focus === "answer" || field?.kind === "choice") && press.text === null) return state;
  return typed(state, (each, isMultiline) => edited(each, press, { isMultiline }));
}

/** The focused field changed, and the draft with it. */
function typed(state: WizardState, change: (field: Field, isMultiline: boolean) => Field): WizardState {
  const { message } = state;
  switch (message.focus) {
    case "name": {
      const name = change(message.name, false);
      return name === message.name ? state : withDraft(at(state, { name }), { name: name.text });
    }
    case "replies": {
      const replyLine = change(message.replyLine, false);
      return replyLine === message.replyLine
        ? state
        : withDraft(at(state, { replyLine }), { replyLine: replyLine.text });
    }
    case "optOut": {
      const optOut = change(message.optOut, false);
      return optOut === message.optOut ? state : withDraft(at(state, { optOut }), { optOutText: optOut.text });
    }
    default:
      return typedInRung(state, change);
  }
}

/** A sender is chosen, not typed: what is written while one stands there is what is said. */
function typedInRung(state: WizardState, change: (field: Field, isMultiline: boolean) => Field): WizardState {
  const { focus } = state.message;
  const id = focus === "sender" ? mainField[editedRung(state).channel] : focus;
  const field = writtenFields(state).find((each) => each.id === id);
  if (field === undefined || field.kind === "choice") return state;
  const before = fieldAt(state, id);
  const after = change(before, field.kind === "area");
  return after === before ? state : withField(at(state, { focus: id }), id, after);
}

function withField(state: WizardState, id: string, field: Field): WizardState {
  const { written } = editedRung(state);
  const rungs = withRung(state.draft, editedAt(state), { written: { ...written, [id]: field.text } });
  return withDraft(at(state, { fields: { ...state.message.fields, [id]: field } }), { rungs });
}

function commanded(state: WizardState, id: string): WizardStep | undefined {
  switch (id) {
    case "message.down":
      return { state: focused(state, 1) };
    case "message.up":
      return { state: focused(state, -1) };
    case "message.answer":
      return { state: at(state, { chooser: answerChooser(state) }) };
    case "message.variable":
      return { state: at(state, { chooser: variableChooser(state) }) };
    case "message.replies":
      return { state: at(state, { chooser: repliesChooser(state) }) };
    case "message.category":
      return { state: at(state, { chooser: categoryChooser(state) }) };
    case "message.plain":
      return { state: writtenPlainly(state), note: { tone: "good", text: "Written plainly." } };
    default:
      return ladderCommanded(state, id);
  }
}

function writtenPlainly(state: WizardState): WizardState {
  const { message, draft } = state;
  const text = withSameCursor(fieldAt(state, "text"), plain(editedRung(state).written.text ?? ""));
  const optOut = withSameCursor(message.optOut, plain(draft.optOutText));
  const replyLine = withSameCursor(message.replyLine, plain(draft.replyLine));
  const lines = { replyLine: replyLine.text, optOutText: optOut.text };
  return withField(withDraft(at(state, { replyLine, optOut }), lines), "text", text);
}

const withSameCursor = ({ cursor }: Field, text: string): Field => {
  const end = fieldOf(text);
  return { ...end, cursor: Math.min(cursor, end.cursor) };
};

function choosing(state: WizardState, chooser: Chooser, id: string): WizardStep | undefined {
  if (id === "choose.leave") return { state: at(state, { chooser: null }) };
  if (id !== "choose.take") return { state: at(state, { chooser: chooserMoved(chooser, id) }) };
  const closed = at(state, { chooser: null });
  const option = chosenOption(chooser);
  if (option === undefined) return { state };
  switch (chooser.about) {
    case "sender":
    case "fallback":
      return option.id === another ? newSender(closed) : senderTaken(closed, chooser.about, option.id);
    case "rung":
      return ladderCommanded(closed, option.id) ?? { state: closed };
    case "answer":
      return { state: withAnswer(closed, option.id) };
    case "replies":
      return { state: withReplies(closed, option.id) };
    case "category":
      return { state: withField(closed, "category", fieldOf(option.id)) };
    default:
      return { state: put(closed, option.label) };
  }
}

/** A stored answer is said in all its languages; words of one's own begin as it has them. */
function withAnswer(state: WizardState, id: string): WizardState {
  const rung = editedRung(state);
  const place = editedAt(state);
  if (id === ownWords) {
    const rungs = withRung(state.draft, place, { answer: null });
    return withDraft(at(state, { focus: mainField[rung.channel], fields: {} }), { rungs });
  }
  const found = state.answers.find((each) => each.id === id);
  const variants = found?.variants.filter(({ content }) => content.channel === rung.channel) ?? [];
  const own = variants.find(({ language }) => language === state.draft.language) ?? variants[0];
  if (own === undefined) return state;
  const rungs = withRung(state.draft, place, { answer: id, written: writtenOf(own.content) });
  return withDraft(at(state, { focus: "answer", fields: {} }), { rungs });
}

/** Said where nobody wrote anything better: the sender of the message knows where to turn instead. */
const discouragement = "Please do not reply to this message.";

/** Whether replies are wanted. A line of one's own stays, one that was only offered goes. */
function withReplies(state: WizardState, id: string): WizardState {
  const replies = repliesWays.find((way) => way.id === id)?.id ?? "open";
  const own = state.draft.replyLine === discouragement ? "" : state.draft.replyLine;
  const line = replies === "discourage" && own === "" ? discouragement : replies === "open" ? "" : own;
  return withDraft(at(state, { replyLine: fieldOf(line) }), { replies, replyLine: line });
}

/** Something put in where one stood: in the field one stands on, or where most is written. */
function put(state: WizardState, added: string): WizardState {
  const fields = writtenFields(state);
  const here = fields.find(({ id, kind }) => id === state.message.focus && kind !== "choice");
  const field = here ?? fields.find(({ id }) => id === mainField[editedRung(state).channel]);
  if (field === undefined) return state;
  const { id, kind } = field;
  return withField(at(state, { focus: id }), id, insert(fieldAt(state, id), added, { isMultiline: kind === "area" }));
}
