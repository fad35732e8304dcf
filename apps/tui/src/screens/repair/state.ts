/** What the repair desk knows and shows. */

import type { OutreachStatus } from "@headsup/contract";
import type { Suggestion } from "@headsup/core/contact/suggest";
import type { Context } from "../../app/screen.ts";
import { emptyField, type Field } from "../../ui/field.ts";
import { hasWords, wordsOf } from "../../ui/filter.ts";
import { type Cursor, cursorAt, firstRow } from "../../ui/list.ts";
import type { Alike, Found } from "./bulk.ts";
import type { Editor } from "./editor.ts";
import { type History, noHistory } from "./history.ts";
import { repairLimits } from "./limits.ts";
import { type DeskRow, type Mark, type Sheet, type Standing, standingOf, suggestionsFor } from "./rows.ts";
import { faultCell, reasonWords } from "./words.ts";

/** What waits until every bad row is there. */
export type Pending =
  | { readonly type: "all"; readonly alike: Alike }
  | { readonly type: "download"; readonly path: string; readonly list: string }
  | { readonly type: "upload"; readonly path: string; readonly list: string };

interface Tally {
  readonly bad: number;
  readonly fixed: number;
  readonly out: number;
  /** Bad rows by reason, the most frequent first. */
  readonly reasons: readonly (readonly [reason: string, rows: number])[];
}

/** What only some rows are shown for: a reason's words, or a mark. */
export type Only = { readonly reason: string } | { readonly mark: Mark } | null;

export interface RepairState {
  readonly id: string;
  readonly name: string;
  readonly status: OutreachStatus | null;
  /** Null until the server has answered. */
  readonly sheets: ReadonlyMap<string, Sheet> | null;
  /** Bad rows loaded so far, in list and line order. */
  readonly rows: readonly DeskRow[];
  /** Where the next page begins: undefined before the first, null after the last. */
  readonly next: string | null | undefined;
  readonly isLoading: boolean;
  /** Bad rows there are, by the lists' own figures. */
  readonly total: number;
  readonly history: History;
  readonly shown: readonly DeskRow[];
  readonly tally: Tally;
  readonly filter: Field;
  readonly isFiltering: boolean;
  readonly only: Only;
  readonly cursor: Cursor;
  readonly chosen: string | null;
  /** Which of the chosen row's suggestions. */
  readonly choice: number;
  readonly editor: Editor | null;
  /** What is going on, for a progress line. */
  readonly work: { readonly words: string; readonly done: number; readonly total: number } | null;
  readonly pending: Pending | null;
  /** A fix for many, waiting for a yes. */
  readonly proposed: { readonly alike: Alike; readonly found: readonly Found[] } | null;
  /** What was last given for a zone, and for each variable. */
  readonly given: Readonly<Record<string, string>>;
  readonly run: { readonly number: number; readonly accepted: number; readonly refused: number };
  readonly lastPath: string;
  readonly trouble: string | null;
}

const noTally: Tally = { bad: 0, fixed: 0, out: 0, reasons: [] };

export const firstState = (id: string): RepairState => ({
  id,
  name: "",
  status: null,
  sheets: null,
  rows: [],
  next: undefined,
  isLoading: true,
  total: 0,
  history: noHistory,
  shown: [],
  tally: noTally,
  filter: emptyField,
  isFiltering: false,
  only: null,
  cursor: firstRow,
  chosen: null,
  choice: 0,
  editor: null,
  work: null,
  pending: null,
  proposed: null,
  given: {},
  run: { number: 0, accepted: 0, refused: 0 },
  lastPath: "",
  trouble: null,
});

/** Rows of the table: beside it stand three lines above, a heading, and the chosen row's own. */
export const tableRows = ({ rows }: Pick<Context, "rows">): number => Math.max(3, rows - 4 - detailRows(rows));
/** Rows of the chosen row's own section; none where the table would be lost beside it. */
export const detailRows = (rows: number): number => (rows >= 30 ? 9 : rows >= 13 ? 6 : 0);

export const standing = ({ history }: Pick<RepairState, "history">, row: DeskRow): Standing =>
  standingOf(row, history.staged.get(row.key));

export const chosenRow = ({ shown, cursor }: RepairState): DeskRow | undefined => shown[cursor.index];

export const sheetOf = ({ sheets }: Pick<RepairState, "sheets">, row: DeskRow | undefined): Sheet | undefined =>
  row === undefined ? undefined : sheets?.get(row.list);

export const suggestionsOf = (state: RepairState, row: DeskRow): readonly Suggestion[] =>
  suggestionsFor(row, state.history.staged.get(row.key), sheetOf(state, row));

/** The suggestion one is offered for the chosen row. */
export function offered(state: RepairState): Suggestion | undefined {
  const row = chosenRow(state);
  const all = row === undefined ? [] : suggestionsOf(state, row);
  return all[state.choice % Math.max(1, all.length)];
}

export const isAllLoaded = ({ next, rows }: Pick<RepairState, "next" | "rows">): boolean =>
  next === null || rows.length >= repairLimits.rowsMax;

export const isBounded = ({ next, rows }: Pick<RepairState, "next" | "rows">): boolean =>
  next !== null && rows.length >= repairLimits.rowsMax;

/** Edits and rows left out that the server has not heard of. Leaving out is never told: only fixes count as work. */
export const unsavedFixes = ({ tally }: Pick<RepairState, "tally">): number => tally.fixed;

/** The state after its rows, edits or filters changed: counted anew, the cursor on the row it stood on. */
export function settled(state: RepairState, context: Pick<Context, "rows">): RepairState {
  const counted = { ...state, tally: tallyOf(state) };
  const shown = shownRows(counted);
  const at = shown.findIndex(({ key }) => key === state.chosen);
  const extent = { count: shown.length, height: tableRows(context) };
  const cursor = cursorAt(state.cursor, at === -1 ? state.cursor.index : at, extent);
  const chosen = shown[cursor.index]?.key ?? null;
  return { ...counted, shown, cursor, chosen, choice: chosen === state.chosen ? state.choice : 0 };
}

function tallyOf(state: RepairState): Tally {
  const marks = { bad: 0, fixed: 0, out: 0 };
  const reasons = new Map<string, number>();
  for (const row of state.rows) {
    const { mark, problem } = standing(state, row);
    marks[mark]++;
    if (mark !== "bad" || problem === null) continue;
    const reason = reasonWords(problem);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return { ...marks, reasons: [...reasons].toSorted((a, b) => b[1] - a[1]) };
}

function shownRows(state: RepairState): readonly DeskRow[] {
  const words = wordsOf(state.filter.text);
  const { only } = state;
  if (words.length === 0 && only === null) return state.rows;
  return state.rows.filter((row) => {
    const now = standing(state, row);
    if (only !== null && !isOnly(row, now, only)) return false;
    return hasWords(textOf(state, row, now), words);
  });
}

/** A row mended under a filter by its reason stays in sight. */
function isOnly({ bad }: DeskRow, now: Standing, only: Exclude<Only, null>): boolean {
  if ("mark" in only) return now.mark === only.mark;
  return reasonWords(bad) === only.reason || (now.problem !== null && reasonWords(now.problem) === only.reason);
}

function textOf(state: RepairState, row: DeskRow, now: Standing): string {
  const sheet = sheetOf(state, row);
  const reason = now.problem === null ? "fixed" : reasonWords(now.problem);
  return `${row.bad.line} ${now.cells.join(" ")} ${reason} ${faultCell(now, sheet)} ${sheet?.name ?? ""}`;
}
