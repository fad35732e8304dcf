import type { Person } from "./texted.ts";
import type { Watcher } from "./watcher.ts";

/** How long one event took to its watcher, ms. */
export interface Seen {
  readonly fromCommitMs: number;
  /** From the first byte of the request that told of it. */
  readonly fromRequestMs: number;
}

interface Run {
  readonly some: readonly Person[];
  /** When each was sent, epoch ms. */
  readonly sentAt: readonly number[];
  /** What to add to a frame's `at` for the clock of this machine, ms. */
  readonly toReal: number;
}

/** When each of a run was seen, once all were. Throws when anybody was not, or was told of twice. */
export async function seenOf(watcher: Watcher, { some, sentAt, toReal }: Run): Promise<Seen[]> {
  await watcher.has(some.length);
  if (watcher.repeated() > 0) throw new Error(`${watcher.repeated()} told of twice on a connection that held`);
  const seen = some.map(({ id }, nth) => {
    const told = watcher.told.get(id);
    const sent = sentAt[nth];
    if (told === undefined || sent === undefined) throw new Error(`${id} was never told of`);
    return { fromCommitMs: told.seenAt - told.committedAt - toReal, fromRequestMs: told.seenAt - sent };
  });
  watcher.clear();
  return seen;
}
