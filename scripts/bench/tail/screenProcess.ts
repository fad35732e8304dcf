/**
 * The full-screen terminal in a process of its own, for one who measures: what it writes comes out as lines of JSON,
 * `[epoch ms, text]`, and keys go in as bytes. `node screenProcess.ts COLUMNS ROWS`, with HEADSUP_URL and HEADSUP_TOKEN.
 */
import { writeSync } from "node:fs";
import { Writable } from "node:stream";
import { Keyboard } from "../../../apps/tui/src/app/emulator.ts";
import { openTerminal } from "../../../apps/tui/src/app/open.ts";
import { processShell } from "../../../apps/tui/src/shell.ts";
import { nowMs } from "./told.ts";

class Recorder extends Writable {
  readonly isTTY = true;
  readonly columns = Number(process.argv[2]);
  readonly rows = Number(process.argv[3]);

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    writeSync(1, `${JSON.stringify([nowMs(), String(chunk)])}\n`);
    done();
  }
}

const { HEADSUP_URL: url = "", HEADSUP_TOKEN: token = "" } = process.env;
const keyboard = new Keyboard();
process.stdin.pipe(keyboard);
const shell = { ...processShell(), stdin: keyboard, stdout: new Recorder() };
await openTerminal(shell, { connection: { url, token } });
process.exit();
