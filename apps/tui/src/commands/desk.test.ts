/** The desk by commands: inboxes, agents, labels, people match, webhooks, senders (J3). */
import type { PassThrough } from "node:stream";
import { tokensOf } from "@headsup/testkit";
import { expect, test } from "vitest";
import { serverAndShell, texts } from "./testServer.ts";

const ada = "+12125550101";
const bob = "+12125550102";

test("J3 an inbox is made, changed, shown and deleted; what is not given stays, none clears", async () => {
  const { type, read } = await serverAndShell();
  const made = await type(
    ..."inbox create Billing --answer-within 2h --waiting-max 50 --phone +12125550177 --zone America/New_York".split(
      " ",
    ),
    "--hours",
    "mon-fri 09:00-17:00",
  );
  expect(made.result).toMatchObject({
    name: "Billing",
    answerWithinMs: 7_200_000,
    waitingMax: 50,
    phone: "+12125550177",
    zone: "America/New_York",
    hours: { friday: [{ open: "09:00", close: "17:00" }] },
  });
  const changed = await type(
    ...[
      "inbox",
      "edit",
      "billing",
      "--answer-within",
      "1d",
      "--hours",
      "none",
      "--waiting-max",
      "none",
      "--phone",
      "none",
    ],
  );
  expect(changed.result).toEqual({
    ...made.result,
    answerWithinMs: 86_400_000,
    hours: null,
    waitingMax: null,
    phone: null,
  });
  expect((await type("inbox", "list")).result).toMatchObject([{ waiting: 0 }, { id: made.result.id }]);
  expect(await read("inbox", "list")).toMatch(/Inbox +Waiting.*\n.*\+12025550100.*\nBilling +0/);
  expect(await read("inbox", "edit", "Billing", "--name", "Money")).toMatch(/^Money\n.*always open\n.*within 1 d\n/);
  expect((await type("inbox", "delete", "Money", "--yes")).result).toMatchObject({ name: "Money" });
  expect((await type("inbox", "list")).result).toHaveLength(1);
});

test("J3 a deletion asks a person first, and what is no yes deletes nothing", async () => {
  const { shell, type, read } = await serverAndShell();
  await type("inbox", "create", "Billing");
  for (const stream of [shell.stdin, shell.stderr]) Object.assign(stream, { isTTY: true });
  (shell.stdin as PassThrough).write("maybe\n");
  expect(await read("inbox", "delete", "Billing")).toMatch(
    /Delete the inbox Billing for good\?[\s\S]*\nNothing was deleted\.\n/,
  );
  expect((await type("inbox", "list")).result).toHaveLength(2);
});

test.each([["skill"], ["topic"]])("J3 a %s is made, listed and deleted", async (kind) => {
  const { type, read } = await serverAndShell();
  expect(await read(kind, "list")).toContain(`headsup ${kind} create`);
  expect((await type(kind, "create", "billing", "--description", "Money")).result).toMatchObject({ name: "billing" });
  expect((await type(kind, "list")).result).toMatchObject([{ name: "billing", description: "Money" }]);
  expect(await read(kind, "list")).toMatch(/billing {2}Money/);
  expect(await read(kind, "delete", "billing", "--yes")).toBe(`Deleted the ${kind} billing.\n`);
  expect((await type(kind, "list")).result).toEqual([]);
});

test("J3 an agent is made, changed, goes on shift and off, is shown and deleted", async () => {
  const { world, type, read } = await serverAndShell();
  await type("skill", "create", "billing");
  await type("inbox", "create", "Billing");
  expect(await read("agent", "show")).toContain("headsup agent create --me");
  const { result: maya } = await type("agent", "create", "--me", "--name", "Maya", "--skills", "billing");
  expect(maya).toMatchObject({ name: "Maya", status: "offline", skills: ["billing"], capacity: 8 });
  expect((await type("agent", "status", "available")).result).toMatchObject({ status: "available" });
  await tokensOf(world);
  await world.pass(1); // ids sort by time
  const { result: tokens } = await type("token", "list");
  const user = tokens.find(
    ({ role, revokedAt }: { role: string; revokedAt: null }) => role === "agent" && !revokedAt,
  ).id;
  await type("agent", "create", "--user", user, "--name", "Noah", "--inboxes", "Billing", "--capacity", "2");
  expect((await type("agent", "list")).result).toMatchObject([{ name: "Maya" }, { name: "Noah", capacity: 2 }]);
  expect(await read("agent", "list")).toMatch(/Maya +available +0\/8 +billing +every.*\nNoah +offline +0\/2 +Billing/);
  expect(await read("agent", "status", "away", "--agent", "noah")).toBe("Noah is away, holding 0 of 2.\n");
  const edited = await type("agent", "edit", "Noah", "--inboxes", "none", "--capacity", "3");
  expect(edited.result).toMatchObject({ name: "Noah", inboxes: [], capacity: 3 });
  expect(await read("agent", "show", "me")).toMatch(/^Maya {2}available\n/);
  expect((await type("agent", "delete", "Noah", "--yes")).code).toBe(0);
  expect((await type("agent", "list")).result).toHaveLength(1);
});

test("J3 next takes the best waiting one and says why; with nothing to give it says so and exits with 1", async () => {
  const { world, type, read } = await serverAndShell();
  await type("agent", "create", "--me", "--name", "Maya");
  const offline = await type("next");
  expect(offline).toMatchObject({
    code: 1,
    result: { conversation: null },
    trouble: { code: "nothing_given", message: expect.stringContaining("headsup agent status available") },
  });
  await type("agent", "status", "available");
  await type("topic", "create", "urgent");
  await texts(world, ada, "Hello");
  await texts(world, bob, "My house is on fire");
  await type("conversation", "topics", bob, "urgent");
  await type("match", "add", "--topic", "urgent", "--size", "very_large");
  const { result: order } = await type("next", "--order");
  expect(order.items.map(({ conversation }: { conversation: { address: string } }) => conversation.address)).toEqual([
    bob,
    ada,
  ]);
  expect(await read("next", "--order")).toMatch(/10 +\+12125550102 .*topic urgent: Very Large \+10/);
  expect((await type("next")).result).toMatchObject({
    conversation: { address: bob, agent: { name: "Maya" } },
    match: { score: 10 },
    waiting: 1,
  });
  const second = await read("next");
  expect(second).toMatch(/^\+12125550101 [\s\S]*score 0\nSaid last: Hello\nNobody else waits for you\.\n/);
  expect(await read("next")).toBe("headsup: Nobody waits for you.\n");
});

test("J3 boosts are listed, also those that count while none is stored; added, and deleted", async () => {
  const { type, read } = await serverAndShell();
  expect(await read("match", "list")).toMatch(
    /waiting longer than 10 min +small[\s\S]*The first one you add replaces them/,
  );
  expect((await type("match", "list")).result).toEqual([]);
  const { result: late } = await type("match", "add", "--overdue", "--size", "large");
  const inbox = (await type("inbox", "create", "Billing")).result.id;
  for (const kind of [
    ["--waiting", "15m"],
    ["--due", "1h"],
    ["--inbox", "billing"],
  ])
    await type("match", "add", ...kind, "--size", "small");
  const { result: boosts } = await type("match", "list");
  expect(boosts.map(({ when }: { when: unknown }) => when)).toEqual(
    expect.arrayContaining([
      { type: "overdue" },
      { type: "waiting", longerThanMs: 900_000 },
      { type: "due", withinMs: 3_600_000 },
      { type: "inbox", inbox },
    ]),
  );
  expect(await read("match", "list")).toMatch(/inbox Billing +small/);
  expect((await type("match", "delete", late.id, "--yes")).result).toEqual(late);
  expect((await type("match", "list")).result).toHaveLength(3);
});

test("J3 a webhook is made, its secret told once, tested and deleted", async () => {
  const { type, read } = await serverAndShell();
  const url = "https://team.test/hook";
  const { result: made } = await type("webhook", "create", url, "--description", "Ops");
  expect(made).toMatchObject({ url, description: "Ops", secret: expect.stringMatching(/^whsec_/) });
  const tested = await type("webhook", "test", url);
  expect(tested.result).toMatchObject({ id: made.id, pending: 0, lastOutcome: expect.any(String) });
  expect(JSON.stringify((await type("webhook", "list")).result)).not.toContain("whsec_");
  expect(await read("webhook", "list")).toMatch(/https:\/\/team\.test\/hook +0/);
  expect(await read("webhook", "delete", made.id, "--yes")).toBe(`Deleted the webhook ${url}.\n`);
  expect(await read("webhook", "list")).toContain("headsup webhook create");
});

test("F11 a sender leads to an inbox with a skill and topics, from its start or later", async () => {
  const { type, read } = await serverAndShell();
  await type("inbox", "create", "Billing");
  await type("skill", "create", "billing");
  for (const topic of ["invoices", "refunds"]) await type("topic", "create", topic);
  const number = "+12025550177";
  const { result: made } = await type(
    ...`sender create ${number} --inbox Billing --skill billing --topics invoices,refunds`.split(" "),
  );
  expect(made).toMatchObject({ inbox: { name: "Billing" }, skill: "billing", topics: ["invoices", "refunds"] });
  const { result: edited } = await type("sender", "edit", number, "--skill", "none", "--topics", "refunds");
  expect(edited).toEqual({ ...made, skill: null, topics: ["refunds"] });
  expect(await read("sender", "list")).toMatch(/\+12025550177 .*Billing +refunds/);
});

test.each<[string, number, RegExp, string[]]>([
  [
    "a time that is none",
    2,
    /--answer-within "soon" is no length of time/,
    ["inbox", "create", "X", "--answer-within", "soon"],
  ],
  ["hours that are none", 2, /--hours "9 to 5"/, ["inbox", "create", "X", "--hours", "9 to 5"]],
  ["nothing to change", 2, /nothing to change/, ["inbox", "edit", "X"]],
  ["an inbox nobody knows", 1, /no inbox "X"/, ["inbox", "edit", "X", "--name", "Y"]],
  ["a deletion without a yes", 2, /for good/, ["inbox", "delete", "X"]],
  ["the first inbox's deletion", 1, /It stays/, ["inbox", "delete", "inb_0", "--yes"]],
  ["a name that is no skill's", 1, /small letters/, ["skill", "create", "Über"]],
  ["a topic nobody knows", 1, /no topic x/, ["topic", "delete", "x", "--yes"]],
  ["an agent of nobody", 2, /--me or --user/, ["agent", "create", "--name", "Maya"]],
  ["an agent's skill nobody knows", 1, /skill/, ["agent", "create", "--me", "--skills", "x"]],
  ["a status that is none", 2, /available, away, offline/, ["agent", "status", "here"]],
  ["who is no agent asks for work", 1, /headsup agent create --me/, ["next"]],
  ["a boost of nothing", 2, /Name one kind/, ["match", "add", "--size", "small"]],
  ["a boost of two kinds", 2, /Name one kind/, ["match", "add", "--overdue", "--topic", "x", "--size", "small"]],
  ["a size that is none", 2, /small, medium, large, very_large/, ["match", "add", "--overdue", "--size", "big"]],
  ["a webhook in clear text", 1, /use https/, ["webhook", "create", "http://team.test/"]],
  ["a sender nobody knows", 1, /no sender/, ["sender", "edit", "+12025550999", "--name", "X"]],
  ["a sender's inbox nobody knows", 1, /inbox: /, ["sender", "edit", "+12025550100", "--inbox", "X"]],
])("J3 %s: exit code %i, and what to do", async (_, code, message, args) => {
  const { type, read } = await serverAndShell();
  const { code: given, trouble } = await type(...args);
  expect([given, trouble.message]).toEqual([code, expect.stringMatching(message)]);
  expect(await read(...args)).toMatch(/^headsup: /);
});
