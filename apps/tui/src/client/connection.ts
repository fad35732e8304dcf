import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { CommandError, exitCodes, fileError, usageError } from "../failure.ts";
import { siblingHosts } from "../host/folder.ts";
import { exists, isAlive } from "../host/processes.ts";
import type { Shell } from "../shell.ts";
import { cleanUrl } from "./connectionUrl.ts";
import { parseJson } from "./json.ts";
import { connectionNamed, connectionTo, currentConnection, type Profile } from "./profiles.ts";

/** Which Headsup to talk to, and as whom. */
export interface Connection {
  /** Without a trailing slash. */
  readonly url: string;
  readonly token: string;
  /** What the person calls it, where it is one they stored. */
  readonly name?: string | undefined;
  /** How many times as fast as the wall clock it runs, where this folder's host is a rehearsal. */
  readonly rehearsal?: number | undefined;
}

export interface ConnectionFlags {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  /** The name of a stored one. */
  readonly connection?: string | undefined;
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
  "Start one here with: pnpm headsup up — or connect to one that runs elsewhere: headsup connect URL";

/**
 * Flags, else the environment, else the host that was started in this folder or one above it, else the stored connection
 * that is current. A token that was found beside an address, in a host's file or a stored connection, is only ever sent
 * to that address.
 *
 * A host that was killed still goes before the stored connection: what was meant for a rehearsal must not reach
 * production because the rehearsal ended badly.
 */
export async function findConnection(shell: Pick<Shell, "env" | "cwd">, flags: ConnectionFlags): Promise<Connection> {
  if (flags.connection !== undefined) return chosenByFlag(shell, flags.connection, flags);
  const url = flags.url ?? shell.env.HEADSUP_URL;
  const token = flags.token ?? shell.env.HEADSUP_TOKEN;
  if (url) return connectTo(shell, cleanUrl(url), token);
  if (shell.env.HEADSUP_CONNECTION) return as(connectionNamed(shell, shell.env.HEADSUP_CONNECTION), token);
  const host = await readHostFile(shell.cwd);
  if (host !== null) return { url: cleanUrl(host.url), token: token || host.token, rehearsal: host.rehearsal };
  const current = currentConnection(shell);
  if (current !== null) return as(current, token);
  throw new CommandError(
    { code: "unreachable", message: "No Headsup runs in this folder or above it.", hint: howToConnect },
    exitCodes.unreachable,
  );
}

/** The environment's token is not meant for a connection that a flag names: it may be another server's. */
function chosenByFlag(shell: Pick<Shell, "env">, name: string, { url, token }: ConnectionFlags): Connection {
  if (url !== undefined)
    throw usageError("Give either --connection or --url.", "A connection has its address already.");
  return as(connectionNamed(shell, name), token);
}

const as = ({ name, url, token }: Profile, otherToken: string | undefined): Connection => ({
  name,
  url,
  token: otherToken || token,
});

async function connectTo(
  shell: Pick<Shell, "env" | "cwd">,
  url: string,
  token: string | undefined,
): Promise<Connection> {
  if (token) return { url, token };
  const host = await readHostFile(shell.cwd);
  if (host !== null && cleanUrl(host.url) === url) return { url, token: host.token };
  const stored = connectionTo(shell, url);
  if (stored !== null) return as(stored, undefined);
  const hint = `Set HEADSUP_TOKEN, or store it: headsup connect ${url}`;
  throw new CommandError({ code: "unauthenticated", message: `There is no token for ${url}.`, hint }, exitCodes.denied);
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
