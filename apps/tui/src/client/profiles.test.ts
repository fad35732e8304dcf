import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { CommandError } from "../failure.ts";
import { testShell } from "../testShell.ts";
import { findConnection } from "./connection.ts";
import { clearTextWarning } from "./connectionUrl.ts";
import { chooseConnection, currentConnection, listConnections, removeConnection, saveConnection } from "./profiles.ts";

const production = { name: "production", url: "https://headsup.example", token: "prod-token" };
const staging = { name: "staging", url: "https://staging.example", token: "staging-token" };

function shellAtHome(env: Record<string, string> = {}) {
  const shell = testShell();
  return { ...shell, env: { HOME: shell.cwd, ...env }, path: join(shell.cwd, ".config/headsup/connections.json") };
}

const troubleOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof CommandError) return { ...error.trouble, exitCode: error.exitCode };
  }
  throw new Error("It did not fail as it should.");
};

test("J6 a stored connection is for its owner's eyes only, and its token is not listed", () => {
  const shell = shellAtHome();
  saveConnection(shell, { ...production, url: "https://headsup.example/?x=1" });
  expect(statSync(shell.path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(shell.path)).mode & 0o777).toBe(0o700);
  expect(readdirSync(dirname(shell.path))).toEqual(["connections.json"]);
  expect(listConnections(shell)).toEqual([{ name: "production", url: production.url, isCurrent: true }]);
});

test("J6 a file others may read is refused, with the command that closes it", () => {
  const shell = shellAtHome();
  saveConnection(shell, production);
  chmodSync(shell.path, 0o640);
  expect(troubleOf(() => listConnections(shell))).toMatchObject({
    message: expect.stringContaining("may be read by others"),
    hint: expect.stringContaining(`chmod 600 '${shell.path}'`),
  });
  expect(troubleOf(() => saveConnection(shell, staging)).code).toBe("file");
});

test("the one stored or chosen last is current; without it none is", () => {
  const shell = shellAtHome();
  saveConnection(shell, production);
  saveConnection(shell, staging);
  expect(currentConnection(shell)).toEqual(staging);
  expect(chooseConnection(shell, "production")).toEqual(production);
  expect(currentConnection(shell)?.name).toBe("production");
  removeConnection(shell, "production");
  expect(currentConnection(shell)).toBeNull();
  expect(listConnections(shell).map(({ name }) => name)).toEqual(["staging"]);
});

test("a new token replaces the old one; a name that leads elsewhere is not taken over", () => {
  const shell = shellAtHome();
  saveConnection(shell, production);
  saveConnection(shell, { ...production, token: "newer-token" });
  expect(currentConnection(shell)?.token).toBe("newer-token");
  expect(troubleOf(() => saveConnection(shell, { ...staging, name: "production" })).code).toBe("conflict");
  expect(currentConnection(shell)?.url).toBe(production.url);
});

test.each([
  ["a name of nothing", { ...production, name: " " }],
  ["a name that moves the cursor", { ...production, name: "a\x1b[2J" }],
  ["a token with a space", { ...production, token: "two tokens" }],
  ["no token", { ...production, token: "" }],
  ["another protocol", { ...production, url: "ftp://x" }],
])("%s is refused", (_, profile) => {
  expect(troubleOf(() => saveConnection(shellAtHome(), profile)).exitCode).toBe(2);
});

test("a name nobody knows is told with the names there are", () => {
  const shell = shellAtHome();
  expect(troubleOf(() => chooseConnection(shell, "production")).hint).toContain("headsup connect");
  saveConnection(shell, production);
  expect(troubleOf(() => removeConnection(shell, "prodution")).hint).toBe("There are: production.");
});

test("a broken file is told, and a machine without a home has none", () => {
  const shell = shellAtHome();
  mkdirSync(dirname(shell.path), { recursive: true });
  shell.file(".config/headsup/connections.json", "{");
  chmodSync(shell.path, 0o600);
  expect(troubleOf(() => listConnections(shell)).message).toContain(shell.path);
  expect(listConnections({ env: {} })).toEqual([]);
  expect(troubleOf(() => saveConnection({ env: {} }, production)).hint).toContain("HOME");
});

test("XDG_CONFIG_HOME moves the file", () => {
  const shell = shellAtHome();
  saveConnection({ env: { ...shell.env, XDG_CONFIG_HOME: join(shell.cwd, "xdg") } }, production);
  expect(readdirSync(join(shell.cwd, "xdg/headsup"))).toEqual(["connections.json"]);
  expect(listConnections(shell)).toEqual([]);
});

test("the current connection comes last, after flags, environment and the host of this folder", async () => {
  const shell = shellAtHome();
  saveConnection(shell, staging);
  saveConnection(shell, production);
  expect(await findConnection(shell, {})).toEqual(production);
  const chosen = { ...shell, env: { ...shell.env, HEADSUP_CONNECTION: "staging" } };
  expect(await findConnection(chosen, {})).toEqual(staging);
  expect(await findConnection(chosen, { connection: "production" })).toEqual(production);
  mkdirSync(join(shell.cwd, ".headsup"));
  shell.file(".headsup/host.json", JSON.stringify({ url: "http://127.0.0.1:8787", token: "host-token" }));
  expect(await findConnection(shell, {})).toMatchObject({ token: "host-token" });
  expect(await findConnection(chosen, {})).toEqual(staging);
});

test("J6 a stored token is sent to its own address only", async () => {
  const shell = shellAtHome();
  saveConnection(shell, production);
  expect(await findConnection(shell, { url: "https://headsup.example/" })).toEqual(production);
  await expect(findConnection(shell, { url: "https://headsup.example.evil" })).rejects.toMatchObject({ exitCode: 4 });
  await expect(findConnection(shell, { url: "http://headsup.example" })).rejects.toMatchObject({ exitCode: 4 });
  await expect(findConnection(shell, { connection: "production", url: staging.url })).rejects.toMatchObject({
    exitCode: 2,
  });
});

test("J6 the environment's token does not go to a connection that a flag names; a flag's does", async () => {
  const shell = shellAtHome({ HEADSUP_URL: staging.url, HEADSUP_TOKEN: "env-token" });
  saveConnection(shell, production);
  expect(await findConnection(shell, { connection: "production" })).toEqual(production);
  expect(await findConnection(shell, { connection: "production", token: "mine" })).toMatchObject({ token: "mine" });
});

test.each([
  ["https://headsup.example", false],
  ["http://127.0.0.1:8787", false],
  ["http://localhost:8787", false],
  ["http://[::1]:8787", false],
  ["http://headsup.example", true],
  ["http://127.0.0.1.evil.example", true],
  ["http://localhost.evil.example", true],
  ["http://192.168.1.2:8787", true],
])("J6 a token on its way to %s travels in clear text: %s", (url, isClear) => {
  expect(clearTextWarning(url) !== undefined).toBe(isClear);
});
