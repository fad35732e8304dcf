/** The row editor's commands. */
import { faultColumn, suggestFixes } from "@headsup/core/contact/suggest";
import type { Context } from "../../app/screen.ts";
import { staged } from "./acts.ts";
import { cellsOf, type Editor, filledWith, openEditor, toField } from "./editor.ts";
import type { RepairStep } from "./events.ts";
import { asBad, editOf, type Sheet, type Staged } from "./rows.ts";
import { chosenRow, type RepairState, sheetOf, standing } from "./state.ts";

export function editorOpened(state: RepairState): RepairStep {
  const row = chosenRow(state);
  const sheet = sheetOf(state, row);
  if (row === undefined || sheet === undefined) return { state };
  const now = standing(state, row);
  const bad = asBad(now) ?? row.bad;
  const at = Math.max(0, faultColumn({ ...bad, cells: now.cells }, sheet.plan));
  return { state: { ...state, editor: openEditor(row, now, { sheet, at }) } };
}

/** What the row in the hand would be. */
export function draftOf(state: RepairState, editor: Editor): { staged: Staged; sheet: Sheet } | undefined {
  const row = state.rows.find(({ key }) => key === editor.key);
  const sheet = sheetOf(state, row);
  if (row === undefined || sheet === undefined) return undefined;
  return { staged: editOf(row, cellsOf(editor, sheet), sheet), sheet };
}

/** The first fix for the row in the hand, as far as it needs nobody's knowledge. */
export function draftFix(state: RepairState, editor: Editor) {
  const draft = draftOf(state, editor);
  if (draft?.staged.type !== "edit" || draft.staged.left === null) return undefined;
  const { cells, left } = draft.staged;
  const found = suggestFixes({ ...left, cells }, draft.sheet.plan).find(({ type }) => type === "mend");
  return found?.type === "mend" ? found : undefined;
}

export function editorCommand(
  state: RepairState,
  editor: Editor,
  { id, context }: { id: string; context: Context },
): RepairStep {
  switch (id) {
    case "cell.next":
    case "cell.previous":
      return { state: { ...state, editor: toField(editor, id === "cell.next" ? 1 : -1) } };
    case "cell.fix": {
      const fix = draftFix(state, editor);
      return fix === undefined ? { state } : { state: { ...state, editor: filledWith(editor, fix.cells) } };
    }
    case "row.keep":
      return kept(state, editor, context);
    case "row.drop":
      return { state: { ...state, editor: null } };
    default:
      return { state };
  }
}

function kept(state: RepairState, editor: Editor, context: Context): RepairStep {
  const closed = { ...state, editor: null };
  const row = state.rows.find(({ key }) => key === editor.key);
  const draft = draftOf(state, editor);
  if (row === undefined || draft?.staged.type !== "edit") return { state: closed };
  const isSame =
    JSON.stringify(withoutEmptyEnd(draft.staged.cells)) === JSON.stringify(withoutEmptyEnd(standing(state, row).cells));
  if (isSame) return { state: closed };
  const after = new Map([[row.key, draft.staged]]);
  return { state: staged(closed, { words: `edit line ${row.bad.line}`, after }, context) };
}

/** A row says the same with and without empty cells at its end. */
const withoutEmptyEnd = (cells: readonly string[]): readonly string[] =>
  cells.slice(0, cells.findLastIndex((cell) => cell !== "") + 1);
