import {
  type ApiWorld,
  apiWorld,
  contactColumns,
  draftCampaign,
  expectStatus,
  importRows,
  launchCampaign,
  ourNumber,
  prepareAccount,
  settingsFor,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const minute = 60_000;
let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
});
afterEach(() => world.close());

const code = ({ status, json }: { status: number; json: { error: { code: string } } }) =>
  `${status} ${json.error.code}`;
const get = async (path: string) => expectStatus(await world.call("GET", path), 200).json;
const people = [
  ["+12125550101", "Ada"],
  ["+12125550102", "Grace"],
  ["nobody", "Nobody"],
];

describe("C8 finding somebody", () => {
  const found = async (id: string, query: string) =>
    (await get(`/v1/campaigns/${id}/recipients?${query}`)).items.map(
      ({ variables }: { variables: Record<string, string> }) => variables.first_name,
    );

  test("C8 part of a number, however grouped, or of any value, in either case; nothing is a wildcard", async () => {
    const id = await draftCampaign(world);
    await importRows(world, id, [
      ["+12125550101", "Ada 100%"],
      ["+12125550202", "Émile Zola"],
      ["+13105550303", "MÉLANIE_x"],
      ["+13105550304", "Bob 310"],
    ]);
    for (const [typed, names] of [
      ["5550101", ["Ada 100%"]],
      ["(212) 555", ["Ada 100%", "Émile Zola"]],
      ["+1 310-555", ["MÉLANIE_x", "Bob 310"]],
      ["310", ["MÉLANIE_x", "Bob 310"]],
      ["3-1 0", ["MÉLANIE_x", "Bob 310"]],
      ["aDA", ["Ada 100%"]],
      ["émile", ["Émile Zola"]],
      ["ÉMILE ZO", ["Émile Zola"]],
      ["mélanie", ["MÉLANIE_x"]],
      ["%", ["Ada 100%"]],
      ["_", ["MÉLANIE_x"]],
      ["first_name", []],
      ["Nobody at all", []],
    ] as const)
      expect([typed, await found(id, `search=${encodeURIComponent(typed)}`)]).toEqual([typed, names]);
  });

  test("C8 a search is paged, and narrowed by list and status", async () => {
    const id = await draftCampaign(world);
    const rows = Array.from({ length: 30 }, (_, i) => [`+121255501${10 + i}`, i % 3 === 0 ? `Ada ${i}` : `Bo ${i}`]);
    const { list } = await importRows(world, id, rows.slice(0, 20));
    await importRows(world, id, rows.slice(20), { name: "more" });
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const page = await get(`/v1/campaigns/${id}/recipients?search=ada&limit=4${cursor}`);
      for (const { variables } of page.items) seen.push(variables.first_name);
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(seen).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27].map((i) => `Ada ${i}`));
    expect(await found(id, `search=ada&list=${list}`)).toHaveLength(7);
    expect(await found(id, "search=ada&status=ready")).toHaveLength(10);
    expect(await found(id, "search=ada&status=delivered")).toEqual([]);
  });
});

describe("H3 those a reason holds", () => {
  test("H3 are asked for by their code, with status, list and search, looked at or downloaded", async () => {
    const numbers = ["+12125550101", "+12125550102", "+12125550103", "+12125550104"];
    world.carrier.configure({ people: Object.fromEntries(numbers.map((number) => [number, "silent"])) });
    const id = await launchCampaign(world, numbers);
    await world.pass(minute);
    const { items } = await get(`/v1/campaigns/${id}/recipients`);
    for (const [at, { id: one, providerId }] of items.entries()) {
      const code = at === 3 ? "30006" : "30005";
      const receipt = { attempt: 1, providerId, status: "undelivered", code, failure: "invalid_address" } as const;
      world.engine(id).receive(one, receipt);
    }
    const found = async (query: string) =>
      (await get(`/v1/campaigns/${id}/recipients?${query}`)).items.map(({ line }: { line: number }) => line);
    const [list] = items.map((person: { list: string }) => person.list);
    expect(await found("code=30005")).toEqual([2, 3, 4]);
    expect(await found("code=30006&status=undelivered")).toEqual([5]);
    expect(await found("code=30005&status=failed")).toEqual([]);
    expect(await found(`code=30005&list=${list}&search=0102`)).toEqual([3]);
    expect((await found("code=30005&order=id")).sort()).toEqual([2, 3, 4]);
    expect(await found("code=3000_")).toEqual([]);
    const first = await get(`/v1/campaigns/${id}/recipients?code=30005&limit=2`);
    expect(await found(`code=30005&limit=2&cursor=${first.next}`)).toEqual([4]);
  });
});

describe("C9 taking a list back", () => {
  const auditOf = (action: string) => world.rows(`select target, detail from audit where action = '${action}'`);

  test("C9 a list that was never launched goes with its people and bad rows, and its file can be imported again", async () => {
    const id = await draftCampaign(world);
    const { list } = await importRows(world, id, people);
    const { list: other } = await importRows(world, id, [["+12125550109", "Cy"]], { name: "other" });
    expect(expectStatus(await world.call("DELETE", `/v1/campaigns/${id}/lists/${list}`), 200).json).toMatchObject({
      id: list,
      recipients: 2,
      problems: 1,
    });
    expect(code(await world.call("DELETE", `/v1/campaigns/${id}/lists/${list}`))).toBe("404 not_found");
    expect(await get(`/v1/campaigns/${id}`)).toMatchObject({ counts: { total: 1 }, outreaches: [{ id: other }] });
    expect((await get(`/v1/campaigns/${id}/problems`)).items).toEqual([]);
    expect((await get(`/v1/campaigns/${id}/recipients`)).items).toHaveLength(1);
    await world.pass(1_000);
    expect((await get("/v1/campaigns")).items[0].counts.total).toBe(1);
    expect(auditOf("list.delete")).toHaveLength(1);
    const again = await importRows(world, id, people);
    expect(again.list).not.toBe(list);
    expect(again.problems).toHaveLength(1);
    await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } });
    await world.pass(minute);
    const sent = world.carrier.log({ kind: "create" }).map(({ to }) => to);
    expect(sent.sort()).toEqual(["+12125550101", "+12125550102", "+12125550109"]);
  });

  test("C9 what is deleted is on record: without its audit row a list stays, and one launched just then says so", async () => {
    const id = await draftCampaign(world);
    const { list } = await importRows(world, id, people);
    const remove = () => world.call("DELETE", `/v1/campaigns/${id}/lists/${list}`);
    world.troubles.beforeBatch = (queries) => {
      if (queries.some((query) => query.includes('"audit"'))) throw new Error("D1_ERROR: Network connection lost.");
    };
    expect((await remove()).status).toBe(503);
    expect((await get(`/v1/campaigns/${id}/lists`)).items).toMatchObject([{ id: list, recipients: 2 }]);
    world.troubles.beforeBatch = () => {};
    world.troubles.beforeCall = (_, method) => {
      if (method !== "removeList") return;
      world.troubles.beforeCall = () => {};
      world.engine(id).launch(settingsFor(id), { actor: "ana", at: world.now() });
    };
    expect(code(await remove())).toBe("409 conflict");
    expect(auditOf("list.delete")).toHaveLength(1);
    expect(auditOf("list.delete.refused")).toEqual([
      { target: id, detail: JSON.stringify({ list, code: "conflict" }) },
    ]);
  });

  test("C9 half an import goes too; a chunk of it that comes later finds no list", async () => {
    const id = await draftCampaign(world);
    const body = { name: "half.csv", fingerprint: "a".repeat(64), columns: contactColumns };
    const path = `/v1/campaigns/${id}/lists`;
    const { id: list } = (await world.call("POST", path, { body })).json;
    const chunk = { body: { rows: [{ line: 2, cells: ["+12125550101", "Ada"] }] } };
    expectStatus(await world.call("PUT", `${path}/${list}/chunks/0`, chunk), 200);
    expectStatus(await world.call("DELETE", `${path}/${list}`), 200);
    expect(code(await world.call("PUT", `${path}/${list}/chunks/0`, chunk))).toBe("404 not_found");
    const anew = (await world.call("POST", path, { body })).json;
    expect(anew).toMatchObject({ rows: 0, recipients: 0, chunks: [] });
    expect((await world.call("PUT", `${path}/${anew.id}/chunks/0`, chunk)).json.accepted).toBe(1);
  });

  test("C9 a launched list stays, and says what to do instead; one added later to a running campaign goes", async () => {
    const id = await launchCampaign(world, ["+12125550101"]);
    await world.pass(minute);
    const [{ id: launched }] = (await get(`/v1/campaigns/${id}/lists`)).items;
    const refused = await world.call("DELETE", `/v1/campaigns/${id}/lists/${launched}`);
    expect([code(refused), refused.json.error.message]).toEqual(["409 conflict", expect.stringContaining("stop")]);
    const { list } = await importRows(world, id, people.slice(1), { name: "more" });
    expect((await get(`/v1/campaigns/${id}`)).status).toBe("in_progress");
    expectStatus(await world.call("DELETE", `/v1/campaigns/${id}/lists/${list}`), 200);
    await world.pass(minute);
    expect((await get("/v1/campaigns")).items[0]).toMatchObject({ status: "completed", counts: { total: 1 } });
  });
});

describe("C9 deleting a draft", () => {
  const isGone = async (id: string) => {
    expect(code(await world.call("GET", `/v1/campaigns/${id}`))).toBe("404 not_found");
    expect(code(await world.call("DELETE", `/v1/campaigns/${id}`))).toBe("404 not_found");
    expect(world.engine(id).lists()).toEqual([]);
    expect(world.engine(id).describe().counts.total).toBe(0);
  };

  test("C9 a draft goes with all its lists, audited, and leaves nobody's number behind", async () => {
    const kept = await draftCampaign(world);
    await importRows(world, kept, [["+12125550109", "Cy"]]);
    const id = await draftCampaign(world, { name: "Wrong" });
    await importRows(world, id, people);
    await importRows(world, id, [["+12125550105", "Eve"]], { name: "more" });
    expect(expectStatus(await world.call("DELETE", `/v1/campaigns/${id}`), 200).json).toMatchObject({
      id,
      name: "Wrong",
    });
    await isGone(id);
    await world.pass(minute);
    expect(world.alarmAt(id)).toBe(null);
    expect(JSON.stringify(world.stored())).not.toMatch(/1212555010[125]/);
    expect((await get("/v1/campaigns")).items.map((each: { id: string }) => each.id)).toEqual([kept]);
    expect(world.rows("select target from audit where action = 'campaign.delete'")).toEqual([{ target: id }]);
  });

  test("C9 a launched campaign stays, however its launch ended half-way", async () => {
    const id = await launchCampaign(world, ["+12125550101"]);
    expect(code(await world.call("DELETE", `/v1/campaigns/${id}`))).toBe("409 campaign_not_draft");
    const half = await draftCampaign(world);
    await importRows(world, half, people);
    world.troubles.beforeCall = (_, method) => {
      if (method === "launch") throw new Error("Network connection lost.");
    };
    expect((await world.call("POST", `/v1/campaigns/${half}/launch`, { body: { consent: true } })).status).toBe(503);
    world.troubles.beforeCall = () => {};
    expect(code(await world.call("DELETE", `/v1/campaigns/${half}`))).toBe("409 campaign_not_draft");
    expect((await get(`/v1/campaigns/${half}`)).counts.total).toBe(2);
  });

  test("C9 cut off half-way it takes no list and no launch, and is done with by asking again", async () => {
    const id = await draftCampaign(world);
    await importRows(world, id, people);
    await world.pass(1_000);
    world.troubles.beforeBatch = (queries) => {
      if (queries.some((query) => query.startsWith("delete"))) throw new Error("D1_ERROR: Network connection lost.");
    };
    expect((await world.call("DELETE", `/v1/campaigns/${id}`)).status).toBe(503);
    world.troubles.beforeBatch = () => {};
    expect(world.rows("select * from audit where action = 'campaign.delete'")).toEqual([]);
    await world.pass(1_000);
    expect((await get("/v1/campaigns")).items[0].counts).toEqual((await get(`/v1/campaigns/${id}`)).counts);
    const body = { name: "a.csv", fingerprint: "a".repeat(64), columns: contactColumns };
    const refused = await world.call("POST", `/v1/campaigns/${id}/lists`, { body });
    expect([code(refused), refused.json.error.message]).toEqual(["409 conflict", expect.stringContaining("Delete it")]);
    const launched = await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } });
    expect(code(launched)).toBe("409 nothing_to_launch");
    expectStatus(await world.call("DELETE", `/v1/campaigns/${id}`), 200);
    await isGone(id);
  });

  test("C9 a launch asked for meanwhile finds nobody, and the draft is deleted by asking again", async () => {
    const id = await draftCampaign(world);
    await importRows(world, id, people);
    world.troubles.beforeBatch = (queries) => {
      if (queries.some((query) => query.startsWith("delete"))) requestLaunch(id);
    };
    expect(code(await world.call("DELETE", `/v1/campaigns/${id}`))).toBe("409 conflict");
    world.troubles.beforeBatch = () => {};
    expect(world.rows("select * from audit where action = 'campaign.delete'")).toEqual([]);
    await world.pass(2 * minute);
    await world.cron(); // drives the launch on: its object refuses, and it is a draft as before
    expectStatus(await world.call("DELETE", `/v1/campaigns/${id}`), 200);
    await isGone(id);
    expect(world.carrier.log({ kind: "create" })).toEqual([]);
  });
});

/** Marks a launch as another request would, in a transaction of its own. */
const requestLaunch = (id: string) =>
  world.database.exec(
    `update campaign set launch_requested_at = ${world.now()}, launch_requested_by = 'ana' where id = '${id}'`,
  );

describe("A2 what a launch froze", () => {
  test("A2 a change that a launch overtakes is refused and writes nothing, nor an audit row", async () => {
    const id = await draftCampaign(world);
    await importRows(world, id, people.slice(0, 2));
    let isLaunched = false;
    world.troubles.beforeBatch = (queries) => {
      if (isLaunched || !queries.some((query) => query.includes('update "campaign"'))) return;
      isLaunched = true;
      requestLaunch(id); // committed right before this transaction
    };
    const refused = await world.call("PATCH", `/v1/campaigns/${id}`, { body: { text: "Other {{ first_name }}" } });
    expect([code(refused), isLaunched]).toEqual(["409 conflict", true]);
    expect((await get(`/v1/campaigns/${id}`)).text).toBe("Hi {{ first_name }}, your order is late.");
    expect(world.rows("select * from audit where action = 'campaign.change'")).toEqual([]);
    expectStatus(await world.call("PATCH", `/v1/campaigns/${id}`, { body: { name: "Anything" } }), 200);
    expect(world.rows("select * from audit where action = 'campaign.change'")).toHaveLength(1);
  });

  test("A1 what a campaign is called and found by changes also when it is over; when it sends does not", async () => {
    const id = await launchCampaign(world, ["+12125550101"]);
    const change = (body: Record<string, unknown>) => world.call("PATCH", `/v1/campaigns/${id}`, { body });
    await world.call("POST", `/v1/campaigns/${id}/stop`, { body: {} });
    const named = { name: "Over", description: "Kept for the record.", tags: ["2026"] };
    expect(expectStatus(await change(named), 200).json).toMatchObject(named);
    for (const timing of [{ hours: null }, { zone: "Europe/Paris" }, { expiresAt: null }])
      expect(code(await change({ ...timing, name: "No" }))).toBe("409 conflict");
    expect(await get(`/v1/campaigns/${id}`)).toMatchObject(named);
  });

  test("A2 while a launch is under way its hours, zone and expiry change neither here nor there", async () => {
    const id = await draftCampaign(world);
    await importRows(world, id, people.slice(0, 2));
    requestLaunch(id); // and its object was not asked yet
    for (const timing of [{ hours: { monday: [] } }, { zone: "Europe/Paris" }, { expiresAt: "2026-12-24T15:00:00Z" }])
      expect(code(await world.call("PATCH", `/v1/campaigns/${id}`, { body: { ...timing, name: "No" } }))).toBe(
        "409 conflict",
      );
    expect((await get("/v1/campaigns")).items[0]).toMatchObject({ name: "Delay", hours: null, expiresAt: null });
    expect(world.rows("select * from audit where action = 'campaign.change'")).toEqual([]);
  });

  test("A2 a draft is changed as before", async () => {
    const id = await draftCampaign(world);
    const body = { text: "Hello.", sender: ourNumber, hours: null, pace: { count: 5, spanMs: 60_000 } };
    expect(expectStatus(await world.call("PATCH", `/v1/campaigns/${id}`, { body }), 200).json).toMatchObject({
      text: "Hello.",
      pace: { count: 5, spanMs: 60_000 },
    });
    expect(world.rows("select target from audit where action = 'campaign.change'")).toEqual([{ target: id }]);
  });
});
