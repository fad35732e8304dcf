/**
 * One row of a list → a recipient, or a problem with a name (C4).
 *
 * What a list has in common is prepared once, in a plan; then each row costs some microseconds. Of several problems the
 * first is told, in the order: size, number of cells, address, time zone, message. What needs the rest of the list or of the
 * account (duplicates, opt-outs, common hours) is decided elsewhere.
 */
import { type ColumnRole, fail, Language, limits, ok, type Result, type RowProblem } from "@headsup/contract";
import { type MessageTemplate, messageFor } from "../answer/compose.ts";
import { parsePhone } from "./phone.ts";
import { cutSeen, type Problem, quoted } from "./problem.ts";
import { resolveZones } from "./zone.ts";

export interface ListShape {
  /** What each column means; exactly one is the address. */
  readonly columns: readonly ColumnRole[];
  /** Country of numbers written without one, ISO 3166-1 alpha-2. */
  readonly country: string;
  /** What will be sent. With it each row is rendered, so that a missing value or a message too long is known now. */
  readonly message?: MessageTemplate;
}

/** A list's shape, made ready for its rows by `planRows`. */
export interface RowPlan extends ListShape {
  readonly addressAt: number;
  /** -1 when there is no such column. */
  readonly zoneAt: number;
  readonly languageAt: number;
  /** The names under which a cell is kept: a column's own, and its number where the answer asks by number. */
  readonly variables: readonly (readonly [name: string, column: number])[];
}

export interface Row {
  /** The row's number in the file. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface ParsedRecipient {
  readonly line: number;
  /** E.164. */
  readonly address: string;
  /** Candidate zones, at least one: contact only when all of them are open. */
  readonly zones: readonly string[];
  /** A language tag; null to go by the campaign's. */
  readonly language: string | null;
  /** Values that are not blank, by name; an object without prototype. */
  readonly variables: Readonly<Record<string, string>>;
}

export type ParsedRow =
  | { readonly kind: "recipient"; readonly recipient: ParsedRecipient }
  | { readonly kind: "problem"; readonly problem: RowProblem }
  /** Nothing in any cell: the row is passed over in silence. */
  | { readonly kind: "blank" };

/**
 * Prepares a plan.
 *
 * @returns `invalid_request` when not exactly one column is the address, or two columns have one name
 */
export function planRows(shape: ListShape): Result<RowPlan> {
  const at = (role: ColumnRole["role"]) => shape.columns.findIndex((column) => column.role === role);
  const addresses = shape.columns.filter(({ role }) => role === "address").length;
  if (addresses !== 1) {
    return fail("invalid_request", `A list needs exactly one address column; this one has ${addresses}.`);
  }
  const named = shape.columns.flatMap((column, i) => (column.role === "variable" ? [[column.name, i] as const] : []));
  const names = new Set(named.map(([name]) => name));
  if (names.size < named.length) {
    return fail("invalid_request", "Two columns have the same name. Rename one, or let it be ignored.");
  }
  const afterAddress = named.filter(([, column]) => column > at("address"));
  const numbered = (shape.message?.answer.variables ?? []).flatMap((name) => {
    const column = /^[1-9]\d*$/.test(name) && !names.has(name) ? afterAddress[Number(name) - 1]?.[1] : undefined;
    return column === undefined ? [] : [[name, column] as const];
  });
  return ok({
    ...shape,
    addressAt: at("address"),
    zoneAt: at("zone"),
    languageAt: at("language"),
    variables: [...named, ...numbered],
  });
}

/** Reads one row. Never throws, whatever the cells hold. */
export function parseRow(row: Row, plan: RowPlan): ParsedRow {
  if (row.cells.every((cell) => cell.trim() === "")) return { kind: "blank" };
  const damage = checkCells(row, plan);
  if (damage !== undefined) return damage;

  const written = row.cells[plan.addressAt] ?? "";
  const phone = parsePhone(written, plan);
  if (!phone.ok) return problemAt(row, phone.error, written);
  const address = phone.value.e164;

  const zoneCell = cleanCell(row.cells[plan.zoneAt] ?? "");
  const zones = resolveZones({ explicit: zoneCell, e164: address });
  if (!zones.ok) return problemAt(row, zones.error, zoneCell === "" ? written : zoneCell);

  const variables: Record<string, string> = Object.create(null);
  for (const [name, column] of plan.variables) {
    const value = cleanCell(row.cells[column] ?? "");
    if (value !== "") variables[name] = value;
  }
  const unsendable = checkMessage(plan, variables);
  if (unsendable !== undefined) return problemAt(row, unsendable, "");

  const language = readLanguage(row.cells[plan.languageAt] ?? "");
  return { kind: "recipient", recipient: { line: row.line, address, zones: zones.value, language, variables } };
}

function checkCells(row: Row, plan: RowPlan): ParsedRow | undefined {
  const { columns } = plan;
  for (const [i, cell] of row.cells.entries()) {
    if (cell.length > limits.cellCharactersMax) {
      const message = `Column ${i + 1} holds ${cell.length} characters; at most ${limits.cellCharactersMax} are allowed. Shorten it, or look for a quote that is never closed.`;
      return problemAt(row, { code: "CELL_TOO_LARGE", subject: nameOf(columns[i]), message }, cell);
    }
    if (cell.includes("\ufffd")) {
      const message = `${quoted(cell)} has characters that could not be read. Save the file as UTF-8 and import it again.`;
      return problemAt(row, { code: "INVALID_ROW", subject: nameOf(columns[i]), message }, cell);
    }
    if (i >= columns.length && cell.trim() !== "") {
      const message = `The row has ${row.cells.length} cells and the list ${columns.length} columns; ${quoted(cell)} is one too many. Quote values that hold the delimiter.`;
      return problemAt(row, { code: "TOO_MANY_VARIABLES", subject: null, message }, cell);
    }
  }
  return undefined;
}

function checkMessage({ message }: RowPlan, variables: Readonly<Record<string, string>>): Problem | undefined {
  if (message === undefined) return undefined;
  const composed = messageFor(message, variables);
  return composed.ok ? undefined : composed.error;
}

/**
 * A cell as a value: whole characters in composed form, line ends as "\n", tabs as spaces, no control characters (NUL
 * among them, which databases and carriers choke on), no byte-order mark, no space around it. Everything else stays,
 * joiners of emoji and of scripts included.
 */
export function cleanCell(cell: string): string {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(cell)) return cell;
  return (
    cell
      .toWellFormed()
      .replace(/\r\n?/g, "\n")
      .replace(/\t/g, " ")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: taking control characters out is the point
      .replace(/[\0-\x09\x0b-\x1f\x7f-\x9f\ufeff]/g, "")
      .normalize("NFC")
      .trim()
  );
}

/** "EN", "en_us" → "en", "en-us"; what is no tag is no language, and the campaign's is used. */
function readLanguage(cell: string): string | null {
  const [language = "", ...rest] = cell.trim().replaceAll("_", "-").split("-");
  const tag = Language.safeParse([language.toLowerCase(), ...rest].join("-"));
  return tag.success ? tag.data : null;
}

const nameOf = (column: ColumnRole | undefined): string | null =>
  column === undefined ? null : column.role === "variable" ? column.name : column.role;

const problemAt = ({ line }: Row, { code, subject, message }: Problem, seen: string): ParsedRow => ({
  kind: "problem",
  problem: { line, code, subject, seen: cutSeen(seen), message: `line ${line}: ${message}` },
});
