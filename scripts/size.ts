import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/**
 * What the worker weighs as deployed, and the ten packages that weigh most of it; last, one line of JSON. Compressed is what
 * counts; what each package has of it cannot be told apart, so that their weights are those before compression.
 */
const budgetKiB = 250;
const shown = 10;

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

const dist = join(import.meta.dirname, "../dist");
const bundle = readFileSync(join(dist, "worker/index.js"));
const { outputs }: Metafile = JSON.parse(readFileSync(join(dist, "worker-meta.json"), "utf8"));
const gzipKiB = Math.round((gzipSync(bundle, { level: 9 }).length / 1024) * 10) / 10;

const bytesOf = new Map<string, number>();
for (const { inputs } of Object.values(outputs))
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const name = packageOf(file);
    bytesOf.set(name, (bytesOf.get(name) ?? 0) + bytesInOutput);
  }

/** `zod`, `@noble/hashes`, or a folder of ours: `packages/core`. */
function packageOf(file: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return (
    name ??
    file
      .replace(/^(\.\.\/)*/, "")
      .split("/")
      .slice(0, 2)
      .join("/")
  );
}

const heaviest = [...bytesOf].sort(([, a], [, b]) => b - a).slice(0, shown);
const kib = (bytes: number) => (bytes / 1024).toFixed(0);
for (const [name, bytes] of heaviest) {
  const share = ((bytes / bundle.length) * 100).toFixed(0);
  console.log(`${kib(bytes).padStart(6)} KiB ${share.padStart(3)} %  ${name}`);
}
console.log(`worker bundle: ${kib(bundle.length)} KiB minified, ${gzipKiB} KiB gzip; budget ${budgetKiB}`);
console.log(JSON.stringify({ gzipKiB, budgetKiB }));
