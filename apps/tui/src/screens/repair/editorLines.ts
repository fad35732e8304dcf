/** One row in the hand: every cell on a line, and what the row would be. */

import { parseRow } from "@headsup/core/contact/row";
import { columnName, faultColumn } from "@headsup/core/contact/suggest";
import type { Frame } from "../../app/screen.ts";
import { problemMessage, zoneWords } from "../../show/recipients.ts";
import { hanging, visible, withFewZones } from "../../terminal/text.ts";
import { fit } from "../../ui/grid.ts";
import { fieldLine } from "../../ui/kit.tsx";
import { draftFix, draftOf } from "./editing.ts";
import { cellsOf, type Editor } from "./editor.ts";
import type { Sheet } from "./rows.ts";
import { type RepairState, sheetOf } from "./state.ts";
import { changesInFull } from "./words.ts";

const nameWidth = 16;
const verdictRows = 6;

export function editorTitle(state: RepairState, editor: Editor): string {
  const row = state.rows.find(({ key }) => key === editor.key);
  return `Edit line ${row?.bad.line ?? ""} of ${visible(sheetOf(state, row)?.name ?? "")}`;
}

export function editorLines(state: RepairState, editor: Editor, frame: Frame): string[] {
  const draft = draftOf(state, editor);
  if (draft?.staged.type !== "edit") return [];
  const { sheet, staged } = draft;
  const { theme, columns, rows } = frame;
  const height = Math.max(3, rows - verdictRows - 2);
  const top = Math.max(0, Math.min(editor.at - Math.floor(height / 2), editor.fields.length - height));
  const fault = staged.left === null ? -1 : faultColumn({ ...staged.left, cells: staged.cells }, sheet.plan);
  const fields = editor.fields.slice(top, top + height).map((field, offset) => {
    const at = top + offset;
    const isFocused = at === editor.at;
    const name = fit(visible(columnName(sheet.plan, at)), nameWidth);
    const mark = at === fault ? theme.bad("✗") : " ";
    const value = fieldLine(field, { width: columns - nameWidth - 7, theme, isFocused });
    return `${isFocused ? theme.accent("❯") : " "}${mark} ${isFocused ? theme.strong(name) : theme.quiet(name)}  ${isFocused ? value : visible(value)}`;
  });
  const more = editor.fields.length > height ? [theme.quiet(`   ${editor.fields.length} cells, Tab goes on`)] : [];
  return [...fields, ...more, "", ...verdictLines(state, editor, { frame, sheet })];
}

function verdictLines(
  state: RepairState,
  editor: Editor,
  { frame, sheet }: { readonly frame: Frame; readonly sheet: Sheet },
): string[] {
  const { theme, columns } = frame;
  const wrapped = (text: string) => hanging(` ${text}`, 3, columns - 1);
  const draft = draftOf(state, editor);
  const left = draft?.staged.type === "edit" ? draft.staged.left : null;
  if (left === null) return wrapped(goodWords(editor, sheet)).map(theme.good);
  const fix = draftFix(state, editor);
  const proposed = fix === undefined ? [] : wrapped(`^y  ${fix.words}. ${visible(changesInFull(fix.changes, sheet))}`);
  const wrong = wrapped(`✗ ${visible(withFewZones(problemMessage(left)))}`);
  return [...wrong.map(theme.bad), ...proposed.map(theme.accent)].slice(0, verdictRows - 1);
}

/** Whom the row would reach, and whose hours count. */
function goodWords(editor: Editor, sheet: Sheet): string {
  const parsed = parseRow({ line: 1, cells: cellsOf(editor, sheet) }, sheet.plan);
  if (parsed.kind !== "recipient") return "✓ Good.";
  const { address, zones } = parsed.recipient;
  return `✓ Good: ${address}, ${zoneWords(zones)}. ⏎ keeps it, w saves later.`;
}
