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
  expect(terminal.screen()).toMatch(/Beta\s+SMS\s+(?:Scheduled|In Progress)/);
  expect(terminal.screen()).toMatch(/Alpha\s+SMS\s+Draft .*0\/12\s+launch it/);
  expect(terminal.lines().every((line) => line.length <= 80)).toBe(true);
});

test("J1 a burst of keys moves as far as each key by itself", async () => {
  const terminal = await openTestTerminal({ before: threeCampaigns });
  await terminal.shows("❯ Beta");
  terminal.type("jj");
  await terminal.shows("❯ Alpha");
  terminal.type("kjk/bet\r");
  await terminal.shows("1–1 of 1");
  expect(terminal.screen()).toContain("❯ Beta");
});

test("G6 an agent's home says what goes out, where its replies go, and how the desk stands", async () => {
  const terminal = await openTestTerminal({
    columns: 120,
    before: async (server) => {
      await threeCampaigns(server);
      await server.call("POST", "/v1/agents", { body: { user: "me" } });
      await server.call("PATCH", "/v1/agents/me", { body: { status: "available" } });
    },
  });
  await terminal.shows("Desk: 0 waiting · you hold 0 · you are available");
  expect(terminal.screen()).toMatch(/❯ Beta .* Inbox /);
  expect(terminal.screen()).toContain("replies go to Inbox");
});

test("P12 one campaign of forty that moves on costs fewer than 400 bytes at 110×34", async () => {
  const terminal = await openTestTerminal({
    columns: 110,
    rows: 34,
    before: async (server) => {
      await prepareAccount(server);
      for (let n = 1; n <= 40; n++) await draftCampaign(server, { name: `Campaign ${n}` });
    },
  });
  await terminal.shows(/1–\d+ of 40/);
  const { lines } = terminal;
  const name = /❯ (Campaign \d+)/.exec(lines().join("\n"))?.[1] ?? "";
  const { items } = (await terminal.server.call("GET", "/v1/campaigns")).json;
  const { id } = items.find(
    (each: { name: string }) => each.name !== name && terminal.screen().includes(`  ${each.name} `),
  );
  const before = terminal.written().length;
  await importRows(terminal.server, id, [["+12125550101", "Ada"]]);
  await terminal.server.pass(5_000);
  await terminal.shows("0/1");
  const frames = terminal.written().slice(before);
  expect(frames.length).toBeLessThan(400);
});

const before = async (server: TestServer) => {
  await prepareAccount(server);
};

test.each([80, 60])("no sentence of an empty home is cut at %i columns", async (columns) => {
  const terminal = await openTestTerminal({ before, columns, rows: 24 });
  await terminal.shows("No campaign yet");
  expect(terminal.screen()).toMatch(/launch\.\s/);
  expect(terminal.screen()).toMatch(/stop\.\s/);
  expect(terminal.screen()).not.toContain("…");
});

test("A11 one person is written to from the palette: number, words, one yes; then one watches it", async () => {
  const terminal = await openTestTerminal({ before });
  await terminal.shows("No campaign yet");
  terminal.type(":one person\r");
  await terminal.shows("Whom do you write to?");
  terminal.type("12\r");
  await terminal.shows("is not a phone number");
  terminal.type("\x15+12125550100\r");
  await terminal.shows("What do you tell them?");
  terminal.type("Your parcel is here.\r");
  await terminal.shows("Send this to +12125550100?");
  expect(terminal.screen()).toContain("│ Reply STOP to opt out.");
  expect(terminal.screen()).toContain("1 segment, 43 characters");
  terminal.type("y");
  await terminal.shows("One message to one person");
  const { items } = (await terminal.server.call("GET", "/v1/campaigns?kind=single")).json;
  expect(items).toMatchObject([{ kind: "single", text: "Your parcel is here." }]);
});

test("A11 where the number does not tell their time, their place is asked for", async () => {
  const terminal = await openTestTerminal({ before });
  await terminal.shows("No campaign yet");
  terminal.type(":one person\r");
  await terminal.shows("Whom do you write to?");
  terminal.type("+870773111632\r");
  await terminal.shows("What do you tell them?");
  terminal.type("Hi\r");
  await terminal.shows("Send this to");
  terminal.type("y");
  await terminal.shows("Where are they?");
  terminal.type("Boise\r");
  await terminal.shows("Send this to");
  terminal.type("y");
  await terminal.shows("One message to one person");
});
