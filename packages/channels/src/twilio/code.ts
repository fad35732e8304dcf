import type { Explanation } from "@headsup/core/campaign/reasons";
import type { FailureClass } from "@headsup/core/campaign/settle";

/** What one of Twilio's error codes means to us, with a sentence for people and what they can do. */
type Code = Explanation & { readonly failure: FailureClass };

/** By code. Source: Twilio's error dictionary (https://www.twilio.com/docs/api/errors), read 2026-11. */
export type Codes = Readonly<Record<string, Code>>;
