/**
 * The deployment's clock. In production it is the system's; in a demo or a rehearsal it runs `rate` times as fast from
 * an instant of its own. Whoever needs the time is handed `now`; nobody reads a global.
 */
export interface ClockSettings {
  /** System time, epoch ms, at which this clock showed `anchorMs`. */
  readonly anchorRealMs: number;
  readonly anchorMs: number;
  /** Clock milliseconds per system millisecond; 1 in production. */
  readonly rate: number;
}

export const systemClock: ClockSettings = { anchorRealMs: 0, anchorMs: 0, rate: 1 };

/** What the clock shows when the system's clock shows `realMs`. */
export const clockAt = (clock: ClockSettings, realMs: number): number =>
  Math.floor(clock.anchorMs + (realMs - clock.anchorRealMs) * clock.rate);

/** When the system's clock will show the clock's `ms`, rounded up so that an alarm set there is never early. */
export const realAt = (clock: ClockSettings, ms: number): number =>
  Math.ceil(clock.anchorRealMs + (ms - clock.anchorMs) / clock.rate);
