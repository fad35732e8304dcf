import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** When something was committed, as its frame says by the server's clock, and when its line was here; epoch ms. */
export interface Told {
  readonly committedAt: number;
  readonly seenAt: number;
}

/** The wall clock, in fractions of a millisecond. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** Tells of each line a watcher writes, at the moment it is here. */
export function eachLine(stream: Readable, tell: (line: string, seenAt: number) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on("line", (line) => tell(line, nowMs()));
}

export interface Latencies {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export function latenciesOf(values: readonly number[]): Latencies {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN) * 10) / 10;
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: at(1) };
}
