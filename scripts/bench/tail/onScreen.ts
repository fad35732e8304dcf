import { watchScreen } from "./screenWatcher.ts";
import type { Person } from "./texted.ts";
import { watchTail } from "./watcher.ts";

export interface OnScreen {
  /** From commit to the write that shows it, ms, of each event. */
  readonly fromCommitMs: readonly number[];
  /** Events that never stood on the screen: it shows only the latest. */
  readonly undrawn: number;
  readonly writes: number;
}

/** One run watched by the full-screen terminal. A tail beside it says when each event was committed. */
export async function runOnScreen(
  port: number,
  {
    campaignId,
    some,
    toReal,
    send,
  }: { campaignId: string; some: readonly Person[]; toReal: number; send: () => Promise<unknown> },
): Promise<OnScreen> {
  const screen = await watchScreen(port, some);
  const tail = await watchTail(port, campaignId);
  try {
    const before = screen.writes();
    await send();
    await tail.has(some.length);
    await screen.rests();
    const fromCommitMs = some.flatMap(({ id }) => {
      const drawnAt = screen.drawnAt.get(id);
      const committedAt = tail.told.get(id)?.committedAt;
      return drawnAt === undefined || committedAt === undefined ? [] : [drawnAt - committedAt - toReal];
    });
    return { fromCommitMs, undrawn: some.length - fromCommitMs.length, writes: screen.writes() - before };
  } finally {
    await screen.close();
    await tail.close();
  }
}
