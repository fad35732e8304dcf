import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CommandError } from "../failure.ts";
import { markOf } from "../host/processes.ts";
import { testShell } from "../testShell.ts";
import { findConnection } from "./connection.ts";

const url = "http://127.0.0.1:8787";
const elsewhere = "https://headsup.example";

/** A shell two folders below one in which a host runs. */
function belowHost(env: Record<string, string> = {}) {
  const shell = testShell({ env });
  mkdirSync(join(shell.cwd, ".headsup"));
  mkdirSync(join(shell.cwd, "a/b"), { recursive: true });
  shell.file(".headsup/host.json", JSON.stringify({ url, token: "host-token", more: 1 }));
  return { env, cwd: join(shell.cwd, "a/b") };
}

const exitCode = (connection: Promise<unknown>) =>
  connection.catch((error: unknown) => (error instanceof CommandError ? error.exitCode : error));

test("the host running above is found", async () => {
  expect(await findConnection(belowHost(), {})).toEqual({ url, token: "host-token" });
});

test("flags go before the environment, the environment before the host", async () => {
  const env = { HEADSUP_URL: elsewhere, HEADSUP_TOKEN: "env-token" };
  expect(await findConnection(belowHost(env), {})).toEqual({ url: elsewhere, token: "env-token" });
  expect(await findConnection(belowHost(env), { url: "http://x/", token: "t" })).toEqual({
    url: "http://x",
    token: "t",
  });
});

test("J6 the host's token is sent to that host only", async () => {
  expect(await findConnection(belowHost(), { url: `${url}/` })).toEqual({ url, token: "host-token" });
  expect(await exitCode(findConnection(belowHost(), { url: elsewhere }))).toBe(4);
});

test("no host, no address, a broken file", async () => {
  expect(await exitCode(findConnection(testShell(), {}))).toBe(3);
  expect(await exitCode(findConnection(belowHost(), { url: "ftp://x", token: "t" }))).toBe(2);
  const broken = testShell();
  mkdirSync(join(broken.cwd, ".headsup"));
  broken.file(".headsup/host.json", "{");
  expect(await exitCode(findConnection(broken, {}))).toBe(1);
});

test("a host that was killed gives way to one at work beside it", async () => {
  const shell = testShell({ env: {} });
  mkdirSync(join(shell.cwd, ".headsup/data"), { recursive: true });
  const dead = { pid: 2 ** 22 - 1, startedAt: "Thu Jan  1 00:00:00 1970" };
  shell.file(".headsup/host.json", JSON.stringify({ url: elsewhere, token: "dead", host: dead, workerd: null }));
  expect(await findConnection(shell, {})).toMatchObject({ url: elsewhere });
  const living = { url, token: "living", host: markOf(process.pid), workerd: null };
  shell.file(".headsup/data/host.json", JSON.stringify(living));
  expect(await findConnection(shell, {})).toMatchObject({ url, token: "living" });
});
