import { DatabaseSync } from "node:sqlite";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { outreachMigrations } from "./migrations.ts";
import * as tables from "./tables.ts";

const database = new DatabaseSync(":memory:");
for (const statement of outreachMigrations.flat()) database.exec(statement);

const described = Object.values(tables).filter((table) => table instanceof SQLiteTable);

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
}
const columnsOf = (table: string) =>
  database.prepare("select * from pragma_table_info(?)").all(table) as unknown as Column[];

test("A2 the migrations create the tables the queries are typed by, and no others", () => {
  const created = database.prepare("select name from sqlite_master where type = 'table'").all();
  expect(created.map(({ name }) => name).sort()).toEqual(described.map((table) => getTableConfig(table).name).sort());
});

test.each(described.map((table) => [getTableConfig(table).name, getTableConfig(table)] as const))(
  "A2 table %s has the columns, types, nullability, defaults and key the queries expect",
  (name, { columns, primaryKeys }) => {
    const composite = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
    const keyOf = (column: (typeof columns)[number]) =>
      column.primary ? 1 : composite.includes(column.name) ? composite.indexOf(column.name) + 1 : 0;
    const expected = columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().toUpperCase(),
      isNullable: !column.notNull && keyOf(column) === 0,
      hasDefault: column.hasDefault && !column.primary, // a rowid comes by itself
      key: keyOf(column),
    }));
    const actual = columnsOf(name).map((column) => ({
      name: column.name,
      type: column.type.toUpperCase(),
      isNullable: column.notnull === 0 && column.pk === 0,
      hasDefault: column.dflt_value !== null,
      key: column.pk,
    }));
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    expect(actual.toSorted(byName)).toEqual(expected.toSorted(byName));
  },
);
