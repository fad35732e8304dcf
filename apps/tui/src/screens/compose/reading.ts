/** A list before it is imported: where its rows come from, how they are read, what came of reading them. */
import type { ColumnRole, RowProblem } from "@headsup/contract";
import type { Sample } from "./composed.ts";

/** Where rows come from. */
export type ListSource =
  | { readonly from: "file"; readonly path: string; readonly name: string }
  /** Pasted or typed here. */
  | { readonly from: "rows"; readonly text: string; readonly name: string };

/** How a person wants it read, where that is not what was found. */
export interface Reading {
  /** Of numbers written without one, ISO 3166-1 alpha-2. */
  readonly country: string;
  /** "Header=role", as `--column` takes them. */
  readonly columns: readonly string[];
}

export const plainReading: Reading = { country: "US", columns: [] };

export interface CheckedColumn {
  readonly title: string;
  readonly role: ColumnRole;
  /** What the first row has there. */
  readonly example: string;
}

export interface Checked {
  /** How it was read: as was asked, with what could be guessed. */
  readonly reading: Reading;
  /** What the campaign said when it was checked. */
  readonly said: string;
  readonly columns: readonly CheckedColumn[];
  /** How it is being read, as sentences. */
  readonly notes: readonly string[];
  readonly good: number;
  readonly bad: number;
  /** The first bad rows. */
  readonly problems: readonly RowProblem[];
  /** What is wrong with bad rows, the commonest first, and the first such row. */
  readonly reasons: readonly { readonly count: number; readonly first: RowProblem }[];
  /** The first good row. */
  readonly sample: Sample | null;
}
