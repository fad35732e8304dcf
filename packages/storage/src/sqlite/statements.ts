import type { DatabaseSync, SQLInputValue } from "node:sqlite";

export type Row = Record<string, unknown>;

type Prepared = ReturnType<DatabaseSync["prepare"]>;

type Run<Answer> = (query: string, values: readonly unknown[]) => Answer;

/** Runs queries on one database, each text prepared once. */
export const statementsOf = (database: DatabaseSync): Run<Row[]> =>
  runner(database, (statement) => (values) => statement.all(...values) as Row[]);

/** The same, each row as its values in order: two columns of a join may bear one name. */
export const rawStatementsOf = (database: DatabaseSync): Run<unknown[][]> => runner(database, inArrays);

/** The same, with what gives a row its names: they cost several times the row, and are seldom asked for. */
export const namedRowsOf = (database: DatabaseSync): Run<{ rows: unknown[][]; named: (row: unknown[]) => Row }> =>
  runner(database, (statement) => {
    const all = inArrays(statement);
    const named = (row: unknown[]) => Object.fromEntries(statement.columns().map(({ name }, nth) => [name, row[nth]]));
    return (values) => ({ rows: all(values), named });
  });

function inArrays(statement: Prepared): (values: readonly SQLInputValue[]) => unknown[][] {
  statement.setReturnArrays(true);
  return (values) => statement.all(...values) as unknown as unknown[][];
}

function runner<Answer>(
  database: DatabaseSync,
  running: (statement: Prepared) => (values: readonly SQLInputValue[]) => Answer,
): Run<Answer> {
  const prepared = new Map<string, (values: readonly SQLInputValue[]) => Answer>();
  return (query, values) => {
    let run = prepared.get(query);
    if (run === undefined) {
      run = running(database.prepare(query));
      prepared.set(query, run);
    }
    return run(values as readonly SQLInputValue[]);
  };
}
