/** Folders as the picker shows them. */
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileError } from "../../../failure.ts";
import type { Shell } from "../../../shell.ts";
import { type Entry, isListName } from "../picker.ts";

/** Entries looked at; a folder with more is searched by typing a path. */
const entriesMax = 2_000;

interface Folder {
  /** Absolute. */
  readonly folder: string;
  /** As people write it: "~/lists". */
  readonly shown: string;
  readonly entries: readonly Entry[];
}

/**
 * Reads a folder: "~/lists" and relative ones too; null is where the terminal was started.
 *
 * @throws CommandError where it cannot be read
 */
export async function readFolder({ cwd, env }: Pick<Shell, "cwd" | "env">, asked: string | null): Promise<Folder> {
  const folder = resolve(cwd, expanded(asked ?? ".", env.HOME));
  const found = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    const why = { ENOENT: "There is no such folder", EACCES: "You may not look into it", ENOTDIR: "That is no folder" };
    throw fileError(`${why[error.code as keyof typeof why] ?? error.message}: ${folder}`);
  });
  const entries = await Promise.all(found.slice(0, entriesMax).map(({ name }) => entryOf(join(folder, name), name)));
  const up: Entry = { name: "..", path: resolve(folder, ".."), kind: "up", sizeBytes: 0, modifiedAt: 0 };
  const example = await exampleEntry(env.HEADSUP_EXAMPLE_LIST);
  const shown = homely(folder, env.HOME);
  return { folder, shown, entries: [...example, up, ...entries.filter((entry) => entry !== null)] };
}

const expanded = (path: string, home: string | undefined): string =>
  home !== undefined && /^~(?=\/|$)/.test(path) ? home + path.slice(1) : path;

const homely = (folder: string, home: string | undefined): string =>
  home !== undefined && (folder === home || folder.startsWith(`${home}/`)) ? `~${folder.slice(home.length)}` : folder;

async function entryOf(path: string, name: string): Promise<Entry | null> {
  const found = await stat(path).catch(() => null); // gone meanwhile, or a link that leads nowhere
  if (found === null) return null;
  const kind = found.isDirectory() ? "folder" : isListName(name) ? "list" : "other";
  return { name, path, kind, sizeBytes: found.size, modifiedAt: found.mtimeMs };
}

async function exampleEntry(path: string | undefined): Promise<Entry[]> {
  const entry = path ? await entryOf(path, "an example list") : null;
  return entry === null ? [] : [{ ...entry, kind: "example" }];
}
