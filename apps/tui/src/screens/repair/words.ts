import type { ProblemCode, RowProblem } from "@headsup/contract";
import {
  type BadRow,
  type Change,
  changesOf,
  columnName,
  faultColumn,
  type Suggestion,
} from "@headsup/core/contact/suggest";
import { asBad, type DeskRow, type Sheet, type Standing } from "./rows.ts";

/** What is wrong, in three words. */
const reasons: Record<ProblemCode, string> = {
  EMPTY_ADDRESS: "no phone number",
  INVALID_ADDRESS: "not a phone number",
  DUPLICATE_ADDRESS: "already listed",
  MISSING_VARIABLE: "no value",
  TOO_MANY_VARIABLES: "too many cells",
  UNKNOWN_TIME_ZONE: "not a time zone",
  NO_TIME_ZONE: "time zone unknown",
  NO_COMMON_HOURS: "no hour in common",
  NOT_TEXTABLE: "takes no texts",
  OPTED_OUT: "opted out",
  CELL_TOO_LARGE: "cell too large",
  MESSAGE_TOO_LONG: "message too long",
  INVALID_ROW: "cannot be used",
};

export const reasonWords = ({ code, subject }: Pick<RowProblem, "code" | "subject">): string =>
  code === "MISSING_VARIABLE" && subject !== null ? `no ${subject}` : reasons[code];

/** The value at fault, or what stands for one that is not there. */
export function faultCell(standing: Standing, sheet: Sheet | undefined): string {
  const bad = asBad(standing);
  if (bad === null || sheet === undefined) return "";
  const cell = bad.cells[faultColumn(bad, sheet.plan)] ?? "";
  return cell.trim() === "" ? (isEmptyFault(bad) ? "(empty)" : bad.seen) : cell;
}

const isEmptyFault = ({ code }: BadRow): boolean => code === "EMPTY_ADDRESS" || code === "MISSING_VARIABLE";

const shownAs = (value: string): string => (value.trim() === "" ? "(empty)" : value);

/** "555-01 x4 → 555-01", the first of several changes. */
export function changeWords(changes: readonly Change[]): string {
  const [first] = changes;
  if (first === undefined) return "";
  const more = changes.length > 1 ? ` +${changes.length - 1}` : "";
  return `${shownAs(first.from)} → ${shownAs(first.to)}${more}`;
}

/** Each change with its column: "phone: 555-01 x4 → 555-01". */
export const changesInFull = (changes: readonly Change[], sheet: Sheet): string =>
  changes
    .map(({ column, from, to }) => `${columnName(sheet.plan, column)}: ${shownAs(from)} → ${shownAs(to)}`)
    .join(", ");

/** What was done to a row, against what was uploaded. */
export const editWords = (row: DeskRow, standing: Standing): string =>
  changeWords(changesOf(row.bad.cells, standing.cells));

/** A suggestion, short enough for a column. */
export function fixWords(suggestion: Suggestion | undefined): string {
  if (suggestion === undefined) return "edit it";
  if (suggestion.type === "leave_out") return "leave it out";
  if (suggestion.type === "give") return suggestion.what === "zone" ? "name its time zone" : "give a value";
  const [first, ...more] = suggestion.changes;
  return first === undefined ? "" : `→ ${shownAs(first.to)}${more.length === 0 ? "" : ` +${more.length}`}`;
}

/** What a suggestion is, as a heading over its examples. */
export const orderWords = (suggestion: Suggestion): string =>
  suggestion.type === "leave_out" ? `leave it out: ${suggestion.words}` : suggestion.words;
