import { auditPace, importPeople, people, settingsFor, World } from "@headsup/testkit";
import { expect, test } from "vitest";

const hour = 3_600_000;

function launch(world: World, id: string, people_: ReturnType<typeof people>, over = {}) {
  const campaign = world.open(id);
  importPeople(campaign, { id: `lst_${id}`, people: people_ });
  const launched = campaign.launch(settingsFor(id, over), { actor: "ana", at: world.now });
  expect(launched).toMatchObject({ ok: true });
  return campaign;
}

test("A4 500 recipients, all open, 10 per 5 minutes: 480 accepted in [0 h, 4 h), the 500th in the batch at 4 h 05 min", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  const start = world.now;
  world.roundTripMs = 120;
  const campaign = launch(world, "cmp_a", people(500, "America/New_York"));
  const forecast = campaign.forecast(settingsFor("cmp_a"), 120);
  await world.run(start + 6 * hour);
  const at = world.arrivals.map((arrival) => arrival.at - start);
  expect(at.length).toBe(500);
  expect(at.filter((t) => t < 4 * hour).length).toBe(480);
  // Fifty batches: the last is the fiftieth, after 49 pauses of five minutes and their round trips (two waves of 120 ms).
  expect(Math.min(...at.slice(490))).toBe(49 * (300_000 + 240));
  expect(campaign.describe()).toMatchObject({
    status: "completed",
    counts: { total: 500, accepted: 500, decided: 500 },
  });
  expect(forecast).toMatchObject({ sends: 500, finishAt: start + 49 * 300_240 + 240, unreachedTotal: 0 });
});

test("A4 a span longer than batches are counted apart holds all the same", async () => {
  const world = new World("2026-11-24T13:00:00Z");
  const pace = { count: 10, spanMs: 2 * hour };
  const campaign = launch(world, "cmp_a", people(40, "America/New_York"), { pace });
  await world.run(world.now + 12 * hour);
  expect(auditPace(world.arrivals, pace)).toEqual([]);
  expect(campaign.status()).toBe("completed");
});

test("A4 two campaigns on one number are independent: 240 an hour together", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  const start = world.now;
  launch(world, "cmp_a", people(300, "America/New_York"));
  launch(world, "cmp_b", people(300, "America/New_York"));
  await world.run(start + hour - 1);
  expect(world.arrivals.length).toBe(240);
});
