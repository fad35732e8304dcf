import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { sqliteD1 } from "../sqlite/index.ts";
import { openCatalogue } from "./db.ts";
import { readPending } from "./messages.ts";

const folder = new URL("../../migrations/", import.meta.url);

test("a minute's look for messages on their way goes by their index, not through everything ever said", async () => {
  const database = new DatabaseSync(":memory:");
  for (const file of readdirSync(folder).sort()) database.exec(readFileSync(new URL(file, folder), "utf8"));
  const d1 = sqliteD1(database);
  const asked: string[] = [];
  const watched = { ...d1, prepare: (query: string) => asked.push(query) && d1.prepare(query) };
  await readPending(openCatalogue(watched as unknown as Parameters<typeof openCatalogue>[0]), {
    by: 2,
    staleBy: 1,
    limit: 10,
  });
  const plan = database.prepare(`explain query plan ${asked.at(-1)}`).all(1, 2, 10);
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining("message_pending")]);
});
