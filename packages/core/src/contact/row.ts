/**
 * One row of a list → a recipient, or a problem with a name (C4).
 *
 * What a list has in common is prepared once, in a plan; then each row costs some microseconds. Of several problems the
 * first is told, in the order: size, number of cells, address, time zone, message. What needs the rest of the list or of the
 * account (duplicates, opt-outs, common hours) is decided elsewhere.
 */
import {
  type AddressKind,
  addressKinds,
  type Channel,
  type ColumnRole,
  fail,
  Language,
  limits,
  ok,
  type Result,
  type RowProblem,
} from "@headsup/contract";
import { type CompiledMessage, renderMessage } from "../answer/content.ts";
import { addressOn } from "./address.ts";
import { parseEmail } from "./email.ts";
import { parsePhone } from "./phone.ts";
import { cutSeen, type Problem, quoted } from "./problem.ts";
import { resolveZones } from "./zone.ts";

/** One rung of the ladder a list is for, the first first. */
export interface RowRung {
  readonly channel: Channel;
  /** What will be sent there. With it each row is rendered, so that a missing value or a message too long is known now. */
  readonly message?: CompiledMessage;
}

export interface ListShape {
  /** What each column means; at least one is an address, and of each kind at most one. */
  readonly columns: readonly ColumnRole[];
  readonly rungs: readonly [RowRung, ...RowRung[]];
  /** Contact is allowed at any hour: who has no zone needs none. */
  readonly isAlwaysOpen?: boolean;
  /** Country of numbers written without one, ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** A list's shape, made ready for its rows by `planRows`. */
export interface RowPlan extends ListShape {
  /** By kind, the column that holds it; -1 when there is none. */
  readonly addressAt: Readonly<Record<AddressKind, number>>;
  readonly messageAt: number;
  /** -1 when there is no such column. */
  readonly zoneAt: number;
  readonly languageAt: number;
  /** Of addresses that some rung takes, the first rung's first. */
  readonly kindsUsed: readonly AddressKind[];
  /** Those, and what tells a zone. */
  readonly kindsRead: readonly AddressKind[];
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
  /** Where the first rung that can reach them does. */
  readonly address: string;
  /** Their address of the other kind, where a rung has use for it. */
  readonly also: string | null;
  /** That rung. */
  readonly rung: number;
  /** Their own whole message; null: what the campaign says. */
  readonly ownText: string | null;
  /** Candidate zones, at least one: contact only when all of them are open. */
  readonly zones: readonly string[];
  /** A language tag; null to go by the campaign's. */
  readonly language: string | null;
  /** Values that are not blank, by name; an object that inherits nothing. */
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
 * @returns `invalid_request` when no column is an address, two are of one kind, or two columns have one name
 */
export function planRows(shape: ListShape): Result<RowPlan> {
  const at = (role: ColumnRole["role"]) => shape.columns.findIndex((column) => column.role === role);
  const roles = shape.columns.map(({ role }) => role);
  const own = addressKinds[shape.rungs[0].channel];
  const phones = roles.filter((role) => role === "phone" || (role === "address" && own === "phone")).length;
  const emails = roles.filter((role) => role === "email" || (role === "address" && own === "email")).length;
  if (phones + emails === 0 || phones > 1 || emails > 1) {
    return fail(
      "invalid_request",
      phones + emails === 0
        ? "A list needs an address column; this one has 0."
        : `A list takes one column of ${phones > 1 ? "phone numbers" : "email addresses"}; this one has ${Math.max(phones, emails)}. Let the others be ignored.`,
    );
  }
  const addressAt = {
    phone: own === "phone" && at("address") >= 0 ? at("address") : at("phone"),
    email: own === "email" && at("address") >= 0 ? at("address") : at("email"),
  };
  const named = shape.columns.flatMap((column, i) => (column.role === "variable" ? [[column.name, i] as const] : []));
  const names = new Set(named.map(([name]) => name));
  if (names.size < named.length) {
    return fail("invalid_request", "Two columns have the same name. Rename one, or let it be ignored.");
  }
  const last = Math.max(addressAt.phone, addressAt.email);
  const afterAddress = named.filter(([, column]) => column > (addressAt[own] >= 0 ? addressAt[own] : last));
  const asked = new Set(shape.rungs.flatMap(({ message }) => message?.variables ?? []));
  const numbered = [...asked].flatMap((name) => {
    const column = /^[1-9]\d*$/.test(name) && !names.has(name) ? afterAddress[Number(name) - 1]?.[1] : undefined;
    return column === undefined ? [] : [[name, column] as const];
  });
  const kindsUsed = [...new Set(shape.rungs.map(({ channel }) => addressKinds[channel]))];
  return ok({
    ...shape,
    addressAt,
    kindsUsed,
    // A number tells a zone even where no rung has use for it.
    kindsRead: [...new Set<AddressKind>([...kindsUsed, "phone"])],
    messageAt: at("message"),
    zoneAt: at("zone"),
    languageAt: at("language"),
    variables: [...named, ...numbered],
  });
}

const isBlank = (cell: string): boolean => cell.trim() === "";

/** Reads one row. Never throws, whatever the cells hold. */
export function parseRow(row: Row, plan: RowPlan): ParsedRow {
  if (row.cells.every(isBlank)) return { kind: "blank" };
  const damage = checkCells(row, plan);
  if (damage !== undefined) return damage;

  const reached = readAddresses(row, plan);
  if ("problem" in reached) return reached.problem;
  const { address, also, rung, written, phone } = reached;

  const zoneCell = cleanCell(row.cells[plan.zoneAt] ?? "");
  const zones = resolveZones({ explicit: zoneCell, e164: phone, isNeeded: plan.isAlwaysOpen !== true });
  if (!zones.ok) return problemAt(row, zones.error, zoneCell === "" ? written : zoneCell);

  const variables = new Values();
  for (const [name, column] of plan.variables) {
    const value = cleanCell(row.cells[column] ?? "");
    if (value !== "") variables[name] = value;
  }
  const ownText = cleanCell(row.cells[plan.messageAt] ?? "") || null;
  const language = readLanguage(row.cells[plan.languageAt] ?? "");
  const recipient = { line: row.line, address, also, rung, ownText, zones: zones.value, language, variables };
  const unsendable = checkMessages(plan, recipient);
  return unsendable === undefined ? { kind: "recipient", recipient } : problemAt(row, unsendable, "");
}

/** Values by name: nothing is inherited. An `Object.create(null)` is a hash table, twice as slow to fill and to write as JSON. */
const Values = function values() {} as unknown as new () => Record<string, string>;
Values.prototype = Object.freeze(Object.create(null));

/** Where somebody is reached, by the first rung that can. */
interface Reached {
  readonly address: string;
  readonly also: string | null;
  readonly rung: number;
  /** The cell it was read from. */
  readonly written: string;
  /** Their number, which tells their zone; null: none. */
  readonly phone: string | null;
}

function readAddresses(row: Row, plan: RowPlan): Reached | { readonly problem: ParsedRow } {
  const found: Partial<Record<AddressKind, string>> = {};
  const { kindsUsed: kinds, kindsRead } = plan;
  const cellOf = (kind: AddressKind) => row.cells[plan.addressAt[kind]] ?? "";
  for (const kind of kindsRead) {
    const written = cellOf(kind);
    const isUsed = kinds.includes(kind);
    if (written.trim() === "" && (kinds.length > 1 || !isUsed)) continue;
    const read = readAddress(kind, written, plan);
    if (read.ok) found[kind] = read.value;
    else if (isUsed) return { problem: problemAt(row, read.error, written) };
  }
  const rung = plan.rungs.findIndex(({ channel }) => found[addressKinds[channel]] !== undefined);
  const kind = addressKinds[plan.rungs[rung]?.channel ?? plan.rungs[0].channel];
  const address = found[kind];
  if (address === undefined) {
    const message = "There is neither a phone number nor an email address. Add one, or delete the row.";
    return { problem: problemAt(row, { code: "EMPTY_ADDRESS", subject: null, message }, "") };
  }
  const other = kinds.find((each) => each !== kind);
  const also = (other && found[other]) ?? null;
  return { address, also, rung, written: cellOf(kind), phone: found.phone ?? null };
}

function readAddress(kind: AddressKind, written: string, plan: RowPlan): Result<string, Problem> {
  if (kind === "email") {
    const email = parseEmail(written);
    return email.ok ? ok(email.value.address) : email;
  }
  const phone = parsePhone(written, plan);
  return phone.ok ? ok(phone.value.e164) : phone;
}

function checkCells(row: Row, plan: RowPlan): ParsedRow | undefined {
  const { columns } = plan;
  // By index: an iterator makes a pair of every cell, which is felt at a million rows.
  for (let i = 0; i < row.cells.length; i++) {
    const cell = row.cells[i] ?? "";
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

/** The first message of a rung they can be reached by that cannot be made for them. */
function checkMessages({ rungs }: RowPlan, recipient: ParsedRecipient): Problem | undefined {
  for (const { channel, message } of rungs) {
    if (message === undefined || addressOn(recipient, channel) === null) continue;
    const rendered = renderMessage(message, recipient);
    if (!rendered.ok) return rendered.error;
  }
  return undefined;
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
  if (cell === "") return null;
  const known = languagesRead.get(cell);
  if (known !== undefined) return known;
  const language = parseLanguage(cell);
  if (languagesRead.size >= languagesKeptMax) languagesRead.clear();
  languagesRead.set(cell, language);
  return language;
}

/** Cells read lately: a list asks for the same few again and again, and a schema takes long to say no. */
const languagesRead = new Map<string, string | null>();
const languagesKeptMax = 500;

function parseLanguage(cell: string): string | null {
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
