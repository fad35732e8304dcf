import { parseAttemptId } from "@headsup/contract";
import type { OutreachStorage } from "@headsup/storage/outreach";
import { sqliteStorage } from "@headsup/storage/sqlite";
import { launched, people, receipt, World } from "@headsup/testkit";
import { expect, test } from "vitest";

const minute = 60_000;

/** A storage that counts the statements it runs. */
function counting(): { storage: OutreachStorage; statements: () => number } {
  const { sql, transactionSync } = sqliteStorage();
  let statements = 0;
  const exec: OutreachStorage["sql"]["exec"] = (query, ...bindings) => {
    statements++;
    return sql.exec(query, ...bindings);
  };
  return { storage: { sql: { exec }, transactionSync }, statements: () => statements };
}

/** Statements a message took, from launch until everybody has a receipt. */
async function statementsPerMessage(messages: number, count: number): Promise<number> {
  const world = new World("2026-11-24T14:00:00Z");
  world.roundTripMs = 120;
  const { storage, statements } = counting();
  world.open("cmp_a", storage);
  const campaign = launched(world, "cmp_a", people(messages, "America/New_York"), {
    pace: { count, spanMs: 5 * minute },
  });
  world.behaviour = ({ attemptId }, nth) => {
    const providerId = `SM${nth}`;
    const { recipientId } = parseAttemptId(attemptId) ?? { recipientId: "" };
    world.at(world.now + 8_000, () => campaign.receive(recipientId, receipt("delivered", { providerId })));
    return { kind: "accepted", providerId };
  };
  const before = statements();
  await world.run();
  expect(campaign.describe().counts.delivered).toBe(messages);
  return (statements() - before) / messages;
}

test("A4 what a message costs the store stays what it is, at any length and any pace", async () => {
  expect(await statementsPerMessage(60, 10)).toBeLessThan(18);
  expect(await statementsPerMessage(600, 10)).toBeLessThan(18);
  expect(await statementsPerMessage(600, 60)).toBeLessThan(12);
  expect(await statementsPerMessage(3_000, 10_000)).toBeLessThan(12);
});

test("A4 a batch takes one wake: folding an earlier one waits for it", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  world.roundTripMs = 120;
  const campaign = launched(world, "cmp_a", people(300, "America/New_York"));
  await world.run(world.now + 30 * 5 * minute);
  expect(campaign.describe().counts.accepted).toBe(300);
  expect(world.wakes).toBeLessThanOrEqual(31);
});

test("P7 at full speed the catalogue hears of a campaign once a second, and of everybody by the end", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  world.roundTripMs = 20;
  const from = world.now;
  launched(world, "cmp_a", people(1_500, "America/New_York"), { pace: { count: 10_000, spanMs: 1_000 } });
  await world.run(from + 10_000);
  const contacts = world.projections.flatMap((projection) => projection.contacts);
  expect(new Set(contacts.map(({ recipientId }) => recipientId)).size).toBe(1_500);
  expect(contacts).toHaveLength(1_500);
  const sentForMs = Math.max(...world.arrivals.map(({ at }) => at)) - from;
  expect(sentForMs).toBe(5_000 - world.roundTripMs);
  // The first step's, one a second, and the last step's.
  expect(world.projections.length).toBeLessThanOrEqual(2 + sentForMs / 1_000);
});

test("P1 what the catalogue has heard is not told again by a copy that was just made, and what it has not heard is", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  launched(world, "cmp_a", people(30, "America/New_York"));
  const told = () => world.projections.flatMap(({ contacts }) => contacts.map(({ recipientId }) => recipientId));
  await world.run(world.now + 1 * minute);
  expect(told()).toHaveLength(10);
  world.open("cmp_a");
  await world.run(world.now + 5 * minute);
  expect(new Set(told()).size).toBe(20);
  expect(told()).toHaveLength(20);
  world.isDirectoryDown = true;
  await world.run(world.now + 4 * minute);
  world.isDirectoryDown = false;
  world.open("cmp_a");
  await world.run();
  expect(told()).toHaveLength(30);
  expect(new Set(told()).size).toBe(30);
});

test("P1 a campaign that goes on keeps few batches in hand, however many it sent", async () => {
  const world = new World("2026-11-24T14:00:00Z");
  const { storage } = counting();
  world.open("cmp_a", storage);
  const campaign = launched(world, "cmp_a", people(900, "America/New_York"));
  await world.run(world.now + 7 * 60 * minute);
  const kept = storage.sql
    .exec("select count(*) as n from batch where id > (select value from state where key = 'doneUpTo')")
    .toArray();
  expect(Number(kept[0]?.n)).toBeLessThanOrEqual(12);
  expect(campaign.describe().counts.accepted).toBeGreaterThan(800);
});
