import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import * as tables from "./tables.ts";

const folder = new URL("../../migrations/", import.meta.url);
const database = new DatabaseSync(":memory:");
for (const file of readdirSync(folder).sort()) database.exec(readFileSync(new URL(file, folder), "utf8"));

const declared = Object.values(tables)
  .filter((table) => is(table, SQLiteTable))
  .map((table) => getTableConfig(table as SQLiteTable));

const sorted = <T extends { name: string }>(rows: T[]) => rows.sort((a, b) => a.name.localeCompare(b.name));

test("H1 the migrations make exactly the tables the queries are typed by", () => {
  const made = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
  expect(made.map(({ name }) => name)).toEqual(declared.map(({ name }) => name).sort());
});

test.each(declared)(
  "H1 table $name has the columns, types, nulls and key it is typed by",
  ({ name, columns, primaryKeys }) => {
    const made = database
      .prepare(`select name, type, "notnull" as isNotNull, dflt_value, pk from pragma_table_info('${name}')`)
      .all();
    const key = primaryKeys.flatMap((primaryKey) => primaryKey.columns.map((column) => column.name));
    expect(
      sorted(
        made.map((row) => ({ name: String(row.name), type: row.type, isRequired: row.isNotNull === 1, key: row.pk })),
      ),
    ).toEqual(
      sorted(
        columns.map((column) => ({
          name: column.name,
          type: column.getSQLType().toUpperCase(),
          isRequired: column.notNull,
          key: column.primary ? 1 : key.indexOf(column.name) + 1,
        })),
      ),
    );
    for (const { name: columnName, default: value } of columns.filter(({ hasDefault }) => hasDefault))
      expect(made.find((row) => row.name === columnName)?.dflt_value).toBe(
        typeof value === "string" ? `'${value}'` : String(value),
      );
  },
);
