import type { LiveFrame, RecipientStatus } from "@headsup/contract";
import { allRecipients, launched, people, receipt, World } from "@headsup/testkit";
import { expect, test } from "vitest";

const minute = 60_000;
const hour = 60 * minute;
const zone = "America/New_York";
const morning = "2026-11-24T09:00:00-05:00";

const isRising = (frames: readonly LiveFrame[]) =>
  frames.every((frame, i) => i === 0 || frame.seq > (frames[i - 1]?.seq ?? 0));

test("A2 the sequence only grows: over steps, receipts, `sent`, backlogs and re-opening", async () => {
  const world = new World(morning);
  let campaign = launched(world, "cmp_a", people(25, zone));
  for (let turn = 0; turn < 6; turn++) {
    await world.run(world.now + 2 * minute);
    for (const { id, status, providerId } of allRecipients(campaign))
      if (status === "accepted" && providerId !== null)
        for (const told of ["sent", "delivered"] as const) campaign.receive(id, receipt(told, { providerId }));
    world.frames.push(...campaign.backlog(null));
    campaign = world.open("cmp_a");
  }
  expect(world.frames.length).toBeGreaterThan(80);
  expect(isRising(world.frames)).toBe(true);
});

test("A2 whenever a tail comes back, the backlog and what follows leave it with the state of everyone", async () => {
  const world = new World(morning);
  world.roundTripMs = 900;
  world.behaviour = (_message, nth) =>
    nth % 7 === 0
      ? { kind: "rate_limited", retryAfterMs: 1_000 }
      : nth % 5 === 0
        ? { kind: "unknown", reason: "timeout", acceptedAs: `SM${nth}` }
        : { kind: "accepted", providerId: `SM${nth}` };
  let campaign = launched(world, "cmp_a", people(40, zone));
  const states = new Map<string, RecipientStatus>();
  let since = 0;
  const see = (frame: LiveFrame) => {
    since = frame.seq;
    if (frame.type === "recipient") states.set(frame.id, frame.status);
  };
  // The tail watches a while, is cut off a while, and comes back, in the middle of batches, too.
  for (let turn = 0; turn < 60; turn++) {
    for (const frame of campaign.backlog(since)) see(frame);
    world.frames.length = 0;
    await world.run(world.now + 37_137);
    for (const frame of world.frames) see(frame);
    world.frames.length = 0;
    await world.run(world.now + 11_411);
    if (turn % 9 === 8) campaign = world.open("cmp_a");
  }
  await world.run(world.now + 2 * hour);
  for (const frame of campaign.backlog(since)) see(frame);
  expect(campaign.status()).toBe("completed");
  expect(states).toEqual(new Map(allRecipients(campaign).map(({ id, status }) => [id, status])));
});

test("A2 a backlog ends with a hello that stands above all of it", async () => {
  const world = new World(morning);
  const campaign = launched(world, "cmp_a", people(12, zone));
  await world.run(world.now + minute);
  const frames = campaign.backlog(0);
  expect(isRising(frames)).toBe(true);
  expect(frames.length).toBe(13);
  expect(frames.at(-1)).toMatchObject({ type: "hello", status: "in_progress", counts: { accepted: 10, ready: 2 } });
  expect(campaign.backlog(frames.at(-1)!.seq)).toMatchObject([{ type: "hello" }]);
});

test("A2 somebody shown in flight by a backlog is not left there when their claim is given back", async () => {
  const world = new World(morning);
  world.roundTripMs = 900;
  world.behaviour = () => ({ kind: "rate_limited", retryAfterMs: hour });
  const campaign = launched(world, "cmp_a", people(1, zone));
  const states = new Map<string, string>();
  const see = (frame: LiveFrame) => frame.type === "recipient" && states.set(frame.id, frame.status);
  await world.run(world.now + 100);
  campaign.backlog(0).forEach(see);
  world.frames.length = 0;
  await world.run(world.now + minute);
  world.frames.forEach(see);
  expect([...states.values()]).toEqual(["ready"]);
});
