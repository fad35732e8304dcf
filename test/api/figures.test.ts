import { type ApiWorld, apiWorld, draftCampaign, importRows, launchCampaign, prepareAccount } from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const hour = 3_600_000;
const day = 24 * hour;

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
});
afterEach(() => world.close());

const figures = async (query = "") => (await world.call("GET", `/v1/figures${query}`)).json;
const overviewOf = async (id: string) => (await world.call("GET", `/v1/campaigns/${id}/overview`)).json;
const addresses = (count: number, from = 2_125_550_100) => Array.from({ length: count }, (_, i) => `+1${from + i}`);

test("H3 figures are those of the campaigns launched since then, and of thirty days unless asked otherwise", async () => {
  const nothing = { campaigns: 0, sent: 0, delivered: 0, responded: 0, optedOut: 0 };
  expect(await figures()).toEqual({ now: world.now(), since: world.now() - 30 * day, ...nothing });
  const [one = "", two = ""] = addresses(2);
  world.carrier.configure({ people: { [one]: "stops", [two]: "replies" } });
  await draftCampaign(world, { name: "Never launched" });
  await launchCampaign(world, addresses(4));
  await world.pass(3 * hour);
  const later = world.now();
  await world.pass(1);
  await launchCampaign(world, addresses(3, 2_125_550_200), { name: "Later" });
  await world.pass(3 * hour);
  const campaigns = (await world.call("GET", "/v1/campaigns")).json.items;
  const replied = campaigns.map(({ responded, optedOut }: Record<string, number>) => [responded, optedOut]);
  expect(replied).toEqual([
    [0, 0],
    [2, 1],
    [0, 0],
  ]);
  expect(await figures()).toMatchObject({ campaigns: 2, sent: 7, delivered: 7, responded: 2, optedOut: 1 });
  expect(await figures(`?since=${later}`)).toMatchObject({ since: later, campaigns: 1, sent: 3, responded: 0 });
  expect(await figures("?since=0")).toMatchObject({ since: 0, campaigns: 2 });
  await world.pass(30 * day);
  expect(await figures()).toMatchObject(nothing);
  expect((await world.call("GET", "/v1/figures?since=yesterday")).json.error.code).toBe("invalid_request");
});

test("H3 what failed was not sent, what is not known to have arrived was", async () => {
  const id = await launchCampaign(world, addresses(1));
  const counts = { accepted: 1, delivered: 2, read: 4, undelivered: 8, unconfirmed: 16, failed: 32, skipped: 64 };
  world.database.exec(`update campaign set launched_at = ${world.now()}, counts = '${JSON.stringify(counts)}'`);
  expect(await figures()).toMatchObject({ campaigns: 1, sent: 31, delivered: 6 });
  expect(world.rows("select id from campaign")).toEqual([{ id }]);
});

test("H3 the overview tells pace, zones, dispatches and reasons as they stand, each code in words", async () => {
  world.carrier.configure({ people: { "+12125550103": "landline" } });
  await world.call("POST", "/v1/suppressions", { body: { address: "+12125550199", reason: "asked by phone" } });
  const id = await draftCampaign(world);
  await importRows(world, id, [...addresses(14).map((address) => [address, "Ada"]), ["+13105550101", "Grace"]]);
  const draft = await overviewOf(id);
  expect(draft).toMatchObject({
    now: world.now(),
    pace: { count: 10, spanMs: 300_000, used: 0, nextSlotAt: null },
    perHour: [],
    reasons: [],
  });
  expect(draft.zones).toEqual([
    { zones: ["America/New_York"], waiting: 14, isOpen: true, changesAt: Date.parse("2026-11-25T02:00:00Z") },
    { zones: ["America/Los_Angeles"], waiting: 1, isOpen: false, changesAt: Date.parse("2026-11-24T16:00:00Z") },
  ]);
  await world.call("POST", "/v1/suppressions", { body: { address: "+12125550101", reason: "asked by phone" } });
  await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } });
  await world.pass(60_000);
  const running = await overviewOf(id);
  expect(running.pace).toMatchObject({ used: 10, nextSlotAt: world.now() + 4 * 60_000 });
  await world.pass(3 * hour);
  const done = await overviewOf(id);
  expect(done.zones).toEqual([]);
  expect(done.perHour.map(({ sends }: { sends: number }) => sends)).toEqual([13, 1]);
  expect(done.reasons).toEqual([
    expect.objectContaining({
      status: "skipped",
      code: "opted_out",
      count: 1,
      remedy: expect.stringContaining("START"),
    }),
    expect.objectContaining({
      status: "undelivered",
      code: "30006",
      count: 1,
      meaning: expect.stringContaining("landline"),
    }),
  ]);
});
