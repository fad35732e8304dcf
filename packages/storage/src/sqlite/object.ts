import type { OutreachStorage } from "../outreach/index.ts";
import { openFile } from "./file.ts";
import { namedRowsOf } from "./statements.ts";

/** A Durable Object's SQLite, in form, over node:sqlite. The SQL that runs is the very same. */
export function sqliteStorage(file = ":memory:"): OutreachStorage & { readonly close: () => void } {
  const database = openFile(file);
  const run = namedRowsOf(database);
  let depth = 0;
  return {
    sql: {
      exec: (query, ...bindings) => {
        const { rows, named } = run(query, bindings);
        let read = 0;
        return {
          toArray: () => rows.map(named),
          raw: () => ({ toArray: () => rows }),
          next: () => {
            const row = rows[read++];
            return row === undefined ? { done: true } : { value: named(row) };
          },
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
