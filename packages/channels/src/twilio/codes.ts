import type { FailureClass } from "@headsup/core/campaign/settle";

/**
 * What Twilio's error codes mean to us, each with a sentence for people. Source: Twilio's error dictionary
 * (https://www.twilio.com/docs/api/errors), read 2026-11. A code not listed here is a plain failure.
 */
const codes: Readonly<Record<string, { failure: FailureClass; meaning: string }>> = {
  "21610": { failure: "opted_out", meaning: "the recipient opted out at the carrier" },
  "21211": { failure: "invalid_address", meaning: "not a valid phone number" },
  "21614": { failure: "invalid_address", meaning: "not a mobile number" },
  "30005": { failure: "invalid_address", meaning: "unknown handset" },
  "30001": { failure: "retry", meaning: "the provider's queue overflowed" },
  "20429": { failure: "retry", meaning: "too many requests" },
  "21611": { failure: "retry", meaning: "the sender's queue is full" },
  "30003": { failure: "unreachable", meaning: "the handset is off or out of reach" },
  "30006": { failure: "not_textable", meaning: "a landline, or a carrier that takes no texts" },
  "30004": { failure: "fall_back", meaning: "blocked by the carrier or the recipient" },
  "30008": { failure: "fall_back", meaning: "the carrier gave no reason" },
  "30036": { failure: "failed", meaning: "it could not be handed on before the delivery window closed" },
  "30007": { failure: "filtered", meaning: "filtered by the carrier as unwanted" },
  "30002": { failure: "halt", meaning: "the provider account is suspended" },
  "30032": { failure: "halt", meaning: "the toll-free number is not verified" },
  "30034": { failure: "halt", meaning: "the number is not registered for A2P messaging" },
  "21408": { failure: "halt", meaning: "the account may not text this region" },
  "21606": { failure: "halt", meaning: "the sender is not a number of this account that can text" },
  "21612": { failure: "halt", meaning: "this sender cannot reach this destination" },
  "21659": { failure: "halt", meaning: "the sender is not a number of this account" },
  "20003": { failure: "halt", meaning: "the provider refused our credentials" },
  "20404": { failure: "halt", meaning: "the provider knows no such account" },
};

const known = (code: string) => (Object.hasOwn(codes, code) ? codes[code] : undefined);

export const failureOf = (code: string): FailureClass => known(code)?.failure ?? "failed";

/** A code for people: `30003: the handset is off or out of reach`. */
export const describeCode = (code: string): string => {
  const meaning = known(code)?.meaning;
  return meaning === undefined ? code : `${code}: ${meaning}`;
};
