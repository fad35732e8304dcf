/** One row in the hand: all its cells as fields, one of them typed into. */
import type { Press } from "../../app/keys.ts";
import { edited, type Field, fieldOf, insert } from "../../ui/field.ts";
import type { DeskRow, Sheet, Standing } from "./rows.ts";

export interface Editor {
  readonly key: string;
  readonly fields: readonly Field[];
  /** The field one types into. */
  readonly at: number;
}

/** Opens a row at the cell at fault. */
export function openEditor(row: DeskRow, standing: Standing, { sheet, at }: { sheet: Sheet; at: number }): Editor {
  const length = Math.max(sheet.columns.length, standing.cells.length);
  const fields = Array.from({ length }, (_, column) => fieldOf(standing.cells[column] ?? ""));
  return { key: row.key, fields, at: Math.max(0, Math.min(at, length - 1)) };
}

/** The cells as they are now. Empty ones behind the list's columns are none. */
export function cellsOf({ fields }: Editor, { columns }: Sheet): string[] {
  const cells = fields.map(({ text }) => text);
  while (cells.length > columns.length && (cells.at(-1) ?? "").trim() === "") cells.pop();
  return cells;
}

export const toField = (editor: Editor, step: number): Editor => ({
  ...editor,
  at: (editor.at + step + editor.fields.length) % editor.fields.length,
});

export const typedInto = (editor: Editor, press: Press): Editor => changed(editor, (field) => edited(field, press));
export const pastedInto = (editor: Editor, text: string): Editor => changed(editor, (field) => insert(field, text));
export const filledWith = (editor: Editor, cells: readonly string[]): Editor => ({
  ...editor,
  fields: Array.from({ length: Math.max(editor.fields.length, cells.length) }, (_, at) => fieldOf(cells[at] ?? "")),
});

function changed(editor: Editor, change: (field: Field) => Field): Editor {
  const fields = editor.fields.map((field, at) => (at === editor.at ? change(field) : field));
  return { ...editor, fields };
}
