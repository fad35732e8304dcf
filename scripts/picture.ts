import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Keyboard, Screen } from "../apps/tui/src/app/emulator.ts";
import { openDemo } from "../apps/tui/src/demo/tour.ts";
import { processShell } from "../apps/tui/src/shell.ts";

/**
 * Makes the README's pictures from a real run: opens the demo on an emulated terminal, types what a person would, and
 * draws what stands on its screen as SVG. Nothing in them is written by hand but the colours.
 */
const columns = 110;
const rows = 34;
const character = { width: 8.4, height: 19 };
const margin = 18;
/** The sixteen of the palette that are used, and what is neither coloured nor marked. */
const palette: Readonly<Record<number, string>> = {
  1: "#ff7b72",
  2: "#7ee787",
  3: "#e3b341",
  4: "#79c0ff",
  6: "#76e3ea",
};
const ground = { text: "#e6edf3", quiet: "#8b949e", back: "#0d1117" };

const screen = new Screen(columns, rows);
const keyboard = new Keyboard();
const cwd = mkdtempSync(join(tmpdir(), "headsup-picture-"));
const env = { TERM: "xterm-256color", HOME: cwd };
const demo = openDemo({ ...processShell(), stdout: screen, stdin: keyboard, env, cwd }, { rate: 60 });

await shows(/Technician visits/);
await sleep(20_000); // twenty minutes of a team's morning
draw("docs/home.svg", "The terminal's first screen: every campaign with its progress and what comes next");
keyboard.write("i");
await shows(/Waiting/);
keyboard.write("n");
await shows(/people match/);
await sleep(2_000);
keyboard.write("Of course, I will look into it. Could you send me your order number?");
await sleep(1_000);
keyboard.write("\r");
await shows(/delivered/);
await sleep(3_000); // they answer
draw(
  "docs/conversation.svg",
  "A conversation: what was sent, what they wrote, who they are, and the answer being written",
);
for (const place of [/i writes/, /Waiting/, /Technician visits/]) {
  keyboard.write("\x1b");
  await shows(place);
}
keyboard.write("/order delay\r\r");
await shows(/Order delay/);
await sleep(4_000);
draw("docs/campaign.svg", "A campaign as it runs: progress, pace, time zones, sends by hour and reasons");
keyboard.write("\x03");
await demo;
rmSync(cwd, { recursive: true, force: true });

async function shows(pattern: RegExp): Promise<void> {
  while (!pattern.test(screen.lines().join("\n"))) await once(screen.drawn, "drawn");
}

/** Runs of characters that look alike. */
interface Run {
  readonly column: number;
  text: string;
  readonly look: string;
}

function draw(file: string, label: string): void {
  const width = columns * character.width + 2 * margin;
  const height = rows * character.height + 2 * margin;
  const texts = Array.from({ length: rows }, (_, row) => runsOf(row).map((run) => runSvg(run, row))).flat();
  writeFileSync(
    join(import.meta.dirname, "..", file),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
<rect width="100%" height="100%" rx="10" fill="${ground.back}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${texts.join("\n")}
</g>
</svg>
`,
  );
  console.log(`wrote ${file}`);
}

function runsOf(row: number): Run[] {
  const { active } = screen.emulator.buffer;
  const line = active.getLine(active.viewportY + row);
  const runs: Run[] = [];
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const colour = cell.isFgPalette() ? (palette[cell.getFgColor()] ?? ground.text) : ground.text;
    const fill = cell.isInverse() ? ground.back : cell.isDim() ? ground.quiet : colour;
    const look = `fill="${fill}"${cell.isBold() ? ' font-weight="bold"' : ""}${cell.isInverse() ? " class" : ""}`;
    const last = runs.at(-1);
    if (last?.look === look) last.text += cell.getChars() || " ";
    else runs.push({ column, text: cell.getChars() || " ", look });
  }
  return runs.filter(({ text, look }) => text.trim() !== "" || look.endsWith(" class"));
}

/** Each run says how wide it is: fonts differ, and columns must not. */
function runSvg({ column, text, look }: Run, row: number): string {
  const isInverse = look.endsWith(" class");
  const x = margin + column * character.width;
  const y = margin + row * character.height;
  const width = [...text].length * character.width;
  const back = isInverse
    ? `<rect x="${x}" y="${y}" width="${width}" height="${character.height}" fill="${ground.text}"/>`
    : "";
  const drawn = `<text x="${x}" y="${y + character.height * 0.75}" textLength="${width}" lengthAdjust="spacingAndGlyphs" ${look.replace(" class", "")} xml:space="preserve">${xmlText(text)}</text>`;
  return back + drawn;
}

function xmlText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
