import type { AddressKind, ColumnRole, RowProblem } from "@headsup/contract";
import { problemMessage, problemName } from "../show/recipients.ts";
import { csvLine } from "./csv.ts";

const roleNames = {
  phone: "phone",
  email: "email",
  zone: "time_zone",
  language: "language",
  message: "own_message",
} as const;

/** A name that says what the column is when the file is read again. */
function columnName(column: ColumnRole, at: number, own: AddressKind): string {
  if (column.role === "variable") return column.name;
  if (column.role === "ignored") return `ignored_${at + 1}`;
  return roleNames[column.role === "address" ? own : column.role];
}

interface BadRow extends RowProblem {
  readonly list: string;
  readonly cells: readonly string[];
}

/** What we put behind the row's own columns. */
export const ownColumns = ["problem", "what_to_do", "line", "list", "cells_too_many"] as const;

/** Where our own columns begin in a file's header, if it is one of these files; -1 otherwise. */
export function ownColumnsAt(header: readonly string[]): number {
  const at = header.length - ownColumns.length;
  return at > 0 && ownColumns.every((name, i) => header[at + i]?.trim() === name) ? at : -1;
}

/**
 * Bad rows as a file to mend and import again: the row's own columns as they were uploaded, then what is wrong. Cells
 * too many stand together in the last column.
 *
 * @param own what the addresses of the first rung are
 */
export function problemsCsv(columns: readonly ColumnRole[], own: AddressKind = "phone") {
  return {
    header: csvLine([...columns.map((column, at) => columnName(column, at, own)), ...ownColumns]),
    row: (problem: BadRow): string =>
      csvLine([
        ...columns.map((_, at) => problem.cells[at] ?? ""),
        problemName(problem),
        problemMessage(problem),
        String(problem.line),
        problem.list,
        problem.cells.slice(columns.length).join(","),
      ]),
  };
}
