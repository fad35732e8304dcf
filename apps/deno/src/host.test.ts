import { existsSync, mkdtempSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCarrier } from "@headsup/carrier";
import { openFolder } from "@headsup/tui/host/folder";
import { portOr } from "@headsup/tui/host/ports";
import { expect, test } from "vitest";
import { startHost } from "./host.ts";

const freshPath = () => join(mkdtempSync(join(tmpdir(), "headsup-host-")), "data");
const account = { accountSid: `AC${"d".repeat(32)}`, authToken: "a-token-for-tests" };
const environment = { TWILIO_ACCOUNT_SID: account.accountSid, TWILIO_AUTH_TOKEN: account.authToken };

/** A host on a clock that passes a minute a second, by a carrier of its own unless one is given. */
async function start(data = freshPath(), carrier?: string) {
  const clock = { rate: 60, startsAt: Date.parse("2026-11-24T15:00:00Z") };
  const ports = { port: await portOr(0), carrierPort: await portOr(0) };
  const host = await startHost({ ...ports, data, clock, carrier, environment: carrier ? environment : {} });
  const authorization = `Bearer ${openFolder(data).host.read()?.token}`;
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(host.url + path, {
      method,
      headers: { authorization, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  return { ...host, data, authorization, call };
}
type Started = Awaited<ReturnType<typeof start>>;

/** A launched campaign of three people in New York. */
async function launch({ call }: Started, over: Record<string, unknown> = {}): Promise<string> {
  await call("POST", "/v1/agreement", { version: "2026-11" });
  await call("POST", "/v1/senders", { address: "+12125550100", name: "Acme" });
  const draft = { name: "Delay", sender: "+12125550100", text: "Your order is late.", ...over };
  const { id } = (await call("POST", "/v1/campaigns", draft)).body;
  const list = { name: "people.csv", fingerprint: "a".repeat(64), columns: [{ role: "address" }] };
  const lists = `/v1/campaigns/${id}/lists`;
  const { id: listId } = (await call("POST", lists, list)).body;
  const rows = [1, 2, 3].map((line) => ({ line, cells: [`+1212555200${line}`] }));
  await call("PUT", `${lists}/${listId}/chunks/0`, { rows });
  await call("POST", `${lists}/${listId}/seal`, { chunks: 1, rows: rows.length });
  expect(await call("POST", `/v1/campaigns/${id}/launch`, { consent: true })).toMatchObject({ status: 200 });
  return id;
}

/** A live tail: the frames up to its hello, and what comes of it. */
async function watch({ url, authorization }: Started, path: string) {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}${path}`, { headers: { authorization } });
  const frames: { type: string; seq: number; address: string }[] = [];
  const said: string[] = [];
  const closed = new Promise<number>((done) => socket.addEventListener("close", ({ code }) => done(code)));
  await new Promise<void>((hello, lost) => {
    socket.addEventListener("error", () => lost(new Error("the tail was not opened")));
    socket.addEventListener("message", ({ data }) => {
      said.push(String(data));
      if (!String(data).startsWith("{")) return;
      frames.push(JSON.parse(String(data)));
      if (frames.at(-1)?.type === "hello") hello();
    });
  });
  return { socket, frames, said, closed };
}

test("E1 J2 a campaign runs to its end, and a live tail tells what it missed, then where it stands", async () => {
  const host = await start();
  const id = await launch(host);
  const campaign = async () => (await host.call("GET", `/v1/campaigns/${id}`)).body;
  await expect.poll(async () => (await campaign()).status).toBe("completed");
  expect((await campaign()).counts).toMatchObject({ total: 3, decided: 3 });

  const tail = await watch(host, `/v1/campaigns/${id}/live?since=0`);
  expect(tail.frames.map(({ type }) => type)).toEqual(["recipient", "recipient", "recipient", "hello"]);
  expect(tail.frames.map(({ seq }) => seq)).toEqual(tail.frames.map(({ seq }) => seq).toSorted((a, b) => a - b));
  tail.socket.send("ping");
  await expect.poll(() => tail.said.at(-1)).toBe("pong");

  await host.close();
  expect(await tail.closed, "come back later").toBe(1001);
});

test("who watches hears what happens from then on", async () => {
  const host = await start();
  const id = await launch(host, { pace: { count: 1, spanMs: 60 * 60_000 } });
  const tail = await watch(host, `/v1/campaigns/${id}/live`);
  await host.call("POST", `/v1/campaigns/${id}/stop`, { reason: "wrong list" });
  await expect.poll(() => tail.frames.some(({ type }) => type === "campaign")).toBe(true);
  tail.socket.close();
  await host.close();
});

test("a tail needs a token, and a campaign that is there", async () => {
  const host = await start();
  const nobody = `/v1/campaigns/cmp_${"0".repeat(26)}/live`;
  await expect(watch(host, nobody)).rejects.toThrow("the tail was not opened");
  await expect(watch({ ...host, authorization: "Bearer wrong" }, nobody)).rejects.toThrow("the tail was not opened");
  await host.close();
});

test("closed, it takes its word back; started again, it goes on with the same secrets and data", async () => {
  const first = await start();
  const id = await launch(first);
  await first.close();
  expect(existsSync(openFolder(first.data).host.file)).toBe(false);
  const second = await start(first.data);
  expect(second.authorization).toBe(first.authorization);
  await expect.poll(async () => (await second.call("GET", `/v1/campaigns/${id}`)).body.status).toBe("completed");
  await second.close();
});

test("invariant 5: who says stop while it is down is known before an alarm that is overdue goes off", async () => {
  const carrier = await startCarrier({ ...account, port: 0 });
  const sentTo = () => carrier.log({ kind: "create" }).map(({ to }) => to);
  const first = await start(freshPath(), carrier.url);
  const id = await launch(first, { pace: { count: 1, spanMs: 2 * 60_000 } });
  await expect.poll(() => sentTo().length).toBe(1);
  await first.close();
  carrier.text({ from: "+12125552002", to: "+12125550100", body: "STOP" });

  // Its clock goes on from the ceiling it had written down, two minutes and more ahead: the next message is overdue.
  const second = await start(first.data, carrier.url);
  await expect.poll(async () => (await second.call("GET", `/v1/campaigns/${id}`)).body.status).toBe("completed");
  expect(sentTo()).toEqual(["+12125552001", "+12125552003"]);
  await second.close();
  await carrier.close();
});

test("a host that cannot start leaves nothing open: its folder is free, and so are its ports", async () => {
  const running = await start();
  const data = freshPath();
  const port = Number(new URL(running.url).port);
  const carrierPort = await portOr(0);
  const wish = { data, port, carrierPort, clock: null, carrier: undefined, environment: {} };
  await expect(startHost(wish)).rejects.toThrow(/in use/);
  const other = await startHost({ ...wish, port: await portOr(0) });
  await other.close();
  await running.close();
});

test("its folder and files are for their owner's eyes only", async () => {
  const before = Deno.umask(0o077);
  const host = await start();
  await host.close();
  Deno.umask(before);
  const files = readdirSync(host.data, { recursive: true, withFileTypes: true });
  const open = files.filter((entry) => (statSync(join(entry.parentPath, entry.name)).mode & 0o077) !== 0);
  expect(open.map(({ name }) => name)).toEqual([]);
});
