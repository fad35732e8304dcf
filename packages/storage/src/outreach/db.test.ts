import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { FencedError, type OutreachStorage, openOutreach } from "./db.ts";

/** As little of an object's storage as a store needs to be opened. */
function storageOf(database: DatabaseSync): OutreachStorage {
  return {
    sql: {
      exec: (query, ...bindings) => {
        const rows = database.prepare(query).all(...(bindings as string[])) as Record<string, unknown>[];
        const left = rows.values();
        return {
          toArray: () => rows,
          raw: () => ({ toArray: () => rows.map((row) => Object.values(row)) }),
          next: () => left.next() as { value?: Record<string, unknown>; done?: boolean },
        };
      },
    },
    transactionSync: (work) => {
      database.exec("begin");
      try {
        const result = work();
        database.exec("commit");
        return result;
      } catch (error) {
        database.exec("rollback");
        throw error;
      }
    },
  };
}

test("A6 once a newer copy has opened the store the older one writes nothing", () => {
  const storage = storageOf(new DatabaseSync(":memory:"));
  const older = openOutreach(storage);
  expect(older.transaction(() => 1)).toBe(1);
  const newer = openOutreach(storage);
  expect(() => older.transaction(() => 1)).toThrow(FencedError);
  expect([older.isCurrent(), newer.isCurrent()]).toEqual([false, true]);
  expect(newer.transaction(() => 2)).toBe(2);
});

test("A2 a sequence number is never given twice, across copies and rolled-back transactions", () => {
  const storage = storageOf(new DatabaseSync(":memory:"));
  const blockish = 999_999;
  const first = openOutreach(storage);
  const seen = first.transaction(() => first.nextSequence());
  expect(() =>
    first.transaction(() => {
      first.nextSequence(blockish); // runs into the next block, and reserves it
      throw new Error("rolled back");
    }),
  ).toThrow("rolled back");
  const later = first.transaction(() => first.nextSequence());
  expect(later).toBeGreaterThan(seen);
  const second = openOutreach(storage);
  expect(second.transaction(() => second.nextSequence())).toBeGreaterThan(later);
});

test("P1 a copy that is made writes one row; one that used up its block leaves no number to its successor", () => {
  const database = new DatabaseSync(":memory:");
  const storage = storageOf(database);
  const first = openOutreach(storage);
  first.transaction(() => first.nextSequence(2_500_000));
  const last = first.transaction(() => first.nextSequence());
  const second = openOutreach(storage);
  expect(second.transaction(() => second.nextSequence())).toBeGreaterThan(last);
  const changes = () => Number(database.prepare("select total_changes() as n").get()?.n);
  const before = changes();
  const third = openOutreach(storage);
  expect(changes() - before).toBe(1);
  expect(third.epoch).toBeGreaterThan(second.epoch);
});

test("A2 a store written by a newer release is refused, not guessed at", () => {
  const storage = storageOf(new DatabaseSync(":memory:"));
  openOutreach(storage);
  storage.sql.exec("insert into migration (version) values (99)");
  expect(() => openOutreach(storage)).toThrow("newer than this release knows");
});
