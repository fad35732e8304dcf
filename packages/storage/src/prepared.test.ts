import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { SQLiteDialect } from "drizzle-orm/sqlite-core";
import { expect, test, vi } from "vitest";
import {
  acceptAgreement,
  findAgreement,
  findIdempotency,
  findMessage,
  insertAudit,
  insertIdempotency,
  insertMessage,
  type MessageRow,
  openCatalogue,
} from "./catalog/index.ts";
import {
  findFigures,
  findRecipients,
  insertBatch,
  insertRecipients,
  openOutreach,
  readBatches,
  stampBatch,
  updateRecipient,
} from "./outreach/index.ts";
import { sqliteD1, sqliteStorage } from "./sqlite/index.ts";

const storage = sqliteStorage();
const { db } = openOutreach(storage);
const ids = Array.from({ length: 12 }, (_, i) => `rcp_${i}`);
const common = { zone: 1, rung: 0, also: null, ownText: null, language: null, variables: '{"name":"Ada"}' };
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
  insertBatch(db, { id: 7, epoch: 1, claims: [{ id: "rcp_0", attempt: 1, list: 1 }], claimedAt: 5, load: {} });
  stampBatch(db, 7, { settledAt: 6, tokens: 1, facts: null, load: {}, sums: { sequence: 1, shifts: {}, totals: {} } });
  expect(readBatches(db)).toMatchObject([{ id: 7, tokens: 1, settledAt: 6, facts: null, folded: false }]);
  expect(storage.sql.exec("select typeof(facts) as type from batch").toArray()).toEqual([{ type: "null" }]);
});

test("A2 earlier provider ids stay until there are more", () => {
  const moved = {
    status: "accepted",
    attempt: 1,
    code: null,
    at: 9,
    batch: 7,
    changed: 20,
    rung: 0,
    trail: null,
  } as const;
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

test("P6 a store opened after another asks what the other asked, and builds none of it anew", async () => {
  const { catalogue } = catalogueAlone();
  findRecipients(db, ids);
  await findMessage(catalogue, "SM1");
  const built = vi.spyOn(SQLiteDialect.prototype, "sqlToQuery");
  const other = openOutreach(sqliteStorage());
  insertRecipients(other.db, 1, 1, [{ ...common, id: "rcp_0", address: "+12125550", line: 0 }]);
  const builtToInsert = built.mock.calls.length;
  expect(findRecipients(other.db, ids).map(({ id }) => id)).toEqual(["rcp_0"]);
  expect(await findMessage(catalogueAlone().catalogue, "SM1")).toBeUndefined();
  expect(built.mock.calls.length - builtToInsert).toBe(0);
  built.mockRestore();
});

const folder = new URL("../migrations/", import.meta.url);
const migrations = readdirSync(folder).sort();

/** A catalogue in a database of its own; rows may name what is not there. */
function catalogueAlone() {
  const database = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
  for (const file of migrations) database.exec(readFileSync(new URL(file, folder), "utf8"));
  const catalogue = openCatalogue(sqliteD1(database) as unknown as Parameters<typeof openCatalogue>[0]);
  return { catalogue, rows: (query: string) => database.prepare(query).all() };
}

const message = (id: string, campaignId: string | null): MessageRow => ({
  id,
  conversationId: "cnv_1",
  at: 1,
  direction: "in",
  authorKind: "customer",
  author: "+12125550123",
  body: "thanks",
  campaignId,
  kind: "none",
  certainty: "exact",
  status: null,
  code: null,
  providerId: null,
  claimedAt: null,
  subject: null,
  quoted: null,
  media: [],
  thread: null,
  isAutomatic: false,
});

test("J6 statements of one kind each keep the values they were made with", async () => {
  const { catalogue } = catalogueAlone();
  const messages = [message("SM1", "cmp_1"), message("SM2", null)];
  await catalogue.together(messages.map((each) => insertMessage(catalogue, each)));
  expect(await Promise.all([findMessage(catalogue, "SM1"), findMessage(catalogue, "SM2")])).toEqual(messages);
});

test("J6 a transaction takes statements built anew beside those built once, all or none", async () => {
  const { catalogue, rows } = catalogueAlone();
  const agreed = acceptAgreement(catalogue, { version: "1", acceptedAt: 1, acceptedBy: "ana" });
  const row = { id: "aud_1", at: 1, actor: "ana", action: "agreement.accept", target: "1", detail: { was: null } };
  const audited = insertAudit(catalogue, row);
  await expect(catalogue.together([agreed, audited, audited])).rejects.toThrow();
  expect(await findAgreement(catalogue, "1")).toBeUndefined();
  await catalogue.together([agreed, audited]);
  expect(await findAgreement(catalogue, "1")).toBeDefined();
  expect(rows("select detail from audit")).toEqual([{ detail: '{"was":null}' }]);
});

test("J9 an answer of any form is stored and read as it was", async () => {
  const { catalogue } = catalogueAlone();
  const row = { tokenId: "tok_1", key: "k", request: "r", status: 201, at: 1 };
  const responses = ["text", 0, false, [], { deep: [{ er: "'\"" }] }];
  await catalogue.together(
    responses.map((response, i) => insertIdempotency(catalogue, { ...row, key: `k${i}`, response })),
  );
  for (const [i, response] of responses.entries())
    expect(await findIdempotency(catalogue, { tokenId: "tok_1", key: `k${i}` })).toMatchObject({ response });
});

test("J6 a statement one of whose values is missing is refused, and names it", () => {
  const { catalogue } = catalogueAlone();
  const { body: _, ...rest } = message("SM1", null);
  expect(() => insertMessage(catalogue, rest as MessageRow)).toThrow('"body"');
});

test("A2 two catalogues open at once each ask their own", async () => {
  const [mine, other] = [catalogueAlone().catalogue, catalogueAlone().catalogue];
  await mine.together([insertMessage(mine, message("SM1", null))]);
  expect(await findMessage(mine, "SM1")).toBeDefined();
  expect(await findMessage(other, "SM1")).toBeUndefined();
});
