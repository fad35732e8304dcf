import { usageError } from "../failure.ts";

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what was not given. */
export const given = <T extends object>(all: T): Given<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Given<T>;

/** The same of a change, of which something must be left. */
export function someGiven<T extends object>(all: T, example: string): Given<T> {
  const change = given(all);
  if (Object.keys(change).length > 0) return change;
  throw usageError("There is nothing to change.", `For example: ${example}`);
}

/** "billing, refunds" → each of them; "none" → none of them. */
export function several(written: string | undefined): string[] | undefined {
  if (written === undefined) return undefined;
  const each = written.split(",").map((one) => one.trim());
  return written.trim() === "none" ? [] : each.filter((one) => one !== "");
}

/** What may be taken away again: "none" is null. */
export const orNone = (written: string | undefined): string | null | undefined => (written === "none" ? null : written);
