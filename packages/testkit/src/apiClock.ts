import type { Timers } from "@headsup/carrier";

/**
 * The only time an {@link apiWorld} has: it stands still until told to move, and then stops at everything that is due.
 * The carrier's timers and the campaigns' alarms are both on it, so that what happens first is done first.
 */
export interface ApiClock extends Timers {
  readonly now: () => number;
  /** Moves on to `until`, doing what is due on the way. After each, `settle` lets what that set off come to rest. */
  run(until: number, settle: () => Promise<void>): Promise<void>;
}

export function createApiClock(startsAt: number): ApiClock {
  let now = startsAt;
  let nextOrder = 0;
  const waiting = new Map<number, { readonly due: number; readonly callback: () => void }>();
  const earliest = () => [...waiting].sort(([a, x], [b, y]) => x.due - y.due || a - b)[0];
  return {
    now: () => now,
    realNow: () => now,
    after: (delayMs, callback) => {
      const order = nextOrder++;
      waiting.set(order, { due: now + Math.max(0, delayMs), callback });
      return () => waiting.delete(order);
    },
    run: async (until, settle) => {
      await settle();
      for (let next = earliest(); next !== undefined && next[1].due <= until; next = earliest()) {
        const [order, { due, callback }] = next;
        waiting.delete(order);
        now = Math.max(now, due);
        callback();
        await settle();
      }
      now = Math.max(now, until);
    },
  };
}
