import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

/**
 * A query built once and run many times. Building its SQL costs several times what running it does, so whatever an engine
 * step, a receipt, a webhook or every request asks is prepared; what a person asks now and then need not be. Another store
 * of the same kind is asked the same SQL: an object that wakes, one campaign of thousands, builds nothing.
 */
export function prepared<Store extends object, Query extends object>(
  build: (store: Store) => Query,
): (store: Store) => Query {
  const queries = new WeakMap<Store, Query>();
  let made: Made | null = null;
  return (store) => {
    const known = queries.get(store);
    if (known !== undefined) return known;
    const query = made === null ? build(store) : (again(made, store) as Query);
    made ??= madeOf(query);
    queries.set(store, query);
    return query;
  };
}

interface Session {
  // biome-ignore lint/suspicious/noExplicitAny: each driver's own arguments, given back to it as they came
  prepareQuery(...asked: any[]): object;
}

/** What a session made a query of. Nothing of it is one store's own. */
interface Made {
  readonly asked: readonly unknown[];
  /** Which of its joined tables may lack a row: drizzle tells the query when the session has made it. */
  readonly joinsNotNullableMap: unknown;
}
const askedFor = new WeakMap<object, readonly unknown[]>();

/** For a session to call with each query it makes, so that other sessions can make the same. */
export function remember<Query extends object>(query: Query, asked: readonly unknown[]): Query {
  askedFor.set(query, asked);
  return query;
}

function madeOf(query: object): Made | null {
  const asked = askedFor.get(query);
  if (asked === undefined) return null;
  const { joinsNotNullableMap } = query as Partial<Made>;
  return { asked, joinsNotNullableMap };
}

function again({ asked, joinsNotNullableMap }: Made, store: object): object {
  // Drizzle keeps the session to itself.
  const { session } = ("db" in store ? store.db : store) as { readonly session: Session };
  return Object.assign(session.prepareQuery(...asked), { joinsNotNullableMap });
}

/** A value given when a prepared query runs, as it is. */
export const given = (name: string): SQL => sql`${sql.placeholder(name)}`;

/** Columns whose values are given, under their names, when a prepared query runs: stored as the table stores them. */
export function givenColumns<Table extends SQLiteTable, Name extends keyof Table["_"]["columns"] & string>(
  table: Table,
  ...names: readonly Name[]
): Record<Name, SQL> {
  const columns: Table["_"]["columns"] = getTableColumns(table);
  const entries = names.map((name) => {
    const column = columns[name];
    // A column of JSON would store null as the text "null".
    const encoder = { mapToDriverValue: (value: unknown) => (value === null ? null : column?.mapToDriverValue(value)) };
    return [name, sql`${sql.param(sql.placeholder(name), encoder)}`] as const;
  });
  return Object.fromEntries(entries) as Record<Name, SQL>;
}

/** A whole row given when a prepared insert runs: every column of its table under its name. */
export const givenRow = <Table extends SQLiteTable>(table: Table): Record<keyof Table["_"]["columns"] & string, SQL> =>
  givenColumns(table, ...Object.keys(getTableColumns(table)));

/*
 * Many rows by their keys: one `select` for each key, five to a statement, which is as many as Cloudflare's SQLite
 * compounds. Each reads the row it hits and nothing else; `in` would count twice that, and so would a join with
 * `json_each`, whose own rows are counted too.
 */
const keys = ["key0", "key1", "key2", "key3", "key4"] as const;

/** The terms of such a statement, to be compounded by `unionAll`. */
export function forEachKey<Term>(term: (key: SQL) => Term): [Term, Term, Term, Term, Term] {
  const [a, b, c, d, e] = keys;
  return [term(given(a)), term(given(b)), term(given(c)), term(given(d)), term(given(e))];
}

/** Runs such a statement for as many ids as there are. */
export function inFives<Row>(ids: readonly string[], all: (values: Record<string, string | null>) => Row[]): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < ids.length; at += keys.length)
    rows.push(...all(Object.fromEntries(keys.map((key, nth) => [key, ids[at + nth] ?? null]))));
  return rows;
}
