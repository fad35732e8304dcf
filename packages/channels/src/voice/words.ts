import type { AnsweredBy } from "@headsup/core/call/flow";
import type { CallEnd } from "@headsup/core/call/outcome";

/** Twilio's words for calls in ours. Source: its "Call resource" and "Answering Machine Detection" (read 2026-11). */

/** Null: it has not ended. */
export function endOf(status: string): CallEnd | null {
  switch (status) {
    case "completed":
    case "busy":
    case "failed":
    case "canceled":
      return status;
    case "no-answer":
      return "no_answer";
    default:
      return null;
  }
}

/**
 * Who picked up: `machine_end_beep`, `machine_end_silence` and `machine_end_other` where the end of its greeting is awaited,
 * `machine_start` where not. `unknown` is a person until proven otherwise.
 */
export function answererOf(told: string | null | undefined): AnsweredBy | null {
  if (!told) return null;
  if (told.startsWith("machine")) return "machine";
  return told === "fax" ? "fax" : "human";
}
