import { parseArgs } from "node:util";
import { benchWebhook } from "./webhook.ts";

/** `pnpm bench webhook [--pairs N] [--requests N] [--connections N]`: lines as it goes and, last, one of JSON. */
const usage = "pnpm bench webhook [--pairs N] [--requests N] [--connections N]";
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: "string", default: "7" },
    requests: { type: "string", default: "400" },
    connections: { type: "string", default: "32" },
  },
});
const numberOf = (name: keyof typeof values): number => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} ${values[name]}: give a whole number from 1.`);
  return value;
};
if (positionals.length !== 1 || positionals[0] !== "webhook") {
  console.error(usage);
  process.exit(2);
}
await benchWebhook({
  pairs: numberOf("pairs"),
  requests: numberOf("requests"),
  connections: numberOf("connections"),
});
