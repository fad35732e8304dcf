import { expect, test } from "vitest";
import { hour, minute, newYork, people, person, second, stage } from "./stage.ts";

/** Traps of engine.md about time: lists with their own start and end, imports left open, closings, clock changes. */

test("7 an import still open when the last recipient was sent: not completed until everybody of it is decided", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(5) }] });
  const status = async () => (await campaign.shows()).status;
  const further = await campaign.importing({ people: people(12, { first: 5 }) });
  await further.chunk(7);
  await world.until(hour);
  expect((await campaign.shows()).counts).toMatchObject({ delivered: 5, ready: 7 });
  expect(await status()).toBe("in_progress");
  await further.chunk(5);
  await further.seal();
  await world.until(2 * hour);
  expect(campaign.times.length).toBe(5); // whole, and nobody launched it
  expect(await status()).toBe("in_progress");
  await campaign.launch();
  await world.pass(minute);
  expect(campaign.times.length).toBe(15);
  expect(await status()).toBe("in_progress"); // the pace holds the last two
  await world.until(3 * hour);
  expect(campaign.requests().map(({ to }) => to)).toEqual(people(17).map(({ address }) => address));
  expect(await status()).toBe("completed");
  expect(await world.judge()).toEqual([]);
});

test("7 a completed campaign that is given a further list is completed no more, until that is decided too", async () => {
  const world = await stage();
  const campaign = await world.launched({ lists: [{ people: people(2) }] });
  await world.until(30 * minute);
  expect((await campaign.shows()).status).toBe("completed");
  const further = await campaign.importing({ people: people(2, { first: 2 }) });
  expect((await campaign.shows()).status).not.toBe("completed");
  await further.chunk(2);
  await further.seal();
  await campaign.launch();
  await world.until(hour);
  expect(campaign.times.length).toBe(4);
  const { history, completedAt } = await campaign.shows();
  expect(history.map(({ action }) => action).sort()).toEqual(["complete", "complete", "launch", "launch", "reopen"]);
  expect(completedAt).toBe(world.start + 30 * minute);
  expect(await world.judge()).toEqual([]);
});

test("9 several lists, each with its own start and end: who is left is unreached, with the reason", async () => {
  const world = await stage();
  const at = (ms: number) => world.start + ms;
  const campaign = await world.launched({
    expiresAt: at(4 * hour),
    lists: [
      { people: people(40), endAt: at(12 * minute) },
      { people: people(5, { first: 40 }), startAt: at(hour) },
      { people: people(25, { first: 45 }), startAt: at(2 * hour), endAt: at(2 * hour + 6 * minute) },
      { people: people(15, { first: 70 }), startAt: at(4 * hour - 4 * minute) },
    ],
  });
  await world.until(5 * hour);
  const times = Object.entries(Object.groupBy(campaign.times, String)).map(([time, all]) => [
    Number(time),
    all?.length,
  ]);
  expect(times).toEqual([
    [0, 10],
    [5 * minute, 10],
    [10 * minute, 10],
    [hour, 5],
    [2 * hour, 10],
    [2 * hour + 5 * minute, 10],
    [4 * hour - 4 * minute, 10],
  ]);
  const left = (await campaign.recipients()).filter(({ status }) => status === "unreached");
  const reasons = Object.groupBy(left, ({ list, code }) => `${list} ${code}`);
  const lists = (await campaign.shows()).outreaches.map(({ id }) => id);
  expect(Object.fromEntries(Object.entries(reasons).map(([why, who]) => [why, who?.length]))).toEqual({
    [`${lists[0]} ended`]: 10,
    [`${lists[2]} ended`]: 5,
    [`${lists[3]} expired`]: 5,
  });
  expect(await world.judge()).toEqual([]);
});

test("9 a start missed by more than its grace waits for a person; one missed by less does not", async () => {
  const world = await stage();
  const startAt = world.start + hour;
  const [missed, late] = [
    await world.launched({ lists: [{ people: people(3), startAt }] }),
    await world.launched({ lists: [{ people: people(3, { first: 3 }), startAt: startAt + 30 * minute }] }),
  ];
  await world.until(minute);
  world.weather.heldUntil = startAt + hour + minute; // our machines do nothing for as long
  await world.until(4 * hour);
  expect((await missed.shows()).status).toBe("missed");
  expect(missed.times).toEqual([]);
  expect(late.times).toEqual(Array.from({ length: 3 }, () => 2 * hour + minute));
  await missed.launch();
  await world.until(5 * hour);
  expect(missed.times).toEqual(Array.from({ length: 3 }, () => 4 * hour));
  expect(await world.judge()).toEqual([]);
});

test("11 in the last 15 s before closing nothing leaves, and what left before knows when the window closes", async () => {
  const world = await stage({ startsAt: "2026-11-24T20:59:42-05:00" });
  const campaign = await world.launched({ lists: [{ people: people(10) }] });
  world.takes({ up: 2 * second, down: 2 * second }); // four are to leave at :46
  await world.until(hour);
  expect(campaign.times).toEqual(Array.from({ length: 6 }, () => 2 * second));
  expect(campaign.requests().every(({ validityPeriodS }) => (validityPeriodS ?? Infinity) <= 18)).toBe(true);
  expect((await campaign.shows()).counts).toMatchObject({ ready: 4, inFlight: 0 });
  await world.until(14 * hour);
  const opening = 11 * hour + 18 * second;
  expect(campaign.times.slice(6)).toEqual(Array.from({ length: 4 }, () => opening + 2 * second));
  expect(await world.judge()).toEqual([]);
});

test("11 a step that begins in the last 15 s sends nothing, nor one whose check outlasts the closing", async () => {
  const world = await stage({ startsAt: "2026-11-24T20:59:46-05:00" });
  const [late, slow] = [
    await world.launched({ lists: [{ people: people(3) }] }),
    await world.draft({ window: { open: "08:00", close: "21:10" }, lists: [{ people: people(3, { first: 3 }) }] }),
  ];
  await world.until(9 * minute + 55 * second); // 21:09:41
  await slow.launch();
  world.takes({ catalogue: 4500 });
  await world.until(hour);
  expect([late.times, slow.times]).toEqual([[], []]);
  await world.until(24 * hour);
  expect([late.times.length, slow.times.length]).toEqual([3, 3]);
  expect(await world.judge()).toEqual([]);
});

test("11 spring: a window that closes within the hour that is skipped closes as that hour begins", async () => {
  const world = await stage({ startsAt: "2027-03-14T01:46:00-05:00" });
  const window = { open: "01:00", close: "02:30" };
  const campaign = await world.launched({ window, lists: [{ people: people(60) }] });
  await world.until(22 * hour);
  // 01:46, 01:51 and 01:56; five minutes on it is 03:01.
  expect([...new Set(campaign.times)]).toEqual([0, 5 * minute, 10 * minute]);
  await world.until(30 * hour);
  expect(campaign.times[30]).toBe(22 * hour + 14 * minute); // the next night, at one by the new time
  expect(await world.judge()).toEqual([]);
});

test("11 spring: a window that opens within the hour that is skipped opens as that hour is over", async () => {
  const world = await stage({ startsAt: "2027-03-14T01:46:00-05:00" });
  const campaign = await world.launched({ window: { open: "02:30", close: "03:10" }, lists: [{ people: people(50) }] });
  await world.until(20 * hour);
  expect([...new Set(campaign.times)]).toEqual([14 * minute, 19 * minute]); // 03:00 and 03:05
  await world.until(30 * hour);
  expect(await world.judge()).toEqual([]);
});

test("11 autumn: a window within the hour that is repeated opens twice, and nothing leaves in between", async () => {
  const world = await stage({ startsAt: "2026-11-01T00:58:00-04:00" });
  const campaign = await world.launched({ window: { open: "01:00", close: "01:12" }, lists: [{ people: people(55) }] });
  await world.until(3 * hour);
  const opening = 2 * minute;
  expect([...new Set(campaign.times)]).toEqual([0, 5, 10, 60, 65, 70].map((minutes) => opening + minutes * minute));
  expect(await world.judge()).toEqual([]);
});

test("11 people of two zones in one run, the clocks of one of them changing: each in their own hours", async () => {
  const world = await stage({ startsAt: "2027-03-13T19:30:00-05:00" });
  const both = [...people(30), ...people(30, { first: 30, zone: "America/Phoenix" })];
  const campaign = await world.launched({ window: { open: "08:00", close: "20:00" }, lists: [{ people: both }] });
  await world.until(48 * hour);
  expect(campaign.times.length).toBe(60);
  const first = (zone: string) => both.findIndex((each) => each.zone === zone);
  expect(campaign.requests(person(first(newYork)))[0]?.at).toBe(0);
  expect(await world.judge()).toEqual([]);
});
