/** The line back to the caller, and what can go wrong with it on purpose. */
import type { Timers } from "./timers.ts";

/** The caller gets no answer: whoever serves the request must cut the connection. */
export class LineCut extends Error {
  override readonly name = "LineCut";
}

export interface Line {
  /** Waits `durationMs` of system time. Rejects with LineCut when the caller goes away or the carrier closes. */
  hold(durationMs: number, signal: AbortSignal): Promise<void>;
  /** Cuts every line held, now and from now on. */
  close(): void;
}

export function createLine(timers: Timers): Line {
  const closing = new AbortController();
  return {
    hold: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        const ended = AbortSignal.any([signal, closing.signal]);
        const cut = () => {
          disarm();
          reject(new LineCut("the caller went away, or the carrier closed"));
        };
        const disarm = timers.after(durationMs, () => {
          ended.removeEventListener("abort", cut);
          resolve();
        });
        if (ended.aborted) cut();
        else ended.addEventListener("abort", cut, { once: true });
      }),
    close: () => closing.abort(),
  };
}
