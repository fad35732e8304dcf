import type { NewRecipient } from "@headsup/storage/outreach";
import type { ParsedRow } from "./imports.ts";

/**
 * A chunk's rows on their way from a worker to its campaign, column by column: what is copied on the way costs by the object
 * and by the name, and a row is four objects of some twenty names. Values and cells go as the JSON they are stored as; the
 * cells are read of those rows alone that turn out to be problems.
 */
export interface PackedRows {
  readonly lines: readonly number[];
  readonly addresses: readonly string[];
  /** The zones there are, and which of them each row has. */
  readonly zoneSets: readonly (readonly string[])[];
  readonly zoneSetOf: readonly number[];
  readonly variables: readonly string[];
  readonly cells: readonly string[];
  /** What else a row has, by its place: of most lists nobody has any of it. */
  readonly others: ReadonlyMap<number, Others>;
}

type Others = Pick<ParsedRow, "also" | "ownText" | "rung" | "language">;

/** A row that would become a recipient. */
export interface Candidate extends Others, Omit<NewRecipient, "id" | "zone" | "also" | keyof Others> {
  readonly zones: readonly string[];
  readonly cells: () => readonly string[];
}

const nothingElse: Others = { also: null, ownText: null, rung: 0, language: null };

/** The rows, packed or not, as candidates. */
export function candidatesOf(rows: readonly ParsedRow[] | PackedRows): Candidate[] {
  if (!("lines" in rows))
    return rows.map(({ variables, cells, ...row }) => ({
      ...row,
      variables: JSON.stringify(variables),
      cells: () => cells,
    }));
  const { addresses, zoneSets, zoneSetOf, variables, cells, others } = rows;
  return rows.lines.map((line, at) => {
    const { also, ownText, rung, language } = others.get(at) ?? nothingElse;
    return {
      line,
      address: addresses[at] ?? "",
      also,
      ownText,
      rung,
      language,
      zones: zoneSets[zoneSetOf[at] ?? -1] ?? [],
      variables: variables[at] ?? "{}",
      cells: () => JSON.parse(cells[at] ?? "[]"),
    };
  });
}
