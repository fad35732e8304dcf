import type { ColumnRole, RowProblem } from "@headsup/contract";
import { problemMessage, problemName } from "../show/recipients.ts";
import { csvLine } from "./csv.ts";

const columnName = (column: ColumnRole, at: number): string => {
  if (column.role === "variable") return column.name;
  if (column.role === "ignored") return `ignored_${at + 1}`;
  return { address: "phone", zone: "time_zone", language: "language" }[column.role];
};

/**
 * Bad rows as a file to mend and import again: the row's own columns as they were uploaded, then what is wrong. Cells
 * too many stand together in the last column.
 */
export function problemsCsv(columns: readonly ColumnRole[]) {
  return {
    header: csvLine([...columns.map(columnName), "problem", "what_to_do", "line", "cells_too_many"]),
    row: (problem: RowProblem & { readonly cells: readonly string[] }): string =>
      csvLine([
        ...columns.map((_, at) => problem.cells[at] ?? ""),
        problemName(problem),
        problemMessage(problem),
        String(problem.line),
        problem.cells.slice(columns.length).join(","),
      ]),
  };
}
