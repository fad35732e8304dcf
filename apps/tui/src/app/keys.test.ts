import { test } from "vitest";
import { openTestTerminal } from "./testTerminal.ts";

test("F1 opens the help, however a terminal writes it, and closes it again", async () => {
  const terminal = await openTestTerminal();
  await terminal.shows("No campaign yet");
  for (const f1 of ["\x1bOP", "\x1b[11~"]) {
    terminal.type(f1);
    await terminal.shows("Keys on this screen");
    terminal.type(f1);
    await terminal.hides("Keys on this screen");
  }
});

test("a burst of keys in one piece is each of them", async () => {
  const terminal = await openTestTerminal();
  await terminal.shows("No campaign yet");
  terminal.type(":find\x7f\x7f");
  await terminal.shows(/: fi\s/);
});
