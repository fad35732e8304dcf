import { type ApiWorld, apiWorld, draftCampaign, importRows, ourNumber, prepareAccount } from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
});
afterEach(() => world.close());

const draft = { name: "Delay", sender: ourNumber, text: "Your order is late." };
const create = (key: string, body: unknown = draft) =>
  world.call("POST", "/v1/campaigns", { headers: { "idempotency-key": key }, body });
const count = (table: string) => world.rows(`select count(*) as n from ${table}`)[0]?.n;

test("J9 the same request with the same key makes one campaign and is answered alike, later too", async () => {
  const first = await create("k1");
  expect(first.status).toBe(201);
  await world.pass(3_600_000);
  const again = await create("k1");
  expect([again.status, again.json]).toEqual([201, first.json]);
  expect([count("campaign"), count("audit where action = 'campaign.create'")]).toEqual([1, 1]);
  expect((await create("k2")).json.id).not.toBe(first.json.id);
});

test("J9 a key used for another request is refused, and nothing is made", async () => {
  await create("k1");
  const other = await create("k1", { ...draft, name: "Other" });
  expect([other.status, other.json.error.code]).toEqual([409, "idempotency_key_reused"]);
  const elsewhere = await world.call("POST", "/v1/answers", {
    headers: { "idempotency-key": "k1" },
    body: { name: "Late", text: "Late." },
  });
  expect(elsewhere.json.error.code).toBe("idempotency_key_reused");
  expect([count("campaign"), count("answer")]).toEqual([1, 0]);
});

test("J9 a key is its caller's own: another token's same key is another request", async () => {
  const { secret } = (await world.call("POST", "/v1/tokens", { body: { name: "bo", role: "manager" } })).json;
  const mine = await create("k1");
  const theirs = await world.call("POST", "/v1/campaigns", {
    token: secret,
    headers: { "idempotency-key": "k1" },
    body: { ...draft, name: "Theirs" },
  });
  expect([mine.status, theirs.status, count("campaign")]).toEqual([201, 201, 2]);
});

test("J9 of many at once with one key one wins, and all get its answer", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => create("k1")));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect([count("campaign"), count("idempotency")]).toEqual([1, 1]);
});

test("J9 of two different requests at once with one key one is refused", async () => {
  const answers = await Promise.all([create("k1"), create("k1", { ...draft, name: "Other" })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(count("campaign")).toBe(1);
});

test("J9 two at once that add one number without a key: one is added, the other is told of the conflict", async () => {
  const body = { address: "+12025550111", name: "Second" };
  const answers = await Promise.all([1, 2].map(() => world.call("POST", "/v1/senders", { body })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(answers.find(({ status }) => status === 409)?.json.error.code).toBe("conflict");
});

test("J9 a create whose transaction fails leaves nothing, and the same key then works", async () => {
  const before = world.stored();
  world.troubles.beforeBatch = () => {
    throw new Error("D1_ERROR: Network connection lost.");
  };
  const failed = await create("k1");
  expect([failed.status, failed.json.error.code]).toEqual([503, "unavailable"]);
  expect(world.stored()).toEqual(before);
  world.troubles.beforeBatch = () => {};
  expect((await create("k1")).status).toBe(201);
  expect(count("campaign")).toBe(1);
});

test("J9 a refused request does not use its key up", async () => {
  expect((await create("k1", { ...draft, sender: "+12025550199" })).status).toBe(404);
  expect((await create("k1")).status).toBe(201);
});

test("J9 a key too long or empty is refused", async () => {
  for (const key of ["", "k".repeat(256)]) expect((await create(key)).json.error.code).toBe("invalid_request");
  expect((await create("k".repeat(255))).status).toBe(201);
});

test("J9 A10 launching twice, with a key or without, sends to each person once", async () => {
  const id = await draftCampaign(world);
  await importRows(world, id, [["+12125550101", "Ada"]]);
  const launch = (key?: string) =>
    world.call("POST", `/v1/campaigns/${id}/launch`, {
      body: { consent: true },
      ...(key === undefined ? {} : { headers: { "idempotency-key": key } }),
    });
  const [first, second] = await Promise.all([launch("k1"), launch("k1")]);
  expect([first.status, second.text]).toEqual([200, first.text]);
  await world.pass(60_000);
  expect((await launch("k1")).text).toBe(first.text);
  const repeated = await launch();
  expect(repeated).toMatchObject({ status: 200, json: { launchedAt: first.json.launchedAt, status: "completed" } });
  await world.pass(60_000);
  expect(world.carrier.log({ kind: "create" }).length).toBe(1);
});

test("J9 J6 a repeated request makes no second token, and no secret is kept to answer it with", async () => {
  const make = () =>
    world.call("POST", "/v1/tokens", { headers: { "idempotency-key": "t1" }, body: { name: "Ana", role: "viewer" } });
  const first = await make();
  expect(first.status).toBe(201);
  const again = await make();
  expect([again.status, again.json.error.code]).toEqual([409, "conflict"]);
  expect(again.json.error.message).toContain(first.json.id);
  expect(count("token where name = 'Ana'")).toBe(1);
  expect(JSON.stringify(world.stored())).not.toContain(first.json.secret);
});
