import {
  type ApiWorld,
  apiWorld,
  draftCampaign,
  importRows,
  ourNumber,
  prepareAccount,
  recipientOf,
} from "@headsup/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const minute = 60_000;
let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
  await prepareAccount(world);
});
afterEach(() => world.close());

const newYork = "America/New_York";
const columns = [{ role: "address" }, { role: "variable", name: "first_name" }, { role: "zone" }];
const rows = [
  ["(212) 555-0101", "Ada", ""],
  ["+1 212 555 0102", "Grace", ""],
  ["212-555-0101", "Ada again", ""],
  ["+12125550104", "", ""],
  ["not a number", "Nobody", ""],
  ["", "No address", ""],
  ["+12125550107", "Opted out", ""],
  ["+12125550108", "On a landline", ""],
  ["+12125550109", "Too", "", "many"],
  ["+15005553006", "Lands on 30006", newYork],
];

test("A10 C4 F7 rows become recipients or named problems, and a launch sends to exactly the recipients", async () => {
  await world.call("POST", "/v1/suppressions", { body: { address: "+12125550107", reason: "asked by phone" } });
  world.database.exec("insert into address_fact values ('+12125550108', 'not_textable', '30006', 0)");
  const id = await draftCampaign(world);
  const { problems } = await importRows(world, id, rows, { columns });
  expect(problems.map(({ line, code, subject }) => [line, code, subject])).toEqual([
    [4, "DUPLICATE_ADDRESS", null],
    [5, "MISSING_VARIABLE", "first_name"],
    [6, "INVALID_ADDRESS", null],
    [7, "EMPTY_ADDRESS", null],
    [8, "OPTED_OUT", null],
    [9, "NOT_TEXTABLE", null],
    [10, "TOO_MANY_VARIABLES", null],
  ]);

  const preview = (await world.call("GET", `/v1/campaigns/${id}/preview`)).json;
  expect(preview).toMatchObject({
    agreementAccepted: true,
    repliesTo: ourNumber,
    recipients: 3,
    problems: 7,
    blocking: [],
    sample: {
      address: "+12125550101",
      text: "Hi Ada, your order is late.\nReply STOP to opt out.",
      segments: 1,
      encoding: "GSM-7",
    },
  });
  const bad = (await world.call("GET", `/v1/campaigns/${id}/problems?limit=4`)).json;
  expect(bad.items.map(({ line }: { line: number }) => line)).toEqual([4, 5, 6, 7]);
  const rest = (await world.call("GET", `/v1/campaigns/${id}/problems?limit=4&cursor=${bad.next}`)).json;
  expect(rest).toMatchObject({ next: null, items: [{ cells: rows[6] }, { cells: rows[7] }, { cells: rows[8] }] });

  const launched = await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } });
  expect(launched).toMatchObject({ status: 200, json: { id, launchedBy: "bootstrap admin" } });
  await world.pass(minute);
  const sent = world.carrier.log({ kind: "create" });
  expect(sent.map(({ to, outcome }) => [to, outcome])).toEqual([
    ["+12125550101", "accepted"],
    ["+12125550102", "accepted"],
    ["+15005553006", "accepted"],
  ]);
  expect(await recipientOf(world, id, "+12125550101")).toMatchObject({
    status: "delivered",
    attempts: 1,
    providerId: sent[0]?.sid,
  });
  const landline = await recipientOf(world, id, "+15005553006");
  expect(landline).toMatchObject({ status: "undelivered", code: "30006" });
  expect((await world.call("GET", `/v1/campaigns/${id}/recipients/+15005553006/why`)).json).toMatchObject({
    summary: "Not delivered (30006).",
    recipient: { id: landline.id },
  });
  expect((await world.call("GET", `/v1/campaigns/${id}`)).json).toMatchObject({
    status: "completed",
    counts: { total: 3, delivered: 2, undelivered: 1, decided: 3 },
    history: [{ action: "launch", actor: "bootstrap admin" }, { action: "complete" }],
  });
  expect((await world.call("GET", "/v1/campaigns")).json.items).toMatchObject([{ id, status: "completed" }]);
});

test("E10 the log never holds a text or a whole address, whatever happens", async () => {
  const id = await draftCampaign(world, { text: "Hi {{ first_name }}, your parcel waits." });
  await importRows(world, id, [
    ["+12125550101", "Ada"],
    ["+12125550102", "Grace"],
    ["+15005553006", "Linus"],
  ]);
  await world.call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } });
  world.troubles.isCatalogueDown = true;
  await world.pass(1_000);
  world.carrier.text({ from: "+12125550102", to: ourNumber, body: "Stop. Thank you" });
  await world.pass(1_000);
  await world.call("GET", `/v1/campaigns/${id}`);
  await world.cron();
  world.troubles.isCatalogueDown = false;
  world.troubles.beforeBatch = () => {
    throw new Error("D1_ERROR: Network connection lost.");
  };
  await world.pass(minute);
  await world.call("POST", "/v1/suppressions", { body: { address: "+12125550109", reason: "a private reason" } });
  world.carrier.text({ from: "+12125550101", to: ourNumber, body: "Who is this?" });
  await world.cron();
  world.troubles.beforeBatch = () => {};
  world.database.exec("drop table last_contact");
  await world.pass(10 * minute);
  world.carrier.text({ from: "+12125550101", to: ourNumber, body: "Who is this really?" });
  await world.pass(10 * minute);
  await world.cron();
  const lines = world.logs.map((line) => JSON.stringify(line));
  const events = new Set(world.logs.map(({ event }) => event));
  for (const event of ["request.failed", "inbound.journalled", "directory.unreachable", "projection.failed", "receipt"])
    expect(events, event).toContain(event);
  const leaks = lines.filter((line) =>
    /\+1\d{10}|parcel|Who is this|Thank you|Grace|private reason|insert into/i.test(line),
  );
  expect(leaks).toEqual([]);
});
