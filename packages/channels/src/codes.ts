import type { Explanation } from "@headsup/core/campaign/reasons";
import { explainEmailCode } from "./email/codes.ts";
import { explainCode as explainTwilioCode } from "./twilio/codes.ts";

/** A code of whichever channel, for people; undefined for one that is not known here. */
export const explainCode = (code: string): Explanation | undefined => explainEmailCode(code) ?? explainTwilioCode(code);
