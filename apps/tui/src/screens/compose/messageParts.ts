/** Step 1 as a form: its parts from top to bottom, which one stands on, which rung is being written, what is still missing. */
import type { Context } from "../../app/screen.ts";
import { channelWords } from "../../show/channels.ts";
import type { Chooser } from "../../ui/chooser.ts";
import { type Field, fieldOf } from "../../ui/field.ts";
import { composedNow } from "./composedNow.ts";
import { canGrow, type DraftRung, firstRung, freshRung } from "./ladder.ts";
import type { WizardState } from "./state.ts";
import { fieldsOf, mainField, unfilled, type WrittenField } from "./written.ts";

export interface MessageState {
  /** "name", "sender" (the ladder), "answer" (a stored one), a field of the rung, "replies" or "optOut". */
  readonly focus: string;
  /** The rung one stands on and writes; one more than there are: the line that adds one. */
  readonly rung: number;
  readonly name: Field;
  /** Fields of that rung that were typed in. */
  readonly fields: Readonly<Record<string, Field>>;
  /** What is said of replies. */
  readonly replyLine: Field;
  readonly optOut: Field;
  readonly chooser: Chooser | null;
  /** What a new sender was given as, while its name is asked for. */
  readonly newSender: { readonly channel: DraftRung["channel"]; readonly address: string } | null;
}

/** The fields as the draft has them, standing in the first one that needs a person. */
export function messageOf({ draft }: Pick<WizardState, "draft">): MessageState {
  const { sender, answer, channel, written } = firstRung(draft);
  const main = mainField[channel];
  const writing = unfilled(channel, written)[0]?.id ?? main;
  return {
    focus: sender === null ? "sender" : answer !== null ? "answer" : writing,
    rung: 0,
    name: fieldOf(draft.name),
    fields: {},
    replyLine: fieldOf(draft.replyLine),
    optOut: fieldOf(draft.optOutText),
    chooser: null,
    newSender: null,
  };
}

type Has = Pick<WizardState, "draft" | "message">;

/** The rung that is being written: the last one while one stands below it. */
export const editedAt = ({ draft, message }: Has): number => Math.min(message.rung, draft.rungs.length - 1);
export const editedRung = (state: Has): DraftRung => state.draft.rungs[editedAt(state)] ?? freshRung(null);
export const isOnAdding = ({ draft, message }: Has): boolean =>
  message.focus === "sender" && message.rung >= draft.rungs.length;

/** The last line of the ladder, where there is room for one rung more. */
export const lastLine = ({ draft }: Pick<WizardState, "draft">): number =>
  draft.rungs.length - (canGrow(draft) && firstRung(draft).sender !== null ? 0 : 1);

export const writtenFields = (state: Has): readonly WrittenField[] => {
  const { channel, written, answer } = editedRung(state);
  return answer === null ? fieldsOf(channel, written) : [];
};

/** A field of the rung that is being written. */
export const fieldAt = (state: Has, id: string): Field =>
  state.message.fields[id] ?? fieldOf(editedRung(state).written[id] ?? "");

/** Whether a line about replies, and one about stopping, go with any rung: to an approved template nothing is added, nor to a call, which has a key to stop. */
export function linesUsed({ draft }: Pick<WizardState, "draft">) {
  const isAny = draft.rungs.some(({ channel }) => channel === "sms" || channel === "email");
  return { replies: isAny, optOut: isAny };
}

export function messageParts(state: Has): readonly string[] {
  const { replies, optOut } = linesUsed(state);
  return [
    "name",
    "sender",
    ...(editedRung(state).answer === null ? writtenFields(state).map(({ id }) => id) : ["answer"]),
    ...(replies ? ["replies"] : []),
    ...(optOut ? ["optOut"] : []),
  ];
}

/** Replies are not wanted, and nothing is said of it. */
const isSilent = ({ replies, replyLine }: WizardState["draft"]): boolean =>
  replies === "discourage" && replyLine.trim() === "";

interface Missing {
  /** Words that can follow "Still needed: ". */
  readonly words: string;
  readonly focus: string;
  readonly rung: number;
}

type Asked = Pick<WizardState, "draft" | "sample" | "answers" | "senders" | "prices">;

function missingParts(state: Asked): readonly Missing[] {
  const { draft } = state;
  const part = (words: string, focus: string, rung = 0): Missing => ({ words, focus, rung });
  const used = linesUsed(state);
  return [
    ...(draft.name.trim() === "" ? [part("a name", "name")] : []),
    ...draft.rungs.flatMap((rung, at) => missingOnRung(state, rung, at)),
    ...(used.replies && isSilent(draft) ? [part("where to turn instead of replying", "replies")] : []),
    ...(used.optOut && draft.optOutText.trim() === "" ? [part("how to stop", "optOut")] : []),
  ];
}

function missingOnRung(state: Asked, rung: DraftRung, at: number): Missing[] {
  const { rungs } = state.draft;
  const which = rungs.length === 1 ? "" : ` for ${at + 1} ${channelWords[rung.channel]}`;
  const part = (words: string, focus: string): Missing => ({ words: `${words}${which}`, focus, rung: at });
  const twin = rungs.findIndex(({ channel, sender }) => channel === rung.channel && sender === rung.sender);
  const { trouble } = composedNow(state, at, state.sample);
  const fields = rung.answer === null ? unfilled(rung.channel, rung.written) : [];
  return [
    ...(rung.sender === null ? [part("a number to send from", "sender")] : []),
    ...(twin < at ? [part("another sender, as it is there twice,", "sender")] : []),
    ...fields.map(({ id, label }) => part(`the ${/^\{/.test(label) ? label : label.toLowerCase()}`, id)),
    ...(trouble === null || fields.length > 0 ? [] : [part("a text that can be read", mainField[rung.channel])]),
  ];
}

/** What the step lacks, as words that can follow "Still needed: ". */
export const messageMissing = (state: Asked): string[] => missingParts(state).map(({ words }) => words);

export function standingOnMissing(state: WizardState): WizardState {
  const [first] = missingParts(state);
  if (first === undefined) return state;
  const { focus, rung } = first;
  const fields = rung === editedAt(state) ? state.message.fields : {};
  return { ...state, message: { ...state.message, focus, rung, fields } };
}

const labelWidth = 10;

export interface MessageLayout {
  /** Columns of the form. */
  readonly form: number;
  /** Columns of what is written, and the rows of what takes several. */
  readonly textWidth: number;
  readonly textRows: number;
  /** The preview stands beside the form, not below. */
  readonly isWide: boolean;
}

/** Rows of the wizard that are not the step's own: the steps, a rule, and what to do next. */
export const frameRows = 3;

export function messageLayout(state: Has, { columns, rows }: Pick<Context, "columns" | "rows">): MessageLayout {
  const isWide = columns >= 104;
  const form = isWide ? Math.floor(columns * 0.55) : columns;
  const body = rows - frameRows;
  const ladder = lastLine(state) + 1;
  const others = messageParts(state).length - 2 + ladder;
  const left = body - others - 1;
  const textRows = Math.max(3, Math.min(12, isWide ? left : Math.floor(left / 2)));
  return { form, textWidth: form - labelWidth - 3, textRows, isWide };
}
