import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

const folder = new URL("../../migrations/", import.meta.url);
const [first, second, ...later] = readdirSync(folder)
  .sort()
  .map((file) => readFileSync(new URL(file, folder), "utf8"));

/** A catalogue of the first release, in which two people wrote to one sender and one of them to nobody's number. */
function ofFirstRelease(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  database.exec(first ?? "");
  database.exec(`
    insert into sender (id, channel, address, name, created_at) values ('snd_1', 'sms', '+12025550100', 'Service', 0);
    insert into campaign (id, name, description, channel, sender_id, language, text, brand, tags, zone, delivery_window, pace,
      opt_out_text, created_at, created_by, counts, launched_at) values ('cmp_1', 'Delay', '', 'sms', 'snd_1', 'en', 'Late.', '', '[]',
      'UTC', '{}', '{}', 'Reply STOP', 0, 'ana', '{}', 1);
    insert into answer values ('ans_1', 'Late', 'sms', 'fr', 'C''est "long", {{ nom }}', 5);
    insert into inbound values ('SM1', 10, 'snd_1', '+12025550100', '+12125550123', 'hm', 'none', 'exact', 'cmp_1');
    insert into inbound values ('SM2', 20, 'snd_1', '+12025550100', '+12125550124', 'STOP', 'stop', 'exact', 'cmp_1');
    insert into inbound values ('SM3', 30, 'snd_1', '+12025550100', '+12125550124', 'stop', 'stop', 'exact', 'cmp_1');
    insert into inbound values ('SM4', 40, '', '+12025550199', '+12125550124', 'hello?', 'none', 'exact', null);
  `);
  return database;
}

test("H2 a migrated catalogue counts who wrote back before", () => {
  const database = ofFirstRelease();
  database.exec(second ?? "");
  expect(database.prepare("select responded, opted_out from campaign").all()).toEqual([{ responded: 2, opted_out: 1 }]);
});

test("F2 a migrated catalogue keeps what was written before, as closed threads by person and sender", () => {
  const database = ofFirstRelease();
  for (const migration of [second ?? "", ...later]) database.exec(migration);
  const threads = database
    .prepare(
      `select c.address, c.sender_id, c.status, group_concat(m.id) as said from conversation c
        join message m on m.conversation_id = c.id group by c.id order by c.address, c.sender_id`,
    )
    .all();
  expect(threads).toEqual([
    { address: "+12125550123", sender_id: "snd_1", status: "closed", said: "SM1" },
    { address: "+12125550124", sender_id: "", status: "closed", said: "SM4" },
    { address: "+12125550124", sender_id: "snd_1", status: "closed", said: "SM2,SM3" },
  ]);
  expect(
    database.prepare("select count(*) as n, count(distinct customer_id) as people from conversation").get(),
  ).toEqual({
    n: 3,
    people: 2,
  });
  for (const { id } of database.prepare("select id from conversation union all select id from customer").all())
    expect(id).toMatch(/^(cnv|cus)_[0-9a-hjkmnp-tv-z]{26}$/);
});

test("B1 a migrated catalogue keeps its answers, as text messages in their language", () => {
  const database = ofFirstRelease();
  for (const migration of [second ?? "", ...later]) database.exec(migration);
  const [variant] = database.prepare("select * from answer join answer_variant on answer_id = id").all();
  expect(variant).toMatchObject({
    id: "ans_1",
    name: "Late",
    created_at: 5,
    channel: "sms",
    language: "fr",
    position: 0,
  });
  expect(JSON.parse(String(variant?.content))).toEqual({
    channel: "sms",
    text: 'C\'est "long", {{ nom }}',
    media: [],
  });
});
