import { draftCampaign, importRows, launchCampaign, prepareAccount } from "@headsup/testkit";
import { expect, test } from "vitest";
import { openTestTerminal, type TestServer } from "../../app/testTerminal.ts";

async function threeCampaigns(server: TestServer): Promise<void> {
  await prepareAccount(server);
  const people = Array.from({ length: 12 }, (_, at) => `+1212555${String(100 + at).padStart(4, "0")}`);
  for (const name of ["Alpha", "Beta", "Gamma"]) {
    if (name === "Beta") await launchCampaign(server, people, { name });
    else
      await importRows(
        server,
        await draftCampaign(server, { name }),
        people.map((address) => [address, "Ada"]),
      );
    await server.pass(5_000); // the newest stands first
  }
}

test("J1 home shows each campaign with its state and what comes next", async () => {
  const terminal = await openTestTerminal({ before: threeCampaigns });
  await terminal.shows("Gamma");
  expect(terminal.screen()).toMatch(/Beta\s+Scheduled|Beta\s+In Progress/);
  expect(terminal.screen()).toMatch(/Alpha\s+Draft .*0\/12\s+launch it/);
  expect(terminal.lines().every((line) => line.length <= 80)).toBe(true);
});

test("J1 a burst of keys moves as far as each key by itself", async () => {
  const terminal = await openTestTerminal({ before: threeCampaigns });
  await terminal.shows("❯ Gamma");
  terminal.type("jj");
  await terminal.shows("❯ Alpha");
  terminal.type("kjk/bet\r");
  await terminal.shows("1–1 of 1");
  expect(terminal.screen()).toContain("❯ Beta");
});
