import { expect, test } from "vitest";
import { openTestTerminal, type TestServer, type TestTerminal } from "../../app/testTerminal.ts";
import { ada, bob, colleague, conversationOf, openDesk, says } from "./testDesk.ts";

async function adaWaits(server: TestServer): Promise<void> {
  await openDesk(server);
  await says(server, ada, "When does my order come?");
}

async function bothWait(server: TestServer): Promise<void> {
  await adaWaits(server);
  const boost = { when: { type: "waiting", longerThanMs: 60_000 }, size: "large" };
  expect((await server.call("POST", "/v1/boosts", { body: boost })).status).toBe(201);
  await server.pass(61_000);
  await says(server, bob, "Where is mine?");
}

/** Ada's conversation, opened from the inbox. */
async function opened(options: Parameters<typeof openTestTerminal>[0] = {}): Promise<TestTerminal> {
  const terminal = await openTestTerminal({ before: adaWaits, ...options });
  await terminal.shows("1 waiting");
  terminal.type("i");
  await terminal.shows("❯  Ada");
  terminal.type("\r");
  await terminal.shows("⏎ sends");
  return terminal;
}

const ctrl = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) & 0x1f);

test("F6 a conversation is opened and answered, under the message it answers, and what became of it is told", async () => {
  const terminal = await opened();
  expect(terminal.screen()).toContain("Campaign Renewals");
  expect(terminal.screen()).toContain("answers Renewals");
  terminal.type("Tomorrow morning.\nOr later.");
  await terminal.shows("27 characters, 1 segment");
  terminal.type("\r");
  await terminal.shows("Maya · sent");
  await terminal.shows("answered · you have it");
  await terminal.server.pass(10_000);
  await terminal.shows("Maya · delivered");
  expect(terminal.screen()).toMatch(/│ Tomorrow morning\.\n +│ Or later\./);
  await terminal.shows("⏎ sends");
});

test("F6 an answer whose writer has not seen a colleague's is asked about, with the colleague's before one; the text stays", async () => {
  const terminal = await opened();
  const { server } = terminal;
  const { call } = await colleague(server, "Ben");
  const path = `/v1/conversations/${await conversationOf(server, ada)}`;
  const { version } = (await call("GET", path)).json.conversation;
  terminal.type("Tomorrow.");
  await call("POST", `${path}/replies`, { body: { text: "It came back to us.", seen: version } });
  terminal.type("\r");
  await terminal.shows("It was answered meanwhile");
  expect(terminal.screen()).toContain("Ben, 15:00: “It came back to us.”");
  terminal.type("n");
  await terminal.shows("! Ben answered since you began.");
  await terminal.shows("❯ Tomorrow.");
  terminal.type(" Sorry.\r");
  await terminal.shows("│ Tomorrow. Sorry.");
  await terminal.shows("Maya · sent");
});

test("F6 what was refused goes all the same when its writer says so", async () => {
  const terminal = await opened();
  const { server } = terminal;
  const { call } = await colleague(server, "Ben");
  const path = `/v1/conversations/${await conversationOf(server, ada)}`;
  terminal.type("Tomorrow.");
  await call("POST", `${path}/replies`, { body: { text: "It came back.", seen: 99 } });
  terminal.type("\r");
  await terminal.shows("Yours: “Tomorrow.”");
  terminal.type("y");
  await terminal.shows("│ Tomorrow.");
  await terminal.shows("Maya · sent");
});

test("F6 what the customer writes while one answers is said above the answer", async () => {
  const terminal = await opened();
  terminal.type("Tomorrow.");
  await terminal.shows("❯ Tomorrow.");
  await says(terminal.server, ada, "Hello??");
  await terminal.shows("! Ada wrote since you began.");
  terminal.type("\r");
  await terminal.shows("They wrote again meanwhile");
  terminal.type("y");
  await terminal.shows("Maya · sent");
  await terminal.hides("since you began");
});

test("F6 what a colleague is writing is seen, ours is kept while we write and found again when we come back", async () => {
  const terminal = await opened();
  const { server } = terminal;
  const { call } = await colleague(server, "Ben");
  const path = `/v1/conversations/${await conversationOf(server, ada)}`;
  await call("PUT", `${path}/draft`, { body: { text: "Let me look" } });
  await server.pass(3_000);
  await terminal.shows("✎ Ben is writing: “Let me look”");
  terminal.type("It is on");
  await terminal.shows("❯ It is on");
  await server.pass(3_000);
  const drafts = async () => (await call("GET", path)).json.drafts;
  expect(await drafts()).toContainEqual(expect.objectContaining({ text: "It is on", isMine: false }));
  terminal.type(" its way");
  await terminal.shows("on its way");
  terminal.type("\x1b");
  await terminal.shows("i write");
  terminal.type("q");
  await terminal.shows("1 Waiting");
  expect(await drafts()).toContainEqual(expect.objectContaining({ text: "It is on its way" }));
  terminal.type("\r");
  await terminal.shows("❯ It is on its way");
  terminal.type("\r");
  await terminal.shows("Maya · sent");
  expect(await drafts()).not.toContainEqual(expect.objectContaining({ author: "Maya" }));
});

test("F6 a customer who said stop is not answered, and why is said; a note is still kept", async () => {
  const terminal = await opened();
  await says(terminal.server, ada, "STOP");
  await terminal.shows("No answer can be sent");
  expect(terminal.screen()).toContain("asked to stop");
  terminal.type("abc\r");
  terminal.type(ctrl("t"));
  await terminal.shows("A note, for colleagues only");
  terminal.type("They are cross.\r");
  await terminal.shows(/✎ 15:00 .* notes: They are cross\./);
  await terminal.shows("No answer can be sent");
});

test("F6 a stored answer brings what is known of the customer, and is not sent with a gap in it", async () => {
  const terminal = await opened();
  terminal.type("/");
  await terminal.shows("❯ On its way");
  terminal.type("way\r");
  await terminal.shows("Hi Ada, order {{ order }} is on its way. Maya");
  terminal.type("\r");
  await terminal.shows("Replace {{ order }} first");
  terminal.type("17\r");
  await terminal.shows("│ Hi Ada, order 17 is on its way. Maya");
});

test("F5 F6 next says why it gave this one; answer, close and next are two keys; a closing is taken back", async () => {
  const terminal = await openTestTerminal({ before: bothWait });
  await terminal.shows("2 waiting");
  terminal.type("i");
  await terminal.shows("2 Mine");
  await terminal.shows("❯  ");
  terminal.type("n");
  await terminal.shows("⏎ sends");
  await terminal.shows("First, with");
  await terminal.shows("When does my order come?");
  terminal.type("Tomorrow.\r");
  await terminal.shows("Maya · sent");
  terminal.type(ctrl("n"));
  await terminal.shows("Where is mine?");
  terminal.type("Here.");
  await terminal.shows("^n send, next");
  terminal.type(ctrl("n"));
  await terminal.shows("Closed. u takes it back.");
  await terminal.shows("closed · Inbox");
  terminal.type("u");
  await terminal.shows("is open again");
  await terminal.shows("answered · you have it");
  const { items } = (await terminal.server.call("GET", "/v1/conversations?status=closed")).json;
  expect(items.map((each: { address: string }) => each.address)).toEqual([ada]);
});

test("F6 while the server is away an answer waits, and what could not be sent is in its field again", async () => {
  const terminal = await opened();
  terminal.type("Tomorrow.");
  await terminal.shows("❯ Tomorrow.");
  terminal.server.isDown = true;
  terminal.type("\r");
  await terminal.shows("sending …");
  await terminal.server.pass(60_000);
  await terminal.shows("❯ Tomorrow.");
  terminal.server.isDown = false;
  await terminal.server.pass(10_000);
  await terminal.hides("offline");
  terminal.type("\r");
  await terminal.shows("Maya · sent");
});

test("F6 topics, holder, priority and name are changed where the conversation stands", async () => {
  const terminal = await opened();
  terminal.type("\x1b");
  await terminal.shows("i write");
  terminal.type("t");
  await terminal.shows("❯   late-delivery");
  terminal.type("\r");
  await terminal.shows("❯ ✓ late-delivery");
  terminal.type("\x1b");
  await terminal.hides("Topics:");
  expect(terminal.screen()).toContain("late-delivery · answers Renewals");
  terminal.type("P");
  await terminal.shows("How urgent is it?");
  terminal.type("urg\r");
  await terminal.shows("urgent priority");
  terminal.type("a");
  await terminal.shows("available, holding");
  terminal.type("maya\r");
  await terminal.shows("you have it");
  terminal.type("e");
  await terminal.shows("What is their name?");
  terminal.type("\x15Ada Lovelace\r");
  await terminal.shows("Ada Lovelace  +12125550101");
});

test("F4 the rules are tried on the last message, each with its conditions and what it does", async () => {
  const terminal = await openTestTerminal({
    before: async (server) => {
      await openDesk(server);
      const rule = {
        name: "Late orders",
        trigger: { on: "message_received" },
        when: {
          all: [
            { field: "text", op: "words", values: ["order"] },
            { field: "assigned", is: true },
          ],
        },
        actions: [{ do: "add_topics", topics: ["late-delivery"] }],
      };
      expect((await server.call("POST", "/v1/rules", { body: rule })).status).toBe(201);
      await says(server, ada, "When does my order come?");
    },
  });
  await terminal.shows("1 waiting");
  terminal.type("i");
  await terminal.shows("❯  Ada");
  terminal.type("\r");
  await terminal.shows("⏎ sends");
  terminal.type("\x1b");
  await terminal.shows("i write");
  terminal.type("R");
  await terminal.shows("Rules, tried on their last message");
  await terminal.shows("✗ Late orders");
  await terminal.shows(/✓ .*order/);
  terminal.type("\x1b");
  await terminal.hides("Late orders");
});

test("F6 the screen fits 80×24 and 120×40, and the customer stands beside the thread where there is room", async () => {
  const terminal = await opened();
  const long = `https://example.com/${"a".repeat(150)} and many words after it, so that the line must be broken`;
  await says(terminal.server, ada, long);
  await terminal.shows("must be broken");
  for (const [columns, rows] of [
    [120, 40],
    [80, 24],
    [60, 16],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.shows(new RegExp(`^ Headsup  Inbox › Ada.*\\n─{${columns}}\\n Ada `));
    await terminal.shows("❯");
    if (columns === 120) await terminal.shows("What we sent them");
    expect(terminal.screen().includes("What we sent them")).toBe(columns === 120);
    expect(terminal.lines().every((line) => line.length <= columns)).toBe(true);
  }
  terminal.resize(80, 24);
  terminal.type("\x1b");
  await terminal.shows("i write");
  terminal.type("p");
  await terminal.shows("They may be contacted");
});
