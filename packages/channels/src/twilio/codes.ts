import { callCodes, isCallCode } from "@headsup/core/call/outcome";
import type { Explanation } from "@headsup/core/campaign/reasons";
import type { FailureClass } from "@headsup/core/campaign/settle";
import { smsCodes } from "../sms/codes.ts";
import { voiceCodes } from "../voice/codes.ts";
import { whatsappCodes } from "../whatsapp/codes.ts";
import type { Codes } from "./code.ts";

/** Of the account, whatever it sends. */
const accountCodes: Codes = {
  "20429": {
    failure: "retry",
    meaning: "too many requests",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
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

/** Twilio numbers its errors over all channels. A code not listed is a plain failure. */
const codes: Codes = { ...accountCodes, ...smsCodes, ...whatsappCodes, ...voiceCodes };

/** What is told in place of a code: Twilio's own status where it names none. */
const statuses: ReadonlySet<string> = new Set(["failed", "undelivered", "canceled"]);

const known = (code: string) => (Object.hasOwn(codes, code) ? codes[code] : undefined);

export const failureOf = (code: string): FailureClass => known(code)?.failure ?? "failed";

/** A code for people; undefined for one that is not known here. */
export function explainCode(code: string): Explanation | undefined {
  const found = known(code);
  if (found !== undefined) return { meaning: found.meaning, remedy: found.remedy };
  if (isCallCode(code)) return callCodes[code];
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
