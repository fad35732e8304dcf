import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { csvLine } from "../export/csv.ts";

/**
 * Lists of made-up people. Their numbers are those set aside for fiction, 555-0100 to 555-0199 of each area; their email
 * addresses at a domain that never will be anybody's (RFC 2606), whose local part tells the sandbox what its mailbox is like.
 */

export interface MadeList {
  readonly name: string;
  /** As many people from each. */
  readonly areas: readonly string[];
  readonly people: number;
  /** What each row holds besides the number and the first name: the values taken in turn. */
  readonly column: readonly [name: string, values: readonly string[]];
  /** Their first number's last two digits; 0 if absent. */
  readonly first?: number;
  /** They have an email address beside their number. */
  readonly hasEmail?: boolean;
  /** Rows as they should not be, after the good ones. */
  readonly bad?: readonly (readonly [phone: string, firstName: string, value: string])[];
}

const firstNames =
  "Ada Ben Chloe Dev Elena Farid Grace Hugo Iris Jamal Kira Liam Mona Noor Omar Priya Quinn Rosa Sam Tess Uma Vik Wren Xena Yara Zane".split(
    " ",
  );

/** The number of a list's nth person. */
export const numberIn = ({ areas, first = 0 }: Pick<MadeList, "areas" | "first">, n: number): string =>
  `+1${areas[n % areas.length]}5550${100 + first + Math.floor(n / areas.length)}`;

const mailboxes =
  "jo gmail kim scanner outlook lee away max apple pat bounces robin phone alex one-click sasha slow gmail toni spam".split(
    " ",
  );

/** The email address of a list's nth person. */
const emailIn = ({ name }: Pick<MadeList, "name">, n: number): string =>
  `${mailboxes[n % mailboxes.length]}+${n}.${name.replace(/\W.*/, "")}@example.com`;

/** Writes the list as a CSV file into the folder and answers its path. */
export function writeList(folder: string, list: MadeList): string {
  const { name, people, column, hasEmail = false, bad = [] } = list;
  const [title, values] = column;
  const rows = Array.from({ length: people }, (_, n) => [
    numberIn(list, n),
    firstNames[n % firstNames.length] ?? "",
    values[n % values.length] ?? "",
    ...(hasEmail ? [emailIn(list, n)] : []),
  ]);
  const header = ["phone", "first_name", title, ...(hasEmail ? ["email"] : [])];
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  writeFileSync(path, [header, ...rows, ...bad].map(csvLine).join(""), { mode: 0o600 });
  return path;
}
