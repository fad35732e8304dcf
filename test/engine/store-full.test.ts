import type { Pace } from "@headsup/contract";
import { sqliteStorage } from "@headsup/storage/sqlite";
import { allRecipients, launched, people, receipt, World } from "@headsup/testkit";
import { expect, test } from "vitest";

/** A store that takes no write for ten seconds, as the first batch's answers come; its object lives on. */

const id = "cmp_a";
const minute = 60_000;

function launchedInto(count: number, pace: Pace) {
  const world = new World("2026-11-24T14:00:00Z");
  const sqlite = sqliteStorage();
  let isFull = false;
  world.open(id, {
    ...sqlite,
    transactionSync: (work) => {
      if (isFull) throw new Error("database or disk is full");
      return sqlite.transactionSync(work);
    },
  });
  const campaign = launched(world, id, people(count, "America/New_York"), { pace });
  world.roundTripMs = 100;
  world.behaviour = (_, nth) => {
    if (nth === 1) {
      isFull = true;
      world.at(world.now + 10_000, () => {
        isFull = false;
      });
    }
    return { kind: "accepted", providerId: `SM${nth}` };
  };
  return { world, campaign };
}

test("invariant 10: a batch whose answers could not be stored is settled by the same copy, and the campaign goes on", async () => {
  const { world, campaign } = launchedInto(30, { count: 10, spanMs: 5 * minute });
  await world.run(world.now + 60 * minute);
  expect(campaign.describe()).toMatchObject({ status: "completed", counts: { accepted: 30, inFlight: 0, total: 30 } });
  expect(new Set(world.arrivals.map(({ to }) => to)).size).toBe(world.arrivals.length);
});

test("A5 a receipt of a batch whose answers could not be stored is taken, also once a later batch was claimed", async () => {
  const { world, campaign } = launchedInto(100, { count: 10_000, spanMs: 5 * minute });
  await world.run(world.now + 2 * minute);
  expect(world.arrivals.length).toBe(100);
  const lost = new Set(world.arrivals.slice(0, 60).map(({ to }) => to));
  const told = allRecipients(campaign)
    .filter(({ address }) => lost.has(address))
    .map((row) => campaign.receive(row.id, receipt("delivered", { providerId: `SM${row.line}` })));
  expect(told).toEqual(Array.from(lost, () => "stored"));
  expect(campaign.describe().counts).toMatchObject({ delivered: 60, accepted: 40, inFlight: 0, total: 100 });
});
