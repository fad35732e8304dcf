import type { DatabaseSync, SQLInputValue } from "node:sqlite";

export type Row = Record<string, unknown>;

/** Runs queries on one database, each text prepared once. */
export function statementsOf(database: DatabaseSync): (query: string, values: readonly unknown[]) => Row[] {
  const prepared = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  return (query, values) => {
    const statement = prepared.get(query) ?? database.prepare(query);
    prepared.set(query, statement);
    return statement.all(...(values as SQLInputValue[])) as Row[];
  };
}
