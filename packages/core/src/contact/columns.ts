/**
 * What the columns of a list mean (C1): is there a header, which columns hold the number, the email address, the time zone,
 * the language, and what the others are called. A proposal: the person importing sees it and may change it.
 */
import { type AddressKind, addressKinds, type Channel, type ColumnRole, limits } from "@headsup/contract";
import { parseEmail } from "./email.ts";
import { parsePhone } from "./phone.ts";

export interface Detected {
  readonly hasHeader: boolean;
  /**
   * One role a column. One is the address; where no column can be and another kind of address will do, that one alone. Of
   * no kind are there two.
   */
  readonly columns: readonly ColumnRole[];
  /** What was assumed or changed, as sentences for the person importing. */
  readonly notes: readonly string[];
}

export interface DetectOptions {
  /** Country of numbers written without one, ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Of the campaign's rungs, the first first; texts alone if absent. */
  readonly channels?: readonly Channel[];
  /** Names that the campaign's texts show: columns called so are values, whatever else they might be. */
  readonly asked?: readonly string[];
}

const words = (listed: string): string[] => listed.split(" ");

/** Header names of each role, normalised, the most telling first: a "mobile" beside a "phone" is the one to text. */
const addressNames: Readonly<Record<AddressKind, readonly string[]>> = {
  phone: words(
    "mobile_phone_number mobile_number mobile_phone mobile cell_phone_number cell_number cell_phone cellphone cell msisdn e164 phone_number phonenumber phone_no phone telephone_number telephone tel whatsapp_number whatsapp contact_number",
  ),
  email: words("email_address emailaddress e_mail_address email e_mail mail_address mail contact_email"),
};
/** Whatever kind the campaign's first channel takes. */
const anyAddressNames = words("recipient to number address");
const zoneNames = words("time_zone timezone tz zone tz_name iana_time_zone");
const languageNames = words("language lang locale");
const messageNames = words("message message_text own_message");

const nameCharactersMax = 64;
const damagedDigitsMin = 4;
/** Words a template reads as values, never as names. */
const reservedNames = new Set("empty blank nil null true false and or not contains".split(" "));

/**
 * Proposes roles from the first rows of a file. Rows need not have the same length.
 *
 * With a header, names decide; without one, the first column that looks like an address of the first channel is it and the
 * columns behind it are the variables 1, 2, … in order, which is LivePerson's rule. Columns before it are ignored.
 */
export function detectColumns(rows: readonly (readonly string[])[], options: DetectOptions): Detected {
  const { country, channels = ["sms"], asked = [] } = options;
  const [first = [], ...rest] = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
  const isPhone = (cell: string) => cell !== "" && parsePhone(cell, { country }).ok;
  const isEmail = (cell: string) => cell.includes("@") && parseEmail(cell).ok;
  const width = Math.min(Math.max(1, ...rows.map((row) => row.length)), limits.rowCellsMax);
  const holdsData = first.some((cell) => isPhone(cell) || isDamagedPhone(cell) || /\S@\S/.test(cell));
  const holdsAddress = (row: readonly string[]) => row.some((cell) => isPhone(cell) || isEmail(cell));
  const hasHeader = !holdsData && (first.some(isKnownName) || rest.some(holdsAddress));
  const body = hasHeader ? rest : [first, ...rest];
  const counted = (is: (cell: string) => boolean) =>
    Array.from({ length: width }, (_, column) => body.filter((row) => is(row[column] ?? "")).length);
  const sample = {
    width,
    held: { phone: counted(isPhone), email: counted(isEmail) },
    kinds: [...new Set(channels.map((channel) => addressKinds[channel]))],
    // An approved template of WhatsApp's leaves no room for a message of one's own.
    takesMessages: !channels.includes("whatsapp"),
    asked: new Set(asked),
  };
  return hasHeader ? fromHeader(sample, first) : fromCells(sample);
}

const isKnownName = (cell: string): boolean => {
  const name = normaliseName(cell);
  const known = [addressNames.phone, addressNames.email, anyAddressNames, zoneNames, languageNames, messageNames];
  return known.some((names) => names.includes(name));
};

/** Mostly digits and more than a few ("555-01"): in the first row that is a person to repair, not a header. */
const isDamagedPhone = (cell: string): boolean => {
  const digits = cell.replace(/\D/g, "").length;
  return digits >= damagedDigitsMin && digits * 2 > cell.replace(/\s/g, "").length;
};

interface Sample {
  readonly width: number;
  /** By kind, how many cells of each column are such addresses. */
  readonly held: Readonly<Record<AddressKind, readonly number[]>>;
  /** Of addresses that the campaign can use, its first channel's first; at least one. */
  readonly kinds: readonly AddressKind[];
  readonly takesMessages: boolean;
  readonly asked: ReadonlySet<string>;
}

const kindWords: Readonly<Record<AddressKind, { name: string; one: string; many: string }>> = {
  phone: { name: "phone", one: "phone number", many: "phone numbers" },
  email: { name: "email", one: "email address", many: "email addresses" },
};

function fromHeader(sample: Sample, header: readonly string[]): Detected {
  const { width, takesMessages, asked } = sample;
  const notes: string[] = [];
  const names = Array.from({ length: width }, (_, column) => normaliseName(header[column] ?? ""));
  const { address, other } = addressColumns(sample, names, notes);
  const free = names.map((name, column) =>
    column === address || column === other?.column || asked.has(name) ? "" : name,
  );
  const zone = columnNamed(free, zoneNames);
  const language = columnNamed(free, languageNames);
  const message = takesMessages ? columnNamed(free, messageNames) : undefined;
  if (message !== undefined)
    notes.push(
      `Column ${message + 1}, "${names[message]}", is taken as each row's whole message, in place of the campaign's; where it is blank, the campaign's goes.`,
    );

  const taken = new Set<string>();
  const columns = names.map((name, column): ColumnRole => {
    if (column === address) return { role: "address" };
    if (column === other?.column) return { role: other.kind };
    if (column === zone) return { role: "zone" };
    if (column === language) return { role: "language" };
    if (column === message) return { role: "message" };
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

interface AddressColumns {
  /** Undefined: everybody is reached by the other kind. */
  readonly address: number | undefined;
  readonly other: { readonly kind: AddressKind; readonly column: number } | undefined;
}

/** By their names, else by what stands below. */
function addressColumns(sample: Sample, names: readonly string[], notes: string[]): AddressColumns {
  const { kinds, held, asked } = sample;
  const own = kinds[0] ?? "phone";
  const kind: AddressKind = own === "phone" ? "email" : "phone";
  const isUsed = kinds.includes(kind);
  const ownNamed = columnNamed(names, addressNames[own]) ?? namedLoosely(names, held[own]);
  const unasked = names.map((name) => (asked.has(name) ? "" : name));
  const otherNamed =
    // A number tells a time zone even where nobody is called or texted.
    isUsed || kind === "phone" ? columnNamed(isUsed ? names : unasked, addressNames[kind]) : undefined;
  const column = otherNamed ?? (isUsed ? columnHolding(held[kind], ownNamed) : undefined);
  const other = column === undefined || column === ownNamed ? undefined : { kind, column };
  const address = ownNamed ?? columnHolding(held[own], other?.column);
  const { one, name } = kindWords[own];
  if (address === undefined && other !== undefined && isUsed) {
    notes.push(reachedOtherwise(own, kind));
    return { address, other };
  }
  const taken = address ?? names.findIndex((_, at) => at !== other?.column);
  // A file of one column that tells the zone only: it is the address after all.
  const found = taken === -1 ? 0 : taken;
  if (ownNamed === undefined) notes.push(`No column is called "${name}": column ${found + 1} is taken as the ${one}.`);
  return { address: found, other: taken === -1 ? undefined : other };
}

/** "Address" may be a street: another column is better where that one holds no address of ours and the other does. */
function namedLoosely(names: readonly string[], counts: readonly number[]): number | undefined {
  const column = columnNamed(names, anyAddressNames);
  return column === undefined || (counts[column] === 0 && Math.max(...counts) > 0) ? undefined : column;
}

const reachedOtherwise = (own: AddressKind, kind: AddressKind): string =>
  `No column holds ${kindWords[own].many}: everybody is reached by their ${kindWords[kind].one}.`;

function fromCells({ width, held, kinds }: Sample): Detected {
  const [own = "phone", further] = kinds;
  const ownAt = columnFirstHolding(held[own]);
  const otherAt = further === undefined ? undefined : columnFirstHolding(held[further]);
  const { one } = kindWords[own];
  const notes: string[] = [];
  const isOther = ownAt === undefined && otherAt !== undefined && further !== undefined;
  const address = isOther ? otherAt : (ownAt ?? 0);
  if (isOther) notes.push(reachedOtherwise(own, further));
  else if (ownAt === undefined)
    notes.push(`No cell looks like ${own === "phone" ? "a" : "an"} ${one}: column 1 is taken for it.`);
  if (address > 0)
    notes.push(
      `The ${isOther ? kindWords[further].one : one} is in column ${address + 1}: the columns before it are ignored.`,
    );
  let variables = 0;
  const columns = Array.from({ length: width }, (_, column): ColumnRole => {
    if (column === otherAt && further !== undefined) return { role: further };
    if (column === address) return { role: "address" };
    return column < address ? { role: "ignored" } : { role: "variable", name: String(++variables) };
  });
  return { hasHeader: false, columns, notes };
}

/** The first column with the most telling of `known`. */
function columnNamed(names: readonly string[], known: readonly string[]): number | undefined {
  const name = known.find((candidate) => names.includes(candidate));
  return name === undefined ? undefined : names.indexOf(name);
}

/** The column with most of them, if any has one. */
function columnHolding(counts: readonly number[], except?: number): number | undefined {
  const others = counts.map((count, column) => (column === except ? 0 : count));
  const most = Math.max(...others);
  return most === 0 ? undefined : others.indexOf(most);
}

function columnFirstHolding(counts: readonly number[]): number | undefined {
  const at = counts.findIndex((count) => count > 0);
  return at === -1 ? undefined : at;
}

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
