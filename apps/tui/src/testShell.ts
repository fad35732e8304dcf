import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import type { Shell } from "./shell.ts";

/** A shell for tests: a folder of its own, streams that are kept, waits that are over at once. */
export interface TestShell extends Shell {
  readonly said: { out: string; err: string };
  readonly waits: number[];
  readonly stop: AbortController;
  /** Puts a file into the folder and answers its path. */
  readonly file: (name: string, content: string | Uint8Array) => string;
}

export function testShell(options: Partial<Shell> = {}): TestShell {
  const cwd = mkdtempSync(join(tmpdir(), "headsup-test-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const said = { out: "", err: "" };
  const waits: number[] = [];
  const stop = new AbortController();
  const keep = (name: "out" | "err") =>
    new Writable({
      write(chunk, _, done) {
        said[name] += String(chunk);
        done();
      },
    });
  let key = 0;
  return {
    stdin: new PassThrough(),
    stdout: keep("out"),
    stderr: keep("err"),
    env: {},
    cwd,
    fetch: async () => {
      throw new TypeError("fetch failed");
    },
    connect: () => {
      throw new Error("This test expects no socket.");
    },
    now: () => 0,
    wait: async (ms) => {
      waits.push(ms);
    },
    newKey: () => `key-${++key}`,
    interruption: () => stop.signal,
    said,
    waits,
    stop,
    file(name, content) {
      const path = join(cwd, name);
      writeFileSync(path, content);
      return path;
    },
    ...options,
  };
}
