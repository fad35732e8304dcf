import { Column, is, Param, Placeholder, SQL, Subquery } from "drizzle-orm";
import type { SelectedFieldsOrdered } from "drizzle-orm/sqlite-core";

/**
 * Drizzle's queries, run the short way. Drizzle's own looks up anew, value by value and column by column, how each is
 * written and read: several times what SQLite takes for a row by its key. Here that is looked up once for a query, when
 * it first runs, however many stores it is asked of. What a query over several tables answers, table by table, drizzle
 * reads itself.
 */

export type Values = Readonly<Record<string, unknown>>;
export type Row = Record<string, unknown>;
type Fields = SelectedFieldsOrdered;

export const isFlat = (fields: Fields | undefined): boolean =>
  fields === undefined || fields.every(({ path }) => path.length === 1);

/** How a query's values are filled in, by its parameters. */
export const fillingOf = once(filling);

/** How its rows are read: what they are of, by its fields. */
export const readingOf = once(reading);

function once<Asked extends object, Made>(make: (asked: Asked) => Made): (asked: Asked) => Made {
  const known = new WeakMap<Asked, Made>();
  return (asked) => {
    const found = known.get(asked);
    if (found !== undefined) return found;
    const made = make(asked);
    known.set(asked, made);
    return made;
  };
}

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

/** A name and a decoder a column, none where the value is as stored. */
function reading(fields: Fields): (row: unknown[]) => Row {
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

function decoderOf(field: Fields[number]["field"]): Decode {
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
