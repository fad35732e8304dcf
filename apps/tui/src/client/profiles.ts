/**
 * Connections a person stored: a name, a server's address, their token for it; and which of them is current. One file in
 * their configuration folder, which commands and the terminal screens share.
 */
import { chmodSync, closeSync, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { z } from "zod";
import { CommandError, fileError, usageError } from "../failure.ts";
import { slot } from "../host/slot.ts";
import type { Shell } from "../shell.ts";
import { cleanUrl } from "./connectionUrl.ts";
import { parseJson } from "./json.ts";

type Surroundings = Pick<Shell, "env">;

/** With the token: for connecting, never for showing. */
export interface Profile {
  readonly name: string;
  readonly url: string;
  readonly token: string;
}

/** Without it. */
export interface ListedConnection {
  readonly name: string;
  readonly url: string;
  readonly isCurrent: boolean;
}

const ProfilesFile = z.object({
  current: z.string().nullable(),
  connections: z.array(z.object({ name: z.string(), url: z.string(), token: z.string() })),
});
type ProfilesFile = z.infer<typeof ProfilesFile>;

const nothing: ProfilesFile = { current: null, connections: [] };

export function listConnections(shell: Surroundings): ListedConnection[] {
  const { current, connections } = readProfiles(shell);
  return connections.map(({ name, url }) => ({ name, url, isCurrent: name === current }));
}

/** The one that is used where nothing else is said. */
export function currentConnection(shell: Surroundings): Profile | null {
  const { current, connections } = readProfiles(shell);
  return connections.find(({ name }) => name === current) ?? null;
}

export const connectionNamed = (shell: Surroundings, name: string): Profile => named(readProfiles(shell), name);

/** One that leads to this address; the current one if several do. */
export function connectionTo(shell: Surroundings, url: string): Profile | null {
  const { current, connections } = readProfiles(shell);
  const leading = connections.filter((each) => each.url === url);
  return leading.find(({ name }) => name === current) ?? leading[0] ?? null;
}

/** Makes it the current one. */
export function chooseConnection(shell: Surroundings, name: string): Profile {
  const file = readProfiles(shell);
  const chosen = named(file, name);
  writeProfiles(shell, { ...file, current: chosen.name });
  return chosen;
}

/**
 * Stores a connection and makes it the current one. One of this name and address gets the new token; one of this name
 * that leads elsewhere is left as it is, and that is refused.
 */
export function saveConnection(shell: Surroundings, given: Profile): Profile {
  const profile = { name: checkedName(given.name), url: cleanUrl(given.url), token: checkedToken(given.token) };
  const { connections } = readProfiles(shell);
  const before = connections.find(({ name }) => name === profile.name);
  if (before !== undefined && before.url !== profile.url)
    throw new CommandError({
      code: "conflict",
      message: `"${profile.name}" is the name of your connection to ${before.url}.`,
      hint: `Choose another name, or remove that one first: headsup connections remove '${profile.name}'`,
    });
  const others = connections.filter(({ name }) => name !== profile.name);
  writeProfiles(shell, { current: profile.name, connections: [...others, profile] });
  return profile;
}

/** Forgets a connection and its token. If it was the current one, none is. */
export function removeConnection(shell: Surroundings, name: string): void {
  const file = readProfiles(shell);
  const removed = named(file, name);
  writeProfiles(shell, {
    current: file.current === removed.name ? null : file.current,
    connections: file.connections.filter((each) => each !== removed),
  });
}

/** What a connection is called where nobody gave it a name. */
export const nameFor = (url: string): string => cleanUrl(url).replace(/^https?:\/\//, "");

const nameCharactersMax = 64;

function checkedName(written: string): string {
  const name = written.trim();
  if (name !== "" && name.length <= nameCharactersMax && !/[\p{C}\p{Zl}\p{Zp}]/u.test(name)) return name;
  throw usageError(`A connection's name has 1 to ${nameCharactersMax} characters, all of them visible.`);
}

/** What the server takes for a token. Anything else was mangled on its way here. */
export function checkedToken(written: string): string {
  const token = written.trim();
  if (/^[\x21-\x7e]{8,200}$/.test(token)) return token;
  throw usageError(
    token === "" ? "No token was given." : "This is no token: one has 8 to 200 characters and no spaces.",
    "An admin makes one: headsup token create --name you --role manager",
  );
}

function named({ connections }: ProfilesFile, name: string): Profile {
  const found = connections.find((each) => each.name === name.trim());
  if (found !== undefined) return found;
  const known = connections.map((each) => each.name).join(", ");
  throw new CommandError({
    code: "not_found",
    message: `There is no connection "${name}".`,
    hint: known === "" ? "None is stored yet: headsup connect URL" : `There are: ${known}.`,
  });
}

/** Where they are kept; null where the environment names no home, as in a bare service. */
function profilesPath({ env }: Surroundings): string | null {
  const { XDG_CONFIG_HOME: configured, HOME, USERPROFILE } = env;
  const home = HOME || USERPROFILE;
  // A relative path is to be ignored, says the XDG Base Directory Specification.
  if (configured && isAbsolute(configured)) return join(configured, "headsup", "connections.json");
  return home ? join(home, ".config", "headsup", "connections.json") : null;
}

function readProfiles(shell: Surroundings): ProfilesFile {
  const path = profilesPath(shell);
  const text = path === null ? null : readOwnFile(path);
  if (text === null) return nothing;
  const file = ProfilesFile.safeParse(parseJson(text));
  if (file.success) return file.data;
  throw fileError(`${path} cannot be read as stored connections.`, "Mend it, or move it away and connect again.");
}

/**
 * The text of a file that nobody else may read. One that others may read is refused and not quietly mended, as ssh does
 * with keys: the tokens in it may be known to others already, and whether they must be revoked is for its owner to say.
 */
function readOwnFile(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw fileError(`${path} cannot be read: ${message}.`);
  }
  try {
    const isOpenToOthers = process.platform !== "win32" && (fstatSync(file).mode & 0o077) !== 0;
    if (!isOpenToOthers) return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
  throw fileError(
    `${path} holds tokens and may be read by others.`,
    `Close it with: chmod 600 '${path}' — and have the tokens in it revoked if others use this machine.`,
  );
}

function writeProfiles(shell: Surroundings, file: ProfilesFile): void {
  const path = profilesPath(shell);
  if (path === null)
    throw fileError("There is no place to store connections.", "Set HOME or XDG_CONFIG_HOME to a folder of yours.");
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    chmodSync(dirname(path), 0o700);
    slot(path, ProfilesFile).write(file);
  } catch (error) {
    throw fileError(`${path} cannot be written: ${(error as Error).message}.`);
  }
}
