import { once } from "node:events";
import { createWriteStream } from "node:fs";

/**
 * A list as teams have them: numbers of the country in the four ways people write them, others abroad, and of each
 * thousand rows some that stand twice and some that no number can be made of. The same count always makes the same file.
 */
export interface Expected {
  readonly rows: number;
  readonly recipients: number;
  readonly duplicates: number;
  readonly invalid: number;
}

/** What a campaign says to them. */
export const messageText = "Hi {{ first_name }}, your {{ plan }} plan renews on {{ date }}.";
export const names = ["first_name", "plan", "date"] as const;

/** Of 50 rows: one whose number stood 500 rows before, and of 100 one without a number. */
const again = { every: 50, back: 500 };
const broken = { every: 100, at: 70 };

const areas = [212, 312, 303, 415, 305, 617, 713, 206, 404, 702];
const spellings: readonly ((area: number, line: string) => string)[] = [
  (area, line) => `+1${area}${line}`,
  (area, line) => `${area}${line}`,
  (area, line) => `(${area}) ${line.slice(0, 3)}-${line.slice(3)}`,
  (area, line) => `1-${area}-${line.slice(0, 3)}-${line.slice(3)}`,
];
/** Mobile numbers elsewhere, as possible ones: country code, leading digits, and how many digits follow. */
const abroad: readonly (readonly [code: string, lead: string, digits: number])[] = [
  ["44", "79", 8],
  ["49", "151", 8],
  ["33", "6", 8],
  ["91", "98", 8],
  ["52", "55", 8],
  ["61", "4", 8],
];
const firstNames = ["Ada", "Grace", "José", "Zoë", "Linus", "Margaret", "Søren", "Barbara"];
const plans = ["Basic", "Plus", '"Family, yearly"', "Business"];

function phoneAt(nth: number): string {
  if (nth % broken.every === broken.at) return `n/a ${nth}`;
  if (nth % again.every === 0 && nth >= again.back) return phoneAt(nth - again.back + 1);
  const isAbroad = nth % 5 === 4;
  if (isAbroad) {
    const [code, lead, digits] = abroad[nth % abroad.length] ?? ["44", "79", 8];
    const rest = String(nth).padStart(digits, "0");
    return nth % 2 === 0 ? `+${code}${lead}${rest}` : `+${code} ${lead} ${rest.slice(0, 4)} ${rest.slice(4)}`;
  }
  const area = areas[nth % areas.length] ?? 212;
  const spell = spellings[Math.floor(nth / 7) % spellings.length] ?? spellings[0];
  return spell?.(area, String(2_000_000 + Math.floor(nth / areas.length))) ?? "";
}

export function expected(rows: number): Expected {
  let duplicates = 0;
  let invalid = 0;
  for (let nth = 0; nth < rows; nth++)
    if (nth % broken.every === broken.at) invalid++;
    else if (nth % again.every === 0 && nth >= again.back) duplicates++;
  return { rows, recipients: rows - duplicates - invalid, duplicates, invalid };
}

/** Writes `rows` of them below a header. */
export async function writeList(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file);
  out.write(`phone,${names.join(",")}\n`);
  for (let nth = 0; nth < rows; nth++) {
    const line = `${phoneAt(nth)},${firstNames[nth % 8]} ${nth},${plans[nth % 4]},${1 + (nth % 28)} June\n`;
    if (!out.write(line)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}
