import { expect, test } from "vitest";
import { sqliteStorage } from "../sqlite/index.ts";
import { insertBatch, readBatches, stampBatch } from "./batches.ts";
import { openOutreach } from "./db.ts";
import { findFigures, findRecipients, insertRecipients, updateRecipient } from "./recipients.ts";

const storage = sqliteStorage();
const { db } = openOutreach(storage);
const ids = Array.from({ length: 12 }, (_, i) => `rcp_${i}`);
const common = { zone: 1, language: null, variables: { name: "Ada" } };
insertRecipients(
  db,
  1,
  1,
  ids.map((id, line) => ({ id, address: `+1212555${line}`, line, ...common })),
);

test.each([0, 1, 4, 5, 6, 10, 12])("A2 %i rows asked for by their ids are read, each once", (n) => {
  const asked = ids.slice(0, n);
  expect(findRecipients(db, asked).map(({ id }) => id)).toEqual(asked);
  expect(findFigures(db, asked)).toEqual(asked.map(() => ({ list: 1, status: "ready", batch: null })));
});

test("A2 ids nobody has are passed over", () => {
  expect(findRecipients(db, ["rcp_x", "rcp_3", "rcp_y"]).map(({ id }) => id)).toEqual(["rcp_3"]);
});

test("A2 a value that is null is stored as null, in a column of JSON too", () => {
  insertBatch(db, { id: 7, epoch: 1, claims: [{ id: "rcp_0", attempt: 1, list: 1 }], claimedAt: 5 });
  stampBatch(db, 7, { settledAt: 6, tokens: 1, facts: null });
  expect(readBatches(db)).toMatchObject([{ id: 7, tokens: 1, settledAt: 6, facts: null, folded: false }]);
  expect(storage.sql.exec("select typeof(facts) as type from batch").toArray()).toEqual([{ type: "null" }]);
});

test("A2 earlier provider ids stay until there are more", () => {
  const moved = { status: "accepted", attempt: 1, code: null, at: 9, batch: 7, changed: 20 } as const;
  const past = () => findRecipients(db, ["rcp_0"])[0]?.past;
  updateRecipient(db, "rcp_0", { ...moved, providerId: "SM1", past: null });
  expect(past()).toBe(null);
  updateRecipient(db, "rcp_0", { ...moved, providerId: "SM2", past: ["SM1"] });
  updateRecipient(db, "rcp_0", { ...moved, providerId: "SM2", past: null });
  expect(past()).toEqual(["SM1"]);
});

test("A2 two stores open at once each ask their own", () => {
  const other = openOutreach(sqliteStorage());
  expect(findRecipients(other.db, ids)).toEqual([]);
  expect(findRecipients(db, ids).length).toBe(12);
});
