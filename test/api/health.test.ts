import {
  type ApiWorld,
  apiWorld,
  draftCampaign,
  expectStatus,
  importRows,
  launchCampaign,
  ourNumber,
  prepareAccount,
  tokensOf,
} from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const minute = 60_000;
const hour = 60 * minute;
/** Well above what these send: here only what becomes of it matters. */
const fast = { pace: { count: 50, spanMs: minute } };

let world: ApiWorld;
let sender: string;
beforeEach(async () => {
  world = await apiWorld();
  sender = await prepareAccount(world);
});
afterEach(() => world.close());

const people = (count: number, first = 0) => Array.from({ length: count }, (_, i) => `+1212555${2_000 + first + i}`);
const all = (addresses: readonly string[], behaviour: string) =>
  Object.fromEntries(addresses.map((address) => [address, behaviour as "landline"]));
const health = async () => expectStatus(await world.call("GET", `/v1/senders/${sender}/health`), 200).json;
const statusOf = async (id: string) => (await world.call("GET", `/v1/campaigns/${id}`)).json;
const launch = (id: string) => world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } });
const clear = (token?: string) =>
  world.call("POST", `/v1/senders/${sender}/clear`, {
    body: { reason: "The list was bought; it is deleted." },
    ...(token === undefined ? {} : { token }),
  });

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= minute) {
    await world.pass(Math.min(minute, left));
    await world.cron();
  }
}

/** Nine of ten cannot be reached, and many more are still to come. Returns the campaign. */
async function badList(): Promise<string> {
  const bad = people(90);
  world.carrier.configure({ people: all(bad, "landline") });
  return launchCampaign(world, people(400), fast);
}

test("G1 a sender whose messages fail is flagged with the reason, and what it sends is paused for it", async () => {
  const id = await badList();
  await pass(6 * minute);
  const found = await health();
  expect(found).toMatchObject({ verdict: "flagged", flagged: { reason: expect.stringMatching(/failed \(\d+ %\)/) } });
  expect(await statusOf(id)).toMatchObject({
    status: "paused",
    statusReason: expect.stringContaining(`${ourNumber} is flagged`),
  });
  const sent = world.carrier.log({ kind: "create", limit: 1_000 }).length;
  expect(sent).toBeLessThan(400);
  await pass(10 * minute);
  expect(world.carrier.log({ kind: "create", limit: 1_000 })).toHaveLength(sent);
  const [listed] = (await world.call("GET", "/v1/senders")).json.items;
  expect(listed.flagged).toEqual(found.flagged);
  expect(world.rows("select actor, target from audit where action = 'sender.flag'")).toEqual([
    { actor: "headsup", target: sender },
  ]);
});

test("G1 a flagged sender launches nothing and goes on with nothing until an admin clears it; the span begins anew", async () => {
  const id = await badList();
  await pass(6 * minute);
  const next = await draftCampaign(world);
  await importRows(world, next, [[people(1, 900)[0] ?? "", "Ada"]]);
  const refused = await launch(next);
  expect([refused.status, refused.json.error.code]).toEqual([409, "sender_flagged"]);
  expect(refused.json.error.message).toContain("headsup sender clear");
  const resumed = await world.call("POST", `/v1/campaigns/${id}/resume`, { body: {} });
  expect([resumed.status, resumed.json.error.code]).toEqual([409, "sender_flagged"]);
  expect((await statusOf(id)).status).toBe("paused");

  const { manager } = await tokensOf(world);
  expect((await clear(manager)).status).toBe(403);
  expect((await clear()).status).toBe(200);
  expect((await clear()).status).toBe(200);
  expect(world.rows("select json_extract(detail, '$.reason') reason from audit where action = 'sender.clear'")).toEqual(
    [{ reason: "The list was bought; it is deleted." }],
  );
  expect(await health()).toMatchObject({ verdict: "good", flagged: null, figures: { sent: 0, failed: 0 } });
  expect((await launch(next)).status).toBe(200);
  await pass(5 * minute);
  expect((await statusOf(next)).status).toBe("completed");
});

test("G1 the team is told when a sender is flagged and when it is cleared", async () => {
  await world.close();
  const told: { type: string; data: { sender?: string } }[] = [];
  world = await apiWorld({
    receiver: async (_url, init) => {
      told.push(JSON.parse(String(init?.body)));
      return new Response();
    },
  });
  sender = await prepareAccount(world);
  await world.call("POST", "/v1/webhooks", { body: { url: "https://team.example/hook" } });
  await badList();
  await pass(6 * minute);
  await clear();
  await pass(minute);
  expect(told.filter(({ type }) => type.startsWith("sender.")).map(({ type, data }) => [type, data.sender])).toEqual([
    ["sender.flagged", ourNumber],
    ["sender.cleared", ourNumber],
  ]);
});

test("G1 many who say stop flag the sender; a few of few do not", async () => {
  await launchCampaign(world, people(120), fast);
  await pass(4 * minute);
  for (const from of people(3)) world.carrier.text({ from, to: ourNumber, body: "STOP" });
  await pass(2 * minute);
  expect((await health()).verdict).toBe("good");
  for (const from of people(12, 3)) world.carrier.text({ from, to: ourNumber, body: "STOP" });
  await pass(2 * minute);
  expect(await health()).toMatchObject({ verdict: "flagged", figures: { sent: 120, optedOut: 15 } });
});

test("G1 the same words to the same people again count as repetition; other words, or other people, do not", async () => {
  await launchCampaign(world, people(30), fast);
  await launchCampaign(world, people(30, 500), fast);
  await pass(3 * minute);
  await launchCampaign(world, people(30), { ...fast, text: "Hi {{ first_name }}, it is here." });
  await pass(3 * minute);
  expect((await health()).figures.repeated).toBe(0);
  await launchCampaign(world, people(30), { ...fast, text: "Hi {{ first_name }}, it is here." });
  await pass(3 * minute);
  expect(await health()).toMatchObject({ verdict: "flagged", figures: { sent: 120, repeated: 30 } });
});

test("G1 figures are told once however often they are projected, and roll out of the span after a day", async () => {
  const id = await launchCampaign(world, people(20), fast);
  await pass(3 * minute);
  const { figures } = await health();
  expect(figures).toMatchObject({ sent: 20, failed: 0 });
  await world.engine(id).wake();
  await pass(minute);
  expect((await health()).figures.sent).toBe(20);
  await world.pass(24 * hour + 20 * minute);
  expect(await health()).toMatchObject({ verdict: "good", figures: { sent: 0, units: 0 } });
});

test("G1 what shares the sender's ceiling is shown beside its health; without its object, that it is not known", async () => {
  const id = await launchCampaign(world, people(200), { pace: { count: 1_000, spanMs: minute } });
  await world.pass(minute / 2);
  expect((await health()).ceiling).toMatchObject({
    capacity: 60,
    spanMs: minute,
    sharers: [{ campaignId: id, units: 60 }],
  });
  Object.assign(world.services, {
    sender: () => ({
      ask: () => Promise.reject(new Error("Network connection lost.")),
      describe: () => Promise.reject(new Error("Network connection lost.")),
    }),
  });
  expect((await health()).ceiling).toBeNull();
});

test("G1 there is no health of a sender that is none", async () => {
  const none = "snd_00000000000000000000000000";
  expect((await world.call("GET", `/v1/senders/${none}/health`)).status).toBe(404);
  expect((await world.call("POST", `/v1/senders/${none}/clear`, { body: { reason: "x" } })).status).toBe(404);
});
