/** What every part of the carrier works with: identity, memory, time. Handed in, never reached for. */
import type { DatabaseSync } from "node:sqlite";
import type { Settings } from "./settings.ts";

/** What an id is of: messages, those with pictures, calls, recordings. */
type SidPrefix = "SM" | "MM" | "CA" | "RE";

export interface World {
  readonly accountSid: string;
  readonly authToken: string;
  readonly db: DatabaseSync;
  /** The settings in force; replaced as a whole. */
  settings(): Settings;
  /** Puts other settings in force and keeps them. */
  setSettings(settings: Settings): void;
  /** Clock ms now. */
  now(): number;
  /** System ms now. */
  realNow(): number;
  /** A new id of a message, call or recording: the prefix and 32 hex digits. */
  newSid(prefix: SidPrefix): string;
}
