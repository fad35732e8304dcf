import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expectStatus, launchCampaign, ourNumber, prepareAccount } from "@headsup/testkit";
import { expect, test } from "vitest";
import { openTestTerminal, type TestTerminal } from "../../app/testTerminal.ts";
import { saying } from "./testWizard.ts";

const people = "phone,first_name,order\n+12125550100,Ben,7\n+12125550101,Grace,8\n555-01,Otto,9\n";
const next = "\x0e";
const alt = (digit: number) => `\x1b${digit}`;
const text = "Hi {{ first_name }}, order {{ order }} is late.";

const drafts = async ({ server }: TestTerminal) =>
  expectStatus(await server.call("GET", "/v1/campaigns"), 200).json as {
    items: { id: string; name: string; status: string; text: string; counts: { total: number } }[];
  };

/** A terminal on a fresh wizard; with a list in the folder it stands in, where one is given. */
async function wizardOpen(list?: string): Promise<TestTerminal> {
  const terminal = await openTestTerminal({ before: async (server) => void (await prepareAccount(server)) });
  if (list !== undefined) terminal.shell.file("people.csv", list);
  await terminal.shows("No campaign yet");
  terminal.type("n");
  await terminal.shows("Still needed: the text.");
  return terminal;
}

/** One whose draft has this text and two people. */
async function draftOpen(written: string): Promise<TestTerminal> {
  const terminal = await wizardOpen(people);
  terminal.type(`${written}${next}`);
  await terminal.shows("❯ people.csv");
  terminal.type("\r");
  await terminal.shows("✓ 2 good rows");
  terminal.type("\r");
  await terminal.shows("2 people get it");
  return terminal;
}

test("J3 from nothing to a launch: a message, a file, what is usual, one promise, one yes", async () => {
  const terminal = await wizardOpen(people);
  expect(terminal.screen()).toContain(ourNumber);
  terminal.type(text);
  await terminal.shows("Hi Ada, order HU-4100 is late.");
  terminal.type(next);
  await terminal.shows("❯ people.csv");
  terminal.type(next);
  await terminal.shows("✓ 2 good rows");
  expect(terminal.screen()).toMatch(/line 4\s+"555-01" is not a phone number/);
  terminal.type(next);
  await terminal.shows("2 people get it");
  terminal.type(next);
  await terminal.shows("The last message goes");
  terminal.type(next);
  await terminal.shows("Hi Ben, order 7 is late.");
  await terminal.shows("Nothing stands in the way");
  terminal.type("n");
  await terminal.shows("Hi Grace, order 8 is late.");
  terminal.type("\r");
  await terminal.shows("Still needed");
  terminal.type(" ");
  await terminal.shows("[x]");
  terminal.type("\r");
  await terminal.shows("to 2 people?");
  terminal.type("y");
  await terminal.shows("is launched");
  const [launched] = (await drafts(terminal)).items;
  const { json } = await terminal.server.call("GET", `/v1/campaigns/${launched?.id}`);
  expect(json).toMatchObject({ status: "in_progress", counts: { total: 2 } });
});

test("J3 a half-written draft is kept on leaving, and offered when the wizard is opened next", async () => {
  const terminal = await wizardOpen();
  terminal.type("Hi {{ fir\x1b");
  await terminal.shows("Draft kept on this machine");
  terminal.type("n");
  await terminal.shows("You had begun a campaign.");
  terminal.type("\r");
  await terminal.shows("❯ Text      Hi {{ fir");
  expect((await drafts(terminal)).items).toEqual([]);
});

test("a draft the server takes is saved once nothing was typed for a moment, and is one campaign", async () => {
  const terminal = await wizardOpen();
  terminal.type("Hello");
  await terminal.shows("│ Hello");
  await terminal.server.pass(1_000);
  await terminal.shows("saved");
  terminal.type(" there");
  await terminal.shows("│ Hello there");
  await terminal.server.pass(1_000);
  await terminal.shows(/saved$/m);
  expect((await drafts(terminal)).items).toMatchObject([{ text: "Hello there", status: "draft" }]);
});

test("while the server is away one goes on writing, and it is saved when the server is back", async () => {
  const terminal = await wizardOpen();
  const kept = join(terminal.shell.cwd, ".local/state/headsup/draft.json");
  terminal.type("Hello");
  await terminal.shows("│ Hello");
  await terminal.server.pass(1_000);
  await terminal.shows("saved");
  terminal.server.isDown = true;
  terminal.type(" there");
  await terminal.shows("│ Hello there");
  await terminal.server.pass(1_000);
  await terminal.shows("kept here");
  expect(JSON.parse(readFileSync(kept, "utf8"))).toMatchObject({ draft: saying("Hello there") });
  terminal.server.isDown = false;
  await terminal.server.pass(20_000);
  await terminal.shows("The server is back, and everything is saved.");
  expect((await drafts(terminal)).items).toMatchObject([{ text: "Hello there" }]);
  expect(existsSync(kept)).toBe(false);
});

test("rows pasted without a header take the text's columns in their order", async () => {
  const terminal = await wizardOpen();
  terminal.type(`Hi {{ first_name }}${next}`);
  await terminal.shows("Who gets it?");
  terminal.type("\x1b[200~+12125550100\tBen\n+12125550101\tGrace\x1b[201~");
  await terminal.shows("Paste or type the rows.");
  terminal.type(next);
  await terminal.shows("✓ 2 good rows");
  terminal.type("\r");
  await terminal.shows("2 people get it");
  terminal.type(alt(1));
  await terminal.shows("Hi Ben");
});

test("a column is what the text calls it, however its letters are cased", async () => {
  const terminal = await wizardOpen("Phone;First Name;Tag\n+12125550100;Jürgen;Montag\n");
  terminal.type(`Hallo {{ First_Name }}, bis {{ TERMIN }}.${next}`);
  await terminal.shows("❯ people.csv");
  terminal.type("\r");
  await terminal.shows("The text uses {{ TERMIN }}, and no column");
  expect(terminal.screen()).toMatch(/First Name\s+\{\{ First_Name \}\}/);
  terminal.type("jjc");
  await terminal.shows("What is “Tag”?");
  terminal.type("\r");
  await terminal.shows("✓ 1 good row");
  terminal.type("\r");
  await terminal.shows("1 person gets it");
  terminal.type(alt(1));
  await terminal.shows("Hallo Jürgen, bis Montag.");
});

test("a text that asks for other columns is told beside its list, which is checked again with one key", async () => {
  const terminal = await draftOpen("Hi {{ first_name }}");
  terminal.type(`${alt(1)} {{ order }}`);
  await terminal.shows("Hi Ben 7");
  terminal.type(alt(2));
  await terminal.shows("r checks the lists again");
  terminal.type("r");
  await terminal.hides("r checks the lists again");
  await terminal.shows("2 people are in");
});

test("a campaign somebody else launched meanwhile is shown, not changed", async () => {
  const terminal = await draftOpen("Hi");
  const [draft] = (await drafts(terminal)).items;
  expectStatus(
    await terminal.server.call("POST", `/v1/campaigns/${draft?.id}/launch`, { body: { consent: true } }),
    200,
  );
  terminal.type(`${alt(1)} there${next}`);
  await terminal.shows("Somebody launched this campaign meanwhile");
});

test("J1 no step spills over at any size, and what is written stays", async () => {
  const terminal = await draftOpen(text);
  for (const [step, shown] of [
    [1, "❯ Text"],
    [2, "people.csv"],
    [3, "What will come of it"],
    [4, "agreed to hear from us"],
  ] as const) {
    terminal.type(alt(step));
    await terminal.shows(shown);
    for (const [columns, rows] of [
      [60, 16],
      [120, 40],
      [80, 24],
    ] as const) {
      terminal.resize(columns, rows);
      await terminal.shows(new RegExp(`^─{${columns}}$`, "m"));
      expect(terminal.lines()[0]).toContain("Headsup");
      expect(terminal.lines().at(-1)?.trim()).not.toBe("");
      if (step === 2) expect(terminal.lines().find((line) => line.includes("People   Bad rows"))).not.toContain("…");
    }
  }
});

test("A12 the message is shown as it will be sent, with the line that asks for replies", async () => {
  const terminal = await wizardOpen();
  terminal.type("Hi\t\t\r");
  await terminal.shows("Are replies wanted?");
  terminal.type("\x1b[B\r");
  await terminal.shows("│ Questions? Just reply to this message.");
  expect(terminal.screen()).toContain("1 segment, 64 characters");
  await terminal.server.pass(1_000);
  await terminal.shows("saved");
  expect((await drafts(terminal)).items).toMatchObject([{ text: "Hi", replies: "encourage" }]);
});

test("A8 whoever another campaign writes to is shown before the launch, and skipped when one says so", async () => {
  const terminal = await wizardOpen(people);
  await launchCampaign(terminal.server, ["+12125550100"], { name: "Outage" });
  await terminal.server.pass(5_000);
  terminal.type(`${text}${next}`);
  await terminal.shows("❯ people.csv");
  terminal.type(next);
  await terminal.shows("✓ 2 good rows");
  terminal.type(next);
  await terminal.shows("2 people get it");
  terminal.type(alt(4));
  await terminal.shows("1 person also gets “Outage”: +12125550100. Kept; d skips them.");
  expect(terminal.screen()).toMatch(/Replies\s+go to Inbox; none of its agents is on shift/);
  expect(terminal.screen()).toContain("! The message does not say whether to reply.");
  terminal.type("d");
  await terminal.shows("Skipped; d keeps them.");
  terminal.type(" \r");
  await terminal.shows("they are skipped");
  terminal.type("y");
  await terminal.shows("is launched");
  const launched = (await drafts(terminal)).items.find(({ name }) => name !== "Outage");
  const { json } = await terminal.server.call("GET", `/v1/campaigns/${launched?.id}`);
  expect(json).toMatchObject({ duplicates: { choice: "skip", days: 7 } });
});
