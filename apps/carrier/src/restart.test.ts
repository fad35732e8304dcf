import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  accountSid,
  authToken,
  janesNumber,
  jsonOf,
  openTestCarrier,
  ourNumber,
  twilioClientFor,
} from "./testCarrier.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "headsup-carrier-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const form = { To: janesNumber, From: ourNumber, Body: "hello", StatusCallback: "http://h.test/s#rc=5&rp=all" };

test("a file of before there were pictures and templates is opened, and goes on", async () => {
  const dataFile = join(folder, "carrier.sqlite");
  const before = openTestCarrier({ dataFile });
  const { sid } = await jsonOf(before.messages(".json", form));
  const logged = before.log({});
  await before.close();
  const db = new DatabaseSync(dataFile);
  for (const column of ["media_files", "content_sid", "content_variables"])
    db.exec(`alter table message drop column ${column}`);
  for (const column of ["content_sid", "content_variables", "media"]) db.exec(`alter table log drop column ${column}`);
  db.exec("drop table block");
  db.close();

  const after = openTestCarrier({ dataFile, startMs: before.timers.realNow() });
  expect(after.log({}).slice(0, logged.length)).toEqual(logged);
  expect(await jsonOf(after.messages(`/${sid}.json`))).toMatchObject({ sid, body: "hello", num_media: "0" });
  const whatsapp = { To: `whatsapp:${janesNumber}`, From: `whatsapp:${ourNumber}`, ContentSid: `HX${"a".repeat(32)}` };
  expect((await after.messages(".json", whatsapp)).status).toBe(201);
  await after.close();
});

test("a restart keeps messages, log, opt-outs, settings, and what was due", async () => {
  const dataFile = join(folder, "carrier.sqlite");
  const settings = { people: { [janesNumber]: "replies" as const }, inboundUrl: "http://h.test/i" };
  const before = openTestCarrier({ dataFile, settings });
  before.configure({ faults: { rateLimit: { count: 3, to: "+12025550109" } } });
  await before.messages(".json", { ...form, To: "+12025550109" });
  const { sid } = await jsonOf(before.messages(".json", form));
  before.text({ from: "+12025550102", to: ourNumber, body: "STOP" });
  await before.idle();
  const logged = before.log({});
  await before.close();

  const after = openTestCarrier({ dataFile, startMs: before.timers.realNow() + 600_000 });
  expect(after.log({}).slice(0, logged.length)).toEqual(logged);
  await after.pass(0);
  expect(after.posted.flatMap(({ params }) => params.MessageStatus ?? [])).toEqual(["sent", "delivered"]);
  expect(after.posted.filter(({ url }) => url === "http://h.test/i")).toHaveLength(1);
  expect(await jsonOf(after.messages(`/${sid}.json`))).toMatchObject({ status: "delivered" });
  expect((await after.messages(".json", { ...form, To: "+12025550102" })).status).toBe(400);
  const limited = [];
  for (let i = 0; i < 3; i++) limited.push((await after.messages(".json", { ...form, To: "+12025550109" })).status);
  expect(limited).toEqual([429, 429, 201]);
  await after.close();
});

test("a callback cut off by closing is made again by the next start", async () => {
  const dataFile = join(folder, "carrier.sqlite");
  const settings = { callbackStatuses: ["queued" as const] };
  const never = new Promise<Response>(() => {});
  const before = openTestCarrier({
    dataFile,
    settings,
    post: (_url, init) =>
      Promise.race([never, new Promise<Response>((_, reject) => init.signal?.addEventListener("abort", reject))]),
  });
  await before.messages(".json", form);
  await before.close();
  const after = openTestCarrier({ dataFile, startMs: before.timers.realNow() });
  await after.idle();
  expect(after.posted).toHaveLength(1);
  await after.close();
});

test("kill -9 loses nothing that was answered", { timeout: 30_000 }, async () => {
  const dataFile = join(folder, "carrier.sqlite");
  const first = await startProcess(dataFile);
  const client = twilioClientFor(first.url);
  const sids = [];
  for (let i = 0; i < 5; i++) {
    sids.unshift((await client.messages.create({ to: janesNumber, from: ourNumber, body: `notice ${i}` })).sid);
  }
  first.child.kill("SIGKILL");
  await once(first.child, "exit");

  const second = await startProcess(dataFile);
  const listed = await twilioClientFor(second.url).messages.list();
  expect(listed.map(({ sid }) => sid)).toEqual(sids);
  second.child.kill("SIGTERM");
  expect(await once(second.child, "exit")).toEqual([0, null]);
});

async function startProcess(dataFile: string): Promise<{ child: ChildProcess; url: string }> {
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const flags = ["--port", "0", "--data", dataFile, "--account-sid", accountSid, "--auth-token", authToken];
  const child = spawn(process.execPath, [main, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, url: JSON.parse(line).listening };
}
