import { appendFileSync, closeSync, openSync } from "node:fs";
import type { Log } from "@headsup/engine";

/** Appends to a file, for its owner's eyes only, one line of JSON a thing that happened. Never throws. */
export function openLog(file: string): { readonly log: Log; readonly close: () => void } {
  const descriptor = openSync(file, "a", 0o600);
  return {
    log: (level, event, fields) => {
      try {
        appendFileSync(descriptor, `${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`);
      } catch {
        // A full disk costs the line, not the work it tells of.
      }
    },
    close: () => closeSync(descriptor),
  };
}
