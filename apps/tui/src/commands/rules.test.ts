/** Rules by commands: made of flags or of JSON, changed, tried (J3, F4). */
import { expect, test } from "vitest";
import { serverAndShell, texts } from "./testServer.ts";

async function withBilling() {
  const server = await serverAndShell();
  await server.type("inbox", "create", "Billing");
  await server.type("skill", "create", "billing");
  await server.type("topic", "create", "refunds");
  return server;
}

test("J3 a rule is made of flags, told in words, and kept as it was said", async () => {
  const { type, read } = await withBilling();
  await type("answer", "create", "--name", "Soon", "--text", "We look at it.");
  const { result: rule } = await type(
    ...["rules", "add", "--name", "Refunds", "--if-text", "contains:refund,chargeback", "--opens"],
    ...["--route", "Billing", "--add-topics", "refunds", "--require-skill", "billing", "--priority", "high"],
    ...["--reply-answer", "Soon", "--stop"],
  );
  expect(rule).toMatchObject({
    name: "Refunds",
    position: 1,
    trigger: { on: "message_received" },
    when: {
      all: [
        { field: "text", op: "contains", values: ["refund", "chargeback"] },
        { field: "opens", is: true },
      ],
    },
    stop: true,
    enabled: true,
  });
  expect(rule.actions.map((action: { do: string }) => action.do)).toEqual([
    "route",
    "require_skill",
    "set_priority",
    "add_topics",
    "reply",
  ]);
  expect((await type("rules", "list")).result).toEqual([rule]);
  const said = await read("rules", "show", "refunds");
  expect(said).toMatch(/if +text contains “refund” or “chargeback” and message opens a conversation/);
  expect(said).toContain("route to Billing; require billing; priority high; add refunds; reply Soon");
  expect(await read("rules", "list")).toMatch(/1 {2}Refunds {2}text contains .* {2}route to B/);
});

test.each([
  ["conversation_created", { on: "conversation_created" }],
  ["campaign-reply", { on: "campaign_reply" }],
  ["due:30m", { on: "due", withinMs: 1_800_000 }],
  ["overdue", { on: "due", withinMs: 0 }],
  ["topic_added", { on: "topic_added", topics: [] }],
  ["topic_added:refunds", { on: "topic_added", topics: ["refunds"] }],
  ["agent_offline", { on: "agent_offline" }],
])("J3 a rule is asked on %s", async (written, trigger) => {
  const { type } = await withBilling();
  const { result } = await type("rules", "add", "--name", "R", "--on", written, "--priority", "high");
  expect(result).toMatchObject({ trigger, when: { all: [] } });
});

test("J3 conditions by flags name senders, inboxes, topics, campaigns and hours", async () => {
  const { world, type } = await withBilling();
  const { json } = await world.call("POST", "/v1/campaigns", {
    body: { name: "Renewals", sender: "+12025550100", text: "Hi" },
  });
  const { result } = await type(
    ...["rules", "add", "--name", "R", "--if-text", "where is it", "--if-text", "starts-with:hello"],
    ...["--if-sender", "+1 202 555 0100", "--if-inbox", "Billing", "--if-topic", "refunds"],
    ...["--if-campaign", "Renewals", "--outside-hours", "--close"],
  );
  expect(result.when.all).toMatchObject([
    { field: "text", op: "contains", values: ["where is it"] },
    { field: "text", op: "starts_with", values: ["hello"] },
    { field: "sender" },
    { field: "inbox" },
    { field: "topic", values: ["refunds"] },
    { field: "campaign", values: [json.id] },
    { field: "business_hours", is: false },
  ]);
});

test("J3 any rule comes as JSON, from a file or stdin; what `show --json` says can be given back", async () => {
  const { shell, type, pipe } = await withBilling();
  const rule = {
    name: "Angry",
    trigger: { on: "message_received" },
    when: { any: [{ field: "text", op: "words", values: ["very angry"] }, { not: { field: "assigned", is: true } }] },
    actions: [{ do: "set_priority", priority: "urgent" }],
  };
  const made = await pipe(JSON.stringify(rule), "rules", "add", "-");
  expect(made.result).toMatchObject(rule);
  const shown = (await type("rules", "show", "Angry")).result;
  shell.file("rule.json", JSON.stringify({ ...shown, name: "Very angry", actions: [{ do: "close" }] }));
  const edited = await type("rules", "edit", shown.id, "rule.json", "--disable");
  expect(edited.result).toMatchObject({ name: "Very angry", actions: [{ do: "close" }], enabled: false });
  expect((await type("rules", "add", "rule.json", "--name", "Third", "--position", "1")).result).toMatchObject({
    name: "Third",
    position: 1,
  });
});

test("J3 a rule is moved, switched off and on, renamed, and deleted", async () => {
  const { type, read } = await withBilling();
  for (const name of ["One", "Two"]) await type("rules", "add", "--name", name, "--priority", "high");
  expect((await type("rules", "edit", "Two", "--position", "1", "--disable")).result).toMatchObject({
    position: 1,
    enabled: false,
    actions: [{ do: "set_priority", priority: "high" }],
  });
  expect(await read("rules", "list")).toMatch(/1 {2}Two .* off [\s\S]*\n2 {2}One/);
  expect(await read("rules", "show", "Two")).toMatch(/^Two {2}disabled\n/);
  expect((await type("rules", "edit", "Two", "--enable", "--name", "Deux", "--stop")).result).toMatchObject({
    name: "Deux",
    enabled: true,
    stop: true,
  });
  expect((await type("rules", "edit", "Deux", "--no-stop", "--route", "Billing")).result).toMatchObject({
    stop: false,
    actions: [{ do: "route" }],
  });
  expect(await read("rules", "delete", "Deux", "--yes")).toBe("Deleted the rule Deux.\n");
  expect((await type("rules", "list")).result).toMatchObject([{ name: "One", position: 1 }]);
});

test("F4 rules are tried on a text: each in order, each condition, what it does, why it was not asked, and the end of it", async () => {
  const { type, read } = await withBilling();
  await type("rules", "add", "--name", "Refunds", "--if-text", "refund", "--route", "Billing", "--stop");
  await type("rules", "add", "--name", "Later", "--priority", "high");
  const said = await read("rules", "try", "I want a REFUND!");
  expect(said).toMatch(/✓ Refunds {2}message received\n +✓ all of\n +✓ text contains “refund”\n +→ routed to Billing/);
  expect(said).toMatch(/– Later .*\n +not asked: .*Refunds/);
  expect(said).toMatch(/inbox +Billing\n/);
  expect(said).toContain("Nothing was changed.");
  expect(await read("rules", "try", "Hello")).toMatch(/✗ Refunds[\s\S]*✗ text contains “refund”[\s\S]*✓ Later/);
  expect((await type("rules", "try", "STOP", "--from", "+12125550101")).result).toMatchObject({
    kind: "stop",
    outcome: { suppressed: true },
  });
  expect((await type("conversation", "list")).result).toEqual([]);
});

test("F4 rules are tried on the last message of a conversation", async () => {
  const { world, type } = await withBilling();
  await texts(world, "+12125550101", "A refund, please");
  await type("rules", "add", "--name", "Refunds", "--if-text", "refund", "--route", "Billing");
  const { result } = await type("rules", "try", "--conversation", "+12125550101");
  expect(result).toMatchObject({ steps: [{ name: "Refunds", matched: true }], outcome: { inbox: "Billing" } });
});

test.each<[string, number, RegExp, string[]]>([
  ["without a name", 2, /needs a name/, ["add", "--close"]],
  ["that does nothing", 2, /does nothing/, ["add", "--name", "R"]],
  ["on what never happens", 2, /nothing rules are asked for/, ["add", "--name", "R", "--on", "sunrise", "--close"]],
  ["on no length of time", 2, /no length of time/, ["add", "--name", "R", "--on", "due:soon", "--close"]],
  ["that tests no words", 2, /names no words/, ["add", "--name", "R", "--if-text", "contains:", "--close"]],
  ["with two answers", 2, /reply/, ["add", "--name", "R", "--reply", "Hi", "--reply-answer", "x"]],
  ["that routes nowhere", 1, /inbox.*Nowhere/, ["add", "--name", "R", "--route", "Nowhere"]],
  ["of a campaign nobody knows", 1, /no campaign/, ["add", "--name", "R", "--if-campaign", "x", "--close"]],
  ["from a file that is not there", 1, /no file rule\.json/, ["add", "rule.json"]],
  ["from a file that is no JSON", 1, /no JSON object/, ["add", "bad.json"]],
  ["from a file with a field nobody knows", 1, /colour/, ["add", "odd.json"]],
  ["that is not there", 1, /no rule "R"/, ["edit", "R", "--disable"]],
  ["that changes nothing", 2, /nothing to change/, ["edit", "R"]],
  ["tried on nothing", 2, /either a text or --conversation/, ["try"]],
  ["tried on no sender of ours", 1, /\+12025550999/, ["try", "Hi", "--to", "+12025550999"]],
  ["deleted without a yes", 2, /for good/, ["delete", "R"]],
])("J3 a rule %s: exit code %i, and what to do", async (_, code, message, args) => {
  const { shell, type } = await serverAndShell();
  shell.file("bad.json", "[1]");
  shell.file("odd.json", JSON.stringify({ name: "R", actions: [{ do: "close" }], colour: "red" }));
  const { code: given, trouble } = await type("rules", ...args);
  expect([given, trouble.message + (trouble.hint ?? "")]).toEqual([code, expect.stringMatching(message)]);
});
