import type { Recipient } from "@headsup/contract";
import { csvLine } from "./csv.ts";

/** Our own columns, behind the variables. */
const ownColumns: readonly (readonly [name: string, value: (recipient: Recipient) => string])[] = [
  ["status", ({ status }) => status],
  ["code", ({ code }) => code ?? ""],
  ["attempts", ({ attempts }) => String(attempts)],
  ["since", ({ at }) => (at === null ? "" : new Date(at).toISOString())],
  ["provider_id", ({ providerId }) => providerId ?? ""],
  ["list", ({ list }) => list],
  ["line", ({ line }) => String(line)],
  ["recipient", ({ id }) => id],
];

export interface RecipientsCsv {
  readonly header: string;
  readonly row: (recipient: Recipient) => string;
}

/**
 * How recipients are written: first the columns our own import reads (number, zone, variables), then what became of
 * them. A column of ours gives way to a variable of the same name. Several candidate zones are left empty: on import
 * the number gives them again.
 */
export function recipientsCsv(variables: readonly string[]): RecipientsCsv {
  const taken = new Set(["phone", "time_zone", ...variables]);
  const own = ownColumns.map(([name, value]) => [taken.has(name) ? `headsup_${name}` : name, value] as const);
  return {
    header: csvLine(["phone", "time_zone", ...variables, ...own.map(([name]) => name)]),
    row: (recipient) =>
      csvLine([
        recipient.address,
        recipient.zones.length === 1 ? (recipient.zones[0] ?? "") : "",
        ...variables.map((name) => recipient.variables[name] ?? ""),
        ...own.map(([, value]) => value(recipient)),
      ]),
  };
}
