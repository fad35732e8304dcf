import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrateCatalogue } from "../../apps/tui/src/host/databases.ts";
import { portOr } from "../../apps/tui/src/host/ports.ts";
import { repository, workerScript } from "../../apps/tui/src/host/repository.ts";
import type { D1Totals, StatementTotals } from "./d1.ts";

/**
 * The bundle that is deployed and an empty Hono worker in one bare `workerd serve`, with objects and D1 on disk: no proxy
 * of wrangler's or Miniflare's before either of them.
 */
const fromTui = createRequire(join(repository, "apps/tui/package.json"));
const esbuild: { build(options: object): Promise<unknown> } = fromTui("esbuild");
const compatibility = `compatibilityDate = "2026-07-30", compatibilityFlags = ["nodejs_compat"]`;

const emptySource = `import { Hono } from "hono";
export default new Hono().post("*", async (c) => { await c.req.arrayBuffer(); return c.body(null, 204); });`;

export interface Workerd {
  readonly headsup: number;
  readonly empty: number;
  readonly d1: {
    readonly totals: () => Promise<D1Totals>;
    readonly statements: () => Promise<StatementTotals[]>;
    readonly ask: Ask;
  };
  readonly pid: number;
  readonly close: () => Promise<void>;
}

type Ask = <Row extends object>(sql: string, ...params: unknown[]) => Promise<Row[]>;

/**
 * @param variables the worker's, as text
 * @param script the worker, bundled; by default what is deployed
 * @param inspectorPort where the inspector listens, if anybody wants to look inside
 */
export async function startWorkerd(
  variables: Readonly<Record<string, string>>,
  port: number,
  script: string = workerScript().scriptPath,
  inspectorPort?: number,
): Promise<Workerd> {
  const folder = mkdtempSync(join(tmpdir(), "headsup-bench-"));
  const databases = join(folder, "databases");
  mkdirSync(databases);
  copyFileSync(script, join(folder, "headsup.js"));
  const bundle = { bundle: true, minify: true, format: "esm" };
  await esbuild.build({
    ...bundle,
    stdin: { contents: emptySource, resolveDir: join(repository, "apps/tui") },
    outfile: join(folder, "empty.js"),
  });
  await esbuild.build({
    ...bundle,
    entryPoints: [fileURLToPath(new URL("./d1.ts", import.meta.url))],
    outfile: join(folder, "d1.js"),
  });

  const ports = { headsup: port, empty: await portOr(0), d1: await portOr(0) };
  const configuration = join(folder, "bench.capnp");
  writeFileSync(configuration, configure({ ports, databases, variables }));
  const executable: string = createRequire(fromTui.resolve("miniflare"))("workerd").default;
  const log = { text: "" };
  const inspector = inspectorPort === undefined ? [] : [`--inspector-addr=127.0.0.1:${inspectorPort}`];
  const child = spawn(executable, ["serve", "--experimental", ...inspector, configuration], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.resume(); // a line of its own log a request: read, so that it does not block, and dropped
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log.text = (log.text + text).slice(-4_000);
  });
  const close = () => end(child).then(() => rmSync(folder, { recursive: true, force: true }));
  try {
    await answers(ports.empty, child, log);
    const ask = askOf(ports.d1);
    await migrateCatalogue(d1Over(ports.d1));
    const told = async <Told>(path: string) =>
      (await (await fetch(`http://127.0.0.1:${ports.d1}/${path}`)).json()) as Told;
    const totals = () => told<D1Totals>("totals");
    const statements = () => told<StatementTotals[]>("statements");
    const { headsup, empty } = ports;
    return { headsup, empty, d1: { totals, statements, ask }, pid: child.pid ?? 0, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function configure({
  ports,
  databases,
  variables,
}: {
  ports: Record<"headsup" | "empty" | "d1", number>;
  databases: string;
  variables: Readonly<Record<string, string>>;
}): string {
  const text = JSON.stringify; // capnp's strings are written as JSON's are
  const module = (name: string) => `modules = [(name = "index.js", esModule = embed "${name}.js")], ${compatibility}`;
  const object = (className: string) =>
    `(className = ${text(className)}, uniqueKey = ${text(className)}, enableSql = true)`;
  const namespace = (binding: string, className: string) =>
    `(name = ${text(binding)}, durableObjectNamespace = ${text(className)})`;
  const bindings = [
    `(name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "d1")]))`,
    namespace("CAMPAIGN", "CampaignObject"),
    namespace("JOURNAL", "JournalObject"),
    namespace("SENDER", "SenderObject"),
    ...Object.entries(variables).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`),
  ];
  const socket = (name: "headsup" | "empty" | "d1") =>
    `(name = "${name}", address = "127.0.0.1:${ports[name]}", http = (), service = "${name}")`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "headsup", worker = (${module("headsup")},
      durableObjectNamespaces = [${["CampaignObject", "JournalObject", "SenderObject"].map(object).join(", ")}],
      durableObjectStorage = (localDisk = "disk"),
      bindings = [${bindings.join(", ")}])),
    (name = "empty", worker = (${module("empty")})),
    (name = "d1", worker = (${module("d1")},
      durableObjectNamespaces = [${object("Database")}],
      durableObjectStorage = (localDisk = "disk"),
      bindings = [${namespace("DATABASE", "Database")}])),
    (name = "internet", network = (allow = ["public", "private"])),
    (name = "disk", disk = (path = ${text(databases)}, writable = true)),
  ],
  sockets = [${socket("headsup")}, ${socket("empty")}, ${socket("d1")}],
);
`;
}

/** Waits until it takes requests. */
async function answers(port: number, child: ChildProcess, log: { readonly text: string }): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}`, { method: "POST" }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((again) => setTimeout(again, 20));
  }
  throw new Error(`workerd ended with ${child.exitCode}:\n${log.text}`);
}

const end = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null) return done();
    child.once("exit", () => done());
    child.kill("SIGKILL");
  });

interface Answer {
  readonly success: boolean;
  readonly error?: string;
  readonly results: Record<string, unknown>[];
}

async function query(port: number, queries: readonly { sql: string; params: unknown[] }[]): Promise<Answer[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/query`, { method: "POST", body: JSON.stringify(queries) });
  const told = (await answer.json()) as Answer[] | Answer;
  if (!Array.isArray(told)) throw new Error(`D1 refused ${queries[0]?.sql}: ${told.error}`);
  return told;
}

const askOf =
  (port: number): Ask =>
  async <Row extends object>(sql: string, ...params: unknown[]) =>
    ((await query(port, [{ sql, params }]))[0]?.results ?? []) as Row[];

/** The database as a worker is given it, as far as migrations need it. */
function d1Over(port: number) {
  const prepare = (sql: string, params: unknown[] = []): Prepared => ({
    sql,
    params,
    bind: (...values) => prepare(sql, values),
    run: () => query(port, [{ sql, params }]),
    all: async () => ({ results: (await query(port, [{ sql, params }]))[0]?.results ?? [] }),
  });
  return { prepare: (sql: string) => prepare(sql), batch: (statements: Prepared[]) => query(port, statements) };
}

interface Prepared {
  readonly sql: string;
  readonly params: unknown[];
  bind(...values: unknown[]): Prepared;
  run(): Promise<unknown>;
  all(): Promise<{ results: Record<string, unknown>[] }>;
}
