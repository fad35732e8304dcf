import type { PackedRows, ParsedRow } from "@headsup/engine";

/** Rows as they go to their campaign. */
export function packRows(rows: readonly ParsedRow[]): PackedRows {
  const zoneSets: (readonly string[])[] = [];
  const known = new Map<string, number>();
  const zoneSetOf = rows.map(({ zones }) => {
    const key = zones.join(" ");
    let nth = known.get(key);
    if (nth === undefined) {
      nth = zoneSets.push(zones) - 1;
      known.set(key, nth);
    }
    return nth;
  });
  const others = new Map<number, Pick<ParsedRow, "also" | "ownText" | "rung" | "language">>();
  for (const [at, { also, ownText, rung, language }] of rows.entries())
    if (also !== null || ownText !== null || rung !== 0 || language !== null)
      others.set(at, { also, ownText, rung, language });
  return {
    lines: rows.map(({ line }) => line),
    addresses: rows.map(({ address }) => address),
    zoneSets,
    zoneSetOf,
    variables: rows.map(({ variables }) => JSON.stringify(variables)),
    cells: rows.map(({ cells }) => JSON.stringify(cells)),
    others,
  };
}
