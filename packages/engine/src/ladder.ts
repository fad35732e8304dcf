import type { Channel, RecipientStatus, Rung } from "@headsup/contract";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { addressOn } from "@headsup/core/contact/address";
import type { RecipientRow } from "@headsup/storage/outreach";

/** A ladder as people see it for one recipient: what became of each rung. */

export const channelWords: Readonly<Record<Channel, string>> = {
  sms: "text",
  whatsapp: "WhatsApp",
  email: "email",
  voice: "a call",
};

const dispatched = new Set(["unknown", "awaiting", "accepted", "delivered", "read", "failed", "undelivered"]);

/** Rungs done with, and the one whose turn was last, once something became of it. */
export function rungsOf(settings: CampaignSettings, row: RecipientRow, status: RecipientStatus): Rung[] {
  const of = (nth: number) => {
    const { channel, sender } = rungOf(settings, nth);
    return { rung: nth, channel, sender: sender.address, address: addressOn(row, channel) };
  };
  const done = (row.trail ?? []).map(({ rung, status, code, at }) => ({ ...of(rung), status, code, at }));
  const last = row.trail?.at(-1);
  const isNews = row.attempt > (last?.attempt ?? 0) && dispatched.has(status);
  // Where a rung done with turned out to have arrived, or the last came to nothing, its own entry tells.
  if (!isNews || row.at === null || done.some((rung) => rung.rung === row.rung)) return done;
  return [...done, { ...of(row.rung), status: status as Rung["status"], code: row.code, at: row.at }];
}

/** "WhatsApp: undelivered (63024)". */
export const rungEvents = (rungs: readonly Rung[]): { at: number; what: string }[] =>
  rungs.map(({ at, channel, status, code }) => ({
    at,
    what: `${channelWords[channel]}: ${statusWords[status]}${code === null ? "" : ` (${code})`}`,
  }));

const statusWords: Readonly<Record<Rung["status"], string>> = {
  passed: "passed over",
  unknown: "handed over, outcome unknown; the next way was taken",
  awaiting: "accepted, not delivered in time; the next way was taken",
  accepted: "accepted",
  delivered: "delivered",
  read: "read",
  failed: "refused",
  undelivered: "not delivered",
};
