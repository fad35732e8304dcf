import { importPeople, people, settingsFor, World } from "@headsup/testkit";
import { expect, test } from "vitest";

/** An hour in New York in the morning: deep in the night in Tokyo, the whole year. */
const morning = { open: "09:00", close: "10:00" };
const hours = { monday: [morning], tuesday: [morning], wednesday: [morning], thursday: [morning], friday: [morning] };

test("D2 whoever can never be contacted is named by the forecast, then skipped with that reason; the others are reached", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  const campaign = world.open("cmp_a");
  const settings = settingsFor("cmp_a", { hours });
  importPeople(campaign, {
    id: "lst_a",
    people: [...people(3, "America/New_York"), ...people(2, "Asia/Tokyo", 3_125_550_000)],
  });
  const { unreached } = campaign.forecast(settings, 0);
  expect(unreached.map(({ line, reason }) => [line, reason])).toEqual([
    [5, "no common hours"],
    [6, "no common hours"],
  ]);
  expect(campaign.launch(settings, { actor: "ana", at: world.now })).toMatchObject({ ok: true });
  await world.run("2026-11-24T15:00:00Z");
  expect(world.arrivals.length).toBe(3);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { total: 5, skipped: 2, accepted: 3 } });
  const page = campaign.recipients({ order: "line", cursor: null, limit: 10, status: "skipped", list: null });
  expect(page.items.map(({ line, code }) => [line, code])).toEqual([
    [5, "no_common_hours"],
    [6, "no_common_hours"],
  ]);
});

test("D2 a launch is refused where nobody could ever be contacted", () => {
  const world = new World("2026-11-24T14:00:00Z");
  const campaign = world.open("cmp_a");
  importPeople(campaign, { id: "lst_a", people: people(2, "Asia/Tokyo") });
  const launched = campaign.launch(settingsFor("cmp_a", { hours }), { actor: "ana", at: world.now });
  expect(launched).toMatchObject({ ok: false, error: { code: "never_open" } });
});
