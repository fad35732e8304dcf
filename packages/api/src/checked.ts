import type { Use } from "@headsup/storage/catalog";
import { refuse } from "./middleware/errors.ts";

/**
 * Runs a transaction that a check permits, with what that found; where another request came between the two, it is refused
 * like any other.
 */
export async function checked<Found, T>(check: () => Promise<Found>, run: (found: Found) => Promise<T>): Promise<T> {
  const found = await check();
  try {
    return await run(found);
  } catch (error) {
    await check();
    throw error;
  }
}

/** Refuses to delete what something refers to, naming it. */
export function refuseUsed(what: string, use: Use | undefined): void {
  if (use !== undefined)
    refuse("in_use", `${what} is in use: the ${use.kind} ${use.name} refers to it. Change or delete that first.`);
}

export function refuseFull(kind: string, { count, max }: { count: number; max: number }): void {
  if (count >= max)
    refuse("limit_reached", `There are ${max} ${kind} already, and no more are taken. Delete one first.`);
}

export function refuseNothing(change: object): void {
  if (Object.keys(change).length === 0) refuse("invalid_request", "There is nothing to change in this request.");
}
