import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { run } from "./program.ts";
import { type TestShell, testShell } from "./testShell.ts";

const campaign = `cmp_${"0".repeat(26)}`;
const elsewhere = `cmp_${"1".repeat(26)}`;
const listId = `lst_${"0".repeat(26)}`;
const env = { HEADSUP_URL: "http://x", HEADSUP_TOKEN: "secret-token" };

interface Chunk {
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** The import routes, in memory, which lose the requests they are told to lose. */
function fakeServer() {
  const chunks = new Map<number, Chunk>();
  const state = { fingerprint: "", sealed: false, puts: [] as number[], lose: new Map<number, number>() };
  const rows = () => [...chunks.values()].flatMap((chunk) => chunk.rows);
  const list = () => ({
    id: listId,
    name: "people.csv",
    sealed: state.sealed,
    startAt: null,
    endAt: null,
    rows: rows().length,
    recipients: rows().length,
    problems: 0,
    chunks: [...chunks.keys()].sort((a, b) => a - b).map((n) => [n, n]),
  });
  const answer = (status: number, body: unknown) => Response.json(body, { status });
  const refuse = (status: number, code: string, message: string) =>
    answer(status, { error: { code, message, requestId: "req_1" } });
  const serve: typeof fetch = async (input, init) => {
    const { pathname } = new URL(String(input));
    if (new Headers(init?.headers).get("authorization") !== "Bearer secret-token")
      return refuse(401, "unauthenticated", "This token is not known here, or it was revoked.");
    if (pathname.endsWith(campaign))
      return answer(200, { channel: "sms", sender: {}, contents: [], fallbacks: [], replyLine: "", optOutText: "" });
    const body = init?.body ? JSON.parse(String(init.body)) : undefined;
    if (pathname.endsWith("/lists")) {
      state.fingerprint = body.fingerprint;
      return answer(200, list());
    }
    const n = /\/chunks\/(\d+)$/.exec(pathname)?.[1];
    if (n !== undefined) {
      state.puts.push(Number(n));
      const losses = state.lose.get(Number(n)) ?? 0;
      if (losses > 0) {
        state.lose.set(Number(n), losses - 1);
        if (losses % 2 === 0)
          throw new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNRESET" }) });
        return refuse(503, "unavailable", "Not just now.");
      }
      chunks.set(Number(n), body);
      return answer(200, { accepted: body.rows.length, problems: [] });
    }
    if (pathname.endsWith("/seal")) {
      if (body.chunks !== chunks.size || body.rows !== rows().length)
        return refuse(409, "list_incomplete", "Send the missing chunks, then seal it.");
      state.sealed = true;
      return answer(200, list());
    }
    return refuse(404, "not_found", `There is nothing at ${pathname}.`);
  };
  return { serve, state, rows };
}

const peopleCsv = (n: number) =>
  `phone,name\n${Array.from({ length: n }, (_, i) => `+1212555${String(1_000 + i)},N${i}\n`).join("")}`;

const importing = (shell: TestShell) => run(["recipients", "import", campaign, "people.csv"], shell);

test("C6 an import survives lost requests and a server that is away for a while", async () => {
  const server = fakeServer();
  server.state.lose = new Map([
    [0, 1],
    [2, 3],
  ]);
  const shell = testShell({ env, fetch: server.serve });
  shell.file("people.csv", peopleCsv(1_700));
  expect(await importing(shell)).toBe(0);
  expect(
    server
      .rows()
      .map(({ line }) => line)
      .sort((a, b) => a - b),
  ).toEqual(Array.from({ length: 1_700 }, (_, i) => i + 2));
  expect(server.state.sealed).toBe(true);
  expect(server.state.fingerprint).toBe(createHash("sha256").update(peopleCsv(1_700)).digest("hex"));
  expect(shell.waits.filter((ms) => ms === 500)).toHaveLength(2);
  expect(shell.said.err).toContain("Imported people.csv: 1,700 recipients, 0 rows with problems.");
});

test("C6 an interrupted import goes on with the chunks that are missing, and only those", async () => {
  const server = fakeServer();
  server.state.lose = new Map([[2, 100]]);
  const first = testShell({ env, fetch: server.serve });
  first.file("people.csv", peopleCsv(2_600));
  expect(await importing(first)).toBe(3);
  expect(first.said.err).toContain("import the same file again and it goes on");
  expect(server.state.sealed).toBe(false);
  const stored = new Set(server.state.puts.filter((n) => n !== 2));

  server.state.lose.clear();
  server.state.puts.length = 0;
  expect(await importing(first)).toBe(0);
  expect(server.state.puts.filter((n) => stored.has(n))).toEqual([]);
  expect(server.state.puts).toContain(2);
  expect(server.rows()).toHaveLength(2_600);
  expect(first.said.err).toContain("already there");
});

test("C6 the same file again adds nobody, and says so", async () => {
  const server = fakeServer();
  const shell = testShell({ env, fetch: server.serve });
  shell.file("people.csv", peopleCsv(3));
  await importing(shell);
  server.state.puts.length = 0;
  expect(await importing(shell)).toBe(0);
  expect(server.state.puts).toEqual([]);
  expect(shell.said.err).toContain("imported before: nobody was added");
});

test("C6 a file written to while it is imported is found out, and not sealed", async () => {
  const server = fakeServer();
  const shell: TestShell = testShell({
    env,
    fetch: async (...request) => {
      if (String(request[0]).endsWith("/chunks/0")) shell.file("people.csv", `${peopleCsv(3)}+12125559999,Late\n`);
      return server.serve(...request);
    },
  });
  shell.file("people.csv", peopleCsv(3));
  expect(await importing(shell)).toBe(1);
  expect(shell.said.err).toContain("people.csv changed while it was being imported");
  expect(server.state.sealed).toBe(false);
});

test("C6 Ctrl-C ends an import with 130 and says how to go on", async () => {
  const server = fakeServer();
  const shell: TestShell = testShell({
    env,
    fetch: async (...request) => {
      if (String(request[0]).endsWith("/chunks/0")) {
        shell.stop.abort();
        throw new DOMException("aborted", "AbortError");
      }
      return server.serve(...request);
    },
  });
  shell.file("people.csv", peopleCsv(3));
  expect(await importing(shell)).toBe(130);
  expect(shell.said.err).toContain("import the same file again");
});

test.each<[string, number, string[], Partial<Parameters<typeof testShell>[0]>]>([
  ["help", 0, ["--help"], {}],
  ["no command", 2, [], {}],
  ["no command but a server, where nobody could see screens", 2, ["--url", "http://x", "--token", "t"], {}],
  ["an unknown command", 2, ["campain", "list"], {}],
  ["an unknown option", 2, ["campaign", "list", "--lmit", "3"], {}],
  ["a bad value", 2, ["campaign", "list", "--limit", "0"], {}],
  ["a launch without consent", 2, ["campaign", "launch", campaign], { env }],
  ["a stop without a yes", 2, ["campaign", "stop", campaign], { env }],
  [
    "text and answer both",
    2,
    ["campaign", "create", "--name", "n", "--sender", "+1", "--text", "t", "--answer", "a"],
    {},
  ],
  [
    "nothing to say",
    2,
    ["campaign", "create", "--name", "n", "--sender", "+1", "--then", "sms from +16005550100", "--text", "t"],
    { env },
  ],
  ["an email address to text from", 2, ["campaign", "create", "--name", "n", "--sender", "a@b.co", "--text", "t"], {}],
  ["no server known", 3, ["campaign", "list"], {}],
  ["no server there", 3, ["campaign", "list"], { env }],
  [
    "a wrong token",
    4,
    ["campaign", "list"],
    { env: { ...env, HEADSUP_TOKEN: "wrong-token" }, fetch: fakeServer().serve },
  ],
  ["something not there", 1, ["campaign", "show", elsewhere], { env, fetch: fakeServer().serve }],
  ["no Headsup there", 1, ["campaign", "list"], { env, fetch: async () => new Response("<html>") }],
  [
    "a proxy with nothing behind it",
    3,
    ["campaign", "list"],
    { env, fetch: async () => new Response("", { status: 502 }) },
  ],
])("J3 exit code of %s is %i", async (_, code, args, options) => {
  expect(await run(args, testShell(options))).toBe(code);
  const shell = testShell(options);
  await run([...args, "--json"], shell);
  if (code !== 0 && args.length > 1) expect(JSON.parse(shell.said.err).error.message).toEqual(expect.any(String));
});

test("a misspelt command is told with the one that was meant, also behind a server's address", async () => {
  for (const args of [["campain"], ["--url", "http://x", "campain"]]) {
    const shell = testShell();
    await run(args, shell);
    expect(shell.said.err).toMatch(/unknown command 'campain'.*Did you mean campaign/i);
  }
});

test("C4 check finds every bad row of a file without a server", async () => {
  const shell = testShell();
  shell.file("people.csv", "phone,first_name\n2125550101,Ann\n555-01,Bob\n(212) 555-0101,Ann again\n2125550104,\n");
  expect(await run(["recipients", "check", "people.csv", "--text", "Hi {{ first_name }}", "--json"], shell)).toBe(1);
  const rows = shell.said.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows.map(({ kind, code, line }) => [kind, line, code])).toEqual([
    ["recipient", 2, undefined],
    ["problem", 3, "INVALID_ADDRESS"],
    ["problem", 4, "DUPLICATE_ADDRESS"],
    ["problem", 5, "MISSING_VARIABLE"],
    ["summary", undefined, undefined],
  ]);
});
