/** Conversations, customers and what is said in them, by commands (J3). */
import { launchCampaign } from "@headsup/testkit";
import { expect, test } from "vitest";
import { serverAndShell, texts } from "./testServer.ts";

const ada = "+12125550101";
const bob = "+12125550102";

/** A desk with an agent who is there, and Ada who asks. */
async function desk() {
  const server = await serverAndShell();
  const { world, type } = server;
  await type("agent", "create", "--me", "--name", "Maya");
  await type("agent", "status", "available");
  await texts(world, ada, "Where is my order?");
  const { result } = await type("conversation", "list");
  return { ...server, id: result[0].id as string };
}

const sayings = (thread: { messages: { direction: string; text: string }[] }) =>
  thread.messages.flatMap(({ direction, text }) => (direction === "event" ? [] : [`${direction}: ${text}`]));

test("J3 conversations are listed by view, place and words", async () => {
  const { world, type, read, id } = await desk();
  await type("inbox", "create", "Billing");
  await texts(world, bob, "A refund please");
  await type("conversation", "move", bob, "--inbox", "Billing");
  await type("conversation", "assign", id, "me");
  const listed = async (...flags: string[]) =>
    (await type("conversation", "list", ...flags)).result.map(({ address }: { address: string }) => address);
  expect(await listed("--view", "waiting")).toEqual([bob]);
  expect(await listed("--view", "mine")).toEqual([ada]);
  expect(await listed("--agent", "Maya")).toEqual([ada]);
  expect(await listed("--inbox", "billing")).toEqual([bob]);
  expect(await listed("--search", "refund")).toEqual([bob]);
  expect(await listed("--limit", "1")).toHaveLength(1);
  expect(await listed("--status", "closed")).toEqual([]);
  const said = await read("conversation", "list", "--inbox", "Billing");
  expect(said).toMatch(/\+12125550102 +SMS +waits .*A refund please +Billing/);
  expect(said).toContain("1 waiting, 0 late, 1 yours, 2 open");
});

test("J3 those who answer a campaign are found by its name", async () => {
  const { world, type } = await desk();
  await launchCampaign(world, [bob], { name: "Renewals" });
  await world.pass(20_000);
  await texts(world, bob, "Which plan?");
  const { result } = await type("conversation", "list", "--campaign", "renewals");
  expect(result).toMatchObject([{ address: bob, campaign: { name: "Renewals" } }]);
  expect((await type("customer", "show", bob)).result.outreach).toMatchObject([{ campaign: { name: "Renewals" } }]);
});

test("J3 a thread is read line by line, whatever a customer writes into it", async () => {
  const { world, type, read } = await desk();
  await texts(world, ada, "One\n\u001b[31mtwo");
  await type("conversation", "note", ada, "She is new.");
  const said = await read("conversation", "show", ada);
  expect(said).toMatch(/^\+12125550101 {2}waits /);
  expect(said).toMatch(/← .*\+12125550101\n {4}Where is my order\?\n/);
  expect(said).toMatch(/ {4}One\n {4}�\[31mtwo\n/);
  expect(said).toMatch(/✎ .* note\n {4}She is new\.\n/);
});

test("J3 an answer goes out, from stdin too, and closes if asked", async () => {
  const { world, read, pipe, id } = await desk();
  expect(await read("conversation", "reply", ada, "It is on its way.")).toBe("Answered +12125550101: accepted.\n");
  const piped = await pipe("Two\nlines\n", "conversation", "reply", id, "-", "--close");
  expect(sayings(piped.result)).toEqual(["in: Where is my order?", "out: It is on its way.", "out: Two\nlines"]);
  expect(piped.result.conversation.status).toBe("closed");
  await world.pass(60_000);
  expect(await read("conversation", "show", id)).toMatch(/→ .*Maya {2}delivered\n {4}It is on its way\./);
});

test("F6 an answer to what one has not read is refused, what is new is shown, and goes all the same with --anyway", async () => {
  const { world, type, read, id } = await desk();
  const { version } = (await type("conversation", "show", id)).result.conversation;
  await texts(world, ada, "Never mind, it came.");
  const reply = ["conversation", "reply", id, "It comes tomorrow.", "--seen", String(version)];
  expect(await type(...reply)).toMatchObject({
    code: 1,
    trouble: { code: "conversation_moved", hint: expect.stringContaining("--anyway") },
  });
  expect(await read(...reply)).toMatch(/Never mind, it came\.\nheadsup: The customer wrote again.*--anyway/);
  expect((await type("conversation", "show", id)).result.messages.at(-1).direction).toBe("in");
  expect(sayings((await type(...reply, "--anyway")).result).at(-1)).toBe("out: It comes tomorrow.");
});

test("F6 what comes in between reading and sending is shown before the answer is sent", async () => {
  const { world, shell, id, read } = await desk();
  const { fetch } = shell;
  let isFirst = true;
  Object.assign(shell, {
    fetch: async (...request: Parameters<typeof fetch>) => {
      if (String(request[0]).endsWith("/replies") && isFirst) {
        isFirst = false;
        await texts(world, ada, "It came!");
      }
      return fetch(...request);
    },
  });
  const said = await read("conversation", "reply", id, "It comes tomorrow.");
  expect(said).toContain("It came!");
  expect(said).not.toContain("Where is my order?");
});

test("F6 a colleague's draft is told before one's own answer", async () => {
  const { world, read, id } = await desk();
  const { json } = await world.call("POST", "/v1/tokens", { body: { name: "Noah", role: "agent" } });
  await world.call("PUT", `/v1/conversations/${id}/draft`, { token: json.secret, body: { text: "Let me see" } });
  expect(await read("conversation", "show", id)).toContain("… Noah is writing: Let me see");
  expect(await read("conversation", "reply", id, "It is on its way.")).toContain("Noah is writing an answer too.");
});

test("J3 a conversation is handed on, sorted, closed and opened again", async () => {
  const { world, type, read, id } = await desk();
  for (const topic of ["billing", "refunds"]) await type("topic", "create", topic);
  await type("skill", "create", "billing");
  const stands = async (...args: string[]) => (await type("conversation", ...args)).result.conversation;
  expect(await stands("assign", id, "Maya")).toMatchObject({ agent: { name: "Maya" } });
  expect(await stands("assign", id, "nobody")).toMatchObject({ agent: null });
  expect(await stands("topics", id, "billing")).toMatchObject({ topics: ["billing"] });
  expect(await stands("topics", id, "--add", "refunds", "--remove", "billing")).toMatchObject({ topics: ["refunds"] });
  expect(await stands("topics", id, "none")).toMatchObject({ topics: [] });
  expect(await stands("move", id, "--skill", "billing", "--priority", "high")).toMatchObject({
    skill: "billing",
    priority: "high",
  });
  expect(await stands("move", id, "--skill", "none")).toMatchObject({ skill: null, priority: "high" });
  expect(await read("conversation", "assign", ada, "me")).toBe("Maya has +12125550101 now.\n");
  await texts(world, bob, "Hello");
  const closed = await type("conversation", "close", id, bob);
  expect(closed.result.map(({ conversation }: { conversation: { status: string } }) => conversation.status)).toEqual([
    "closed",
    "closed",
  ]);
  expect(await stands("reopen", id)).toMatchObject({ status: "open" });
  expect(await read("conversation", "close", id)).toBe("Closed the conversation with +12125550101.\n");
});

test("J3 a mistyped conversation closes none of the others", async () => {
  const { type, id } = await desk();
  expect((await type("conversation", "close", id, bob)).code).toBe(1);
  expect((await type("conversation", "list")).result).toHaveLength(1);
});

test("J3 customers are listed, shown with what was sent to them, and described", async () => {
  const { world, type, read } = await desk();
  await texts(world, bob, "STOP");
  const edited = await type("customer", "edit", ada, "--name", "Ada L.", "--about", "prefers mornings");
  expect(edited.result.customer).toMatchObject({ name: "Ada L.", about: "prefers mornings" });
  expect((await type("customer", "list", "--search", "ada")).result).toMatchObject([{ name: "Ada L." }]);
  expect((await type("customer", "list")).result).toHaveLength(2);
  expect(await read("customer", "list")).toMatch(/Ada L\. +\+12125550101 .*prefers mornings/);
  expect(await read("customer", "show", "ada l.")).toMatch(/^Ada L\.\n[\s\S]*✓ may be contacted[\s\S]*cnv_/);
  expect(await read("customer", "show", bob)).toContain("✗ not to be contacted (sender): they replied STOP, ");
  expect((await type("conversation", "show", "Ada L.")).code).toBe(0);
  const cleared = await type("customer", "edit", ada, "--name", "none", "--about", "none");
  expect(cleared.result.customer).toMatchObject({ name: null, about: "" });
});

test("A11 one message goes to one person, with the promise that they agreed", async () => {
  const { world, type, read } = await serverAndShell();
  const send = ["message", "send", ada, "--sender", "+12025550100", "--text", "Hi {{ Ada }}, it is here."];
  expect(await type(...send, "--yes")).toMatchObject({
    code: 2,
    trouble: { message: expect.stringMatching(/--consent/) },
  });
  const { result: campaign } = await type(...send, "--consent", "--yes");
  expect(campaign).toMatchObject({ id: expect.stringMatching(/^cmp_/) });
  await world.pass(60_000);
  expect((await type("recipients", "list", campaign.id)).result).toMatchObject([{ address: ada, status: "delivered" }]);
  await texts(world, bob, "STOP");
  const barred = await read("message", "send", bob, ...send.slice(3), "--consent", "--yes");
  expect(barred).toMatch(/^headsup: .*\(suppressed\)/);
});

test.each<[string, number, RegExp, string[]]>([
  ["a view that is none", 2, /waiting, mine, all/, ["list", "--view", "yours"]],
  ["an inbox nobody knows", 1, /inbox: .*Billing/, ["list", "--inbox", "Billing"]],
  ["somebody who never wrote", 1, /no conversation "\+12125550999"/, ["show", "+12125550999"]],
  ["an answer of nothing", 2, /no text/, ["reply", ada, " "]],
  ["a version that is none", 2, /conversation show/, ["reply", ada, "x", "--seen", "x"]],
  ["topics said twice", 2, /Give all the topics/, ["topics", ada, "a", "--add", "b"]],
  ["no topics", 2, /Give all the topics/, ["topics", ada]],
  ["a topic nobody made", 1, /topic.*refunds/, ["topics", ada, "refunds"]],
  ["nowhere to move", 2, /nothing to change/, ["move", ada]],
  ["a priority that is none", 2, /low, normal, high, urgent/, ["move", ada, "--priority", "top"]],
  ["an agent nobody knows", 1, /agent.*Noah/, ["assign", ada, "Noah"]],
])("J3 of conversations %s: exit code %i, and what to do", async (_, code, message, args) => {
  const { type } = await desk();
  const { code: given, trouble } = await type("conversation", ...args);
  expect([given, trouble.message + (trouble.hint ?? "")]).toEqual([code, expect.stringMatching(message)]);
});
