import { Column, is, Param, Placeholder, SQL, Subquery } from "drizzle-orm";
import { DrizzleSqliteDODatabase, SQLiteDOPreparedQuery, SQLiteDOSession } from "drizzle-orm/durable-sqlite";
import { type PreparedQueryConfig, SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import { steadyLimits } from "../limit.ts";
import type { OutreachDb, OutreachStorage } from "./db.ts";

/**
 * Drizzle over an object's SQLite, its queries run the short way. Drizzle's own looks up anew, value by value and column by
 * column, how each is written and read, and fills the values of a `get` twice: several times what SQLite takes for a row
 * by its key. Here that is looked up once for a query, when it first runs. What a query over several tables answers,
 * table by table, drizzle reads itself.
 */
export function openDb(storage: OutreachStorage): OutreachDb {
  const dialect = steadyLimits(new SQLiteSyncDialect());
  return new DrizzleSqliteDODatabase("sync", dialect, new ShortSession(storage, dialect), undefined) as OutreachDb;
}

type NoTables = Record<string, never>;
type Session = SQLiteDOSession<NoTables, NoTables>;
type Prepare = Parameters<Session["prepareQuery"]>;
type Shape = Omit<PreparedQueryConfig, "statement" | "run">;
type Client = ConstructorParameters<typeof SQLiteDOSession>[0];
type Values = Readonly<Record<string, unknown>>;
type Row = Record<string, unknown>;

class ShortSession extends SQLiteDOSession<NoTables, NoTables> {
  readonly #storage: OutreachStorage;

  constructor(storage: OutreachStorage, dialect: SQLiteSyncDialect) {
    // The driver's type asks for a whole DurableObjectStorage; it uses two members of it.
    super(storage as unknown as Client, dialect, undefined);
    this.#storage = storage;
  }

  override prepareQuery<Answer extends Shape>(...asked: Prepare): SQLiteDOPreparedQuery<Answer> {
    const [, fields, , , mapper] = asked;
    const isFlat = mapper === undefined && (fields === undefined || fields.every(({ path }) => path.length === 1));
    if (!isFlat) return super.prepareQuery(...asked);
    return new ShortQuery(this.#storage, asked) as SQLiteDOPreparedQuery<Answer>;
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
    this.#fill ??= filling(params);
    return this.#storage.sql.exec(sql, ...this.#fill(values));
  }

  #rowOf(row: unknown[]): Row {
    const [, fields = []] = this.#asked;
    this.#read ??= reading(fields);
    return this.#read(row);
  }
}

const silent = { logQuery: () => {} };

/** How a query's values are filled in. */
function filling(params: readonly unknown[]): (values: Values) => unknown[] {
  const fills = params.map((param) => {
    if (is(param, Placeholder)) return named(param.name, (value) => value);
    if (is(param, Param) && is(param.value, Placeholder)) {
      const { encoder, value } = param;
      return named(value.name, (given) => encoder.mapToDriverValue(given));
    }
    return () => param;
  });
  return (values) => fills.map((fill) => fill(values));
}

const named = (name: string, encode: (value: unknown) => unknown) => (values: Values) => {
  if (!(name in values)) throw new Error(`No value for placeholder "${name}" was provided`);
  return encode(values[name]);
};

type Decode = ((value: unknown) => unknown) | null;

/** How a row is read: a name and a decoder a column, none where the value is as stored. */
function reading(fields: NonNullable<Prepare[1]>): (row: unknown[]) => Row {
  const columns = fields.map(({ path: [name = ""], field }) => ({ name, decode: decoderOf(field) }));
  return (row) => {
    const read: Row = {};
    let at = 0;
    for (const { name, decode } of columns) {
      const value = row[at++];
      read[name] = value === null || decode === null ? value : decode(value);
    }
    return read;
  };
}

function decoderOf(field: NonNullable<Prepare[1]>[number]["field"]): Decode {
  // Drizzle keeps the decoder of an expression to itself; it is what its own reading of rows goes by.
  const inside = field as unknown as { decoder: Decoder; sql: { decoder: Decoder }; _: { sql: { decoder: Decoder } } };
  const decoder: Decoder = is(field, Column)
    ? field
    : is(field, SQL)
      ? inside.decoder
      : is(field, Subquery)
        ? inside._.sql.decoder
        : inside.sql.decoder;
  return decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue
    ? null
    : (value) => decoder.mapFromDriverValue(value);
}

interface Decoder {
  mapFromDriverValue(value: unknown): unknown;
}
