/**
 * What was done on the desk, so that it can be taken back and done again: an edit or leaving out of one row or of many,
 * and saving, which the server has to take back.
 */
import type { DeskRow, Staged, StagedRows } from "./rows.ts";

interface StageStep {
  readonly type: "stage";
  /** "drop the extension, 12 rows" */
  readonly words: string;
  readonly before: ReadonlyMap<string, Staged | undefined>;
  readonly after: ReadonlyMap<string, Staged>;
}

export interface SavedRow {
  readonly row: DeskRow;
  readonly staged: Staged;
}

export interface SaveStep {
  readonly type: "save";
  /** Which press of the save key it was: chunks of one are one step. */
  readonly run: number;
  readonly rows: readonly SavedRow[];
}

export interface History {
  readonly staged: StagedRows;
  readonly past: readonly (StageStep | SaveStep)[];
  readonly future: readonly StageStep[];
}

export const noHistory: History = { staged: new Map(), past: [], future: [] };

const stepsMax = 500;

/** Stages rows as one step. */
export function staging(
  { staged, past }: History,
  { words, after }: { words: string; after: ReadonlyMap<string, Staged> },
): History {
  const before = new Map([...after.keys()].map((key) => [key, staged.get(key)]));
  const step: StageStep = { type: "stage", words, before, after };
  return { staged: applied(staged, after), past: [...past, step].slice(-stepsMax), future: [] };
}

/** Puts a row back to what the server knows, as a step of its own. */
export function unstaging({ staged, past }: History, { words, key }: { words: string; key: string }): History {
  const step: StageStep = { type: "stage", words, before: new Map([[key, staged.get(key)]]), after: new Map() };
  return { staged: applied(staged, new Map([[key, undefined]])), past: [...past, step].slice(-stepsMax), future: [] };
}

/** Takes the last step back, if it is one that can be taken back here. */
export function undone({ staged, past, future }: History): History {
  const step = past.at(-1);
  if (step?.type !== "stage") return { staged, past, future };
  return { staged: applied(staged, step.before), past: past.slice(0, -1), future: [...future, step] };
}

export function redone({ staged, past, future }: History): History {
  const step = future.at(-1);
  if (step === undefined) return { staged, past, future };
  // A step without an outcome put its rows back.
  const after = new Map<string, Staged | undefined>([...step.before.keys()].map((key) => [key, step.after.get(key)]));
  return { staged: applied(staged, after), past: [...past, step], future: future.slice(0, -1) };
}

/** Rows are recipients now: they leave the desk and can come back. */
export function saving({ staged, past }: History, { run, rows }: Omit<SaveStep, "type">): History {
  const last = past.at(-1);
  const isSame = last?.type === "save" && last.run === run;
  const step: SaveStep = { type: "save", run, rows: isSame ? [...last.rows, ...rows] : rows };
  const left = applied(staged, new Map(rows.map(({ row }) => [row.key, undefined])));
  return { staged: left, past: [...(isSame ? past.slice(0, -1) : past), step], future: [] };
}

/** Some rows of the last save are bad rows again, with the edits they had. */
export function unsaving({ staged, past, future }: History, keys: ReadonlySet<string>): History {
  const step = past.at(-1);
  if (step?.type !== "save") return { staged, past, future };
  const back = step.rows.filter(({ row }) => keys.has(row.key));
  const left = step.rows.filter(({ row }) => !keys.has(row.key));
  return {
    staged: applied(staged, new Map(back.map(({ row, staged: edit }) => [row.key, edit]))),
    past: [...past.slice(0, -1), ...(left.length === 0 ? [] : [{ ...step, rows: left }])],
    future,
  };
}

/** What is past stays: nothing before now can be taken back. */
export const settledFor = ({ staged }: History): History => ({ staged, past: [], future: [] });

function applied(staged: StagedRows, changes: ReadonlyMap<string, Staged | undefined>): StagedRows {
  const next = new Map(staged);
  for (const [key, change] of changes) {
    if (change === undefined) next.delete(key);
    else next.set(key, change);
  }
  return next;
}
