import { launchCampaign } from "@headsup/testkit";
import { expect, test } from "vitest";
import { openTestTerminal, type TestServer, type TestTerminal } from "../../app/testTerminal.ts";
import { ada, bob, colleague, openDesk, says } from "../conversation/testDesk.ts";

async function twoWait(server: TestServer): Promise<void> {
  await openDesk(server);
  await says(server, ada, "When does my order come?");
  await server.pass(120_000);
  await says(server, bob, "Where is mine?");
}

async function opened(options: Parameters<typeof openTestTerminal>[0] = {}): Promise<TestTerminal> {
  const terminal = await openTestTerminal({ before: twoWait, ...options });
  await terminal.shows("waiting");
  terminal.type("i");
  await terminal.shows("1 Waiting");
  await terminal.shows("available, holding");
  return terminal;
}

test("F6 home says how many wait, and i opens the inbox with them, the longest waiting first", async () => {
  const terminal = await openTestTerminal({ before: twoWait });
  await terminal.shows("Desk: 2 waiting · you hold 0");
  terminal.type("i");
  await terminal.shows(/❯ {2}Ada +waits 2m +SMS +When does my order come\?/);
  await terminal.shows("1 Waiting 2");
  expect(terminal.screen()).toMatch(/ {3}Ada +waits <1m +SMS +Where is mine\?/);
  expect(terminal.screen()).toContain("answers Renewals");
});

test("F6 the cursor stays on its conversation while others come and go, and what was said since is marked", async () => {
  const terminal = await opened();
  await terminal.shows("Where is mine?");
  terminal.type("j");
  await terminal.shows(/❯ {2}Ada .*Where is mine\?/);
  const { call } = await colleague(terminal.server, "Ben");
  await call("PATCH", "/v1/agents/me", { body: { status: "available" } });
  await call("POST", "/v1/next");
  await terminal.server.pass(3_000);
  await terminal.hides("When does my order come?");
  expect(terminal.screen()).toMatch(/❯ {2}Ada .*Where is mine\?/);
  await says(terminal.server, bob, "Hello??");
  await terminal.shows(/❯● Ada .*Hello\?\?/);
  terminal.type("\r");
  await terminal.shows("⏎ sends");
  terminal.type("\x1b");
  await terminal.shows("i write");
  terminal.type("q");
  await terminal.shows(/❯ {2}Ada .*Hello\?\?/);
});

test("F6 views, words and topics narrow the list, and esc shows all again", async () => {
  const terminal = await opened();
  await terminal.shows("Where is mine?");
  terminal.type("2");
  await terminal.shows("You have none.");
  terminal.type("3");
  await terminal.shows("Has it");
  terminal.type("/mine\r");
  await terminal.hides("When does my order come?");
  await terminal.shows("Only: / mine");
  terminal.type("\x1b");
  await terminal.shows("When does my order come?");
  terminal.type("f");
  await terminal.shows("Only those of …");
  terminal.type("late\r");
  await terminal.shows("Only: topic late-delivery");
  await terminal.shows("Nothing fits.");
});

test("F5 the order explains itself, score by part, and next takes its first", async () => {
  const terminal = await opened({
    before: async (server) => {
      await twoWait(server);
      const boost = { when: { type: "waiting", longerThanMs: 60_000 }, size: "large" };
      await server.call("POST", "/v1/boosts", { body: boost });
    },
  });
  await terminal.shows("Where is mine?");
  terminal.type("m");
  await terminal.shows("Because");
  await terminal.shows(/❯ {2}Ada +waits 2m +5 /);
  terminal.type("\x1b");
  await terminal.hides("Because");
  terminal.type("n");
  await terminal.shows("First, with");
});

test("F6 an agent says whether they are there, and nothing is given to one who is away", async () => {
  const terminal = await opened();
  terminal.type("s");
  await terminal.shows("I am …");
  terminal.type("away\r");
  await terminal.shows("○ away");
  terminal.type("n");
  await terminal.shows("You are away. Become available");
});

test("F6 one who is no agent is asked to become one", async () => {
  const terminal = await openTestTerminal({
    before: async (server) => {
      await twoWait(server);
      const { items } = (await server.call("GET", "/v1/agents")).json;
      expect((await server.call("DELETE", `/v1/agents/${items[0].id}`)).status).toBe(200);
    },
  });
  await terminal.shows("waiting");
  terminal.type("i");
  await terminal.shows("no agent: s");
  terminal.type("n");
  await terminal.shows("You are no agent yet");
  terminal.type("y");
  await terminal.shows("● available, holding 0 of 8");
});

test("F6 a conversation is closed from the list, and opened again", async () => {
  const terminal = await opened();
  await terminal.shows("Where is mine?");
  await terminal.shows("1 Waiting 2");
  terminal.type("c");
  await terminal.shows("1 Waiting 1");
  terminal.type("u");
  await terminal.shows("is open again");
  await terminal.shows("1 Waiting 2");
});

test("G6 what goes out and what comes next stands under the list, with where its replies go", async () => {
  const terminal = await opened({
    before: async (server) => {
      await twoWait(server);
      const people = Array.from({ length: 30 }, (_, at) => `+1212555${String(200 + at).padStart(4, "0")}`);
      await launchCampaign(server, people, { name: "Delay" });
      await server.pass(20_000);
    },
  });
  await terminal.shows("Going out: Delay 10/30 → Inbox");
});

test("F6 the inbox fits 80×24 and 120×40 and uses the width", async () => {
  const terminal = await opened();
  await terminal.shows("Where is mine?");
  for (const [columns, rows] of [
    [120, 40],
    [80, 24],
    [60, 16],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.shows(new RegExp(`^ Headsup  Inbox .*\\n─{${columns}}\\n 1 Waiting`));
    await terminal.shows("Where is mine?");
    expect(terminal.lines().every((line) => line.length <= columns)).toBe(true);
    expect(terminal.screen().includes("Campaign")).toBe(columns === 120);
  }
});

test("P12 one conversation that changes costs fewer than 400 bytes at 110×34", async () => {
  const terminal = await opened({ columns: 110, rows: 34 });
  await terminal.shows("Where is mine?");
  await terminal.server.pass(5_000);
  const before = terminal.written().length;
  await says(terminal.server, bob, "Hello??");
  await terminal.shows("Hello??");
  expect(terminal.written().length - before).toBeLessThan(400);
});
