import { DrizzleSqliteDODatabase, SQLiteDOPreparedQuery, SQLiteDOSession } from "drizzle-orm/durable-sqlite";
import { type PreparedQueryConfig, SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import { steadyLimits } from "../limit.ts";
import { remember } from "../prepared.ts";
import { fillingOf, isFlat, type Row, readingOf, type Values } from "../short.ts";
import type { OutreachDb, OutreachStorage } from "./db.ts";

/** Drizzle over an object's SQLite, its queries run the short way: its own fills the values of a `get` twice. */
export function openDb(storage: OutreachStorage): OutreachDb {
  const dialect = steadyLimits(new SQLiteSyncDialect());
  return new DrizzleSqliteDODatabase("sync", dialect, new ShortSession(storage, dialect), undefined) as OutreachDb;
}

type NoTables = Record<string, never>;
type Session = SQLiteDOSession<NoTables, NoTables>;
type Prepare = Parameters<Session["prepareQuery"]>;
type Shape = Omit<PreparedQueryConfig, "statement" | "run">;
type Client = ConstructorParameters<typeof SQLiteDOSession>[0];

class ShortSession extends SQLiteDOSession<NoTables, NoTables> {
  readonly #storage: OutreachStorage;

  constructor(storage: OutreachStorage, dialect: SQLiteSyncDialect) {
    // The driver's type asks for a whole DurableObjectStorage; it uses two members of it.
    super(storage as unknown as Client, dialect, undefined);
    this.#storage = storage;
  }

  override prepareQuery<Answer extends Shape>(...asked: Prepare): SQLiteDOPreparedQuery<Answer> {
    const [, fields, , , mapper] = asked;
    const isShort = mapper === undefined && isFlat(fields);
    const query = isShort ? new ShortQuery(this.#storage, asked) : super.prepareQuery(...asked);
    return remember(query as SQLiteDOPreparedQuery<Answer>, asked);
  }
}

class ShortQuery extends SQLiteDOPreparedQuery {
  readonly #storage: OutreachStorage;
  readonly #asked: Prepare;
  #fill: ((values: Values) => unknown[]) | null = null;
  #read: ((row: unknown[]) => Row) | null = null;

  constructor(storage: OutreachStorage, asked: Prepare) {
    const [query, fields, method, isInArrays] = asked;
    super(storage as unknown as Client, query, silent, fields, method, isInArrays);
    this.#storage = storage;
    this.#asked = asked;
  }

  override run(values: Values = {}): void {
    this.#exec(values);
  }

  override get(values: Values = {}): unknown {
    const [, fields] = this.#asked;
    const cursor = this.#exec(values);
    if (fields === undefined) return cursor.next().value;
    const row = cursor.raw().toArray()[0];
    return row === undefined ? undefined : this.#rowOf(row);
  }

  override all(values: Values = {}): unknown[] {
    const [, fields] = this.#asked;
    const cursor = this.#exec(values);
    if (fields === undefined) return cursor.toArray();
    return cursor
      .raw()
      .toArray()
      .map((row) => this.#rowOf(row));
  }

  #exec(values: Values) {
    const [{ sql, params }] = this.#asked;
    this.#fill ??= fillingOf(params);
    return this.#storage.sql.exec(sql, ...this.#fill(values));
  }

  #rowOf(row: unknown[]): Row {
    const [, fields = []] = this.#asked;
    this.#read ??= readingOf(fields);
    return this.#read(row);
  }
}

const silent = { logQuery: () => {} };
