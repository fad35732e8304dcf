import { DrizzleQueryError } from "drizzle-orm";
import { NoopCache } from "drizzle-orm/cache/core/cache";
import { D1PreparedQuery, DrizzleD1Database, type drizzle, SQLiteD1Session } from "drizzle-orm/d1";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import { steadyLimits } from "../limit.ts";
import { remember } from "../prepared.ts";
import { fillingOf, isFlat, type Row, readingOf, type Values } from "../short.ts";

export type D1 = Parameters<typeof drizzle>[0];

/** Drizzle over D1, its queries run the short way. */
export function openDb(d1: D1): DrizzleD1Database {
  const dialect = steadyLimits(new SQLiteAsyncDialect());
  return new DrizzleD1Database("async", dialect, new ShortSession(d1 as Client, dialect, undefined), undefined);
}

type NoTables = Record<string, never>;
type Session = SQLiteD1Session<NoTables, NoTables>;
type Client = ConstructorParameters<typeof SQLiteD1Session>[0];
type Prepare = Parameters<Session["prepareQuery"]>;

class ShortSession extends SQLiteD1Session<NoTables, NoTables> {
  readonly #d1: Client;

  constructor(...[d1, dialect, schema]: [Client, SQLiteAsyncDialect, undefined]) {
    super(d1, dialect, schema);
    this.#d1 = d1;
  }

  override prepareQuery(...asked: Prepare): D1PreparedQuery {
    const [, fields, , , mapper] = asked;
    const isShort = fields !== undefined && mapper === undefined && isFlat(fields);
    return remember(isShort ? new ShortQuery(this.#d1, asked) : super.prepareQuery(...asked), asked);
  }
}

/** A query that answers rows, each of one level. */
class ShortQuery extends D1PreparedQuery {
  readonly #statement: ReturnType<Client["prepare"]>;
  readonly #asked: Prepare;

  constructor(d1: Client, asked: Prepare) {
    const [query, fields, method, isInArrays] = asked;
    const statement = d1.prepare(query.sql);
    super(statement, query, silent, noCache, undefined, undefined, fields, method, isInArrays);
    this.#statement = statement;
    this.#asked = asked;
  }

  override async all(values: Values = {}): Promise<Row[]> {
    return this.#rowsOf(await this.values(values));
  }

  override async get(values: Values = {}): Promise<Row | undefined> {
    const [row] = await this.values(values);
    return row === undefined ? undefined : this.#rowsOf([row])[0];
  }

  override mapAllResult(answer: unknown, isFromBatch = false): Row[] {
    if (!isFromBatch) return this.#rowsOf(answer as unknown[][]);
    const { results } = answer as { readonly results: Row[] };
    return this.#rowsOf(results.map((row) => Object.values(row)));
  }

  override async values<Answer = unknown[]>(values: Values = {}): Promise<Answer[]> {
    const [{ sql, params }] = this.#asked;
    const filled = fillingOf(params)(values);
    try {
      return (await this.#statement.bind(...filled).raw()) as Answer[];
    } catch (error) {
      throw new DrizzleQueryError(sql, filled, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #rowsOf(rows: readonly unknown[][]): Row[] {
    const [, fields = []] = this.#asked;
    return rows.map(readingOf(fields));
  }
}

const silent = { logQuery: () => {} };
const noCache = new NoopCache();
