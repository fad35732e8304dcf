import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { limits } from "@headsup/contract";
import { parseJson } from "../client/json.ts";
import { fileError, usageError } from "../failure.ts";
import type { Shell } from "../shell.ts";

/** A text as it was given, or for "-" what stdin says, without the line break at its end. */
export async function readText(shell: Shell, written: string): Promise<string> {
  const text = written === "-" ? (await readStdin(shell)).replace(/\r?\n$/, "") : written;
  if (text.trim() !== "") return text;
  throw usageError("There is no text.", "Give it in quotes, or - and have it on stdin.");
}

/** The same from a file. */
export async function readTextFile(shell: Shell, path: string): Promise<string> {
  const text = await readFileOrStdin(shell, path);
  if (text.trim() !== "") return text.replace(/\r?\n$/, "");
  throw fileError(`${nameOf(path)} holds no text.`);
}

/**
 * What a JSON file says, or for "-" stdin.
 *
 * @param example the command that shows what it looks like
 */
export async function readJson(
  shell: Shell,
  path: string,
  example: string,
): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFileOrStdin(shell, path);
  const value = parseJson(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw fileError(`${nameOf(path)} holds no JSON object.`, `What it looks like: ${example}`);
}

const nameOf = (path: string): string => (path === "-" ? "stdin" : path);

const readFileOrStdin = (shell: Shell, path: string): Promise<string> =>
  path === "-" ? readStdin(shell) : readWhole(shell, path);

async function readStdin({ stdin, stderr }: Shell): Promise<string> {
  if (stdin.isTTY) stderr.write("Reading from the keyboard. End with Ctrl-D on a line of its own.\n");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limits.bodyBytesMax) throw fileError(`stdin holds more than ${limits.bodyBytesMax} bytes.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const readWhole = ({ cwd }: Shell, path: string): Promise<string> =>
  readFile(resolve(cwd, path), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw fileError(`There is no file ${path}.`);
    throw fileError(`${path} cannot be read: ${error.message}.`);
  });
