/** A list that was checked is brought to the server; one whose text has other columns by now, once more. */
import { count } from "../../terminal/text.ts";
import { emptyField } from "../../ui/field.ts";
import { firstRow } from "../../ui/list.ts";
import { askedOf } from "./composed.ts";
import { knownOf } from "./composedNow.ts";
import { at, listsOf, noProgress, staleLists } from "./recipientsState.ts";
import { saveThen } from "./saving.ts";
import type { AnyEvent, WizardState, WizardStep } from "./state.ts";

/** Brings the list to the server, as soon as the server has the text. */
export function importing(state: WizardState): WizardStep {
  const { source, reading, checked } = state.recipients;
  if (source === null || checked === null) return { state };
  if (checked.good === 0)
    return {
      state,
      note: { tone: "attention", text: "No row of this list is good. See what is wrong with the first ones." },
    };
  const id = state.id ?? "";
  const begun = at(state, { mode: "importing", progress: noProgress });
  const step = saveThen(begun, [
    { ask: "import", id, source, reading, draft: state.draft, known: knownOf(state), replaces: null },
  ]);
  if (step.note === undefined) return step;
  return { ...step, state: at(step.state, { mode: "checked" }) };
}

/** Imports the next list of `again` anew. */
export function again(state: WizardState): WizardStep {
  const [list, ...rest] = state.recipients.again;
  const known = list === undefined ? undefined : state.recipients.imported[list];
  if (list === undefined || known === undefined || state.id === null) return { state };
  const { source, reading } = known;
  const begun = at(state, { mode: "importing", progress: noProgress, again: rest, source, reading });
  return saveThen(begun, [
    { ask: "import", id: state.id, source, reading, draft: state.draft, known: knownOf(state), replaces: list },
  ]);
}

export function imported(state: WizardState, event: Extract<AnyEvent, { type: "imported" }>): WizardStep {
  const { list, people, note, draft } = event;
  const { source, reading, again: rest } = state.recipients;
  const { variables } = askedOf(draft, state);
  const known = source === null ? {} : { [list]: { source, reading, people, variables } };
  const done = at(state, {
    mode: "lists",
    checked: null,
    rows: source?.from === "rows" ? emptyField : state.recipients.rows,
    imported: { ...state.recipients.imported, ...known },
    cursor: firstRow,
  });
  if (rest.length > 0) return again(done);
  return { state: done, note: { tone: people === 0 ? "attention" : "good", text: note } };
}

/** Rows repaired in lists that are to be imported anew: the file knows nothing of that. */
export const repairedOf = (state: WizardState): number =>
  listsOf(state)
    .filter(({ id }) => staleLists(state).includes(id))
    .reduce((sum, { id, counts }) => sum + Math.max(0, counts.total - (state.recipients.imported[id]?.people ?? 0)), 0);

export const askAgain = (state: WizardState): WizardStep => ({
  state,
  confirm: {
    id: "again!",
    title: "Check the lists again?",
    lines: [
      `The files are read anew: ${count(repairedOf(state), "row")} repaired since will be bad again, to be repaired once more.`,
    ],
    yes: "Check again",
    isFinal: true,
  },
});
