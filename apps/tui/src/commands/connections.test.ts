import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { currentConnection, saveConnection } from "../client/profiles.ts";
import { run } from "../program.ts";
import type { Shell } from "../shell.ts";
import { testShell } from "../testShell.ts";

const url = "https://headsup.example";
const token = "hup_secret-token";

/** A server that knows one token, and somebody with a home and nothing on stdin. */
function atHome(options: Partial<Shell> = {}) {
  const asked: string[] = [];
  const shell = testShell({
    fetch: async (input, init) => {
      asked.push(String(input));
      if (new Headers(init?.headers).get("authorization") === `Bearer ${token}`)
        return Response.json({ items: [], next: null });
      return Response.json({ error: { code: "unauthenticated", message: "No.", requestId: "r" } }, { status: 401 });
    },
    ...options,
  });
  return { ...shell, env: { HOME: shell.cwd, ...options.env }, asked };
}

const piped = (text: string) => {
  const stdin = new PassThrough();
  stdin.end(text);
  return stdin;
};

/** A terminal on which somebody types. */
const typed = (text: string) => Object.assign(piped(text), { isTTY: true as const });
const terminal = (shell: ReturnType<typeof atHome>) => ({
  ...shell,
  stderr: Object.assign(shell.stderr, { isTTY: true as const }),
});

test("a token from a pipe is checked, stored, and never told", async () => {
  const shell = atHome({ stdin: piped(`${token}\n`) });
  expect(await run(["connect", `${url}/`, "--name", "production"], shell)).toBe(0);
  expect(shell.asked).toEqual([`${url}/v1/campaigns?limit=1`]);
  expect(currentConnection(shell)).toEqual({ name: "production", url, token });
  expect(await run(["connections", "--json"], shell)).toBe(0);
  expect(await run(["connections"], shell)).toBe(0);
  expect(shell.said.out + shell.said.err).not.toContain(token);
  expect(shell.said.out).toContain(`[{"name":"production","url":"${url}","isCurrent":true}]`);
});

test("at a terminal the token is asked for and what is typed is not shown", async () => {
  const shell = terminal(atHome({ stdin: typed(`${token}\r`) }));
  expect(await run(["connect", url], shell)).toBe(0);
  expect(currentConnection(shell)).toEqual({ name: "headsup.example", url, token });
  expect(shell.said.err).toContain("not shown");
  expect(shell.said.out + shell.said.err).not.toContain(token);
});

test("Ctrl-C at the question ends it, and nothing is stored", async () => {
  const shell = terminal(atHome({ stdin: typed("hup_half\x03") }));
  expect(await run(["connect", url], shell)).toBe(130);
  expect(currentConnection(shell)).toBeNull();
});

test.each([
  ["a token the server does not know", 4, "wrong-token", {}, /does not know this token.*Nothing was stored/],
  [
    "a server that does not answer",
    3,
    token,
    { fetch: () => Promise.reject(new TypeError("fetch failed")) },
    /Nothing answers.*--no-check/,
  ],
  [
    "a page that is no Headsup",
    1,
    token,
    { fetch: async () => new Response("<html>") },
    /Nothing was stored. Check the/,
  ],
  ["no token", 2, "", {}, /No token was given/],
])("J3 %s is told, exit code %i, and nothing is stored", async (_, code, given, options, told) => {
  const shell = atHome({ stdin: piped(given), ...options });
  expect(await run(["connect", url], shell)).toBe(code);
  expect(shell.said.err).toMatch(told);
  expect(currentConnection(shell)).toBeNull();
});

test("--no-check asks no server, and plain http to elsewhere is warned of", async () => {
  const shell = atHome({ env: { HEADSUP_TOKEN: token } });
  expect(await run(["connect", "http://headsup.example", "--no-check"], shell)).toBe(0);
  expect(shell.asked).toEqual([]);
  expect(shell.said.err).toContain("plain http");
});

test("J3 another is chosen by name, for one command, and for good", async () => {
  const shell = atHome();
  saveConnection(shell, { name: "staging", url: "https://staging.example", token });
  saveConnection(shell, { name: "production", url, token });
  expect(await run(["campaign", "list", "--connection", "staging"], shell)).toBe(0);
  expect(await run(["--connection", "staging", "campaign", "list"], shell)).toBe(0);
  expect(shell.asked.every((each) => each.startsWith("https://staging.example/"))).toBe(true);
  expect(await run(["connections", "use", "staging", "--json"], shell)).toBe(0);
  expect(currentConnection(shell)?.name).toBe("staging");
});

test("removing needs a yes", async () => {
  const shell = atHome();
  saveConnection(shell, { name: "production", url, token });
  expect(await run(["connections", "remove", "production"], shell)).toBe(2);
  expect(await run(["connections", "remove", "production", "--yes"], shell)).toBe(0);
  expect(currentConnection(shell)).toBeNull();
  expect(await run(["connections", "remove", "production", "--yes"], shell)).toBe(1);
});
