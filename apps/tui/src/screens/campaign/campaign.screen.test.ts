import { readFileSync } from "node:fs";
import { join } from "node:path";
import { draftCampaign, importRows, launchCampaign, prepareAccount } from "@headsup/testkit";
import { expect, test } from "vitest";
import { openTestTerminal, type TestServer, type TestTerminal } from "../../app/testTerminal.ts";

const minuteMs = 60_000;
const people = Array.from({ length: 30 }, (_, at) => `+1212555${String(100 + at).padStart(4, "0")}`);

async function running(server: TestServer): Promise<void> {
  await prepareAccount(server);
  await launchCampaign(server, people, { name: "Renewals" });
  await server.pass(5_000);
}

/** The screen of the only campaign. */
async function opened(options: Parameters<typeof openTestTerminal>[0] = {}): Promise<TestTerminal> {
  const terminal = await openTestTerminal({ before: running, ...options });
  await terminal.shows("❯ Renewals");
  terminal.type("\r");
  await terminal.shows("1 Overview");
  await terminal.shows("slots used");
  return terminal;
}

test("J2 the overview shows how far it is, the slots in use with a countdown, and where people wait", async () => {
  const terminal = await opened();
  await terminal.shows("■■■■■■■■■■  10 of 10 slots used in any 5 min, next slot in");
  expect(terminal.screen()).toContain("waiting 20");
  expect(terminal.screen()).toMatch(/New York +10:00 +20 +█+·+/);
  await terminal.server.pass(5 * minuteMs);
  await terminal.shows("waiting 10");
});

test("J2 what happens is seen in the tail as it happens, and enter tells why of the one stood on", async () => {
  const terminal = await opened();
  terminal.type("3");
  await terminal.shows("Live events");
  await terminal.server.pass(1_000);
  await terminal.shows("live,");
  terminal.type("k");
  await terminal.shows("G follows again");
  await terminal.server.pass(5 * minuteMs);
  await terminal.shows(/\d+ new below, G follows again/);
  terminal.type("\r");
  await terminal.shows("What was sent");
  expect(terminal.screen()).toContain("Hi Ada, your order is late.");
  expect(terminal.screen()).toContain("Reply STOP to opt out.");
  terminal.type("\x1b");
  await terminal.shows("new below");
});

test("J2 a server that goes away leaves what was seen, and the tail goes on without a gap when it is back", async () => {
  const terminal = await opened();
  terminal.type("3");
  await terminal.shows("Live events");
  await terminal.server.pass(1_000);
  await terminal.shows("live,");
  terminal.server.isDown = true;
  await terminal.server.pass(6 * minuteMs);
  await terminal.shows("offline");
  await terminal.shows("Trying again by itself");
  expect(terminal.screen()).toMatch(/\+1212•••09 +delivered/);
  terminal.server.isDown = false;
  await terminal.server.pass(minuteMs);
  await terminal.shows("live,");
  await terminal.hides("offline");
  for (let n = 10; n < 20; n++)
    expect(terminal.screen()).toMatch(new RegExp(`\\+1212•••${n} +(accepted|sent|delivered)`));
});

test("J2 people are found by the server, told why, and each gate is said", async () => {
  const terminal = await opened();
  terminal.type("2");
  await terminal.shows("❯ +12125550100");
  terminal.type("/0129\r");
  await terminal.shows("1 of 1");
  expect(terminal.screen()).toContain("❯ +12125550129");
  terminal.type("\r");
  await terminal.shows("Gates");
  expect(terminal.screen()).toMatch(/✗ pace/);
  expect(terminal.screen()).toContain("The message");
});

test("J2 pausing asks for the reason, says so on every tab, and resuming goes on", async () => {
  const terminal = await opened();
  terminal.type("p");
  await terminal.shows('Pause "Renewals"?');
  terminal.type("wrong date\r");
  await terminal.shows("wrong date. p resumes it.");
  terminal.type("4");
  await terminal.shows("If it went on now");
  expect(terminal.screen()).toContain("wrong date. p resumes it.");
  terminal.type("p");
  await terminal.hides("p resumes it.");
});

test("J2 stopping is final and says for how many; the safe answer is taken by enter", async () => {
  const terminal = await opened();
  terminal.type("X");
  await terminal.shows("20 people will not be contacted");
  terminal.type("\r");
  await terminal.hides("will not be contacted");
  terminal.type("X");
  await terminal.shows("20 people will not be contacted");
  terminal.type("y");
  await terminal.shows("Stopped for good. 20 people were not contacted.");
  await terminal.shows(/20 +unreached +stopped/);
});

test("H3 enter on a reason lists those it holds, and a search looks among them", async () => {
  const terminal = await opened();
  terminal.type("Xy");
  await terminal.shows(/❯ +20 +unreached +stopped/);
  terminal.type("\r");
  await terminal.shows("1 of 20");
  expect(terminal.screen()).toContain("unreached stopped: ");
  expect(terminal.screen()).toContain("❯ +12125550110");
  terminal.type("/012\r");
  await terminal.shows("1 of 10");
  expect(terminal.screen()).toContain("❯ +12125550120");
});

test("J2 the export is the file the command writes, and replaces nothing unasked", async () => {
  const terminal = await opened();
  const path = join(terminal.shell.cwd, "renewals.csv");
  terminal.type("E");
  await terminal.shows("❯ renewals.csv");
  terminal.type("\r");
  await terminal.shows("30 people written to renewals.csv");
  const first = readFileSync(path, "utf8");
  expect(first).toMatch(/^\ufeffphone,time_zone,first_name,channel,status,code/);
  terminal.type("E");
  await terminal.shows("❯ renewals.csv");
  terminal.type("\r");
  await terminal.shows("Replace renewals.csv?");
  terminal.type("n");
  await terminal.hides("Replace");
  expect(readFileSync(path, "utf8")).toBe(first);
});

test("A1 a setting is changed where it stands, what cannot be is asked again, and whom it costs is said", async () => {
  const terminal = await opened();
  terminal.type("5");
  await terminal.shows("❯ Name        Renewals");
  terminal.type("\r");
  await terminal.shows("❯ Renewals");
  terminal.type(" of July\r");
  await terminal.shows("The name changed.");
  await terminal.shows("❯ Name        Renewals of July");
  terminal.type("jjj\r");
  await terminal.shows("❯ none");
  terminal.type("\x15mon-fri 06:00-07:00\r");
  await terminal.shows("could never be contacted under these hours");
  terminal.type("\x15mon-fri 9-17\r");
  await terminal.shows("Changed: now the last goes 24 Nov");
  await terminal.shows("❯ Hours       mon-fri 09:00-17:00");
  terminal.type("j\r\x15Europe/Nowhere\r");
  await terminal.shows("is no time zone");
  terminal.type("\x15new york\r");
  await terminal.shows("❯ Zone        America/New_York");
  terminal.type("Gk\r");
  await terminal.shows(/The end of .*/);
  terminal.type("\x1510:07\r");
  await terminal.shows("Changed: now the last goes 24 Nov 10:05 EST, 10 will not be reached.");
  expect(terminal.screen()).toContain("❯   ends      Tue 24 Nov 2026 10:07 EST");
  await terminal.server.pass(20 * minuteMs);
  await terminal.shows("Completed");
  terminal.type("\r");
  await terminal.shows("This list is closed.");
});

test("J2 a further list is launched with the attestation, and bad rows are counted", async () => {
  const terminal = await opened();
  const id = /cmp_[0-9a-z]{26}/.exec(JSON.stringify((await terminal.server.call("GET", "/v1/campaigns")).json))?.[0];
  await importRows(
    terminal.server,
    id ?? "",
    [
      ["+12125550777", "Zed"],
      ["555", "Bad"],
    ],
    { name: "more.csv" },
  );
  await terminal.server.pass(5_000);
  await terminal.shows("1 bad");
  terminal.type("L");
  await terminal.shows('"more.csv": 1 person.');
  terminal.type("y");
  await terminal.shows(/31 people in all/);
});

test("J1 every tab fits 80×24 and 120×40, and follows the terminal's size", async () => {
  const terminal = await opened();
  for (const [columns, rows] of [
    [120, 40],
    [80, 24],
    [60, 16],
  ] as const) {
    terminal.resize(columns, rows);
    for (const [key, sign] of [
      ["2", "Address"],
      ["3", "live"],
      ["4", "By the very code"],
      ["5", "Expires"],
      ["1", "slots used"],
    ] as const) {
      terminal.type(key);
      await terminal.shows(sign);
      expect(terminal.lines().at(0), `${columns}×${rows} ${key}`).toContain("Renewals");
      expect(terminal.lines().at(2)).toContain("1 Overview");
    }
  }
});

test("P12 one person of a hundred who moves on costs fewer than 400 bytes at 110×34", async () => {
  const terminal = await opened({ columns: 110, rows: 34 });
  terminal.type("2");
  await terminal.shows(/❯ \+12125550100/);
  await terminal.server.pass(10_000);
  const id = /cmp_[0-9a-z]{26}/.exec(JSON.stringify((await terminal.server.call("GET", "/v1/campaigns")).json))?.[0];
  await terminal.server.call("POST", `/v1/campaigns/${id}/pause`, { body: {} });
  await terminal.server.pass(10_000);
  await terminal.shows("p resumes it");
  const { items } = (await terminal.server.call("GET", `/v1/campaigns/${id}/recipients`)).json;
  const { id: one, providerId } = items.find((each: { status: string }) => each.status === "delivered");
  const before = terminal.written().length;
  const receipt = { attempt: 1, providerId, status: "read", code: null, failure: null } as const;
  terminal.server.deployment.objects.campaign(id ?? "").receive(one, receipt);
  await terminal.shows(/ read {2,}\d/);
  expect(terminal.written().length - before).toBeLessThan(400);
});

test("a draft opened here goes on to where it is written", async () => {
  const terminal = await openTestTerminal({
    before: async (server) => {
      await prepareAccount(server);
      await draftCampaign(server, { name: "Draft of it" });
    },
  });
  await terminal.shows("❯ Draft of it");
  terminal.type("\r");
  await terminal.hides("1 Overview");
});
