/** What step 2 knows of the people, and what it lacks. */
import type { Outreach } from "@headsup/contract";
import type { Chooser } from "../../ui/chooser.ts";
import { emptyField, type Field } from "../../ui/field.ts";
import { type Cursor, firstRow } from "../../ui/list.ts";
import { askedNow } from "./composedNow.ts";
import { closedPicker, type Picker } from "./picker.ts";
import { type Checked, type ListSource, plainReading, type Reading } from "./reading.ts";
import type { WizardState } from "./state.ts";

interface Progress {
  readonly rows: number;
  readonly bad: number;
  /** 0 to 1. */
  readonly done: number;
}

/** How a list was imported here, so that it can be imported again. */
interface Imported {
  readonly source: ListSource;
  readonly reading: Reading;
  /** Whom it brought; those repaired since come on top. */
  readonly people: number;
  /** The columns its text asked for then. */
  readonly variables: readonly string[];
}

export interface RecipientsState {
  readonly mode: "lists" | "pick" | "rows" | "checking" | "checked" | "importing";
  readonly picker: Picker;
  readonly rows: Field;
  readonly source: ListSource | null;
  readonly reading: Reading;
  /** Grows with every check: what comes of an earlier one is not wanted any more. */
  readonly serial: number;
  readonly progress: Progress;
  readonly checked: Checked | null;
  readonly chooser: Chooser | null;
  /** The row of `lists` or of `checked` one stands on. */
  readonly cursor: Cursor;
  readonly imported: Readonly<Record<string, Imported>>;
  /** Lists to be imported anew, after the one that is. */
  readonly again: readonly string[];
}

export const noProgress: Progress = { rows: 0, bad: 0, done: 0 };

export const emptyRecipients: RecipientsState = {
  mode: "pick",
  picker: closedPicker,
  rows: emptyField,
  source: null,
  reading: plainReading,
  serial: 0,
  progress: noProgress,
  checked: null,
  chooser: null,
  cursor: firstRow,
  imported: {},
  again: [],
};

export const listsOf = ({ campaign }: Pick<WizardState, "campaign">): readonly Outreach[] => campaign?.outreaches ?? [];

export function recipientsMissing(state: WizardState): string[] {
  const lists = listsOf(state);
  if (lists.some(({ sealed }) => !sealed)) return ["the rest of a list whose import was interrupted"];
  return lists.some(({ counts }) => counts.total > 0) ? [] : ["people: a list with at least one good row"];
}

/** Lists that were checked against a text with other columns. */
export const staleLists = (state: WizardState): readonly string[] => {
  const { recipients, campaign } = state;
  const { variables, trouble } = askedNow(state);
  if (trouble !== null) return [];
  const asked = variables.toSorted().join();
  return listsOf({ campaign })
    .map(({ id }) => id)
    .filter(
      (id) => recipients.imported[id] !== undefined && recipients.imported[id].variables.toSorted().join() !== asked,
    );
};

export const at = (state: WizardState, change: Partial<RecipientsState>): WizardState => ({
  ...state,
  recipients: { ...state.recipients, ...change },
});
