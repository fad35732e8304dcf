import { Screen } from "../../../apps/tui/src/app/emulator.ts";

const begin = "\x1b[?2026h";
const end = "\x1b[?2026l";

/** A screen that remembers what each frame written to it took. */
export class MeasuredScreen extends Screen {
  /** Bytes of each frame since it was last asked, the marks around it counted. Throws when anything stands outside a frame. */
  takeFrames(): number[] {
    const { written } = this;
    this.written = "";
    const frames = written.split(begin).slice(1);
    if (written !== frames.map((frame) => begin + frame).join("") || frames.some((frame) => !frame.endsWith(end)))
      throw new Error(`not whole frames: ${JSON.stringify(written.slice(0, 200))}`);
    return frames.map((frame) => Buffer.byteLength(begin + frame));
  }

  /** Every cell: what stands in it, and how it looks. */
  cells(): string[] {
    const { active } = this.emulator.buffer;
    return Array.from({ length: this.rows }, (_, row) => {
      const line = active.getLine(active.viewportY + row);
      return Array.from({ length: this.columns }, (_, column) => {
        const cell = line?.getCell(column);
        if (cell === undefined) return "";
        const look = [
          cell.getFgColorMode(),
          cell.getFgColor(),
          cell.getBgColorMode(),
          cell.getBgColor(),
          cell.isBold(),
          cell.isDim(),
          cell.isInverse(),
          cell.isUnderline(),
          cell.isItalic(),
        ];
        return `${cell.getChars() || " "}:${look}`;
      }).join("|");
    });
  }
}
