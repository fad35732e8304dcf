import { expect, test } from "vitest";
import { hour, minute, people, person, second, stage } from "./stage.ts";

/** Traps of engine.md about what people say while messages are on their way: stop, pause, and stop for good. */

test("3 a batch that outlives its checks: who said stop meanwhile is not contacted, no token is lost, the pace holds", async () => {
  const world = await stage();
  const campaign = await world.launched({ pace: { count: 30, spanMs: 5 * minute }, lists: [{ people: people(40) }] });
  const stopper = person(20); // fourth in their lane: due nine seconds after the check
  world.takes({ up: second, down: 2 * second });
  await world.until(second);
  world.says(stopper, "please opt out"); // words the carrier does not know: only we can keep this promise
  await world.until(30 * second);

  expect(campaign.requests(stopper)).toEqual([]);
  expect(await campaign.shown(stopper)).toMatchObject({ status: "skipped", code: "opted_out" });
  // Twelve by the first check; what was given back at six seconds went at once, with the tokens it had.
  const spans = campaign.times.map((at) => at - second);
  expect(spans.slice(0, 24)).toEqual([0, 3, 6, 9].flatMap((at) => Array.from({ length: 6 }, () => at * second)));
  await world.until(minute);
  expect(campaign.times.length).toBe(30);
  await world.until(hour);
  expect(campaign.times.length).toBe(39);
  expect(await world.judge()).toEqual([]);
});

test.each(["pause", "stop"] as const)(
  "12 a %s is acknowledged only when what is in flight has settled, and nothing arrives after",
  async (order) => {
    const world = await stage();
    const campaign = await world.launched({ lists: [{ people: people(30) }] });
    world.takes({ up: 2 * second, down: 2 * second });
    await world.until(500); // six are on their way, four wait for a lane
    const answer = await world.finish(campaign[order]());
    expect(world.now).toBe(4 * second);
    expect(answer.json).toMatchObject({ status: order === "pause" ? "paused" : "stopped", counts: { inFlight: 0 } });
    expect(campaign.times).toEqual(Array.from({ length: 6 }, () => 2 * second));
    await world.until(5 * hour);
    expect(campaign.times.length).toBe(6);
    if (order === "pause") {
      expect((await campaign.shows()).counts).toMatchObject({ delivered: 6, ready: 24 });
      await world.finish(campaign.resume());
      await world.until(6 * hour);
      expect(campaign.times.length).toBe(30);
    } else expect((await campaign.shows()).counts).toMatchObject({ delivered: 6, unreached: 24 });
    expect(await world.judge()).toEqual([]);
  },
);

test.each(["pause", "stop"] as const)(
  "12 a %s during the check: nobody of that check is contacted, and it is acknowledged after it",
  async (order) => {
    const world = await stage();
    const campaign = await world.launched({ lists: [{ people: people(10) }] });
    world.takes({ catalogue: 2 * second, up: second });
    await world.until(second);
    world.takes({ catalogue: 0 }); // the order is there at once; the check is under way still
    await world.finish(campaign[order]());
    expect(world.now).toBe(2 * second);
    await world.until(2 * hour);
    expect(campaign.times).toEqual([]);
    if (order === "pause") await world.finish(campaign.resume());
    await world.until(3 * hour);
    expect(campaign.times.length).toBe(order === "pause" ? 10 : 0);
    expect(await world.judge()).toEqual([]);
  },
);

test("12 a pause whose batch ran into a crash is answered by the copy that knows of it", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(20) }] });
  world.takes({ up: second, down: second });
  world.endsAt(campaign, "mid-dispatch", "killed");
  await world.until(100);
  expect((await world.finish(campaign.pause())).status).toBe(503); // the copy that was asked has died
  expect((await world.finish(campaign.pause())).status).toBe(200);
  const arrived = campaign.times.length;
  await world.until(5 * hour);
  expect(campaign.times.length).toBe(arrived);
  expect((await campaign.shows()).status).toBe("paused");
  await world.finish(campaign.resume());
  await world.until(8 * hour);
  expect(new Set(campaign.requests().map(({ to }) => to)).size).toBe(20);
  expect(await world.judge()).toEqual([]);
});

test("12 a chunk of an import after the stop is refused, and so is a further list", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(3) }] });
  await world.until(minute);
  const further = await campaign.importing({ people: people(10, { first: 3 }) });
  expect((await further.chunk(5)).status).toBe(200);
  await world.finish(campaign.stop());
  const answer = await further.chunk(5);
  campaign.refused.add(further.list);
  expect([answer.status, answer.json.error.code]).toEqual([409, "campaign_stopped"]);
  const body = { name: "more.csv", fingerprint: "e".repeat(64), columns: [{ role: "address" }, { role: "zone" }] };
  const list = await world.finish(world.call("POST", `/v1/campaigns/${campaign.id}/lists`, { body }));
  expect(list.json.error.code).toBe("campaign_stopped");
  await world.until(5 * hour);
  expect(campaign.times.length).toBe(3);
  expect((await campaign.shows()).counts).toMatchObject({ total: 8, delivered: 3, unreached: 5 });
  expect(await world.judge()).toEqual([]);
});
