import type { StoredStatus } from "@headsup/core/campaign/status";
import { type BatchRow, findFigures, type OutreachStore } from "@headsup/storage/outreach";

/** How many of a list stand somewhere. */
interface Group {
  readonly list: number;
  readonly status: StoredStatus;
  count: number;
}

interface Kept {
  /** How many transactions had been undone by then: what was read in one of them was never so. */
  readonly undone: number;
  readonly byBatch: Map<number, readonly Group[]>;
}

const kept = new WeakMap<OutreachStore, Kept>();

/**
 * Where those stand whom a settled batch counts. They are read one by one once and then kept in memory, for as long as none of
 * their rows is written: a campaign at full speed has hundreds of batches that are not folded yet, and each step asks.
 */
export function batchFigures(store: OutreachStore, { id, claims }: Pick<BatchRow, "id" | "claims">): readonly Group[] {
  const { byBatch } = keptOf(store);
  const known = byBatch.get(id);
  if (known !== undefined) return known;
  const groups = new Map<string, Group>();
  const ids = claims.map((claim) => claim.id);
  for (const { list, status, batch } of findFigures(store.db, ids)) {
    if (batch !== id) continue;
    const key = `${list} ${status}`;
    const group = groups.get(key) ?? { list, status, count: 0 };
    group.count++;
    groups.set(key, group);
  }
  const counted = [...groups.values()];
  byBatch.set(id, counted);
  return counted;
}

/** A row that this batch counted, or counts from now on, is written; or the batch counts nobody any more. */
export function countAnew(store: OutreachStore, batch: number | null): void {
  if (batch !== null) kept.get(store)?.byBatch.delete(batch);
}

function keptOf(store: OutreachStore): Kept {
  const undone = store.undone();
  const known = kept.get(store);
  if (known?.undone === undone) return known;
  const anew: Kept = { undone, byBatch: new Map() };
  kept.set(store, anew);
  return anew;
}
