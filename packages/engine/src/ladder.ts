import type { Channel, RecipientStatus, Rung } from "@headsup/contract";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { absentCode, noReceiptCode, openConversationCode } from "@headsup/core/campaign/settle";
import { addressOn } from "@headsup/core/contact/address";
import type { RecipientRow } from "@headsup/storage/outreach";

/** A ladder as people see it for one recipient: what became of each rung. */

export const channelWords: Readonly<Record<Channel, string>> = {
  sms: "text",
  whatsapp: "WhatsApp",
  email: "email",
  voice: "a call",
};

const dispatched: ReadonlySet<string> = new Set([
  "unknown",
  "awaiting",
  "accepted",
  "delivered",
  "read",
  "failed",
  "undelivered",
] satisfies Rung["status"][]);
const isDispatched = (status: string): status is Rung["status"] => dispatched.has(status);

/** Rungs done with, and the one whose turn was last, once something became of it. */
export function rungsOf(settings: CampaignSettings, row: RecipientRow, status: RecipientStatus): Rung[] {
  const of = (nth: number) => {
    const { channel, sender } = rungOf(settings, nth);
    return { rung: nth, channel, sender: sender.address, address: addressOn(row, channel) };
  };
  const done = (row.trail ?? []).map(({ rung, status, code, at }) => ({ ...of(rung), status, code, at }));
  const last = row.trail?.at(-1);
  const isNews = row.attempt > (last?.attempt ?? 0);
  const own = ownStatus(row, status);
  if (!isNews || own === null || row.at === null || done.some((rung) => rung.rung === row.rung)) return done;
  return [...done, { ...of(row.rung), ...own, at: row.at }];
}

/** What became of the last rung itself; null: nothing yet. Where a rung before it decided how they stand, its code is all that is kept. */
function ownStatus(
  { trail, providerId, past, code }: RecipientRow,
  status: RecipientStatus,
): Pick<Rung, "status" | "code"> | null {
  const decisive = trail?.find((done) => done.providerId !== null && done.providerId === providerId);
  if (decisive !== undefined && isDecidedBy(status))
    return code === null || code === decisive.code
      ? { status: "accepted", code: null }
      : { status: "undelivered", code };
  if (status === "unconfirmed") return { status: code === noReceiptCode ? "accepted" : "unknown", code };
  if (isDispatched(status)) return { status, code };
  // Tries before failed; what never arrived was none.
  const ofOthers = new Set(trail?.map((done) => done.providerId));
  const wasTaken = [...(past ?? []), providerId].some((id) => id !== null && !ofOthers.has(id));
  if (code === absentCode && !wasTaken) return null;
  const isOfTry = status !== "skipped" && code !== openConversationCode && code !== absentCode;
  return { status: "undelivered", code: isOfTry ? code : null };
}

const isDecidedBy = (status: RecipientStatus): boolean => status === "unconfirmed" || isDispatched(status);

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
