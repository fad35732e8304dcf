import { usageError } from "../failure.ts";

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** "90s", "5 min", "1h", "30d" in milliseconds; null for what is no length of time. */
export function durationMs(written: string): number | null {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(written.trim()) ?? [];
  const size = unitMs[unit.toLowerCase()];
  return number === "" || size === undefined ? null : Math.round(Number(number) * size);
}

/** What an option was given, in milliseconds; told with the option's name where it is no length of time. */
export function parseDuration(option: `--${string}`, written: string): number {
  const ms = durationMs(written);
  if (ms !== null) return ms;
  throw usageError(`${option} "${written}" is no length of time.`, `Write it as 30m, 2h or 7d: ${option} 2h`);
}
