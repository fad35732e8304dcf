/**
 * How a bad row may be mended (C5): proposals to a person, each of them the whole row as it would be and what the parser
 * says of it, so that nothing is proposed that would only be refused again. Nothing is guessed where a guess could reach
 * somebody else: a number with missing digits, a person who said stop, have no fix.
 */
import type { ProblemCode, RowProblem } from "@headsup/contract";
import { parsePhone } from "./phone.ts";
import { parseRow, type RowPlan } from "./row.ts";
import { readEmailAnyway } from "./suggestEmail.ts";
import { readPhoneAnyway } from "./suggestPhone.ts";
import { zonesLike } from "./suggestZone.ts";
import { canonicalZone, zonesOfNumber } from "./zone.ts";

/** A row and what is wrong with it. */
export interface BadRow extends RowProblem {
  readonly cells: readonly string[];
}

/** One cell, before and after. */
export interface Change {
  readonly column: number;
  readonly from: string;
  readonly to: string;
}

export interface Mend {
  readonly type: "mend";
  /** Which kind of fix this is: rows whose mend has the same name are mended alike. */
  readonly fix: string;
  /** What is done, as an order: "drop the extension". */
  readonly words: string;
  readonly changes: readonly Change[];
  /** The row as it would be. */
  readonly cells: readonly string[];
  /** What would still be wrong; null when the row is good then. */
  readonly left: RowProblem | null;
}

export type Suggestion =
  | Mend
  /** Only a person knows what belongs there; `choices` if it is one of a few. */
  | {
      readonly type: "give";
      readonly what: "value" | "zone";
      readonly column: number;
      readonly words: string;
      readonly choices: readonly string[];
    }
  | { readonly type: "leave_out"; readonly words: string };

/** What is wrong with a bad row after an edit; null when it is good as far as can be known here. */
export function judgeEdit(bad: BadRow, cells: readonly string[], plan: RowPlan): RowProblem | null {
  const parsed = parseRow({ line: bad.line, cells }, plan);
  const { cells: _, ...standing } = bad;
  switch (parsed.kind) {
    case "problem":
      return parsed.problem;
    case "blank":
      return {
        line: bad.line,
        code: "EMPTY_ADDRESS",
        subject: null,
        seen: "",
        message: `line ${bad.line}: Nothing stands in this row. Leave it out.`,
      };
    case "recipient": {
      const { address, zones } = parsed.recipient;
      if (address !== bad.seen) return null;
      // The server said this of the number itself, and the parser cannot know it.
      if (bad.code === "NO_COMMON_HOURS") return zones.length > 1 ? standing : null;
      return aboutTheNumber.has(bad.code) ? standing : null;
    }
  }
}

const aboutTheNumber = new Set<ProblemCode>(["DUPLICATE_ADDRESS", "OPTED_OUT", "NOT_TEXTABLE"]);

/** The column of the cell at fault; one behind the last for cells too many, -1 where the list has no such column. */
export function faultColumn({ code, subject, cells }: BadRow, plan: RowPlan): number {
  switch (code) {
    case "UNKNOWN_TIME_ZONE":
      return plan.zoneAt;
    case "MISSING_VARIABLE":
      return columnOf(subject, plan);
    case "TOO_MANY_VARIABLES":
      return plan.columns.length;
    case "CELL_TOO_LARGE":
    case "MESSAGE_TOO_LONG":
      return longestOf(cells);
    case "INVALID_ROW": {
      const unreadable = cells.findIndex((cell) => cell.includes("\ufffd"));
      return unreadable === -1 ? Math.max(0, columnOf(subject, plan)) : unreadable;
    }
    default:
      return addressColumn(plan);
  }
}

/** Where the number stands; of a list of email addresses, where those do. */
const addressColumn = ({ addressAt }: RowPlan): number => (addressAt.phone >= 0 ? addressAt.phone : addressAt.email);

const columnOf = (name: string | null, { variables }: RowPlan): number =>
  variables.find(([known]) => known === name)?.[1] ?? -1;

const longestOf = (cells: readonly string[]): number =>
  cells.reduce((longest, cell, at) => (cell.length > (cells[longest]?.length ?? 0) ? at : longest), 0);

/** What can be done about a bad row, the best first. Empty: only an edit by somebody who knows. */
export function suggestFixes(bad: BadRow, plan: RowPlan): readonly Suggestion[] {
  switch (bad.code) {
    case "INVALID_ADDRESS":
      return [...addresses(bad, plan), ...otherCells(bad, plan)];
    case "EMPTY_ADDRESS": {
      const found = otherCells(bad, plan);
      return found.length > 0 ? found : [leaveOut("there is no number to text")];
    }
    case "NOT_TEXTABLE":
      return [...otherCells(bad, plan), leaveOut("the number takes no texts")];
    case "DUPLICATE_ADDRESS":
      return [leaveOut("nobody is contacted twice")];
    case "OPTED_OUT":
      return [leaveOut("who said stop is never contacted")];
    case "UNKNOWN_TIME_ZONE":
      return zones(bad, plan);
    case "NO_TIME_ZONE":
    case "NO_COMMON_HOURS":
      return giveZone(bad, plan);
    case "MISSING_VARIABLE":
      return giveValue(bad, plan);
    case "TOO_MANY_VARIABLES":
      return cellsTooMany(bad, plan);
    case "INVALID_ROW":
      return unreadable(bad, plan);
    case "CELL_TOO_LARGE":
    case "MESSAGE_TOO_LONG":
      return [];
  }
}

const leaveOut = (words: string): Suggestion => ({ type: "leave_out", words });

/** Whichever of the two cells is at fault: a mend of the other would bring the row no further. */
function addresses(bad: BadRow, plan: RowPlan): Mend[] {
  const { phone, email } = plan.addressAt;
  const drafts = [
    ...readPhoneAnyway(bad.cells[phone] ?? "", plan).map((reading) => ({ ...reading, at: phone })),
    ...readEmailAnyway(bad.cells[email] ?? "").map((reading) => ({ ...reading, at: email })),
  ];
  return mends(
    bad,
    plan,
    drafts.map(({ fix, words, at, to }) => ({ fix, words, cells: put(bad.cells, [at, to]) })),
  );
}

const digitsOfPhoneMin = 10;

/** The number stands in another cell: the two change places. */
function otherCells(bad: BadRow, plan: RowPlan): Mend[] {
  const at = addressColumn(plan);
  const holders = bad.cells.flatMap((cell, column) => {
    const isPhone = cell.replace(/\D/g, "").length >= digitsOfPhoneMin && parsePhone(cell, plan).ok;
    return isPhone && column !== at ? [column] : [];
  });
  return mends(
    bad,
    plan,
    holders.map((column) => ({
      fix: `swap_${column}`,
      words: `take the number from "${columnName(plan, column)}"`,
      cells: put(bad.cells, [at, bad.cells[column] ?? ""], [column, bad.cells[at] ?? ""]),
    })),
  );
}

function zones(bad: BadRow, plan: RowPlan): Suggestion[] {
  const at = plan.zoneAt;
  const written = bad.cells[at] ?? "";
  const likely = zonesLike(written).map((zone, rank) => ({
    fix: rank === 0 ? "zone" : `zone_${rank + 1}`,
    words: "write the zone's name",
    cells: put(bad.cells, [at, zone]),
  }));
  // A value that was cut in two has pushed the rest to the right, and the zone with it.
  const isShifted = canonicalZone(bad.cells[at + 1] ?? "") !== undefined;
  const joins = isShifted ? joinsOf(bad.cells, plan, 1).filter(({ cells }) => canonicalZone(cells[at] ?? "")) : [];
  const byNumber = { fix: "zone_by_number", words: "go by the number", cells: put(bad.cells, [at, ""]) };
  return mends(bad, plan, [...joins, ...likely, byNumber]);
}

function giveZone(bad: BadRow, plan: RowPlan): Suggestion[] {
  if (plan.zoneAt === -1) return [leaveOut("this list has no time-zone column to name the zone in")];
  const candidates = zonesOfNumber(bad.seen);
  const choices = candidates.length <= choicesMax ? candidates : [];
  return [{ type: "give", what: "zone", column: plan.zoneAt, words: "name the time zone", choices }];
}

const choicesMax = 12;

function giveValue(bad: BadRow, plan: RowPlan): Suggestion[] {
  const column = columnOf(bad.subject, plan);
  if (column === -1) return [leaveOut(`this list has no column "${bad.subject}"`)];
  return [{ type: "give", what: "value", column, words: `give {{ ${bad.subject} }} a value`, choices: [] }];
}

/** A delimiter inside a value that was not quoted: the parts are put together, wherever that may have been. */
function cellsTooMany(bad: BadRow, plan: RowPlan): Mend[] {
  const { columns } = plan;
  const cells = trimmedEnd(bad.cells);
  const extra = cells.length - columns.length;
  const joins = joinsOf(cells, plan, extra);
  const empty = cells.findIndex((cell) => cell.trim() === "");
  const shifted =
    extra === 1 && empty !== -1
      ? [{ fix: `shift_${empty}`, words: "take out the empty cell", cells: cells.toSpliced(empty, 1) }]
      : [];
  const cut = { fix: "cut", words: "drop what is too many", cells: cells.slice(0, columns.length) };
  return mends(bad, plan, [...shifted, ...joins, cut]);
}

/** Each value put together with so many cells behind it, the last value first. */
const joinsOf = (cells: readonly string[], plan: RowPlan, extra: number): Draft[] =>
  plan.columns
    .flatMap((column, at) => (column.role === "variable" || column.role === "ignored" ? [at] : []))
    .map((at) => ({
      fix: `join_${at}`,
      words: `put "${columnName(plan, at)}" together`,
      cells: [...cells.slice(0, at), joined(cells.slice(at, at + extra + 1)), ...cells.slice(at + extra + 1)],
    }))
    .reverse();

const trimmedEnd = (cells: readonly string[]): readonly string[] =>
  cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== "") + 1);

const joined = (parts: readonly string[]): string =>
  parts.reduce((whole, part) => `${whole},${/^\s/.test(part) ? "" : " "}${part}`);

function unreadable(bad: BadRow, plan: RowPlan): Mend[] {
  const cells = bad.cells.map((cell) => cell.replaceAll("\ufffd", ""));
  return mends(bad, plan, [{ fix: "without_unreadable", words: "drop what cannot be read", cells }]);
}

interface Draft {
  readonly fix: string;
  readonly words: string;
  readonly cells: readonly string[];
}

/** Drafts as mends: those that make the row good; if there are none, those that bring it to its next problem. */
function mends(bad: BadRow, plan: RowPlan, drafts: readonly Draft[]): Mend[] {
  const known = new Set<string>();
  const all = drafts.flatMap(({ fix, words, cells }): Mend[] => {
    const changes = changesOf(bad.cells, cells);
    const left = judgeEdit(bad, cells, plan);
    const isFurther = left === null || stage(left) > stage(bad);
    const key = JSON.stringify(cells);
    if (changes.length === 0 || !isFurther || known.has(key)) return [];
    known.add(key);
    return [{ type: "mend", fix, words, changes, cells, left }];
  });
  const good = all.filter(({ left }) => left === null);
  return good.length > 0 ? good : all;
}

/** The order in which a row is judged: a mend that uncovers a later problem has solved the first. */
function stage({ code, subject }: Pick<RowProblem, "code" | "subject">): number {
  if (["CELL_TOO_LARGE", "TOO_MANY_VARIABLES"].includes(code) || (code === "INVALID_ROW" && subject !== null)) return 0;
  if (["EMPTY_ADDRESS", "INVALID_ADDRESS"].includes(code)) return 1;
  return ["UNKNOWN_TIME_ZONE", "NO_TIME_ZONE"].includes(code) ? 2 : 3;
}

/** The cells that differ. */
export function changesOf(from: readonly string[], to: readonly string[]): Change[] {
  return Array.from({ length: Math.max(from.length, to.length) }, (_, column) => ({
    column,
    from: from[column] ?? "",
    to: to[column] ?? "",
  })).filter((change) => change.from !== change.to);
}

/** The row with some cells replaced; cells that were missing are there then. */
export function put(
  cells: readonly string[],
  ...changes: readonly (readonly [column: number, to: string])[]
): string[] {
  const length = Math.max(cells.length, ...changes.map(([column]) => column + 1));
  const changed = Array.from({ length }, (_, at) => cells[at] ?? "");
  for (const [column, to] of changes) changed[column] = to;
  return changed;
}

/** What a column is called, to a person. */
export function columnName({ columns }: Pick<RowPlan, "columns">, at: number): string {
  const column = columns[at];
  if (column === undefined) return "too many";
  if (column.role === "variable") return column.name;
  return {
    address: "address",
    phone: "phone",
    email: "email",
    message: "message",
    zone: "time zone",
    language: "language",
    ignored: `column ${at + 1}`,
  }[column.role];
}
