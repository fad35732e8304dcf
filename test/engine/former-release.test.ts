import { sqliteStorage } from "@headsup/storage/sqlite";
import { allRecipients, launched, people, receipt, World } from "@headsup/testkit";
import { expect, test } from "vitest";

/** A campaign that an earlier release left half-way goes on where it stood. */

const minute = 60_000;
const hour = 60 * minute;
const zone = "America/New_York";

/** Takes a store back to the release before ladders: its tables, its queue and its one text. */
function takeBack(storage: ReturnType<typeof sqliteStorage>): void {
  const { sql } = storage;
  // As a batch settled it moved its people out of the list's tally.
  for (const { sums } of sql.exec("select sums from batch").toArray()) {
    const [list] = sql.exec("select tally from list").toArray();
    const tally = JSON.parse(String(list?.tally));
    for (const [status, by] of Object.entries<number>(JSON.parse(String(sums)).shifts[1])) tally[status] += by;
    sql.exec("update list set tally = ?", JSON.stringify(tally));
  }
  const [row] = sql.exec("select value from state where key = 'settings'").toArray();
  const { rungs, inboxId: _, ...rest } = JSON.parse(String(row?.value));
  const [{ channel, sender, message }] = rungs;
  const { contents, replyLine, optOutText } = message;
  const settings = { ...rest, channel, sender, text: contents[0].content.text, replyLine, optOutText };
  for (const statement of [
    "create table former (list integer not null, zone integer not null, chunk integer not null, entries text not null, primary key (list, zone, chunk)) without rowid",
    "insert into former select list, zone, chunk, entries from page",
    "drop table page",
    "alter table former rename to page",
    "drop table alias",
    ...["also", "own_text", "rung", "trail"].map((column) => `alter table recipient drop column ${column}`),
    "alter table batch drop column load",
    "alter table batch drop column sums",
    "update batch set claims = (select json_group_array(json_remove(value, '$.rung', '$.units')) from json_each(claims))",
    "delete from migration where version > 2",
    "delete from state where key in ('shares', 'totals')",
  ])
    sql.exec(statement);
  sql.exec("update state set value = ? where key = 'settings'", JSON.stringify(settings));
}

test("A6 a campaign half-way through an upgrade goes on: nobody is left out, nobody is contacted twice", async () => {
  const world = new World("2026-11-24T10:00:00-05:00");
  const start = world.now;
  const storage = sqliteStorage();
  world.open("cmp_a", storage);
  const before = launched(world, "cmp_a", people(35, zone));
  const [first] = allRecipients(before);
  await world.run(start + 6 * minute);
  before.receive(first!.id, receipt("undelivered", { code: "30003", failure: "unreachable" }));
  expect(world.arrivals.length).toBe(20);

  takeBack(storage);
  const after = world.open("cmp_a");
  expect(after.describe().counts).toMatchObject({ total: 35, accepted: 19, held: 1, ready: 15 });
  await world.run(start + 5 * hour);
  expect(after.describe()).toMatchObject({ status: "completed", counts: { accepted: 35, total: 35 } });
  const times = Map.groupBy(world.arrivals, ({ to }) => to);
  expect([...times.values()].map(({ length }) => length).toSorted()).toEqual([...Array<number>(34).fill(1), 2]);
  expect(world.arrivals.every(({ body }) => body.includes("your order is late"))).toBe(true);
  for (const { at } of world.arrivals)
    expect(world.arrivals.filter((other) => other.at >= at && other.at < at + 5 * minute).length).toBeLessThanOrEqual(
      10,
    );
});
