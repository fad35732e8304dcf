import type { Channel, Span } from "@headsup/contract";
import { callWindow } from "../call/again.ts";

/** Hours that a channel keeps to besides a campaign's window, in the recipient's zone; null: none of its own. */
export const windowOf = (channel: Channel): Span | null => (channel === "voice" ? callWindow : null);
