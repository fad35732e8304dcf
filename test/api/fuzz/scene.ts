/** A world with one of everything in it, for a fuzzer to find, and what things are called there. */
import {
  type ApiWorld,
  apiWorld,
  contactColumns,
  draftCampaign,
  expectStatus,
  importRows,
  launchCampaign,
  ourNumber,
  prepareAccount,
  texting,
  tokensOf,
} from "@headsup/testkit";
import type { Bearer } from "./requests.ts";
import type { Vocabulary } from "./values.ts";

export interface Scene {
  readonly world: ApiWorld;
  readonly vocabulary: Vocabulary;
  readonly secrets: Readonly<Record<Bearer, string | null>>;
  /** Adds the ids an answer tells to those that requests are made of. */
  readonly learn: (answer: unknown) => void;
  /** Somebody writes to us. */
  readonly reply: (from: string, body: string) => Promise<unknown>;
}

const people = ["+12125550101", "+12125550102", "+12125550103", "+12125550104"];
const columns = [...contactColumns, { role: "variable" as const, name: "date" }];

export async function openScene(): Promise<Scene> {
  const world = await apiWorld();
  await prepareAccount(world);
  const { revoked, ...tokens } = await tokensOf(world);
  const secrets = { ...tokens, revoked, unknown: "a-token-nobody-made-1", none: null };
  const create = async (path: string, body: unknown) =>
    expectStatus(await world.call("POST", `/v1/${path}`, { body }), 201);
  await create("skills", { name: "billing" });
  await create("topics", { name: "late" });
  await create("inboxes", { name: "Billing" });
  await create("agents", { user: "me", name: "Ana", skills: ["billing"], inboxes: ["Billing"] });
  await create("rules", {
    name: "Late",
    trigger: { on: "message_received" },
    actions: [{ do: "add_topics", topics: ["late"] }],
  });
  await create("answers", { name: "Storm", text: "A storm, {{ first_name }}." });
  await create("boosts", { when: { type: "overdue" }, size: "small" });
  await create("webhooks", { url: "https://team.test/" });
  await create("tokens", { name: "spare", role: "viewer" });
  await launchCampaign(world, people.slice(0, 2), { name: "Launched" });
  const late = await launchCampaign(world, people, { name: "Paced", pace: { count: 1, spanMs: 3_600_000 } });
  for (const name of ["Draft", "Another draft", "A third"]) {
    const draft = await draftCampaign(world, { name });
    const rows = [
      ["+12125550105", "Ada", "Monday"],
      ["no number", "Bo", ""],
    ];
    await importRows(world, draft, rows, { columns });
    const open = { name: "open.csv", fingerprint: "f".repeat(64), columns: contactColumns };
    expectStatus(await world.call("POST", `/v1/campaigns/${draft}/lists`, { body: open }), 200);
  }
  await world.pass(60_000);
  const reply = texting(world);
  await reply("+12125550101", "When will it come?");
  await reply("+12125550102", "STOP");
  await world.call("POST", `/v1/campaigns/${late}/pause`, { body: {} });

  const ids = new Map<string, string[]>();
  const mine = new Set<string>();
  const learn = (answer: unknown) => {
    for (const id of JSON.stringify(answer ?? null).match(/\b[a-z]{3}_[0-9a-z]{20,26}\b/g) ?? []) {
      const prefix = id.slice(0, 3);
      const known = ids.get(prefix) ?? [];
      if (mine.has(id) || known.includes(id)) continue;
      ids.set(prefix, [...known.slice(-11), id]);
    }
  };
  // Tokens the fuzzer holds are not for it to revoke.
  const held = (await world.call("GET", "/v1/tokens")).json.items as { id: string; name: string }[];
  for (const { id, name } of held) if (name !== "spare") mine.add(id);
  for (const path of [
    "campaigns",
    "senders",
    "answers",
    "conversations",
    "customers",
    "inboxes",
    "agents",
    "rules",
    "boosts",
    "webhooks",
    "tokens",
  ])
    learn((await world.call("GET", `/v1/${path}`)).json);
  const pairs = { list: [] as [string, string][], recipient: [] as [string, string][] };
  for (const campaign of ids.get("cmp") ?? [])
    for (const [name, path] of [
      ["list", "lists"],
      ["recipient", "recipients"],
    ] as const) {
      const { items } = (await world.call("GET", `/v1/campaigns/${campaign}/${path}`)).json;
      for (const { id } of items) pairs[name].push([campaign, id]);
      learn(items);
    }
  return { world, vocabulary: { ids, pairs, words }, secrets, learn, reply };
}

const words: Vocabulary["words"] = {
  sender: [ourNumber, ourNumber, ourNumber, ourNumber, ourNumber, "+12025550199", "bills@acme.example"],
  to: [...people, "+12125550188", "+12125550189", "ada@example.com"],
  from: people,
  address: [...people, "+12125550177", "ada@example.com", "+442071838750"],
  inbox: ["Billing", "Billing", "Billing", "Inbox", "Nowhere"],
  inboxes: ["Billing"],
  skill: ["billing", "billing", "billing", "none-such"],
  skills: ["billing"],
  topic: ["late"],
  topics: ["late", "late", "other"],
  agent: ["Ana", "Ana", "me", "Nobody"],
  user: ["me"],
  name: ["Delay", "Billing", "billing", "late", "Ana"],
  language: ["en", "fr", "fr-CA", "de"],
  channel: ["sms"],
  zone: ["America/New_York", "UTC", "Asia/Kathmandu", "Europe/Dublin", "Mars/Base"],
  country: ["US", "GB"],
  url: ["https://team.test/", "http://127.0.0.1/", "https://user:pass@team.test/"],
  text: ["Hi {{ first_name }}, it is late.", "It is late.", "Late. Reply STOP to end.", "{{ missing }}", "{% if a %}"],
  version: ["2026-11"],
  column: ["address"],
  cells: ["+12125550106", "+12125550107", "+12125550108", "Ada", ""],
  line: [3, 3, 4],
  lines: [3],
  n: ["0", "1"],
  chunks: [0, 0, 1],
  rows: [0, 0, 1, 2],
  startAt: ["2026-12-01T00:00:00Z", "2026-11-25T00:00:00Z"],
  endAt: ["2026-12-24T00:00:00Z"],
  seen: [0, 1, 2],
  limit: [1, 2, 50],
  search: ["Ada", "+1", "%"],
  open: ["08:00", "00:00"],
  close: ["21:00", "24:00"],
};
