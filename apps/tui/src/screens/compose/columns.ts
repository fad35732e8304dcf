/** What the columns of a list mean to its text, and how a person says otherwise. */
import type { ColumnRole } from "@headsup/contract";
import { normaliseName } from "@headsup/core/contact/columns";
import { type Chooser, chooserOf } from "../../ui/chooser.ts";
import type { Checked, CheckedColumn, Reading } from "./reading.ts";

/** What a column may mean. Columns the text asks for and nobody has come first. */
export function roleChooser({ columns }: Checked, index: number, asked: readonly string[]): Chooser | null {
  const column = columns[index];
  if (column === undefined) return null;
  const own = normaliseName(column.title) || `column_${index + 1}`;
  const missing = missingColumns(columns, asked);
  const names = [...new Set([...missing, own])];
  return chooserOf({
    about: "role",
    title: `What is “${column.title}”?`,
    options: [
      { id: "address", label: "The phone number" },
      ...names.map((name) => ({ id: `variable:${name}`, label: `{{ ${name} }}`, aside: "for the text" })),
      { id: "zone", label: "Their time zone" },
      { id: "language", label: "Their language" },
      { id: "ignored", label: "Nothing: leave it out" },
    ],
    chosen: column.role.role === "variable" ? `variable:${missing[0] ?? column.role.name}` : column.role.role,
  });
}

/** What the text asks for and no column gives. */
export function missingColumns(columns: readonly CheckedColumn[], variables: readonly string[]): readonly string[] {
  const named = new Set(columns.flatMap(({ role }) => (role.role === "variable" ? [role.name] : [])));
  const behind = columns.slice(columns.findIndex(({ role }) => role.role === "address") + 1);
  const positions = behind.filter(({ role }) => role.role === "variable").length;
  return variables.filter((name) => !named.has(name) && !(/^[1-9]\d*$/.test(name) && Number(name) <= positions));
}

export const roleWords = (role: ColumnRole): string =>
  ({
    address: "the phone number",
    zone: "their time zone",
    language: "their language",
    ignored: "left out",
    variable: role.role === "variable" ? `{{ ${role.name} }}` : "",
  })[role.role];

/** The reading in which a column is taken for something else: what was said of it before is forgotten. */
export function readingWith(reading: Reading, { columns }: Checked, index: number, role: string): Reading {
  const title = columns[index]?.title ?? "";
  const isUnique = columns.filter((column) => column.title === title).length === 1;
  const named = isUnique && !title.startsWith("column ") ? title : String(index + 1);
  const others = reading.columns.filter((choice) => !choice.startsWith(`${named}=`));
  return { ...reading, columns: [...others, `${named}=${role}`] };
}
