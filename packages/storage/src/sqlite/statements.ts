import type { DatabaseSync, SQLInputValue } from "node:sqlite";

export type Row = Record<string, unknown>;

type Prepared = ReturnType<DatabaseSync["prepare"]>;

/** Runs queries on one database, each text prepared once. */
export const statementsOf = (database: DatabaseSync): ((query: string, values: readonly unknown[]) => Row[]) =>
  runner<Row>(database, () => {});

/** The same, each row as its values in order: two columns of a join may bear one name. */
export const rawStatementsOf = (database: DatabaseSync): ((query: string, values: readonly unknown[]) => unknown[][]) =>
  runner<unknown[]>(database, (statement) => statement.setReturnArrays(true));

function runner<Shape>(database: DatabaseSync, shape: (statement: Prepared) => void) {
  const prepared = new Map<string, Prepared>();
  return (query: string, values: readonly unknown[]): Shape[] => {
    let statement = prepared.get(query);
    if (statement === undefined) {
      statement = database.prepare(query);
      shape(statement);
      prepared.set(query, statement);
    }
    return statement.all(...(values as SQLInputValue[])) as Shape[];
  };
}
