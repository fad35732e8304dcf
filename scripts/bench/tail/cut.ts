import { cuttableTo } from "./cuttable.ts";
import type { Person } from "./texted.ts";
import { nowMs } from "./told.ts";
import { watchTail } from "./watcher.ts";

export interface Cut {
  readonly events: number;
  /** People nobody was told of. */
  readonly gaps: number;
  readonly repeated: number;
  /** From the cut to the first word after it: the tail waits before it comes back. */
  readonly backAfterMs: number;
}

/** One run with the connection cut in the midst, and who was told of by its end. */
export async function runCut(
  port: number,
  { campaignId, some, send }: { campaignId: string; some: readonly Person[]; send: () => Promise<unknown> },
): Promise<Cut> {
  const way = await cuttableTo(port);
  const tail = await watchTail(way.port, campaignId);
  try {
    const cutAt = (async () => {
      await tail.has(some.length / 2);
      if (way.cut() === 0) throw new Error("there was no connection to cut");
      return nowMs();
    })();
    await Promise.all([send(), cutAt]);
    await tail.has(some.length).catch(() => {}); // whoever is missing is counted
    const at = await cutAt;
    // What was on its way when it was cut may still come out of the process.
    const after = [...tail.told.values()].map(({ seenAt }) => seenAt - at).filter((ms) => ms > onItsWayMs);
    return {
      events: some.length,
      gaps: some.filter(({ id }) => !tail.told.has(id)).length,
      repeated: tail.repeated(),
      backAfterMs: Math.round(Math.min(...after)),
    };
  } finally {
    await tail.close();
    way.close();
  }
}

const onItsWayMs = 100;
