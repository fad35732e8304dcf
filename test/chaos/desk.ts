import { join } from "node:path";
import type { Random } from "@headsup/testkit";
import { type Ran, runScript } from "../e2e/system.ts";

/** How the people of a run reach the service: by commands, each a process, and by looking at what the API tells. */
export interface Desk {
  readonly folder: string;
  /** The witness's address, and an admin's token. */
  readonly url: string;
  readonly token: string;
  readonly random: Random;
  readonly isOver: () => boolean;
  readonly say: (what: string) => void;
}

/** Commands are read and compiled once, not by each process anew: there are hundreds. */
export const compileCache = join(import.meta.dirname, "../../node_modules/.cache/chaos");

const unreachable = 3;
/** A command repeats what fails by itself, for some 16 seconds; this often a person gives the same command again. */
const commandsMax = 12;

/** Gives a command, and gives it again while it says that the server is away. */
export async function command({ url, token, say }: Desk, args: readonly string[]): Promise<Ran> {
  const env = { HEADSUP_URL: url, HEADSUP_TOKEN: token, NODE_COMPILE_CACHE: compileCache };
  for (let n = 1; ; n++) {
    const ran = await runScript(["apps/tui/src/main.ts", ...args, "--json"], env);
    if (ran.code !== unreachable || n === commandsMax) {
      if (ran.code !== 0) say(`headsup ${args.slice(0, 3).join(" ")} ended with ${ran.code}: ${ran.stderr.trim()}`);
      return ran;
    }
  }
}

/** One look by the API; null while it does not answer. */
// biome-ignore lint/suspicious/noExplicitAny: looks into answers of every route
export async function look({ url, token }: Pick<Desk, "url" | "token">, path: string): Promise<any> {
  const answer = await fetch(url + path, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null);
  if (answer === null || !answer.ok) {
    await answer?.body?.cancel().catch(() => undefined);
    return null;
  }
  return answer.json().catch(() => null);
}

/** The same until it is answered. @throws when that is refused, or takes too long */
// biome-ignore lint/suspicious/noExplicitAny: as above
export async function looked(desk: Pick<Desk, "url" | "token">, path: string): Promise<any> {
  for (const end = Date.now() + 90_000; Date.now() < end; await pause(200)) {
    const seen = await look(desk, path);
    if (seen !== null) return seen;
  }
  throw new Error(`GET ${path} was not answered`);
}

/** Every item of a paged list. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export async function lookedAll(desk: Pick<Desk, "url" | "token">, path: string): Promise<any[]> {
  const items: unknown[] = [];
  for (let cursor = ""; ; ) {
    const page = await looked(desk, `${path}${path.includes("?") ? "&" : "?"}limit=500${cursor}`);
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

/** Lets so much machine time pass between two looks or two acts. */
export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
