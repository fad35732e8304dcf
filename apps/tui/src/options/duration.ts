const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, sec: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };

/** "90s", "5 min", "1h" in milliseconds; null for what is no length of time. */
export function durationMs(written: string): number | null {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(written.trim()) ?? [];
  const size = unitMs[unit.toLowerCase()];
  return number === "" || size === undefined ? null : Math.round(Number(number) * size);
}
