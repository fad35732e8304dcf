import { insertRecipients, openOutreach, updateRecipient } from "@headsup/storage/outreach";
import { sqliteStorage } from "@headsup/storage/sqlite";
import { expect, test } from "vitest";
import { batchFigures, countAnew } from "./counted.ts";

const id = "rcp_ada";
const batch = { id: 7, claims: [{ id, attempt: 1, list: 1 }] };

function settled() {
  const store = openOutreach(sqliteStorage());
  const { db } = store;
  const person = { also: null, ownText: null, line: 2, rung: 0, zone: 1, language: null, variables: "{}" };
  insertRecipients(db, 1, 1, [{ id, address: "+12125550100", ...person }]);
  const write = (status: "accepted" | "delivered") => {
    const to = { attempt: 1, providerId: "SM1", code: null, at: 1, changed: 2, past: null, rung: 0, trail: null };
    updateRecipient(db, id, { status, batch: batch.id, ...to });
    countAnew(store, batch.id);
  };
  write("accepted");
  return { store, write };
}

test("invariant 8: a batch's figures follow each of its rows that is written", () => {
  const { store, write } = settled();
  expect(batchFigures(store, batch)).toEqual([{ list: 1, status: "accepted", count: 1 }]);
  write("delivered");
  expect(batchFigures(store, batch)).toEqual([{ list: 1, status: "delivered", count: 1 }]);
});

test("invariant 8: what was counted in a transaction that was undone is counted anew", () => {
  const { store, write } = settled();
  const undone = () =>
    store.transaction(() => {
      write("delivered");
      expect(batchFigures(store, batch)).toEqual([{ list: 1, status: "delivered", count: 1 }]);
      throw new Error("undone");
    });
  expect(undone).toThrow("undone");
  expect(batchFigures(store, batch)).toEqual([{ list: 1, status: "accepted", count: 1 }]);
});
