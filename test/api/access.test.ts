import { createHash } from "node:crypto";
import {
  type ApiWorld,
  adminToken,
  apiWorld,
  draftCampaign,
  importRows,
  prepareAccount,
  texting,
  tokensOf,
} from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const roles = ["viewer", "agent", "manager", "admin"] as const;
type Role = (typeof roles)[number];
interface Operation {
  readonly method: string;
  readonly path: string;
  readonly role: Role;
}

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
});
afterEach(() => world.close());

async function operationsOf(): Promise<Operation[]> {
  const { paths } = (await world.call("GET", "/openapi.json", { token: null })).json;
  return Object.entries<Record<string, Record<string, unknown>>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      role: operation["x-headsup-role"] as Role,
    })),
  );
}

describe("J6 who may do what", () => {
  test("J6 every operation of the API names its least role, and there are no others but the live tail", async () => {
    const operations = await operationsOf();
    expect(operations.length).toBeGreaterThan(25);
    for (const { method, path, role } of operations) expect(roles, `${method} ${path}`).toContain(role);
  });

  test("J6 on every operation exactly the roles at or above its own get past; nobody else, and no secret less", async () => {
    await prepareAccount(world);
    const tokens = await tokensOf(world);
    const live: Operation = { method: "GET", path: "/v1/campaigns/{id}/live", role: "viewer" };
    const wrong: string[] = [];
    for (const { method, path, role } of [...(await operationsOf()), live]) {
      // Ids that name nothing and bodies that are wrong: whoever gets past is refused for that, and changes nothing.
      const url = path.replaceAll(/\{[^}]+\}/g, "x");
      const ask = async (token: string | null) => {
        const body = method === "GET" || method === "DELETE" ? {} : { body: { nonsense: true } };
        const { status, json } = await world.call(method, url, { token, ...body });
        return `${status} ${json?.error?.code ?? ""}`;
      };
      const expectTo = async (who: string, token: string | null, may: (answer: string) => boolean) => {
        const answer = await ask(token);
        if (!may(answer)) wrong.push(`${method} ${path} as ${who}: ${answer}`);
      };
      const isUnknown = (answer: string) => answer === "401 unauthenticated";
      for (const [who, token] of [
        ["nobody", null],
        ["garbage", "no-such-token-0123456789"],
        ["revoked", tokens.revoked],
        ["a hash", createHash("sha256").update(tokens.admin).digest("hex")],
        ["short", "x"],
      ] as const)
        await expectTo(who, token, isUnknown);
      for (const [i, each] of roles.entries()) {
        const isEnough = i >= roles.indexOf(role);
        await expectTo(each, tokens[each], (answer) =>
          isEnough ? !/^(401|403|5)/.test(answer) : answer === "403 forbidden",
        );
      }
      await expectTo("bootstrap", adminToken, (answer) => !/^(401|403|5)/.test(answer));
    }
    expect(wrong).toEqual([]);
  });

  test("J6 a token revoked is refused from the next request on, and revoking again changes nothing", async () => {
    const { id, secret } = (await world.call("POST", "/v1/tokens", { body: { name: "ana", role: "viewer" } })).json;
    expect((await world.call("GET", "/v1/campaigns", { token: secret })).status).toBe(200);
    const revoked = (await world.call("DELETE", `/v1/tokens/${id}`)).json;
    expect((await world.call("GET", "/v1/campaigns", { token: secret })).status).toBe(401);
    const before = world.stored();
    await world.pass(1_000);
    expect((await world.call("DELETE", `/v1/tokens/${id}`)).json).toEqual(revoked);
    expect(world.stored()).toEqual(before);
  });

  test("J6 a secret is kept nowhere: not in a table, an answer kept for repeats, the audit log or the log", async () => {
    const tokens = await tokensOf(world);
    await prepareAccount(world);
    await world.call("POST", "/v1/campaigns", {
      token: tokens.admin,
      headers: { "idempotency-key": "one" },
      body: { name: "Delay", sender: "+12025550100", text: "Late." },
    });
    await world.call("POST", "/v1/tokens", {
      headers: { "idempotency-key": "two" },
      body: { name: "bo", role: "viewer" },
    });
    const listed = await world.call("GET", "/v1/tokens");
    const everything = JSON.stringify([world.stored(), world.logs, listed.json]);
    for (const secret of [...Object.values(tokens), adminToken]) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(secret.replace("hup_", ""));
    }
    expect(listed.text).not.toContain("hash");
    const [row] = world.rows("select hash from token where role = 'viewer' and name = 'the viewer'");
    expect(row?.hash).toBe(createHash("sha256").update(tokens.viewer).digest("hex"));
  });

  test("J6 a fresh deployment has one admin, by its secret; without a secret it has none", async () => {
    expect((await world.call("GET", "/v1/tokens")).status).toBe(200);
    expect(world.rows("select * from token")).toEqual([]);
    expect((await world.call("GET", "/v1/tokens", { token: `${adminToken}x` })).status).toBe(401);
  });
});

describe("J6 the audit log", () => {
  /** Ids sort by time: a test that looks at the order lets a moment pass between changes. */
  const call: ApiWorld["call"] = async (...request) => {
    await world.pass(1);
    return world.call(...request);
  };
  const auditOf = () => world.rows("select action, actor, target from audit order by id");

  test("J6 every change leaves a row, stored with it; reading leaves none", async () => {
    const patient = { ...world, call };
    await prepareAccount(patient);
    const answer = await call("POST", "/v1/answers", { body: { name: "Late", text: "Late." } });
    const id = await draftCampaign(patient);
    await call("PATCH", `/v1/campaigns/${id}`, { body: { name: "Delays" } });
    const { list } = await importRows(patient, id, [["+12125550101", "Ada"]], {
      startAt: "2026-12-01T15:00:00Z",
    });
    await call("PATCH", `/v1/campaigns/${id}/lists/${list}`, { body: { endAt: "2026-12-24T15:00:00Z" } });
    await call("POST", `/v1/campaigns/${id}/launch`, { body: { consent: true } });
    for (const verb of ["pause", "resume", "stop"]) await call("POST", `/v1/campaigns/${id}/${verb}`);
    await call("POST", "/v1/suppressions", { body: { address: "+12125550101", reason: "asked by phone" } });
    await call("DELETE", "/v1/suppressions/+12125550101");
    const token = (await call("POST", "/v1/tokens", { body: { name: "bo", role: "viewer" } })).json.id;
    await call("DELETE", `/v1/tokens/${token}`);
    const [sender] = (await call("GET", "/v1/senders")).json.items;
    await call("PATCH", `/v1/senders/${sender.id}`, { body: { name: "Ours" } });
    const desk: string[] = [];
    const trigger = { on: "message_received" };
    for (const [kind, plural, body, change] of [
      ["skill", "skills", { name: "billing" }, null],
      ["topic", "topics", { name: "late" }, null],
      ["inbox", "inboxes", { name: "Billing" }, { zone: "Europe/Berlin" }],
      ["agent", "agents", { user: "me" }, { status: "away" }],
      ["rule", "rules", { name: "a", trigger, actions: [{ do: "close" }] }, { position: 1 }],
      ["boost", "boosts", { when: { type: "overdue" }, size: "small" }, null],
      ["webhook", "webhooks", { url: "https://team.test/" }, null],
    ] as const) {
      const made = (await call("POST", `/v1/${plural}`, { body })).json;
      const path = `/v1/${plural}/${made.id ?? made.name}`;
      if (change !== null) await call("PATCH", path, { body: change });
      if (kind === "webhook") await call("POST", `${path}/test`);
      await call("DELETE", path);
      const actions = [
        "create",
        ...(change === null ? [] : ["change"]),
        ...(kind === "webhook" ? ["test"] : []),
        "delete",
      ];
      desk.push(...actions.map((action) => `${kind}.${action} ${made.id ?? made.name}`));
    }
    expect(auditOf().map(({ action, target }) => `${action} ${target}`)).toEqual([
      "agreement.accept 2026-11",
      expect.stringMatching(/^sender.create snd_/),
      `answer.create ${answer.json.id}`,
      `campaign.create ${id}`,
      `campaign.change ${id}`,
      `list.create ${id}`,
      `list.seal ${id}`,
      `list.reschedule ${id}`,
      `campaign.launch ${id}`,
      `campaign.pause ${id}`,
      `campaign.resume ${id}`,
      `campaign.stop ${id}`,
      "suppression.create +1212•••01",
      "suppression.lift +1212•••01",
      `token.create ${token}`,
      `token.revoke ${token}`,
      `sender.change ${sender.id}`,
      ...desk,
    ]);
    expect(new Set(auditOf().map(({ actor }) => actor))).toEqual(new Set(["bootstrap admin (bootstrap)"]));

    const me = (await call("POST", "/v1/agents", { body: { user: "me" } })).json.id;
    await texting(world)("+12125550101", "When will it come?");
    const [{ id: conversation, customer }] = (await call("GET", "/v1/conversations")).json.items;
    const before = world.stored();
    for (const { method, path } of await operationsOf()) {
      if (method !== "GET") continue;
      const url = path
        .replace("/agents/{id}", `/agents/${me}`)
        .replace("/senders/{id}", `/senders/${sender.id}`)
        .replace("/answers/{id}", `/answers/${answer.json.id}`)
        .replace("/conversations/{id}", `/conversations/${conversation}`)
        .replace("/customers/{id}", `/customers/${customer.id}`)
        .replace("{id}", id)
        .replace("{recipient}", "+12125550101");
      expect((await world.call(method, url)).status, url).toBe(200);
    }
    expect(world.stored()).toEqual(before);
    const page = (await world.call("GET", "/v1/audit?limit=10")).json;
    const rest = (await world.call("GET", `/v1/audit?limit=500&cursor=${page.next}`)).json;
    expect([page.items.length, rest.items.length, rest.next]).toEqual([10, auditOf().length - 10, null]);
  });

  test("J6 a change whose row cannot be stored is not made", async () => {
    await prepareAccount(world);
    const id = await draftCampaign(world);
    const token = (await world.call("POST", "/v1/tokens", { body: { name: "bo", role: "viewer" } })).json.id;
    await importRows(world, id, [["+12125550101", "Ada"]]);
    world.database.exec("alter table audit rename to audit_gone");
    const before = world.stored();
    for (const [method, path, body] of [
      ["POST", "/v1/campaigns", { name: "B", sender: "+12025550100", text: "Late." }],
      ["PATCH", `/v1/campaigns/${id}`, { name: "C" }],
      ["POST", `/v1/campaigns/${id}/launch`, { consent: true }],
      ["POST", "/v1/answers", { name: "Late", text: "Late." }],
      ["POST", "/v1/senders", { name: "Other", address: "+12025550111" }],
      ["POST", "/v1/suppressions", { address: "+12125550109", reason: "asked" }],
      ["POST", "/v1/inboxes", { name: "Billing" }],
      ["POST", "/v1/topics", { name: "late" }],
      ["POST", "/v1/agents", { user: "me" }],
      ["POST", "/v1/rules", { name: "a", trigger: { on: "message_received" }, actions: [{ do: "close" }] }],
      ["POST", "/v1/webhooks", { url: "https://team.test/" }],
      ["POST", "/v1/tokens", { name: "cy", role: "viewer" }],
      ["DELETE", `/v1/tokens/${token}`, undefined],
    ] as const) {
      const answer = await world.call(method, path, body === undefined ? {} : { body });
      expect(answer.json.error.code, `${method} ${path}`).toBe("internal");
      expect(answer.text).not.toMatch(/audit|insert|SQL/i);
    }
    expect(world.stored()).toEqual(before);
  });
});
