import { parseArgs } from "node:util";

/**
 * `pnpm bench NAME [--pairs N] …`: speed beside what people would use instead, on one machine, by turns. Lines as it goes
 * and, last, one of JSON. Each bench is a module here that says which flags it takes, all whole numbers, and their defaults.
 */
interface Bench {
  readonly flags: Readonly<Record<string, number>>;
  readonly bench: (flags: never) => Promise<void>;
}

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  dispatch: () => import("./dispatch/index.ts"),
  import: () => import("./import/main.ts"),
  start: () => import("./start.ts"),
  tail: () => import("./tail/index.ts"),
  terminal: () => import("./terminal/index.ts"),
  webhook: () => import("./webhook.ts"),
};

const [name = "", ...args] = process.argv.slice(2);
const chosen = benches[name];
if (chosen === undefined) {
  console.error(`pnpm bench ${Object.keys(benches).join("|")} [--pairs N] …`);
  process.exit(2);
}
const { flags, bench } = await chosen();
const { values } = parseArgs({
  args,
  options: Object.fromEntries(
    Object.entries(flags).map(([flag, value]) => [flag, { type: "string", default: String(value) } as const]),
  ),
});
const given = Object.entries(values).map(([flag, text]): [string, number] => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${flag} ${text}: give a whole number from 1.`);
  return [flag, value];
});
await bench(Object.fromEntries(given) as never);
