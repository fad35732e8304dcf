import { fillPlaceholders } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { prepared } from "../prepared.ts";

/**
 * The catalogue over D1, or over anything of D1's form. D1 has no interactive transactions: what must happen together
 * goes into one {@link Catalogue.together}, which is a transaction.
 */
export interface Catalogue {
  readonly db: DrizzleD1Database;
  /** Runs the statements in order, all or none. Answers the rows each of them returned. */
  readonly together: (statements: readonly Statement[]) => Promise<readonly (readonly unknown[])[]>;
}

/** SQL and its values, to be run with others. Any query of drizzle's is one, until it is awaited. */
export interface Statement {
  toSQL(): { readonly sql: string; readonly params: unknown[] };
}

/** A statement whose SQL is built once per catalogue; its values, named as in `given`, come with each call. */
export function preparedStatement<Values extends object>(
  build: (catalogue: Catalogue) => Statement,
): (catalogue: Catalogue, values: Values) => Statement {
  const built = prepared((catalogue: Catalogue) => build(catalogue).toSQL());
  return (catalogue, values) => {
    const { sql, params } = built(catalogue);
    const statement = { sql, params: fillPlaceholders(params, values as Record<string, unknown>) };
    return { toSQL: () => statement };
  };
}

export function openCatalogue(d1: Parameters<typeof drizzle>[0]): Catalogue {
  return {
    db: drizzle(d1),
    // Drizzle's own `batch` would leave the placeholders of a prepared query unfilled.
    together: async (statements) => {
      if (statements.length === 0) return [];
      const results: { readonly results: readonly unknown[] }[] = await d1.batch(
        statements.map((statement) => {
          const { sql, params } = statement.toSQL();
          return d1.prepare(sql).bind(...params);
        }),
      );
      return results.map((result) => result.results);
    },
  };
}
