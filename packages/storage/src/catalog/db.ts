import type { BatchItem } from "drizzle-orm/batch";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";

/**
 * The catalogue over D1, or over anything of D1's form. D1 has no interactive transactions: what must happen together
 * goes into one {@link Catalogue.together}, which is a transaction.
 */
export interface Catalogue {
  readonly db: DrizzleD1Database;
  /** Runs the statements in order, all or none. */
  readonly together: (statements: readonly Statement[]) => Promise<void>;
}

export type Statement = BatchItem<"sqlite">;

export function openCatalogue(d1: Parameters<typeof drizzle>[0]): Catalogue {
  const db = drizzle(d1);
  return {
    db,
    together: async ([first, ...rest]) => {
      if (first !== undefined) await db.batch([first, ...rest]);
    },
  };
}
