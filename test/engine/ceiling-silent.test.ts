import { launched, people, World } from "@headsup/testkit";
import { expect, test } from "vitest";

const minute = 60_000;

test("E8 a sender that does not answer is not asked at every wake, also when it said before that asking is worth it", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  const campaign = launched(world, "cmp_a", people(30, "America/New_York"), {
    pace: { count: 1, spanMs: 60 * minute },
  });
  await world.run(world.now + minute);
  const [ask] = world.asks;
  // Its share ran out long before the next message may leave.
  await world.run(world.now + 30 * minute);
  world.areSendersDown = true;
  const unanswered = () => world.logs.filter(({ event }) => event === "sender.unreachable").length;
  campaign.nudge(ask?.senderId ?? "");
  await world.run(world.now + 1);
  expect(unanswered()).toBe(1);
  for (let wakes = 0; wakes < 3; wakes++) {
    world.wake("cmp_a");
    await world.run(world.now + 1);
  }
  expect(unanswered()).toBe(1);
});
