/** Step 1: the name, the sender, the text, whether replies are wanted, how to stop. */
import { parsePhone } from "@headsup/core/contact/phone";
import type { Binding } from "../../app/bindings.ts";
import type { Press } from "../../app/keys.ts";
import type { Context, Prompt } from "../../app/screen.ts";
import { repliesWays } from "../../show/answering.ts";
import { type Chooser, chooserBindings, chooserMoved, chooserTyped, chosenOption } from "../../ui/chooser.ts";
import { edited, emptyField, type Field, fieldOf, insert } from "../../ui/field.ts";
import { movedByRow } from "../../ui/textArea.ts";
import { composedOf } from "./composed.ts";
import { another, answerChooser, repliesChooser, senderChooser, variableChooser } from "./messageChoosers.ts";
import { plain } from "./plain.ts";
import type { AnyEvent, WizardState, WizardStep } from "./state.ts";
import { withDraft } from "./state.ts";

const messageParts = ["name", "sender", "text", "replies", "optOut"] as const;
export type MessagePart = (typeof messageParts)[number];

export interface MessageState {
  readonly focus: MessagePart;
  readonly name: Field;
  readonly text: Field;
  /** What is said of replies. */
  readonly replyLine: Field;
  readonly optOut: Field;
  readonly chooser: Chooser | null;
  /** The number given for a new sender, while its name is asked for. */
  readonly newAddress: string | null;
}

/** The fields as the draft has them, standing in the first one that needs a person. */
export const messageOf = ({ draft }: Pick<WizardState, "draft">): MessageState => ({
  focus: draft.sender === null ? "sender" : "text",
  name: fieldOf(draft.name),
  text: fieldOf(draft.text),
  replyLine: fieldOf(draft.replyLine),
  optOut: fieldOf(draft.optOutText),
  chooser: null,
  newAddress: null,
});

/** Replies are not wanted, and nothing is said of it. */
const isSilent = ({ replies, replyLine }: WizardState["draft"]): boolean =>
  replies === "discourage" && replyLine.trim() === "";

/** What the step lacks, as words that can follow "Still needed: ". */
export function messageMissing({ draft, sample }: Pick<WizardState, "draft" | "sample">): string[] {
  const { trouble } = composedOf(draft, sample);
  return [
    ...(draft.name.trim() === "" ? ["a name"] : []),
    ...(draft.sender === null ? ["a number to send from"] : []),
    ...(draft.text.trim() === "" ? ["the text"] : []),
    ...(trouble === null ? [] : ["a text that can be read"]),
    ...(isSilent(draft) ? ["where to turn instead of replying"] : []),
    ...(draft.optOutText.trim() === "" ? ["how to stop"] : []),
  ];
}

/** Where the first missing thing is written. */
const missingPart = ({ draft }: WizardState): MessagePart =>
  draft.name.trim() === ""
    ? "name"
    : draft.sender === null
      ? "sender"
      : isSilent(draft)
        ? "replies"
        : draft.optOutText.trim() === ""
          ? "optOut"
          : "text";

export const standingOnMissing = (state: WizardState): WizardState => ({
  ...state,
  message: { ...state.message, focus: missingPart(state) },
});

const labelWidth = 10;

export interface MessageLayout {
  /** Columns of the form. */
  readonly form: number;
  /** Columns of the text itself, and its rows. */
  readonly textWidth: number;
  readonly textRows: number;
  /** The preview stands beside the form, not below. */
  readonly isWide: boolean;
}

/** Rows of the wizard that are not the step's own: the steps, a rule, and what to do next. */
export const frameRows = 3;

/** Rows of the form beside the text's, and the preview's heading. */
const otherRows = 7;

export function messageLayout({ columns, rows }: Pick<Context, "columns" | "rows">): MessageLayout {
  const isWide = columns >= 104;
  const form = isWide ? Math.floor(columns * 0.55) : columns;
  const body = rows - frameRows;
  const left = body - otherRows;
  const textRows = Math.max(3, Math.min(12, isWide ? left : Math.floor(left / 2)));
  return { form, textWidth: form - labelWidth - 3, textRows, isWide };
}

const group = "Message";

export function messageBindings(state: WizardState): readonly Binding[] {
  const { message, draft, answers, sample } = state;
  if (message.chooser !== null) return chooserBindings;
  const { focus } = message;
  const down = focus === "text" ? ["tab"] : focus === "replies" ? ["tab", "down"] : ["tab", "enter", "down"];
  const { canBePlainer } = composedOf(draft, sample);
  return [
    ...(message.focus === "sender"
      ? [
          {
            id: "message.sender",
            keys: ["enter", "space"],
            label: state.senders.length === 0 ? "Add the number you send from" : "Choose another number to send from",
            short: state.senders.length === 0 ? "add a number" : "choose",
            group,
          },
        ]
      : []),
    ...(focus === "replies"
      ? [{ id: "message.replies", keys: ["enter"], label: "Whether replies are wanted", short: "choose", group }]
      : []),
    ...(canBePlainer
      ? [
          {
            id: "message.plain",
            keys: ["ctrl+r"],
            label: "Write typographic characters plainly",
            short: "plain",
            group,
          },
        ]
      : []),
    { id: "message.variable", keys: ["ctrl+o"], label: "Insert a column's value", short: "column", group },
    ...(answers.length === 0
      ? []
      : [{ id: "message.answer", keys: ["ctrl+t"], label: "Take a canned answer", short: "canned", group }]),
    { id: "message.newSender", keys: [], label: "Add a number to send from", group },
    { id: "message.down", keys: down, label: "Next field", group: "Move" },
    {
      id: "message.up",
      keys: focus === "text" ? ["shift+tab"] : ["shift+tab", "up"],
      label: "Field before",
      group: "Move",
    },
  ];
}

const at = (state: WizardState, change: Partial<MessageState>): WizardState => ({
  ...state,
  message: { ...state.message, ...change },
});

const focused = (state: WizardState, by: 1 | -1): WizardState => {
  const index = messageParts.indexOf(state.message.focus);
  return at(state, { focus: messageParts[(index + by + messageParts.length) % messageParts.length] ?? "text" });
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
      return answered(state, event);
    case "sender": {
      const senders = [...state.senders, event.sender];
      const chosen = withDraft({ ...state, senders }, { sender: event.sender.id });
      return {
        state: at(chosen, { focus: "text", newAddress: null }),
        note: { tone: "good", text: `${event.sender.address} is one of your numbers now.` },
      };
    }
    default:
      return undefined;
  }
}

function pressed(state: WizardState, press: Press, context: Context): WizardState {
  const { message } = state;
  if (message.focus === "text" && (press.name === "up" || press.name === "down")) {
    const by = press.name === "up" ? -1 : 1;
    const moved = movedByRow(message.text, messageLayout(context).textWidth, by);
    return moved === message.text ? focused(state, by) : at(state, { text: moved });
  }
  if (message.focus === "sender" && press.text === null) return state;
  return typed(state, (field, isMultiline) => edited(field, press, { isMultiline }));
}

/** The focused field changed, and the draft with it. */
function typed(state: WizardState, change: (field: Field, isMultiline: boolean) => Field): WizardState {
  const { message } = state;
  switch (message.focus) {
    case "name": {
      const name = change(message.name, false);
      return name === message.name ? state : withDraft(at(state, { name }), { name: name.text });
    }
    // A sender is chosen, not typed: what is written while one stands there is the text.
    case "sender":
    case "text": {
      const text = change(message.text, true);
      return text === message.text ? state : withDraft(at(state, { text, focus: "text" }), { text: text.text });
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
  }
}

function commanded(state: WizardState, id: string): WizardStep | undefined {
  switch (id) {
    case "message.down":
      return { state: focused(state, 1) };
    case "message.up":
      return { state: focused(state, -1) };
    case "message.sender":
      return state.senders.length === 0 ? newSender(state) : { state: at(state, { chooser: senderChooser(state) }) };
    case "message.newSender":
      return newSender(state);
    case "message.answer":
      return { state: at(state, { chooser: answerChooser(state) }) };
    case "message.variable":
      return { state: at(state, { chooser: variableChooser(state) }) };
    case "message.replies":
      return { state: at(state, { chooser: repliesChooser(state) }) };
    case "message.plain": {
      const { message, draft } = state;
      const text = withSameCursor(message.text, plain(draft.text));
      const optOut = withSameCursor(message.optOut, plain(draft.optOutText));
      const replyLine = withSameCursor(message.replyLine, plain(draft.replyLine));
      const change = { text: text.text, replyLine: replyLine.text, optOutText: optOut.text };
      const written = withDraft(at(state, { text, replyLine, optOut }), change);
      return { state: written, note: { tone: "good", text: "Written plainly." } };
    }
    default:
      return undefined;
  }
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
  if (chooser.about === "sender")
    return option.id === another
      ? newSender(closed)
      : { state: withDraft(at(closed, { focus: "text" }), { sender: option.id }) };
  if (chooser.about === "answer") {
    const found = state.answers.find((each) => each.id === option.id);
    return { state: written(closed, found?.text ?? "") };
  }
  if (chooser.about === "replies") return { state: withReplies(closed, option.id) };
  return { state: written(closed, option.label) };
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

/** The text with something put in where one stood. */
function written(state: WizardState, added: string): WizardState {
  const text = insert(state.message.text, added, { isMultiline: true });
  return withDraft(at(state, { text, focus: "text" }), { text: text.text });
}

function newSender(state: WizardState, trouble?: string, address = ""): WizardStep {
  const prompt: Prompt = {
    id: "sender.address",
    title: "The number you text from",
    hint: "With its country code, as your provider shows it: +12125550100. An admin adds it once.",
    field: address === "" ? emptyField : fieldOf(address),
    trouble,
  };
  return { state, prompt };
}

function answered(state: WizardState, { id, text }: { id: string; text: string }): WizardStep | undefined {
  if (id === "sender.address") {
    if (text.trim() === "") return { state };
    const phone = parsePhone(text, { country: "US" });
    if (!phone.ok) return newSender(state, phone.error.message, text);
    return {
      state: at(state, { newAddress: phone.value.e164 }),
      prompt: {
        id: "sender.name",
        title: `What do you call ${phone.value.e164}?`,
        hint: "For your team: the brand or the team that sends from it.",
        field: emptyField,
      },
    };
  }
  if (id !== "sender.name" || state.message.newAddress === null) return undefined;
  const address = state.message.newAddress;
  return { state, asks: [{ ask: "addSender", address, name: text.trim() === "" ? address : text.trim() }] };
}
