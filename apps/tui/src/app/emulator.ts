/** A terminal without a window: what is written to it stands on a screen as xterm would show it. */
import { EventEmitter } from "node:events";
import { PassThrough, Writable } from "node:stream";
import xterm from "@xterm/headless";

export class Screen extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  written = "";
  readonly emulator: xterm.Terminal;
  readonly drawn = new EventEmitter();

  constructor(columns: number, rows: number) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
    this.emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  }

  override _write(chunk: Buffer | string, _: BufferEncoding, done: () => void): void {
    const text = String(chunk);
    this.written += text;
    this.emulator.write(text, () => {
      this.drawn.emit("drawn");
      done();
    });
  }

  lines(): string[] {
    const { active } = this.emulator.buffer;
    return Array.from(
      { length: this.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "",
    );
  }
}

export class Keyboard extends PassThrough {
  readonly isTTY = true;
  setRawMode = (): this => this;
  ref = (): this => this;
  unref = (): this => this;
}
