/** What is done to rows on the desk: mended, left out, one by one or all alike; taken back and done again. */

import { put, type Suggestion } from "@headsup/core/contact/suggest";
import type { Context } from "../../app/screen.ts";
import { count } from "../../terminal/text.ts";
import { fieldOf } from "../../ui/field.ts";
import { cursorAt } from "../../ui/list.ts";
import { type Alike, bulkQuestion, readZone } from "./bulk.ts";
import type { RepairEvent, RepairStep } from "./events.ts";
import { redone, staging, undone, unstaging } from "./history.ts";
import { withAllRows } from "./loading.ts";
import { type DeskRow, editOf, type Staged } from "./rows.ts";
import { wantsTakingBack } from "./saveActs.ts";
import {
  chosenRow,
  isBounded,
  offered,
  type RepairState,
  settled,
  sheetOf,
  standing,
  suggestionsOf,
  tableRows,
} from "./state.ts";
import { orderWords, reasonWords } from "./words.ts";

/** Stages some rows as one step. */
export function staged(
  state: RepairState,
  { words, after }: { words: string; after: ReadonlyMap<string, Staged> },
  context: Context,
): RepairState {
  return settled({ ...state, history: staging(state.history, { words, after }) }, context);
}

const nothingOffered = "There is no fix to propose for this row: press ⏎ to edit it, or x to leave it out.";

/** Takes the suggestion for the row one stands on, and goes on to the next. */
export function accepted(state: RepairState, context: Context): RepairStep {
  const row = chosenRow(state);
  const sheet = sheetOf(state, row);
  const suggestion = offered(state);
  if (row === undefined || sheet === undefined) return { state };
  if (suggestion === undefined) return nothingToDo(state, row);
  if (suggestion.type === "give") return questionFor(state, suggestion, { row, id: "give.one" });
  const edit: Staged = suggestion.type === "leave_out" ? { type: "out" } : editOf(row, suggestion.cells, sheet);
  const done = staged(state, { words: suggestion.words, after: new Map([[row.key, edit]]) }, context);
  return { state: edit.type === "edit" && edit.left !== null ? done : onward(done, context) };
}

function nothingToDo(state: RepairState, row: DeskRow): RepairStep {
  const { mark } = standing(state, row);
  const text = {
    bad: nothingOffered,
    fixed: "This row is mended already.",
    out: "This row is left out: x takes it in again.",
  };
  return { state, note: { tone: "attention", text: text[mark] } };
}

function onward(state: RepairState, context: Context): RepairState {
  const cursor = cursorAt(state.cursor, state.cursor.index + 1, {
    count: state.shown.length,
    height: tableRows(context),
  });
  return { ...state, cursor, chosen: state.shown[cursor.index]?.key ?? null, choice: 0 };
}

/** The same fix for every row with the same problem: first they are all found, then it is asked. */
export function allAlike(state: RepairState, context: Context): RepairStep {
  const row = chosenRow(state);
  const suggestion = offered(state);
  if (row === undefined) return { state };
  if (suggestion === undefined) return nothingToDo(state, row);
  if (suggestion.type === "give") return questionFor(state, suggestion, { row, id: "give.all" });
  const how = suggestion.type === "mend" ? { type: suggestion.type, fix: suggestion.fix } : { type: suggestion.type };
  return looking(state, row, { how, words: orderWords(suggestion) }, context);
}

function looking(state: RepairState, row: DeskRow, act: Omit<Alike, "problem">, context: Context): RepairStep {
  const { problem } = standing(state, row);
  if (problem === null) return { state };
  const alike = { ...act, problem: { code: problem.code, subject: problem.subject } };
  return withAllRows({ ...state, pending: { type: "all", alike } }, context);
}

export function bulkFound(state: RepairState, event: RepairEvent & { type: "found" }, context: Context): RepairStep {
  const { alike, found } = event;
  const ready = { ...state, work: null, proposed: { alike, found } };
  if (found.length === 0) return { state: ready, note: { tone: "attention", text: "No row can be mended this way." } };
  if (found.length === 1) return stagedAll(ready, context);
  return { state: ready, confirm: bulkQuestion(alike, found, { isBounded: isBounded(state) }) };
}

/** What was found is done, after the yes. Rows touched meanwhile are left as they are. */
export function stagedAll(state: RepairState, context: Context): RepairStep {
  const { proposed } = state;
  if (proposed === null) return { state };
  const there = new Set(state.rows.map(({ key }) => key));
  const after = new Map(
    proposed.found.filter(({ row }) => there.has(row.key)).map((found) => [found.row.key, found.staged]),
  );
  const words = `${proposed.alike.words}, ${count(after.size, "row")}`;
  const done = staged({ ...state, proposed: null }, { words, after }, context);
  const text =
    after.size === 1
      ? "Done; it is the only row like this. u takes it back."
      : `Done: ${words}. u takes it back, w saves.`;
  return { state: done, note: { tone: "good", text } };
}

type Give = Suggestion & { type: "give" };

/** What was given last is offered again: a zone for zones, a value for the same variable. */
const givenKey = (state: RepairState, row: DeskRow, { what }: Give): string =>
  what === "zone" ? what : `${what} ${standing(state, row).problem?.subject ?? ""}`;

function questionFor(state: RepairState, give: Give, { row, id }: { row: DeskRow; id: string }): RepairStep {
  const { problem } = standing(state, row);
  const all =
    id === "give.all" ? `all rows alike (${problem === null ? "" : reasonWords(problem)})` : `line ${row.bad.line}`;
  if (give.what === "zone") {
    const among = give.choices.length > 0 ? ` The number may be in ${give.choices.join(", ")}.` : "";
    const hint = `A name such as America/New_York.${among}`;
    const field = fieldOf(
      (state.given[givenKey(state, row, give)] ?? "") || (give.choices.length === 1 ? (give.choices[0] ?? "") : ""),
    );
    return { state, prompt: { id, title: `Time zone for ${all}`, hint, field } };
  }
  const hint = id === "give.all" ? "Everybody with none gets this same text." : "What the message will say there.";
  const title = `{{ ${problem?.subject ?? ""} }} for ${all}`;
  return { state, prompt: { id, title, hint, field: fieldOf(state.given[givenKey(state, row, give)] ?? "") } };
}

/** The value or zone somebody typed, for one row or for all alike. */
export function answeredValue(state: RepairState, answer: { id: string; text: string }, context: Context): RepairStep {
  const row = chosenRow(state);
  const sheet = sheetOf(state, row);
  const give = row === undefined ? undefined : suggestionsOf(state, row).find(({ type }) => type === "give");
  if (row === undefined || sheet === undefined || give?.type !== "give") return { state };
  const read = give.what === "zone" ? readZone(answer.text) : { zone: answer.text.trim() };
  const asked = questionFor(state, give, { row, id: answer.id });
  if ("trouble" in read) {
    const { prompt } = asked;
    return prompt === undefined
      ? asked
      : { ...asked, prompt: { ...prompt, field: fieldOf(read.meant), trouble: read.trouble } };
  }
  const text = read.zone;
  if (text === "") return { state, note: { tone: "attention", text: "Nothing was given: the row stays as it is." } };
  const known = { ...state, given: { ...state.given, [givenKey(state, row, give)]: text } };
  const words = give.what === "zone" ? `${give.words} ${text}` : `${give.words}, "${text}"`;
  if (answer.id === "give.all")
    return looking(known, row, { how: { type: "give", what: give.what, text }, words }, context);
  const cells = put(standing(state, row).cells, [give.column, text]);
  const edit = editOf(row, cells, sheet);
  const done = staged(known, { words, after: new Map([[row.key, edit]]) }, context);
  return { state: edit.type === "edit" && edit.left !== null ? done : onward(done, context) };
}

/** Leaves a row out, or takes it in again. */
export function leftOut(state: RepairState, context: Context): RepairStep {
  const row = chosenRow(state);
  if (row === undefined) return { state };
  const words = `line ${row.bad.line}`;
  const isOut = state.history.staged.get(row.key)?.type === "out";
  if (!isOut)
    return {
      state: onward(
        staged(state, { words: `leave out ${words}`, after: new Map([[row.key, { type: "out" }]]) }, context),
        context,
      ),
    };
  const history = unstaging(state.history, { words: `take ${words} in again`, key: row.key });
  return { state: settled({ ...state, history }, context) };
}

export function steppedBack(state: RepairState, context: Context): RepairStep {
  const step = state.history.past.at(-1);
  if (step === undefined) return { state, note: { tone: "attention", text: "There is nothing to take back." } };
  if (step.type === "save") return wantsTakingBack(state, step);
  const back = settled({ ...state, history: undone(state.history) }, context);
  return {
    state: at(back, [...step.before.keys()], context),
    note: { tone: "good", text: `Taken back: ${step.words}.` },
  };
}

export function steppedForward(state: RepairState, context: Context): RepairStep {
  const step = state.history.future.at(-1);
  if (step === undefined) return { state, note: { tone: "attention", text: "There is nothing to do again." } };
  const again = settled({ ...state, history: redone(state.history) }, context);
  return {
    state: at(again, [...step.before.keys()], context),
    note: { tone: "good", text: `Done again: ${step.words}.` },
  };
}

/** The cursor on the first of these rows, if it is shown. */
function at(state: RepairState, keys: readonly string[], context: Context): RepairState {
  const [first] = keys;
  return state.shown.some(({ key }) => key === first) ? settled({ ...state, chosen: first ?? null }, context) : state;
}
