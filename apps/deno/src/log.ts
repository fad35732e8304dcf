import { appendFileSync, closeSync, openSync } from "node:fs";
import type { Log } from "@headsup/engine";

/** Appends to a file, for its owner's eyes only, one line of JSON a thing that happened. */
export function openLog(file: string): { readonly log: Log; readonly close: () => void } {
  const descriptor = openSync(file, "a", 0o600);
  return {
    log: (level, event, fields) =>
      appendFileSync(descriptor, `${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`),
    close: () => closeSync(descriptor),
  };
}
