import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adminToken, publicUrl, twilioAccount } from "@headsup/testkit";
import { repository, workerScript } from "../../apps/tui/src/host/repository.ts";
import { median, ratiosOf, runPairs } from "./pairs.ts";

/**
 * P14: cold start: a process of bare workerd with the bundle that is deployed, against one with an empty Hono worker, by turns,
 * from spawning it to its first whole answer. Ours is asked what needs the app in full and no storage: a list of campaigns,
 * without a token. The ratio is of times: 2 is twice as slow. Half of an empty start is the process itself; what our code adds
 * is told apart.
 */
export const flags = {
  pairs: 15,
};
type StartOptions = Readonly<typeof flags>;

interface Side {
  readonly name: string;
  readonly configuration: string;
  readonly path: string;
  /** What the answer must be, or it was not this worker that started. */
  readonly isRight: (status: number, text: string) => boolean;
}

interface Start {
  /** From spawning the process to its listening: scripts are compiled and evaluated in it. */
  readonly listeningMs: number;
  /** From spawning to the end of the first answer. */
  readonly answeredMs: number;
}

const fromTui = createRequire(join(repository, "apps/tui/package.json"));
const esbuild: { build(options: object): Promise<unknown> } = fromTui("esbuild");
const workerd: string = createRequire(fromTui.resolve("miniflare"))("workerd").default;
const compatibility = `compatibilityDate = "2026-07-30", compatibilityFlags = ["nodejs_compat"]`;
const emptySource = `import { Hono } from "hono";
export default new Hono().get("*", (c) => c.json({ ok: true }));`;
const ourObjects = { CAMPAIGN: "CampaignObject", JOURNAL: "JournalObject", SENDER: "SenderObject" };
/** What a deployment is given. */
const variables = {
  PUBLIC_URL: publicUrl,
  TWILIO_ACCOUNT_SID: twilioAccount.accountSid,
  TWILIO_AUTH_TOKEN: twilioAccount.authToken,
  HEADSUP_ADMIN_TOKEN: adminToken,
};
const say = (line: string) => console.log(line);

export async function bench({ pairs }: StartOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "headsup-bench-"));
  try {
    const { ours, empty } = await prepare(folder);
    const starts: Record<string, Start[]> = { ours: [], empty: [] };
    const once = (side: Side) => async (nth: number) => {
      const started = await start(side);
      if (nth >= 0) starts[side.name]?.push(started);
      return started.answeredMs;
    };
    // The first of each reads from the disk what the others find in memory.
    await once(ours)(-1);
    await once(empty)(-1);
    const results = await runPairs(pairs, { ours: once(ours), theirs: once(empty) }, (pair, nth) =>
      say(`start ${nth + 1}/${pairs}: ${pair.ours.toFixed(1)} ms against ${pair.theirs.toFixed(1)} ms`),
    );
    const ratios = ratiosOf(results);
    const ms = (side: "ours" | "empty", part: keyof Start) =>
      Math.round(median((starts[side] ?? []).map((each) => each[part])) * 10) / 10;
    const told = {
      answeredMs: ms("ours", "answeredMs"),
      emptyAnsweredMs: ms("empty", "answeredMs"),
      listeningMs: ms("ours", "listeningMs"),
      emptyListeningMs: ms("empty", "listeningMs"),
      addedMs: Math.round(median(results.map((pair) => pair.ours - pair.theirs)) * 10) / 10,
    };
    say(
      `start: ${ratios.ratioMedian}× an empty worker's (${ratios.ratioMin} to ${ratios.ratioMax}): ${told.answeredMs} ms against ${told.emptyAnsweredMs}; our code adds ${told.addedMs}`,
    );
    say(
      JSON.stringify({
        compared: "a cold workerd's time from spawn to its first answer, the whole app against an empty Hono worker",
        pairs,
        ...ratios,
        ...told,
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Both workers as files that workerd reads at its start, each with a configuration of its own. */
async function prepare(folder: string): Promise<{ ours: Side; empty: Side }> {
  copyFileSync(workerScript().scriptPath, join(folder, "ours.js"));
  await esbuild.build({
    bundle: true,
    minify: true,
    format: "esm",
    stdin: { contents: emptySource, resolveDir: join(repository, "apps/tui") },
    outfile: join(folder, "empty.js"),
  });
  mkdirSync(join(folder, "objects"));
  const side = (name: "ours" | "empty", rest: string, also = "") => {
    const configuration = join(folder, `${name}.capnp`);
    writeFileSync(
      configuration,
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (modules = [(name = "index.js", esModule = embed "${name}.js")], ${compatibility}${rest})),
    ${also}
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`,
    );
    return configuration;
  };
  const classes = Object.values(ourObjects).map(
    (name) => `(className = "${name}", uniqueKey = "${name}", enableSql = true)`,
  );
  const bindings = [
    // A database that is never asked.
    `(name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "disk")]))`,
    ...Object.entries(variables).map(([name, text]) => `(name = "${name}", text = "${text}")`),
    ...Object.entries(ourObjects).map(([name, object]) => `(name = "${name}", durableObjectNamespace = "${object}")`),
  ];
  const ours = side(
    "ours",
    `, durableObjectNamespaces = [${classes.join(", ")}], durableObjectStorage = (localDisk = "disk"), bindings = [${bindings.join(", ")}]`,
    `(name = "disk", disk = (path = ${JSON.stringify(join(folder, "objects"))}, writable = true)),`,
  );
  return {
    ours: {
      name: "ours",
      configuration: ours,
      path: "/v1/campaigns",
      isRight: (status, text) => status === 401 && text.includes('"error"'),
    },
    empty: {
      name: "empty",
      configuration: side("empty", ""),
      path: "/",
      isRight: (status, text) => status === 200 && text === '{"ok":true}',
    },
  };
}

/** Starts a process, asks once, and ends it. */
async function start({ name, configuration, path, isRight }: Side): Promise<Start> {
  const startedAt = performance.now();
  const child = spawn(workerd, ["serve", "--experimental", "--control-fd=3", configuration], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let complaint = "";
  child.stderr?.on("data", (text) => {
    complaint = `${complaint}${text}`.slice(-4_000);
  });
  try {
    // workerd tells on this descriptor where it listens.
    const port = await new Promise<number>((resolve, reject) => {
      let told = "";
      child.stdio[3]?.on("data", (text) => {
        told += text;
        const listening = /"event":"listen".*?"port":(\d+)/.exec(told);
        if (listening) resolve(Number(listening[1]));
      });
      void ended.then(() => reject(new Error(`workerd ended with ${child.exitCode}:\n${complaint}`)));
    });
    const listeningMs = performance.now() - startedAt;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    const text = await answer.text();
    const answeredMs = performance.now() - startedAt;
    if (!isRight(answer.status, text)) throw new Error(`${name} answered ${answer.status}: ${text}\n${complaint}`);
    return { listeningMs, answeredMs };
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}
