import type { DrizzleD1Database } from "drizzle-orm/d1";
import { fillingOf } from "../short.ts";
import { type D1, openDb } from "./driver.ts";

/**
 * The catalogue over D1, or over anything of D1's form. D1 has no interactive transactions: what must happen together
 * goes into one {@link Catalogue.together}, which is a transaction.
 */
export interface Catalogue {
  readonly db: DrizzleD1Database;
  /** Runs the statements in order, all or none. Answers the rows each of them returned. */
  readonly together: (statements: readonly Statement[]) => Promise<readonly (readonly unknown[])[]>;
  /** Asks several questions in one round trip, all of one instant. Round trips are most of what a webhook costs. */
  readonly ask: <Questions extends readonly Question<unknown>[]>(
    ...questions: Questions
  ) => Promise<{ -readonly [Nth in keyof Questions]: Answer<Questions[Nth]> }>;
}

/** SQL and its values, to be run with others. Any query of drizzle's is one, until it is awaited. */
export interface Statement {
  toSQL(): { readonly sql: string; readonly params: unknown[] };
}

/** SQL that reads, and what its rows say. */
export interface Question<Told> extends Statement {
  readonly read: (rows: readonly unknown[]) => Told;
}
type Answer<Asked> = Asked extends Question<infer Told> ? Told : never;

/** A prepared query of drizzle's, as far as it is asked with others. */
interface PreparedSelect<Row> {
  getQuery(): { readonly sql: string; readonly params: unknown[] };
  mapResult(response: unknown, isFromBatch?: boolean): unknown;
  all(values?: Record<string, unknown>): Promise<Row[]>;
}

/** A prepared query as a question: its rows. No two of its columns may bear one name, for a batch tells rows by names. */
export const question =
  <Values extends object, Row>(query: (catalogue: Catalogue) => PreparedSelect<Row>) =>
  (catalogue: Catalogue, values: Values): Question<Row[]> => {
    const select = query(catalogue);
    const { sql, params } = select.getQuery();
    const statement = { sql, params: fillingOf(params)(values as Record<string, unknown>) };
    return { toSQL: () => statement, read: (results) => select.mapResult({ results }, true) as Row[] };
  };

/** The same question, its answer made something else of. */
export const answeredAs = <Told, Made>(asked: Question<Told>, make: (told: Told) => Made): Question<Made> => ({
  toSQL: () => asked.toSQL(),
  read: (rows) => make(asked.read(rows)),
});

/** Of a question whose answer is one row or none. */
export const oneOf = <Row>(asked: Question<Row[]>): Question<Row | undefined> => answeredAs(asked, ([row]) => row);

/** A statement whose SQL is built once; its values, named as in `given`, come with each call. */
export function preparedStatement<Values extends object>(
  build: (catalogue: Catalogue) => Statement,
): (catalogue: Catalogue, values: Values) => Statement {
  let built: ReturnType<Statement["toSQL"]> | null = null;
  return (catalogue, values) => {
    built ??= build(catalogue).toSQL();
    const { sql, params } = built;
    const statement = { sql, params: fillingOf(params)(values as Record<string, unknown>) };
    return { toSQL: () => statement };
  };
}

export function openCatalogue(d1: D1): Catalogue {
  // Drizzle's own `batch` would leave the placeholders of a prepared query unfilled.
  const together: Catalogue["together"] = async (statements) => {
    if (statements.length === 0) return [];
    const results: { readonly results: readonly unknown[] }[] = await d1.batch(
      statements.map((statement) => {
        const { sql, params } = statement.toSQL();
        return d1.prepare(sql).bind(...params);
      }),
    );
    return results.map((result) => result.results);
  };
  return {
    db: openDb(d1),
    together,
    ask: async <Questions extends readonly Question<unknown>[]>(...questions: Questions) => {
      const told = await together(questions);
      type Answers = { -readonly [Nth in keyof Questions]: Answer<Questions[Nth]> };
      return questions.map(({ read }, nth) => read(told[nth] ?? [])) as Answers;
    },
  };
}
