/**
 * The file to import. It is read twice through one open handle: once for its fingerprint, once for its rows. A file
 * replaced by another meanwhile does not matter, for the handle stays with the old one; a file written to does, and is
 * found out. What cannot be read twice (stdin, a pipe) is first put into a temporary file that nobody else can read.
 */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { type FileHandle, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { dialectHeadBytes } from "@headsup/core/contact/dialect";
import { fileError } from "../failure.ts";
import type { Shell } from "../shell.ts";

export interface Source {
  /** What to call it: the file's name, or "stdin". */
  readonly name: string;
  readonly sizeBytes: number;
  /** The first bytes, for telling the dialect. */
  readonly head: Uint8Array;
  /** SHA-256 of all bytes, hex. Reads the whole file. */
  fingerprint(): Promise<string>;
  /** The bytes from an offset on. May be left unread; any number at once. */
  bytes(from: number): ByteReader;
  /** Whether the file is still what it was when it was opened. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

interface ByteReader {
  readonly stream: Readable;
  /** How far it has been read, from the file's start. */
  readonly position: () => number;
}

const readBytesMax = 64 * 1024;

/** Opens a file, or stdin for "-". */
export async function openSource(shell: Shell, path: string): Promise<Source> {
  if (path === "-") {
    if (shell.stdin.isTTY)
      shell.stderr.write("Reading rows from the keyboard. End with Ctrl-D on a line of its own.\n");
    return spool(shell.stdin, "stdin");
  }
  const name = basename(path);
  const absolute = resolve(shell.cwd, path);
  const found = await stat(absolute).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw fileError(`There is no file ${path}.`);
    throw fileError(`${path} cannot be read: ${error.message}.`);
  });
  if (found.isDirectory()) throw fileError(`${path} is a folder.`, "Name the CSV file in it.");
  const handle = await open(absolute).catch((error: NodeJS.ErrnoException) => {
    throw fileError(`${path} cannot be read: ${error.code === "EACCES" ? "you may not open it" : error.message}.`);
  });
  if (found.isFile()) return fromHandle(handle, name, () => handle.close());
  try {
    return await spool(handle.createReadStream({ autoClose: false }), name);
  } finally {
    await handle.close();
  }
}

async function spool(from: NodeJS.ReadableStream, name: string): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), "headsup-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, "rows.csv");
    await pipeline(from, createWriteStream(path, { mode: 0o600 }));
    const handle = await open(path);
    return await fromHandle(handle, name, async () => {
      await handle.close();
      await remove();
    });
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fromHandle(handle: FileHandle, name: string, close: () => Promise<void>): Promise<Source> {
  const { size: sizeBytes, mtimeNs } = await stampOf(handle);
  const head = new Uint8Array(Math.min(dialectHeadBytes, sizeBytes));
  await handle.read(head, 0, head.length, 0);
  return {
    name,
    sizeBytes,
    head,
    async fingerprint() {
      const hash = createHash("sha256");
      await pipeline(readFrom(handle, 0).stream, hash);
      return hash.digest("hex");
    },
    bytes: (from) => readFrom(handle, from),
    async checkUnchanged() {
      const now = await stampOf(handle);
      if (now.size === sizeBytes && now.mtimeNs === mtimeNs) return;
      throw fileError(
        `${name} changed while it was being imported.`,
        "The list is left open and will not launch. Put the file back as it was and import it again to finish, or import the changed file into another campaign.",
      );
    },
    close,
  };
}

/** A stream of the handle's bytes that leaves the handle open, which a stream of Node's own does not when it is left early. */
function readFrom(handle: FileHandle, from: number): ByteReader {
  let position = from;
  async function* blocks(): AsyncGenerator<Uint8Array, void> {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(readBytesMax), 0, readBytesMax, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
  return {
    stream: Readable.from(blocks(), { objectMode: false, highWaterMark: readBytesMax }),
    position: () => position,
  };
}

async function stampOf(handle: FileHandle): Promise<{ size: number; mtimeNs: bigint }> {
  const { size, mtimeNs } = await handle.stat({ bigint: true });
  return { size: Number(size), mtimeNs };
}
