import { sql } from "drizzle-orm";

/**
 * Makes a dialect of drizzle's write `limit ? + 0`. SQLite plans by a bare `limit ?`, and so prepares the statement anew each
 * time the value is given: several times what running it takes, in workerd as in Node. A sum it does not look into.
 */
export function steadyLimits<Dialect extends object>(dialect: Dialect): Dialect {
  const isGiven = (limit: unknown) => (typeof limit === "number" ? limit >= 0 : typeof limit === "object");
  const buildLimit = (limit: unknown) => (isGiven(limit) ? sql` limit ${limit} + 0` : undefined);
  return Object.assign(dialect, { buildLimit });
}
