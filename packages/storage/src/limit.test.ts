import { sql } from "drizzle-orm";
import type { drizzle } from "drizzle-orm/d1";
import { expect, test } from "vitest";
import { openCatalogue } from "./catalog/db.ts";
import { campaign } from "./catalog/tables.ts";
import { openDb } from "./outreach/driver.ts";
import { list } from "./outreach/tables.ts";
import { sqliteStorage } from "./sqlite/index.ts";

const catalogue = openCatalogue({} as Parameters<typeof drizzle>[0]);
const outreach = openDb(sqliteStorage());

test.each([
  ["the catalogue", catalogue.db.select({ id: campaign.id }).from(campaign)],
  ["an object", outreach.select({ id: list.id }).from(list)],
] as const)(
  "no query of %s has a bare placeholder for its limit, by which SQLite prepares it anew each time",
  (_, query) => {
    for (const limit of [3, sql.placeholder("limit")])
      expect(query.limit(limit).toSQL().sql).toMatch(/ limit \? \+ 0$/);
  },
);

test("a query without a limit has none", () => {
  expect(outreach.select({ id: list.id }).from(list).toSQL().sql).not.toContain("limit");
});
