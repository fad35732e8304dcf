import { EventEmitter } from "node:events";
import { prepareAccount } from "@headsup/testkit";
import { expect, test } from "vitest";
import { testShell } from "../testShell.ts";
import { runTerminal } from "./run.tsx";
import { openTestTerminal } from "./testTerminal.ts";

const leavesAlternateScreen = "\x1b[?1049l";
const showsCursor = "\x1b[?25h";

test("J1 a fault in drawing gives the screen back and is told after it", async () => {
  const broken = { id: "cmp_1", name: "Delay", status: "draft", counts: {}, tags: [], text: "" };
  const terminal = await openTestTerminal({
    instead: (path) => (path === "/v1/campaigns" ? Response.json({ items: [broken], next: null }) : undefined),
  });
  await expect(terminal.ended).rejects.toThrow(TypeError);
  expect(terminal.written()).toContain(leavesAlternateScreen);
  expect(terminal.written().lastIndexOf(showsCursor)).toBeGreaterThan(0);
});

test("J1 a fault outside drawing leaves what is on the screen, and is told as one", async () => {
  const terminal = await openTestTerminal({
    before: async (server) => void (await prepareAccount(server)),
    instead: (path) => (path === "/v1/campaigns" ? Response.json({ items: [null], next: null }) : undefined),
  });
  await terminal.shows("This is a fault in headsup itself");
  expect(terminal.screen()).toContain("Headsup");
});

test("ctrl+c ends it and the screen is given back", async () => {
  const terminal = await openTestTerminal();
  await terminal.shows("Campaigns");
  terminal.type("\x03");
  await terminal.ended;
  expect(terminal.written()).toContain(leavesAlternateScreen);
});

test("where it cannot begin it says so, and leaves nothing running", async () => {
  const stdout = new EventEmitter() as NodeJS.WriteStream;
  const shell = Object.defineProperty(testShell({ stdout }), "stdin", {
    get: () => {
      throw new Error("There is no keyboard.");
    },
  });
  await expect(runTerminal(shell, { connection: null })).rejects.toThrow("no keyboard");
  expect(stdout.listenerCount("resize")).toBe(0);
});
