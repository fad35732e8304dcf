import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { CommandError, exitCodes, fileError, usageError } from "../failure.ts";
import { siblingHosts } from "../host/folder.ts";
import { exists, isAlive } from "../host/processes.ts";
import type { Shell } from "../shell.ts";

/** Which Headsup to talk to, and as whom. */
export interface Connection {
  /** Without a trailing slash. */
  readonly url: string;
  readonly token: string;
  /** How many times as fast as the wall clock it runs, where this folder's host is a rehearsal. */
  readonly rehearsal?: number | undefined;
}

export interface ConnectionFlags {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
}

const HostFile = z.object({
  url: z.string(),
  token: z.string(),
  rehearsal: z.number().optional(),
  /** The process; absent where somebody wrote the file by hand. */
  host: z.object({ pid: z.int() }).optional(),
});

/** Where `headsup up` leaves word of the host it runs. */
const hostFilePath = join(".headsup", "host.json");

export const howToConnect =
  "Start one here with: pnpm headsup up — or set HEADSUP_URL and HEADSUP_TOKEN to one that runs elsewhere.";

/**
 * Flags, else the environment, else the host that was started in this folder or one above it. A token found in a host's
 * file is only ever sent to that host.
 */
export async function findConnection(shell: Pick<Shell, "env" | "cwd">, flags: ConnectionFlags): Promise<Connection> {
  const url = flags.url ?? shell.env.HEADSUP_URL;
  const token = flags.token ?? shell.env.HEADSUP_TOKEN;
  if (url && token) return { url: cleanUrl(url), token };
  const host = await readHostFile(shell.cwd);
  if (!url) {
    if (host !== null) return { url: cleanUrl(host.url), token: token ?? host.token, rehearsal: host.rehearsal };
    throw new CommandError(
      { code: "unreachable", message: "No Headsup runs in this folder or above it.", hint: howToConnect },
      exitCodes.unreachable,
    );
  }
  if (host !== null && cleanUrl(host.url) === cleanUrl(url)) return { url: cleanUrl(url), token: host.token };
  throw new CommandError(
    { code: "unauthenticated", message: `There is no token for ${url}.`, hint: "Set HEADSUP_TOKEN, or give --token." },
    exitCodes.denied,
  );
}

function cleanUrl(written: string): string {
  const url = URL.parse(written);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw usageError(`"${written}" is not the address of a server.`, "For example: http://127.0.0.1:8787");
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

async function readHostFile(from: string): Promise<Connection | null> {
  const path = join(from, hostFilePath);
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return dirname(from) === from ? null : readHostFile(dirname(from));
  const host = HostFile.safeParse(parseJson(text));
  if (host.success) return livingOr(host.data, dirname(path));
  throw fileError(`${path} cannot be read as a host's address.`, "Stop that host and start it again: pnpm headsup up");
}

/** A host that was killed could not take its word back: one of a sibling folder that is at work is meant then. */
function livingOr({ host: mark, ...connection }: z.infer<typeof HostFile>, root: string): Connection {
  if (mark === undefined || exists(mark.pid)) return connection;
  const living = siblingHosts(root).find(({ host }) => isAlive(host));
  return living === undefined ? connection : { url: living.url, token: living.token, rehearsal: living.rehearsal };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
