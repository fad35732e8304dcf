/**
 * D1 for a bare workerd, which has the binding but no database behind it: one object on disk that answers as Miniflare's
 * does, and keeps count of what it was asked. Loaded by workerd itself, with its types stripped.
 */
interface Query {
  readonly sql: string;
  readonly params?: readonly unknown[] | null;
}

interface Cursor {
  readonly columnNames: string[];
  readonly rowsRead: number;
  readonly rowsWritten: number;
  raw(): Iterable<unknown[]>;
}

interface State {
  readonly storage: {
    readonly sql: { exec(query: string, ...params: unknown[]): Cursor };
    transactionSync<T>(work: () => T): T;
  };
}

/** What the database did since it was started. */
export interface D1Totals {
  /** Requests to it: a batch is one. */
  roundTrips: number;
  statements: number;
  /** As D1 bills them: a row's index entries count. */
  rowsRead: number;
  rowsWritten: number;
}

/** What one statement came to. */
export interface StatementTotals {
  /** As it was asked, a comment of its asker's included. */
  readonly sql: string;
  times: number;
  rowsRead: number;
  rowsWritten: number;
}

export class Database {
  readonly #storage: State["storage"];
  readonly #statements = new Map<string, StatementTotals>();
  readonly #totals: D1Totals = { roundTrips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };

  constructor({ storage }: State) {
    this.#storage = storage;
  }

  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/totals") return Response.json(this.#totals);
    if (pathname === "/statements") return Response.json([...this.#statements.values()]);
    const asked = (await request.json()) as Query | Query[];
    this.#totals.roundTrips++;
    const isObjects = searchParams.get("resultsFormat") !== "ROWS_AND_COLUMNS";
    try {
      const queries = Array.isArray(asked) ? asked : [asked];
      return Response.json(this.#storage.transactionSync(() => queries.map((query) => this.#run(query, isObjects))));
    } catch (error) {
      return Response.json({ success: false, error: error instanceof Error ? error.message : String(error) });
    }
  }

  #run({ sql, params }: Query, isObjects: boolean) {
    const cursor = this.#storage.sql.exec(sql, ...(params ?? []));
    const columns = cursor.columnNames;
    const rows = [...cursor.raw()];
    const { rowsRead, rowsWritten } = cursor;
    const statement = this.#statements.get(sql) ?? { sql, times: 0, rowsRead: 0, rowsWritten: 0 };
    this.#statements.set(sql, statement);
    statement.times++;
    this.#totals.statements++;
    for (const total of [statement, this.#totals]) {
      total.rowsRead += rowsRead;
      total.rowsWritten += rowsWritten;
    }
    return {
      success: true,
      results: isObjects
        ? rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])))
        : { columns, rows },
      meta: { duration: 0, rows_read: rowsRead, rows_written: rowsWritten },
    };
  }
}

interface Environment {
  readonly DATABASE: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
}

export default {
  fetch: (request: Request, { DATABASE }: Environment) => DATABASE.getByName("headsup").fetch(request),
};
