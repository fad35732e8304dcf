import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { adminToken, draftCampaign, prepareAccount } from "@headsup/testkit";
import { expect, test } from "vitest";
import { openTestTerminal, type TestServer, type TestTerminal } from "../../app/testTerminal.ts";

const before = async (server: TestServer) => {
  await prepareAccount(server);
  await draftCampaign(server, { name: "Delay" });
};

/** A terminal that found no server, and was told of one. */
async function askedForToken(): Promise<TestTerminal> {
  const terminal = await openTestTerminal({ connection: null, before });
  await terminal.shows("No Headsup was found");
  terminal.type("nheadsup.test\r");
  await terminal.shows("Your token for https://headsup.test");
  return terminal;
}

test("J1 a server and a token typed in are tried, kept for the owner's eyes alone, and opened", async () => {
  const terminal = await askedForToken();
  terminal.type(`${adminToken}\r`);
  await terminal.shows("❯ Delay");
  expect(terminal.written()).not.toContain(adminToken);
  const file = join(terminal.shell.cwd, ".config/headsup/connections.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ current: "headsup.test" });
});

test("a token the server does not know is said and not kept", async () => {
  const terminal = await askedForToken();
  terminal.type("not-the-token-at-all\r");
  await terminal.shows("This token is not known here");
  expect(terminal.screen()).toContain("None yet.");
  expect(terminal.screen()).toContain("Press n");
  expect(terminal.screen()).not.toContain("…");
});

test("what cannot be a token is said to be none, and the server is not blamed", async () => {
  const terminal = await askedForToken();
  terminal.type("\u201c\u2026copied-with-quotes\u201d\r");
  await terminal.shows("This is no token");
});

test("after a token that was wrong the address need not be typed again", async () => {
  const terminal = await askedForToken();
  terminal.type("not-the-token-at-all\r");
  await terminal.shows("This token is not known here");
  terminal.type("n");
  await terminal.shows("❯ https://headsup.test");
  terminal.type("\r");
  await terminal.shows("Your token");
  terminal.type(`${adminToken}\r`);
  await terminal.shows("❯ Delay");
});

test.each([
  ["localhost:8787", "http://localhost:8787"],
  ["127.0.0.1:8787", "http://127.0.0.1:8787"],
  ["headsup.example.com:8443", "https://headsup.example.com:8443"],
])("%s is %s: what runs on this machine is asked as it answers", async (typed, url) => {
  const terminal = await openTestTerminal({ connection: null, before });
  await terminal.shows("No Headsup was found");
  terminal.type(`n${typed}\r`);
  await terminal.shows(`Your token for ${url}`);
});

test("a server that went away is said, and what was on the screen stays until it is back", async () => {
  const terminal = await openTestTerminal({ before });
  await terminal.shows("❯ Delay");
  terminal.server.isDown = true;
  await terminal.server.pass(5_000);
  await terminal.shows("offline, trying again");
  expect(terminal.screen()).toContain("❯ Delay");
  terminal.server.isDown = false;
  await terminal.server.pass(10_000);
  await terminal.hides("offline");
});

test("J1 no colour is needed: under NO_COLOR the chosen row and the states are still told", async () => {
  const terminal = await openTestTerminal({ before, env: { NO_COLOR: "1" } });
  await terminal.shows("❯ Delay");
  expect(terminal.screen()).toMatch(/❯ Delay\s+SMS\s+Draft/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
  expect(terminal.written()).not.toMatch(/\x1b\[(3[0-7]|9[0-7]|4[0-7])m/);
});

test("J1 every size is filled and none is spilled over", async () => {
  const terminal = await openTestTerminal({ before });
  await terminal.shows("❯ Delay");
  for (const [columns, rows] of [
    [120, 40],
    [60, 16],
    [200, 60],
    [80, 24],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.shows(new RegExp(`^ Headsup.*\\n─{${columns}}\\n`));
    await terminal.shows(/\? help.*$/);
    const lines = terminal.lines();
    expect(lines).toHaveLength(rows);
    expect(lines.every((line) => line.length <= columns)).toBe(true);
  }
});
