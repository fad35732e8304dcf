import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** What the worker weighs as deployed: prints a line for people and, last, one of JSON. Budget: 250 KiB. */
const bundle = readFileSync(join(import.meta.dirname, "../dist/worker/index.js"));
const gzipKiB = Math.round((gzipSync(bundle, { level: 9 }).length / 1024) * 10) / 10;
console.log(`worker bundle: ${(bundle.length / 1024).toFixed(0)} KiB minified, ${gzipKiB} KiB gzip`);
console.log(JSON.stringify({ gzipKiB }));
