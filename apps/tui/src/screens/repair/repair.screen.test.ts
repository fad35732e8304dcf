import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { draftCampaign, importRows, launchCampaign, prepareAccount } from "@headsup/testkit";
import { expect, test } from "vitest";
import { openTestTerminal, type TestServer } from "../../app/testTerminal.ts";

const rows = [
  ["+12125550100", "Ada"],
  ["212-555-0101 x4", "Ben"],
  ["212-555-0102 x5", "Cleo"],
  ["555-01", "Dan"],
  ["+12125550100", "Ada again"],
];

async function withBadRows(server: TestServer): Promise<void> {
  await prepareAccount(server);
  await importRows(server, await draftCampaign(server, { name: "Renewals" }), rows);
}

async function openDesk(before = withBadRows) {
  const terminal = await openTestTerminal({ before });
  await terminal.shows("❯ Renewals");
  terminal.type("b");
  await terminal.shows(/bad rows|No bad rows/);
  return terminal;
}

test("C5 bad rows are mended alike, saved, taken back, and saved again", async () => {
  const terminal = await openDesk();
  await terminal.shows("4 bad rows");
  expect(terminal.lines().every((line) => line.length <= 80)).toBe(true);
  terminal.type("A");
  await terminal.shows("Same problem, same kind of fix: 2 rows");
  terminal.type("y");
  await terminal.shows("✓ 2 mended, not saved");
  terminal.type("w");
  await terminal.shows("Saved: 2 rows are recipients now");
  expect(terminal.screen()).toContain("2 bad rows");
  terminal.type("u");
  await terminal.shows("Taken back");
  await terminal.shows("✓ 2 mended, not saved");
  terminal.type("w");
  await terminal.shows("Saved: 2 rows");
  const { json } = await terminal.server.call("GET", "/v1/campaigns");
  const detail = await terminal.server.call("GET", `/v1/campaigns/${json.items[0].id}`);
  expect(detail.json.counts).toMatchObject({ total: 3, ready: 3 });
});

test("C5 a row is edited in place, with a verdict as one types", async () => {
  const terminal = await openDesk();
  await terminal.shows("4 bad rows");
  terminal.type("jj\r");
  await terminal.shows("Edit line");
  await terminal.shows("too few or too many digits");
  terminal.type("\x15917-555-0133");
  await terminal.shows("✓ Good: +19175550133");
  terminal.type("\r");
  await terminal.shows("✓ 1 mended, not saved");
  terminal.type("q");
  await terminal.shows("Leave without saving?");
  terminal.type("n");
  await terminal.hides("Leave without saving?");
});

test("C5 what the server refuses comes back with its reason", async () => {
  const terminal = await openDesk();
  await terminal.shows("4 bad rows");
  terminal.type("jj\r");
  await terminal.shows("Edit line");
  terminal.type("\x15+1 212 555 0100\r");
  await terminal.shows("✓ 1 mended");
  terminal.type("w");
  await terminal.shows("1 row was refused");
  expect(terminal.screen()).toMatch(/\+1 212 555 0100\s+already listed/);
});

test("C5 the bad rows go out as a file and come back mended", async () => {
  const terminal = await openDesk();
  await terminal.shows("4 bad rows");
  terminal.type("D");
  await terminal.shows("A file with the bad rows");
  terminal.type("\x15out.csv\r");
  await terminal.shows("4 bad rows in out.csv");
  const path = join(terminal.shell.cwd, "out.csv");
  writeFileSync(path, readFileSync(path, "utf8").replace(/^555-01/m, "917-555-0133"));
  terminal.type("U");
  await terminal.shows("The mended file");
  terminal.type("\r");
  await terminal.shows("1 row changed by the file");
  expect(terminal.screen()).toContain("✓ 1 mended, not saved");
});

test("C5 without bad rows that is said, and what it means", async () => {
  const terminal = await openDesk(async (server) => {
    await prepareAccount(server);
    await launchCampaign(server, ["+12125550100"], { name: "Renewals" });
  });
  await terminal.shows("No bad rows.");
  expect(terminal.screen()).toContain("There is nothing to mend");
});
