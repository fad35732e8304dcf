import { type ClockSettings, clockAt, systemClock } from "@headsup/core/clock";
import type { Folder } from "./folder.ts";

/**
 * The clock of a demo or a rehearsal. The host owns it: it writes down a ceiling ahead of what the clock shows and starts
 * again from there, so the clock never goes back and does not jump over the time it was down. If workerd outlived its
 * host, though, the clock went on in it, and goes on from there.
 */

/** How far ahead the ceiling is kept, and how often it is raised; machine time. */
const aheadRealMs = 3_000;
const raiseEveryRealMs = 1_000;

export interface HostClock {
  readonly settings: ClockSettings;
  /** Stops raising the ceiling. */
  readonly close: () => void;
}

export function startClock(
  folder: Folder,
  wish: { rate: number; startsAt: number } | null,
  { hasOrphan }: { hasOrphan: boolean },
): HostClock {
  if (wish === null) return { settings: systemClock, close: () => {} };
  const realNow = Date.now();
  const before = folder.clock.read();
  const went = before && hasOrphan ? clockAt(before, realNow) : 0;
  const settings = {
    anchorRealMs: realNow,
    anchorMs: Math.ceil(before === null ? wish.startsAt : Math.max(before.ceilingMs, went)),
    rate: wish.rate,
  };
  const raise = () => folder.clock.write({ ...settings, ceilingMs: clockAt(settings, Date.now() + aheadRealMs) });
  raise();
  const timer = setInterval(raise, raiseEveryRealMs);
  return { settings, close: () => clearInterval(timer) };
}
