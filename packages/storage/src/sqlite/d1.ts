import type { DatabaseSync } from "node:sqlite";
import { type Row, rawStatementsOf, statementsOf } from "./statements.ts";

/** What drizzle's D1 driver and the catalogue use of a prepared statement. */
interface Prepared {
  readonly query: string;
  bind(...values: unknown[]): Prepared;
  run(): Promise<unknown>;
  all(): Promise<{ results: Row[] }>;
  raw(): Promise<unknown[][]>;
  first(): Promise<unknown>;
  /** Its rows, at once: for a batch. */
  now(): Row[];
}

/** D1, in form, over node:sqlite. `batch` is a transaction, as there. */
export interface SqliteD1 {
  prepare(query: string): Prepared;
  exec(query: string): Promise<void>;
  batch(statements: readonly Prepared[]): Promise<unknown[]>;
}

export function sqliteD1(database: DatabaseSync): SqliteD1 {
  const execute = statementsOf(database);
  const executeRaw = rawStatementsOf(database);
  const statement = (query: string, values: readonly unknown[] = []): Prepared => {
    const now = () => execute(query, values);
    return {
      query,
      bind: (...bound) => statement(query, bound),
      now,
      run: async () => resultOf(now()),
      all: async () => resultOf(now()),
      raw: async () => executeRaw(query, values),
      first: async () => now()[0] ?? null,
    };
  };
  return {
    prepare: (query) => statement(query),
    exec: async (query) => database.exec(query),
    batch: async (statements) => {
      database.exec("begin immediate");
      try {
        const results = statements.map((each) => resultOf(each.now()));
        database.exec("commit");
        return results;
      } catch (error) {
        database.exec("rollback");
        throw error;
      }
    },
  };
}

const meta = {
  changes: 0,
  duration: 0,
  last_row_id: 0,
  rows_read: 0,
  rows_written: 0,
  size_after: 0,
  changed_db: false,
};
const resultOf = (results: Row[]) => ({ success: true, results, meta });
