import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { exports as entrypoints, env } from "cloudflare:workers";
import type { Bindings } from "../../apps/worker/src/env.ts";

/** The worker under test, called as the world calls it. */
export const bindings = env as unknown as Bindings & Readonly<Record<string, string>>;
const worker = (entrypoints as unknown as { default: Fetcher }).default;
const adminToken = "workerd-test-admin-token";

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every route
  readonly body: any;
}

export async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await worker.fetch(`https://headsup.example.workers.dev${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

export const connect = (path: string): Promise<Response> =>
  worker.fetch(`https://headsup.example.workers.dev${path}`, {
    headers: { authorization: `Bearer ${adminToken}`, upgrade: "websocket" },
  });

/** Posts a webhook; answers its HTTP status. */
export async function post(url: string, params: Readonly<Record<string, string>>, signature: string): Promise<number> {
  const body = new URLSearchParams(params);
  const response = await worker.fetch(url, { method: "POST", headers: { "x-twilio-signature": signature }, body });
  await response.text();
  return response.status;
}

/** The catalogue's tables. */
export const migrate = (): Promise<void> =>
  applyD1Migrations(bindings.DB, JSON.parse(bindings.MIGRATIONS ?? "[]") as D1Migration[]);

/** A fresh account: tables, agreement, one sender. */
export async function setUp(): Promise<void> {
  await migrate();
  await call("POST", "/v1/agreement", { version: "2026-11" });
  await call("POST", "/v1/senders", { address: "+12125550100", name: "Acme" });
}

/** A campaign with `count` people in New York, imported and sealed, open around the clock. */
export async function draft(count: number, over: Record<string, unknown> = {}): Promise<string> {
  const campaign = await call("POST", "/v1/campaigns", {
    name: "Delay",
    sender: "+12125550100",
    text: "Hi {{ first_name }}, your order is late.",
    window: { open: "00:00", close: "24:00" },
    ...over,
  });
  const id = campaign.body.id as string;
  const list = await call("POST", `/v1/campaigns/${id}/lists`, {
    name: "people.csv",
    fingerprint: "a".repeat(64),
    columns: [{ role: "address" }, { role: "variable", name: "first_name" }],
  });
  const rows = Array.from({ length: count }, (_, i) => ({ line: i + 2, cells: [`+1212555${2000 + i}`, `Ada ${i}`] }));
  await call("PUT", `/v1/campaigns/${id}/lists/${list.body.id}/chunks/0`, { rows });
  await call("POST", `/v1/campaigns/${id}/lists/${list.body.id}/seal`, { chunks: 1, rows: count });
  return id;
}

/** The create requests the carrier saw for these people. */
export async function arrivals(): Promise<{ to: string; outcome: string; at: number }[]> {
  const authorization = `Basic ${btoa(`${bindings.TWILIO_ACCOUNT_SID}:${bindings.TWILIO_AUTH_TOKEN}`)}`;
  const response = await fetch(`${bindings.TWILIO_API_BASE_URL}/__carrier/log?kind=create&limit=10000`, {
    headers: { authorization },
  });
  return ((await response.json()) as { entries: { to: string; outcome: string; at: number }[] }).entries;
}

export async function setFaults(faults: Record<string, unknown>): Promise<void> {
  const authorization = `Basic ${btoa(`${bindings.TWILIO_ACCOUNT_SID}:${bindings.TWILIO_AUTH_TOKEN}`)}`;
  const response = await fetch(`${bindings.TWILIO_API_BASE_URL}/__carrier/faults`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`the carrier refused the faults: ${await response.text()}`);
}
