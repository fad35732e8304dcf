import type { Channel, RecipientStatus } from "@headsup/contract";
import { prerecordedCapCode } from "../call/again.ts";
import type { ListState } from "./lifecycle.ts";
import { absentCode, noDeliveryCode, noReceiptCode, openConversationCode, repliedCode } from "./settle.ts";
import type { StoredStatus } from "./status.ts";

/** Why recipients stand where they do: counting the reasons, and saying what those of our own mean. */

/** A code for people: what it means, and what to do about it. */
export interface Explanation {
  readonly meaning: string;
  readonly remedy: string;
}

export interface ReasonCount {
  readonly list: number;
  readonly status: StoredStatus;
  readonly code: string | null;
  readonly count: number;
}

/**
 * Reasons over all lists, the most frequent first. Whoever is still ready on a closed list is unreached, and the reason is
 * why that list closed. Who stands somewhere for no reason is left out.
 *
 * @param counts without those in flight
 */
export function campaignReasons(
  counts: readonly ReasonCount[],
  lists: readonly Pick<ListState, "ordinal" | "closedAt" | "closeReason">[],
): { status: RecipientStatus; code: string; count: number }[] {
  const byOrdinal = new Map(lists.map((list) => [list.ordinal, list]));
  const reasons = new Map<string, { status: RecipientStatus; code: string; count: number }>();
  for (const { list: ordinal, status: stored, code: storedCode, count } of counts) {
    const list = byOrdinal.get(ordinal);
    const isUnreached = stored === "ready" && list?.closedAt != null;
    const status = isUnreached ? "unreached" : stored;
    const code = isUnreached ? (list?.closeReason ?? null) : storedCode;
    if (code === null) continue;
    const key = `${status} ${code}`;
    reasons.set(key, { status, code, count: (reasons.get(key)?.count ?? 0) + count });
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count || compare(a.status + a.code, b.status + b.code));
}

const compare = (a: string, b: string): number => (a < b ? -1 : 1);

/** The code of who has no address of a rung's kind. */
export const noAddressCode = "no_address";

/** By channel, the code of who is known not to be had there. */
export const wrongChannelCodes: Readonly<Record<Channel, string>> = {
  sms: "not_textable",
  whatsapp: "not_on_whatsapp",
  email: "no_mailbox",
  voice: "not_callable",
};

const waitForLook = "Wait: the provider is being asked what became of it. It is never sent again blindly.";
const decide =
  "Nobody can say whether it arrived. Check with the person, or in the provider's log, before you write again.";

/** Codes of our own. */
const own: Readonly<Record<string, Explanation>> = {
  opted_out: {
    meaning: "they said stop, to us or to their carrier",
    remedy: "Do not contact them. They can come back by texting START.",
  },
  not_textable: {
    meaning: "the number is known to take no texts",
    remedy: "Ask for a mobile number, or call them.",
  },
  not_on_whatsapp: {
    meaning: "the number is known not to be on WhatsApp",
    remedy: "Text or call them: give the campaign a fallback.",
  },
  no_mailbox: {
    meaning: "there is no such mailbox",
    remedy: "Ask for their address of today; this one is not written to any more.",
  },
  not_callable: {
    meaning: "the number is known to take no calls",
    remedy: "Ask for another number, or write to them.",
  },
  [prerecordedCapCode]: {
    meaning: "they were called three times in thirty days, as often as they may be",
    remedy: "Write to them instead, or wait.",
  },
  [noAddressCode]: {
    meaning: "they have no address of the kind this channel takes",
    remedy: "Add the address to their row, or give the campaign a fallback they can be reached by.",
  },
  [noDeliveryCode]: {
    meaning: "no delivery was reported in the time it was given",
    remedy: "Nothing: the next way to reach them is taken.",
  },
  [repliedCode]: {
    meaning: "they wrote back, so nothing further was sent",
    remedy: "Answer them in the inbox.",
  },
  open_conversation: {
    meaning: "they have an open conversation with this sender",
    remedy:
      "Nothing: whoever has the conversation can tell them. Close it, and a campaign that waits goes on by itself.",
  },
  recent_contact: {
    meaning: "another campaign wrote to them within the days chosen at launch",
    remedy: "Nothing, if once is enough. Otherwise write to them in a campaign that keeps duplicates.",
  },
  no_common_hours: {
    meaning: "their delivery window and the sending hours never meet",
    remedy: "Create a campaign for them whose hours suit their time zone.",
  },
  MISSING_VARIABLE: {
    meaning: "a value the text needs is missing",
    remedy: "Add the value to their row and import them into a new campaign.",
  },
  MESSAGE_TOO_LONG: {
    meaning: "with their values the message is too long",
    remedy: "Shorten the text or their values and import them into a new campaign.",
  },
  INVALID_ROW: {
    meaning: "their message could not be made from their row",
    remedy: "Mend the row and import them into a new campaign.",
  },
  ended: {
    meaning: "the list ended before their turn came",
    remedy: "Import them into a new campaign with more time or a faster pace, if they should still hear.",
  },
  expired: {
    meaning: "the message expired before their turn came",
    remedy: "Nothing, if it is useless by now. Otherwise send them another text in a new campaign.",
  },
  stopped: {
    meaning: "the campaign was stopped before their turn came",
    remedy: "Stop is final. Import them into a new campaign if they should still hear.",
  },
  absent: {
    meaning: "an earlier try never reached the provider",
    remedy: "Nothing: it is sent again in turn.",
  },
  timeout: { meaning: "the provider did not answer in time", remedy: waitForLook },
  connection: { meaning: "the connection to the provider broke", remedy: waitForLook },
  crash: { meaning: "our server stopped while it was being sent", remedy: waitForLook },
  "channel error": { meaning: "sending broke off for a reason nobody foresaw", remedy: waitForLook },
  [noReceiptCode]: { meaning: "accepted, but no delivery report came in three days", remedy: decide },
};

const lookUpCode = "Try another way to reach them. If it happens often, look the code up with the provider.";

/** What to do where all that is known of a code is where it left somebody. */
const remedies: Readonly<Partial<Record<RecipientStatus, string>>> = {
  held: "Wait: it is tried again by itself.",
  unknown: waitForLook,
  unconfirmed: decide,
};

/** Where a recipient's standing, not the code, says what is to be done: the same failure is tried again, or was the last. */
const standingDecides: ReadonlySet<RecipientStatus> = new Set(["held", "unknown", "unconfirmed"]);

/**
 * What a reason means and what to do about it, for people.
 *
 * @param ofProvider explains a provider's code; undefined for one it does not know
 */
export function explainReason(
  { status, code }: { readonly status: RecipientStatus; readonly code: string },
  ofProvider: (code: string) => Explanation | undefined,
): Explanation {
  const known = (Object.hasOwn(own, code) ? own[code] : undefined) ?? ofProvider(code);
  const meaning = known?.meaning ?? `code ${code}, which is not in our table`;
  if (status === "held" && code === openConversationCode)
    return { meaning, remedy: "Wait until it is closed: that is looked at every ten minutes." };
  if (standingDecides.has(status)) return { meaning, remedy: remedies[status] ?? lookUpCode };
  if (code === absentCode && status === "failed")
    return { meaning: "no try ever reached the provider", remedy: "Ask your admin to look at the provider's log." };
  return { meaning, remedy: known?.remedy ?? lookUpCode };
}
