import type { Explanation } from "@headsup/core/campaign/reasons";
import type { FailureClass } from "@headsup/core/campaign/settle";

/**
 * What Twilio's error codes mean to us, each with a sentence for people and what they can do. Source: Twilio's error
 * dictionary (https://www.twilio.com/docs/api/errors), read 2026-11. A code not listed here is a plain failure.
 */
const codes: Readonly<Record<string, Explanation & { failure: FailureClass }>> = {
  "21610": {
    failure: "opted_out",
    meaning: "the recipient opted out at the carrier",
    remedy: "Do not contact them. They can come back by texting START.",
  },
  "21211": {
    failure: "invalid_address",
    meaning: "not a valid phone number",
    remedy: "Ask for the right number; this one is not contacted any more.",
  },
  "21614": {
    failure: "invalid_address",
    meaning: "not a mobile number",
    remedy: "Ask for a mobile number, or call them.",
  },
  "30005": {
    failure: "invalid_address",
    meaning: "unknown handset",
    remedy: "The number is probably out of use. Ask for the new one.",
  },
  "30001": {
    failure: "retry",
    meaning: "the provider's queue overflowed",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
  },
  "20429": {
    failure: "retry",
    meaning: "too many requests",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
  },
  "21611": {
    failure: "retry",
    meaning: "the sender's queue is full",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
  },
  "30003": {
    failure: "unreachable",
    meaning: "the handset is off or out of reach",
    remedy: "Two tries failed. Reach them another way, or try again another day.",
  },
  "30006": {
    failure: "not_textable",
    meaning: "a landline, or a carrier that takes no texts",
    remedy: "Ask for a mobile number, or call them.",
  },
  "30004": {
    failure: "fall_back",
    meaning: "blocked by the carrier or the recipient",
    remedy: "Reach them another way; a further text would be blocked too.",
  },
  "30008": {
    failure: "fall_back",
    meaning: "the carrier gave no reason",
    remedy: "Check the number, or reach them another way.",
  },
  "30036": {
    failure: "failed",
    meaning: "it could not be handed on before the delivery window closed",
    remedy: "Send to them again, earlier in their day.",
  },
  "30007": {
    failure: "filtered",
    meaning: "filtered by the carrier as unwanted",
    remedy: "Look at the text (links, capitals, offers) and the sender's registration before you send more.",
  },
  "30002": {
    failure: "halt",
    meaning: "the provider account is suspended",
    remedy: "Ask your admin to clear the account with the provider, then resume.",
  },
  "30032": {
    failure: "halt",
    meaning: "the toll-free number is not verified",
    remedy: "Ask your admin to have the number verified at the provider, then resume.",
  },
  "30034": {
    failure: "halt",
    meaning: "the number is not registered for A2P messaging",
    remedy: "Ask your admin to register the number (A2P 10DLC) at the provider, then resume.",
  },
  "21408": {
    failure: "halt",
    meaning: "the account may not text this region",
    remedy: "Ask your admin to allow the region at the provider (geo permissions), then resume.",
  },
  "21606": {
    failure: "halt",
    meaning: "the sender is not a number of this account that can text",
    remedy: "Ask your admin to check the sender at the provider.",
  },
  "21612": {
    failure: "halt",
    meaning: "this sender cannot reach this destination",
    remedy: "Use a sender that reaches that country.",
  },
  "21659": {
    failure: "halt",
    meaning: "the sender is not a number of this account",
    remedy: "Ask your admin to check the sender at the provider.",
  },
  "20003": {
    failure: "halt",
    meaning: "the provider refused our credentials",
    remedy: "Ask your admin to set the account's right token, then resume.",
  },
  "20404": {
    failure: "halt",
    meaning: "the provider knows no such account",
    remedy: "Ask your admin to check the account's id, then resume.",
  },
};

/** What is told in place of a code: Twilio's own status where it names none. */
const statuses: ReadonlySet<string> = new Set(["failed", "undelivered", "canceled"]);

const known = (code: string) => (Object.hasOwn(codes, code) ? codes[code] : undefined);

export const failureOf = (code: string): FailureClass => known(code)?.failure ?? "failed";

/** A code for people; undefined for one that is not known here. */
export function explainCode(code: string): Explanation | undefined {
  const found = known(code);
  if (found !== undefined) return { meaning: found.meaning, remedy: found.remedy };
  if (statuses.has(code))
    return {
      meaning: `the provider reports it as ${code} and gives no reason`,
      remedy: "Check the number, or reach them another way.",
    };
  const [, status] = /^http_(\d{3})$/.exec(code) ?? [];
  if (status !== undefined)
    return {
      meaning: `the provider answered with HTTP error ${status}`,
      remedy: "Try again later. If it happens often, look at the provider's status page.",
    };
  return undefined;
}
