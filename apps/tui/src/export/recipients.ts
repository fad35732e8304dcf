import { type AddressKind, addressKindOf, type Recipient } from "@headsup/contract";
import { addressesOf } from "@headsup/core/contact/address";
import { csvLine } from "./csv.ts";

/** Our own columns, behind the variables. */
const ownColumns: readonly (readonly [name: string, value: (recipient: Recipient) => string])[] = [
  ["channel", ({ channel }) => channel ?? ""],
  ["status", ({ status }) => status],
  ["code", ({ code }) => code ?? ""],
  ["attempts", ({ attempts }) => String(attempts)],
  ["since", ({ at }) => (at === null ? "" : new Date(at).toISOString())],
  ["provider_id", ({ providerId }) => providerId ?? ""],
  ["list", ({ list }) => list],
  ["line", ({ line }) => String(line)],
  ["recipient", ({ id }) => id],
];

/** Whether a file's header says that we wrote the file. */
export function isRecipientsHeader(header: readonly string[]): boolean {
  const last = header.slice(-ownColumns.length).map((title) => title.trim());
  return header.length > ownColumns.length && ownColumns.every(([name], i) => isOwnName(last[i] ?? "", name));
}

const isOwnName = (title: string, name: string): boolean => title === name || title === prefixed(name);

/** Where a variable has the name. */
const prefixed = (name: string): string => `headsup_${name}`;

export interface RecipientsCsv {
  readonly header: string;
  readonly row: (recipient: Recipient) => string;
}

/**
 * How recipients are written: first the columns our own import reads (addresses, zone, variables), then what became of
 * them. A column of ours gives way to a variable of the same name. Several candidate zones are left empty: on import
 * the number gives them again.
 *
 * @param kinds of addresses that somebody has: a column each
 */
export function recipientsCsv(variables: readonly string[], kinds: readonly AddressKind[] = ["phone"]): RecipientsCsv {
  const first = [...kinds, "time_zone"];
  const taken = new Set([...first, ...variables]);
  const own = ownColumns.map(([name, value]) => [taken.has(name) ? prefixed(name) : name, value] as const);
  return {
    header: csvLine([...first, ...variables, ...own.map(([name]) => name)]),
    row: (recipient) =>
      csvLine([
        ...kinds.map((kind) => addressesOf(recipient).find((address) => addressKindOf(address) === kind) ?? ""),
        recipient.zones.length === 1 ? (recipient.zones[0] ?? "") : "",
        ...variables.map((name) => (Object.hasOwn(recipient.variables, name) ? (recipient.variables[name] ?? "") : "")),
        ...own.map(([, value]) => value(recipient)),
      ]),
  };
}
