/** What the clock on the wall shows: for messages such as "08:00 in America/New_York". */
import { offsetAt } from "./offsets.ts";

/** Monday first, as `weekdays` of the contract. */
const weekdayLabels = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

export interface LocalReading {
  readonly year: number;
  /** January is 1. */
  readonly month: number;
  readonly day: number;
  /** Monday is 0, Sunday 6. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The local reading in `zone` at `instant` (epoch ms). In a repeated hour two instants have the same reading. */
export function localReading(zone: string, instant: number): LocalReading {
  const local = new Date(instant + offsetAt(zone, instant));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    weekday: (local.getUTCDay() + 6) % 7,
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
  };
}

/** "Tue 08:00": the weekday and time of day shown in `zone` at `instant` (epoch ms), the same on every runtime. */
export function formatLocal(instant: number, zone: string): string {
  const { weekday, hour, minute } = localReading(zone, instant);
  return `${weekdayLabels[weekday]} ${twoDigits(hour)}:${twoDigits(minute)}`;
}

const twoDigits = (n: number): string => String(n).padStart(2, "0");
