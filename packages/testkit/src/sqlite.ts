import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { OutreachStorage } from "@headsup/storage/outreach";

/** A Durable Object's SQLite, in form, over node:sqlite (Node 24 and Deno). The SQL that runs is the real one. */
export function sqliteStorage(file = ":memory:"): OutreachStorage & { readonly close: () => void } {
  const database = new DatabaseSync(file);
  const statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const prepare = (query: string) => {
    const known = statements.get(query) ?? database.prepare(query);
    statements.set(query, known);
    return known;
  };
  let depth = 0;
  return {
    sql: {
      exec: (query, ...bindings) => {
        const statement = prepare(query);
        const rows = statement.all(...(bindings as SQLInputValue[])) as Record<string, unknown>[];
        let read = 0;
        return {
          toArray: () => rows,
          raw: () => ({ toArray: () => rows.map((row) => Object.values(row)) }),
          next: () => (read < rows.length ? { value: rows[read++] as Record<string, unknown> } : { done: true }),
        };
      },
    },
    transactionSync: (work) => {
      const name = `t${depth++}`;
      database.exec(`savepoint ${name}`);
      try {
        const result = work();
        database.exec(`release ${name}`);
        return result;
      } catch (error) {
        database.exec(`rollback to ${name}`);
        database.exec(`release ${name}`);
        throw error;
      } finally {
        depth--;
      }
    },
    close: () => database.close(),
  };
}

/** D1, in form, over node:sqlite: what drizzle's driver and the catalogue use of it. `batch` is a transaction, as there. */
export function sqliteD1(database = new DatabaseSync(":memory:")) {
  const meta = {
    changes: 0,
    duration: 0,
    last_row_id: 0,
    rows_read: 0,
    rows_written: 0,
    size_after: 0,
    changed_db: false,
  };
  interface Prepared {
    bind: (...values: unknown[]) => Prepared;
    run: () => Promise<unknown>;
    all: () => Promise<unknown>;
    raw: () => Promise<unknown[][]>;
    first: () => Promise<unknown>;
    now: () => Record<string, unknown>[];
  }
  const statement = (query: string, values: SQLInputValue[] = []): Prepared => {
    const now = () => database.prepare(query).all(...values) as Record<string, unknown>[];
    return {
      bind: (...bound) => statement(query, bound as SQLInputValue[]),
      now,
      run: async () => ({ success: true, results: now(), meta }),
      all: async () => ({ success: true, results: now(), meta }),
      raw: async () => now().map((row) => Object.values(row)),
      first: async () => now()[0] ?? null,
    };
  };
  return {
    prepare: (query: string) => statement(query),
    exec: async (query: string) => database.exec(query),
    batch: async (statements: Prepared[]) => {
      database.exec("begin immediate");
      try {
        const results = statements.map((each) => ({ success: true, results: each.now(), meta }));
        database.exec("commit");
        return results;
      } catch (error) {
        database.exec("rollback");
        throw error;
      }
    },
  };
}
