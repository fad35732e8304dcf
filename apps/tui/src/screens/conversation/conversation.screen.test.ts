import { expect, test } from "vitest";
import { openTestTerminal, type TestTerminal } from "../../app/testTerminal.ts";
import { ada, openDesk, says } from "./testDesk.ts";

/** Ada's conversation, opened from the inbox. */
async function opened(options: Parameters<typeof openTestTerminal>[0] = {}): Promise<TestTerminal> {
  const terminal = await openTestTerminal({
    before: async (server) => {
      await openDesk(server);
      await says(server, ada, "When does my order come?");
    },
    ...options,
  });
  await terminal.shows("1 waiting");
  terminal.type("i");
  await terminal.shows("When does my order come?");
  console.log(terminal.screen());
  terminal.type("\r");
  await terminal.shows("⏎ sends");
  console.log(terminal.screen());
  return terminal;
}

test("F6 a conversation is opened and answered, and the answer's way is told", async () => {
  const terminal = await opened();
  terminal.type("Tomorrow morning.\r");
  await terminal.shows("delivered");
  console.log(terminal.screen());
  expect(terminal.screen()).toContain("x");
});
