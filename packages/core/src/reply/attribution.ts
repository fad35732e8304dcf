/**
 * Which message does a reply answer? The latest from that sender to that address, if it came within the campaign's look-back
 * (F3). What comes later is the sender's own matter.
 */

/** A batch is told of when its last message went: who got its first may have answered by then. */
const earlyMsMax = 2 * 60_000;

/** @param contact when that campaign last wrote to them, and how long a reply counts for it, ms */
export const isWithinLookBack = (contact: { at: number; lookBackMs: number }, repliedAt: number): boolean =>
  repliedAt >= contact.at - earlyMsMax && repliedAt - contact.at <= contact.lookBackMs;
