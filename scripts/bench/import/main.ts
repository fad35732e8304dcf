import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { median, type Pair, ratiosOf, runPairs } from "../pairs.ts";
import { importEmbedded } from "./embedded.ts";
import { importOurs, serverHere } from "./ours.ts";
import { importPlainly } from "./plain.ts";
import { expected, writeList } from "./rows.ts";

/**
 * P8 and P9: the same list, imported by Headsup and by a plain loop of papaparse, libphonenumber-js and SQLite in one
 * process, by turns; then by the command into bare workerd, for its speed and for the memory of either end. What is stored
 * is counted after each run, and is what the list holds.
 */
export const flags = {
  pairs: 7,
  /** Of the list that is compared. */
  rows: 20_000,
  /** Of the list whose import into workerd is watched; one of a tenth comes before it. P9 asks for a million. */
  memory: 100_000,
};
type ImportOptions = Readonly<typeof flags>;

const say = (line: string) => console.log(line);

export async function bench({ pairs, rows, memory }: ImportOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "headsup-import-"));
  try {
    const compared = await compare(folder, { pairs, rows });
    const small = await importEmbedded(folder, Math.max(1, Math.round(memory / 10)));
    const large = await importEmbedded(folder, memory);
    for (const { rows, rowsPerSecond, heapMiB, clientMiB } of [small, large])
      say(`embedded, ${rows} rows: ${rowsPerSecond} rows/s, worker heap ${heapMiB} MiB, client ${clientMiB} MiB`);
    const grown = small.clientMiB === null || large.clientMiB === null ? null : large.clientMiB / small.clientMiB;
    say(
      JSON.stringify({
        compared:
          "rows a second from a CSV file to SQLite in memory: the client, its requests, the API and the object in one process, against a plain loop of papaparse, libphonenumber-js/min and prepared inserts",
        pairs,
        ...compared,
        embedded: [small, large],
        clientTimes: grown === null ? null : Math.round(grown * 1_000) / 1_000,
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(folder: string, { pairs, rows }: Pick<ImportOptions, "pairs" | "rows">) {
  const file = join(folder, "people.csv");
  await writeList(file, rows);
  const due = expected(rows);
  const perSecond = (whose: string, ms: number, stored: object) => {
    if (!isDeepStrictEqual(stored, due))
      throw new Error(`${whose}: stored ${JSON.stringify(stored)}, expected ${JSON.stringify(due)}`);
    return (rows * 1_000) / ms;
  };
  const server = await serverHere();
  try {
    const ours = async () => {
      const { ms, stored } = await importOurs(server, file);
      return perSecond("ours", ms, stored);
    };
    const theirs = async () => {
      const startedAt = performance.now();
      const stored = importPlainly(file);
      return perSecond("theirs", performance.now() - startedAt, stored);
    };
    // A run before the first pair warms both sides up.
    await ours();
    await theirs();
    const tell = (pair: Pair, nth: number) =>
      say(
        `import ${nth + 1}/${pairs}: ${pair.ours.toFixed(0)} rows/s against ${pair.theirs.toFixed(0)} rows/s, ${due.recipients} people, ${due.duplicates} duplicates and ${due.invalid} bad rows on both sides`,
      );
    const results = await runPairs(pairs, { ours, theirs }, tell);
    return {
      rows,
      ...ratiosOf(results),
      rowsPerSecond: Math.round(median(results.map((pair) => pair.ours))),
      plainRowsPerSecond: Math.round(median(results.map((pair) => pair.theirs))),
    };
  } finally {
    await server.close();
  }
}
