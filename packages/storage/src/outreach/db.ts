import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { migrate } from "../migrate.ts";
import { openDb } from "./driver.ts";
import { outreachMigrations } from "./migrations.ts";
import { readState, writeState } from "./state.ts";

/**
 * What a campaign's store needs of its host: the synchronous SQLite of a Durable Object, or a stand-in of the same form
 * over node:sqlite. Writes between two awaits are one transaction; `transactionSync` makes that explicit.
 */
export interface OutreachStorage {
  readonly sql: {
    exec(
      query: string,
      ...bindings: unknown[]
    ): {
      toArray(): Record<string, unknown>[];
      raw(): { toArray(): unknown[][] };
      next(): { value?: Record<string, unknown>; done?: boolean };
    };
  };
  transactionSync<T>(work: () => T): T;
}

export type OutreachDb = DrizzleSqliteDODatabase<Record<string, never>>;

/** A newer copy of this object is at work; this one may write nothing more. */
export class FencedError extends Error {
  override readonly name = "FencedError";
}

/** A campaign's store, held by one copy of its object. */
export interface OutreachStore {
  readonly db: OutreachDb;
  readonly epoch: number;
  /** Runs `work` in one transaction, refused with {@link FencedError} if a newer copy has opened the store. */
  readonly transaction: <T>(work: () => T) => T;
  /** How many of its transactions were undone: what was read during one of them may never have been so. */
  readonly undone: () => number;
  /** Whether this copy still is the newest. One row read. */
  readonly isCurrent: () => boolean;
  /** The next `n` sequence numbers; returns the first. Never given twice, also across crashes. Within a transaction. */
  readonly nextSequence: (n?: number) => number;
}

/**
 * Sequence numbers are reserved in blocks, so that handing one out writes nothing. Each copy has a block of its own by its
 * epoch; only one that uses it up stores how far it may go on, and its successor's epoch begins beyond.
 */
const sequenceBlock = 1_000_000;

/** Opens a store: brings its tables up to date and makes this copy the newest. */
export function openOutreach(storage: OutreachStorage): OutreachStore {
  const db = openDb(storage);
  let epoch = 0;
  let sequence = 0;
  let reserved = 0;
  let undone = 0;
  storage.transactionSync(() => {
    migrate(storage, outreachMigrations);
    const blocksUsed = Math.ceil((readState(db, "sequence") ?? 0) / sequenceBlock);
    epoch = 1 + Math.max(readState(db, "epoch") ?? 0, blocksUsed);
    sequence = 1 + (epoch - 1) * sequenceBlock;
    reserved = sequence + sequenceBlock;
    writeState(db, "epoch", epoch);
  });
  const isCurrent = () => readState(db, "epoch") === epoch;
  return {
    db,
    epoch,
    isCurrent,
    undone: () => undone,
    transaction: (work) => {
      const before = reserved;
      try {
        return storage.transactionSync(() => {
          if (!isCurrent())
            throw new FencedError(`a newer copy of this campaign object than epoch ${epoch} is at work`);
          return work();
        });
      } catch (error) {
        reserved = before; // a block reserved in it was rolled back with it
        undone++;
        throw error;
      }
    },
    nextSequence: (n = 1) => {
      const first = sequence;
      sequence += n;
      if (sequence >= reserved) {
        reserved = sequence + sequenceBlock;
        writeState(db, "sequence", reserved);
      }
      return first;
    },
  };
}
