/** The only source of system time and of timers, so that a test or a simulation can bring its own. */
export interface Timers {
  /** System time, epoch ms. */
  realNow(): number;
  /** Runs `callback` once after `delayMs` of system time, unless the returned function is called before. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemTimers: Timers = {
  realNow: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

export interface ManualTimers extends Timers {
  /** Moves system time on by `durationMs` and runs, in order, the timers that come due on the way. */
  advance(durationMs: number): void;
}

/** System time that stands still until told to move on. */
export function createManualTimers({ startMs }: { readonly startMs: number }): ManualTimers {
  let nowMs = startMs;
  let nextOrdinal = 0;
  const waiting = new Map<number, { readonly dueMs: number; readonly callback: () => void }>();

  const earliestBefore = (endMs: number) =>
    [...waiting].filter(([, timer]) => timer.dueMs <= endMs).sort(([a, x], [b, y]) => x.dueMs - y.dueMs || a - b)[0];

  return {
    realNow: () => nowMs,
    after: (delayMs, callback) => {
      const ordinal = nextOrdinal++;
      waiting.set(ordinal, { dueMs: nowMs + Math.max(0, delayMs), callback });
      return () => waiting.delete(ordinal);
    },
    advance: (durationMs) => {
      const endMs = nowMs + durationMs;
      for (let next = earliestBefore(endMs); next; next = earliestBefore(endMs)) {
        const [ordinal, timer] = next;
        waiting.delete(ordinal);
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.callback();
      }
      nowMs = endMs;
    },
  };
}
