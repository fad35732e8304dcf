/**
 * Bad rows on the desk. A row is what the server said of it, and what was done to it here and is not saved: nothing, an
 * edit (which makes it good, or not yet), or leaving it out.
 */
import type { CampaignDetail, List, RowProblem } from "@headsup/contract";
import { planRows, type RowPlan } from "@headsup/core/contact/row";
import { type BadRow, judgeEdit, type Suggestion, suggestFixes } from "@headsup/core/contact/suggest";
import { shapeOf } from "../../client/ladder.ts";

/** A list, ready to judge its rows. */
export interface Sheet {
  readonly id: string;
  readonly name: string;
  readonly plan: RowPlan;
  readonly columns: List["columns"];
  readonly country: string;
  /** Whoever is saved into it is contacted, and it cannot be taken back. */
  readonly isLaunched: boolean;
  /** Why it takes nobody further; null while it does. */
  readonly closed: string | null;
}

export interface DeskRow {
  /** List and line. */
  readonly key: string;
  readonly list: string;
  readonly bad: BadRow;
}

export type Staged =
  | {
      readonly type: "edit";
      readonly cells: readonly string[];
      /** What is wrong still; null when the row is good as far as can be known here. */
      readonly left: RowProblem | null;
    }
  | { readonly type: "out" };
export type StagedRows = ReadonlyMap<string, Staged>;

export type Mark = "bad" | "fixed" | "out";

/** A row as it stands now. */
export interface Standing {
  readonly mark: Mark;
  readonly cells: readonly string[];
  /** What is wrong; null once it is fixed. */
  readonly problem: RowProblem | null;
}

export type ProblemItem = RowProblem & { readonly list: string; readonly cells: readonly string[] };

export const keyOf = ({ list, line }: { list: string; line: number }): string => `${list}:${line}`;

export const rowOf = ({ list, ...bad }: ProblemItem): DeskRow => ({
  key: keyOf({ list, line: bad.line }),
  list,
  bad: { ...bad, cells: [...bad.cells] },
});

/** The campaign's lists, each with the plan its rows are judged by: the very one the server makes. */
export function sheetsOf(campaign: CampaignDetail, lists: readonly List[]): ReadonlyMap<string, Sheet> {
  return new Map(
    lists.flatMap(({ id, name, columns, country }): [string, Sheet][] => {
      const plan = planRows(shapeOf(campaign, { columns, country }));
      if (!plan.ok) return [];
      const status = campaign.outreaches.find((outreach) => outreach.id === id)?.status ?? "draft";
      const closed = status === "completed" ? `"${name}" is completed: it takes no further people.` : null;
      return [[id, { id, name, plan: plan.value, columns, country, isLaunched: status !== "draft", closed }]];
    }),
  );
}

export function standingOf({ bad }: DeskRow, staged: Staged | undefined): Standing {
  if (staged === undefined) return { mark: "bad", cells: bad.cells, problem: bad };
  if (staged.type === "out") return { mark: "out", cells: bad.cells, problem: bad };
  const { cells, left } = staged;
  return { mark: left === null ? "fixed" : "bad", cells, problem: left };
}

/** A row's edit, judged. */
export function editOf(row: DeskRow, cells: readonly string[], { plan }: Sheet): Staged {
  return { type: "edit", cells, left: judgeEdit(row.bad, cells, plan) };
}

/** The row as a bad row of its own, as it stands after an edit. */
export const asBad = (standing: Standing): BadRow | null =>
  standing.problem === null ? null : { ...standing.problem, cells: standing.cells };

const none: readonly Suggestion[] = [];

/** What can be done about a row as it stands; nothing for one that is fixed or left out. */
export function suggestionsFor(
  row: DeskRow,
  staged: Staged | undefined,
  sheet: Sheet | undefined,
): readonly Suggestion[] {
  if (sheet === undefined || staged?.type === "out") return none;
  const key = staged ?? row;
  const known = suggested.get(key);
  if (known?.plan === sheet.plan) return known.suggestions;
  const bad = asBad(standingOf(row, staged));
  const suggestions = bad === null ? none : suggestFixes(bad, sheet.plan);
  suggested.set(key, { plan: sheet.plan, suggestions });
  return suggestions;
}

/** A screen full of rows asks for the same again with every key. */
const suggested = new WeakMap<object, { readonly plan: RowPlan; readonly suggestions: readonly Suggestion[] }>();

/** Rows in the order of the lists and their lines, those added put where they belong. */
export function merged(
  rows: readonly DeskRow[],
  added: readonly DeskRow[],
  sheets: ReadonlyMap<string, Sheet>,
): readonly DeskRow[] {
  const rank = new Map([...sheets.keys()].map((id, at) => [id, at]));
  const there = new Set(rows.map(({ key }) => key));
  return [...rows, ...added.filter(({ key }) => !there.has(key))].sort(
    (a, b) => (rank.get(a.list) ?? 0) - (rank.get(b.list) ?? 0) || a.bad.line - b.bad.line,
  );
}
