/** Step 1: the name, the sender, the text, how to stop. */
import { parsePhone } from "@headsup/core/contact/phone";
import type { Binding } from "../../app/bindings.ts";
import type { Press } from "../../app/keys.ts";
import type { Context, Prompt } from "../../app/screen.ts";
import {
  type Chooser,
  chooserBindings,
  chooserMoved,
  chooserOf,
  chooserTyped,
  chosenOption,
} from "../../ui/chooser.ts";
import { edited, emptyField, type Field, fieldOf, insert } from "../../ui/field.ts";
import { movedByRow } from "../../ui/textArea.ts";
import { composedOf, exampleValue } from "./composed.ts";
import { plain } from "./plain.ts";
import type { AnyEvent, WizardState, WizardStep } from "./state.ts";
import { withDraft } from "./state.ts";

const messageParts = ["name", "sender", "text", "optOut"] as const;
export type MessagePart = (typeof messageParts)[number];

export interface MessageState {
  readonly focus: MessagePart;
  readonly name: Field;
  readonly text: Field;
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
  optOut: fieldOf(draft.optOutText),
  chooser: null,
  newAddress: null,
});

/** What the step lacks, as words that can follow "Still needed: ". */
export function messageMissing({ draft, sample }: Pick<WizardState, "draft" | "sample">): string[] {
  const { trouble } = composedOf(draft, sample);
  return [
    ...(draft.name.trim() === "" ? ["a name"] : []),
    ...(draft.sender === null ? ["a number to send from"] : []),
    ...(draft.text.trim() === "" ? ["the text"] : []),
    ...(trouble === null ? [] : ["a text that can be read"]),
    ...(draft.optOutText.trim() === "" ? ["how to stop"] : []),
  ];
}

/** Where the first missing thing is written. */
const missingPart = ({ draft }: WizardState): MessagePart =>
  draft.name.trim() === ""
    ? "name"
    : draft.sender === null
      ? "sender"
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

export function messageLayout({ columns, rows }: Pick<Context, "columns" | "rows">): MessageLayout {
  const isWide = columns >= 104;
  const form = isWide ? Math.floor(columns * 0.55) : columns;
  const body = rows - frameRows;
  const textRows = isWide ? Math.max(3, Math.min(12, body - 6)) : Math.max(3, Math.min(12, Math.floor((body - 6) / 2)));
  return { form, textWidth: form - labelWidth - 3, textRows, isWide };
}

const group = "Message";

export function messageBindings(state: WizardState): readonly Binding[] {
  const { message, draft, answers, sample } = state;
  if (message.chooser !== null) return chooserBindings;
  const isText = message.focus === "text";
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
    { id: "message.down", keys: isText ? ["tab"] : ["tab", "enter", "down"], label: "Next field", group: "Move" },
    { id: "message.up", keys: isText ? ["shift+tab"] : ["shift+tab", "up"], label: "Field before", group: "Move" },
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
    case "message.plain": {
      const { message, draft } = state;
      const text = withSameCursor(message.text, plain(draft.text));
      const optOut = withSameCursor(message.optOut, plain(draft.optOutText));
      const written = withDraft(at(state, { text, optOut }), { text: text.text, optOutText: optOut.text });
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

const another = "another";

const senderChooser = ({ senders, draft }: WizardState): Chooser =>
  chooserOf({
    about: "sender",
    title: "Which of your numbers sends it?",
    options: [
      ...senders.map(({ id, address, name }) => ({ id, label: address, aside: name })),
      { id: another, label: "Another number …", aside: "add it" },
    ],
    chosen: draft.sender,
  });

const answerChooser = ({ answers }: WizardState): Chooser =>
  chooserOf({
    about: "answer",
    title: "Put in a canned answer",
    options: answers.map(({ id, name, text }) => ({ id, label: name, aside: text })),
  });

const usualColumns = ["first_name", "last_name", "date", "time", "order", "amount"];

/** The columns of the list, once there is one; before that those most lists have. */
function variableChooser({ sample, recipients }: WizardState): Chooser {
  const known = Object.keys(sample?.variables ?? {});
  const checked =
    recipients.checked?.columns.flatMap(({ role }) => (role.role === "variable" ? [role.name] : [])) ?? [];
  const names = [...new Set([...checked, ...known])];
  const value = (name: string) => sample?.variables[name] ?? exampleValue(name);
  return chooserOf({
    about: "variable",
    title: names.length > 0 ? "Put in each person's own …" : "Put in each person's own … (a column of your list)",
    options: (names.length > 0 ? names : usualColumns).map((name) => ({
      id: name,
      label: `{{ ${name} }}`,
      aside: `as in “${value(name)}”`,
    })),
  });
}

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
  return { state: written(closed, option.label) };
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
