import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { csvLine } from "../export/csv.ts";

/** Lists of made-up people. Their numbers are those set aside for fiction: 555-0100 to 555-0199 of each area. */

export interface MadeList {
  readonly name: string;
  /** As many people from each. */
  readonly areas: readonly string[];
  readonly people: number;
  /** What each row holds besides the number and the first name: the values taken in turn. */
  readonly column: readonly [name: string, values: readonly string[]];
  /** Rows as they should not be, after the good ones. */
  readonly bad?: readonly (readonly [phone: string, firstName: string, value: string])[];
}

const firstNames =
  "Ada Ben Chloe Dev Elena Farid Grace Hugo Iris Jamal Kira Liam Mona Noor Omar Priya Quinn Rosa Sam Tess Uma Vik Wren Xena Yara Zane".split(
    " ",
  );

/** The number of a list's nth person. */
export const numberIn = ({ areas }: Pick<MadeList, "areas">, n: number): string =>
  `+1${areas[n % areas.length]}5550${100 + Math.floor(n / areas.length)}`;

/** Writes the list as a CSV file into the folder and answers its path. */
export function writeList(folder: string, list: MadeList): string {
  const { name, people, column, bad = [] } = list;
  const [title, values] = column;
  const rows = Array.from({ length: people }, (_, n) => [
    numberIn(list, n),
    firstNames[n % firstNames.length] ?? "",
    values[n % values.length] ?? "",
  ]);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  writeFileSync(path, [["phone", "first_name", title], ...rows, ...bad].map(csvLine).join(""), { mode: 0o600 });
  return path;
}
