import type { Channel } from "@headsup/contract";

/**
 * How long after what somebody wrote anything may be said to them on a channel, ms; null: at any time. Outside it only what was
 * approved beforehand goes. Source: Meta, "Customer service windows": 24 hours from their last message, whichever it was.
 */
const sessionMs: Readonly<Record<Channel, number | null>> = {
  sms: null,
  whatsapp: 24 * 60 * 60_000,
  email: null,
  voice: null,
};

/** We hear of what they wrote a little after they did, and what we write arrives a little after it left. */
const marginMs = 5 * 60_000;

/** @property closesAt epoch ms: from then on it is closed; null: it never is, or was never open */
export interface Session {
  readonly isOpen: boolean;
  readonly closesAt: number | null;
}

/**
 * Whether free text may go to somebody now.
 *
 * @param wroteAt when they last wrote to that sender on that channel, as early as anybody tells; null: never
 */
export function sessionOf({
  channel,
  wroteAt,
  now,
}: {
  channel: Channel;
  wroteAt: number | null;
  now: number;
}): Session {
  const spanMs = sessionMs[channel];
  if (spanMs === null) return { isOpen: true, closesAt: null };
  if (wroteAt === null) return { isOpen: false, closesAt: null };
  const closesAt = wroteAt + spanMs - marginMs;
  return { isOpen: now < closesAt, closesAt };
}
