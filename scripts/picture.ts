import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes the README's picture from a real run: plays the demo and draws what it printed as an SVG. Nothing in it is
 * written by hand but the colours of the words.
 */
const root = join(import.meta.dirname, "..");
const out = join(root, "docs/demo.svg");
const run = spawnSync(process.execPath, ["apps/tui/src/main.ts", "demo"], {
  cwd: root,
  encoding: "utf8",
  env: { ...process.env, NO_COLOR: "1" },
});
if (run.status !== 0) throw new Error(`the demo ended with ${run.status}:\n${run.stderr}`);

const columnsMax = 110;
const told = run.stdout.split("\n");
const lines = ["$ npx -y pnpm@12 start", "", ...told].flatMap((line) => fold(line)).slice(0, -1);
const colours: readonly [RegExp, string][] = [
  [/^\$/, "#8b949e"],
  [/✓/, "#7ee787"],
  [/✗/, "#ffa657"],
  [/Completed/, "#7ee787"],
  [/The carrier's own log/, "#79c0ff"],
];
const size = { character: 8.4, line: 19, margin: 20 };
const width = columnsMax * size.character + 2 * size.margin;
const height = lines.length * size.line + 2 * size.margin;
const texts = lines.map((line, i) => {
  const colour = colours.find(([pattern]) => pattern.test(line))?.[1] ?? "#e6edf3";
  return `<text x="${size.margin}" y="${size.margin + (i + 0.8) * size.line}" fill="${colour}" xml:space="preserve">${xmlText(line)}</text>`;
});
writeFileSync(
  out,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="A demo campaign from launch to its result, as printed in the terminal">
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">
${texts.join("\n")}
</g>
</svg>
`,
);
console.log(`wrote ${out}: ${lines.length} lines`);

function fold(line: string): string[] {
  const parts: string[] = [];
  for (let rest = line; ; ) {
    if (rest.length <= columnsMax) return [...parts, rest];
    const at = rest.lastIndexOf(" ", columnsMax);
    parts.push(rest.slice(0, at > 0 ? at : columnsMax));
    rest = `    ${rest.slice(at > 0 ? at + 1 : columnsMax)}`;
  }
}

function xmlText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
