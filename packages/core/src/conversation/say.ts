/** How decisions about conversations are put into words for people. */
import { cutSeen } from "../contact/problem.ts";

/** “Refunds”: a value people wrote, cut short. */
export const quote = (value: string): string => `“${cutSeen(value)}”`;

const listedMax = 4;

/** "a, b or c"; of a long list the first few and how many more. */
export function listed(values: readonly string[], joint: "and" | "or"): string {
  const more = values.length - listedMax;
  const shown = more > 1 ? [...values.slice(0, listedMax), `${more} more`] : values;
  return shown.length < 2 ? (shown[0] ?? "nothing") : `${shown.slice(0, -1).join(", ")} ${joint} ${shown.at(-1)}`;
}

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** "2 h 10 min": the two largest units that say something, from the minute up. */
export function spanWords(ms: number): string {
  let rest = Math.max(0, ms);
  const said: string[] = [];
  for (const [unit, unitMs] of units) {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    if (count > 0 && said.length < 2) said.push(`${count} ${unit}`);
  }
  return said.length === 0 ? "less than 1 min" : said.join(" ");
}
