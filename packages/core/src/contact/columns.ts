/**
 * What the columns of a list mean (C1): is there a header, which column holds the number, the time zone, the language,
 * and what the others are called. A proposal: the person importing sees it and may change it.
 */
import { type ColumnRole, limits } from "@headsup/contract";
import { parsePhone } from "./phone.ts";

export interface Detected {
  readonly hasHeader: boolean;
  /** One role a column; always exactly one address. */
  readonly columns: readonly ColumnRole[];
  /** What was assumed or changed, as sentences for the person importing. */
  readonly notes: readonly string[];
}

export interface DetectOptions {
  /** Country of numbers written without one, ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** Header names of each role, normalised, the most telling first: a "mobile" beside a "phone" is the one to text. */
const addressNames =
  "mobile_phone_number mobile_number mobile_phone mobile cell_phone_number cell_number cell_phone cellphone cell msisdn e164 phone_number phonenumber phone_no phone telephone_number telephone tel recipient to number address contact_number".split(
    " ",
  );
const zoneNames = "time_zone timezone tz zone tz_name iana_time_zone".split(" ");
const languageNames = "language lang locale".split(" ");

const nameCharactersMax = 64;
const damagedDigitsMin = 4;
/** Words a template reads as values, never as names. */
const reservedNames = new Set("empty blank nil null true false and or not contains".split(" "));

/**
 * Proposes roles from the first rows of a file. Rows need not have the same length.
 *
 * With a header, names decide; without one, the first column that looks like a phone number is the address and the
 * columns behind it are the variables 1, 2, … in order, which is LivePerson's rule. Columns before it are ignored.
 */
export function detectColumns(rows: readonly (readonly string[])[], { country }: DetectOptions): Detected {
  const [first = [], ...rest] = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
  const isPhone = (cell: string | undefined) => cell !== undefined && cell !== "" && parsePhone(cell, { country }).ok;
  const width = Math.min(Math.max(1, ...rows.map((row) => row.length)), limits.rowCellsMax);
  const holdsData = first.some((cell) => isPhone(cell) || isDamagedPhone(cell));
  const hasHeader = !holdsData && (first.some(isKnownName) || rest.some((row) => row.some(isPhone)));
  const body = hasHeader ? rest : [first, ...rest];
  const phones = Array.from({ length: width }, (_, column) => body.filter((row) => isPhone(row[column])).length);
  return hasHeader ? fromHeader({ header: first, width, phones }) : fromCells({ width, phones });
}

const isKnownName = (cell: string): boolean => {
  const name = normaliseName(cell);
  return [addressNames, zoneNames, languageNames].some((names) => names.includes(name));
};

/** Mostly digits and more than a few ("555-01"): in the first row that is a person to repair, not a header. */
const isDamagedPhone = (cell: string): boolean => {
  const digits = cell.replace(/\D/g, "").length;
  return digits >= damagedDigitsMin && digits * 2 > cell.replace(/\s/g, "").length;
};

interface Sample {
  readonly width: number;
  /** How many cells of each column are phone numbers. */
  readonly phones: readonly number[];
}

function fromHeader({ header, width, phones }: Sample & { readonly header: readonly string[] }): Detected {
  const notes: string[] = [];
  const names = Array.from({ length: width }, (_, column) => normaliseName(header[column] ?? ""));
  const named = columnNamed(names, addressNames);
  const address = named ?? mostPhones(phones);
  if (named === undefined)
    notes.push(`No column is called "phone": column ${address + 1} is taken as the phone number.`);
  const zone = columnNamed(names, zoneNames);
  const language = columnNamed(names, languageNames);

  const taken = new Set<string>();
  const columns = names.map((name, column): ColumnRole => {
    if (column === address) return { role: "address" };
    if (column === zone) return { role: "zone" };
    if (column === language) return { role: "language" };
    const wanted = name === "" ? `column_${column + 1}` : name;
    const unique = uniqueName(wanted, taken);
    taken.add(unique);
    if (name === "") notes.push(`Column ${column + 1} has no name: it is called "${unique}".`);
    else if (unique !== wanted)
      notes.push(`Column ${column + 1} is called "${unique}": there is a "${wanted}" before it.`);
    return { role: "variable", name: unique };
  });
  return { hasHeader: true, columns, notes };
}

function fromCells({ width, phones }: Sample): Detected {
  const firstPhone = phones.findIndex((count) => count > 0);
  const address = Math.max(firstPhone, 0);
  const notes =
    firstPhone === -1
      ? ["No cell looks like a phone number: column 1 is taken for it."]
      : address === 0
        ? []
        : [`The phone number is in column ${address + 1}: the columns before it are ignored.`];
  const columns = Array.from({ length: width }, (_, column): ColumnRole => {
    if (column === address) return { role: "address" };
    return column < address ? { role: "ignored" } : { role: "variable", name: String(column - address) };
  });
  return { hasHeader: false, columns, notes };
}

/** The first column with the most telling of `known`. */
function columnNamed(names: readonly string[], known: readonly string[]): number | undefined {
  const name = known.find((candidate) => names.includes(candidate));
  return name === undefined ? undefined : names.indexOf(name);
}

const mostPhones = (phones: readonly number[]): number => phones.indexOf(Math.max(...phones));

/**
 * A header as a variable's name: "First Name" → `first_name`, "Überweisung (€)" → `überweisung`, "{{ name }}" → `name`,
 * "__proto__" → `proto`. Letters of every script stay. Empty when nothing is left. A name the template would read as a
 * value gets a tail: "Empty" → `empty_value`.
 */
export function normaliseName(header: string): string {
  const name = header
    .slice(0, nameCharactersMax * 4)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/['’\p{Cf}]/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  const cut = [...name]
    .slice(0, nameCharactersMax / 2)
    .join("")
    .replace(/_+$/, "");
  return reservedNames.has(cut) ? `${cut}_value` : cut;
}

function uniqueName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let n = 2; ; n++) if (!taken.has(`${name}_${n}`)) return `${name}_${n}`;
}
