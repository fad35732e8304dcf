import { explainCode } from "@headsup/channels";

/** What became of a message of ours that no code of the provider's tells. */
const own = {
  absent: "it never reached the provider: send it again",
  suppressed: "they opted out before it went",
  no_text: "a call cannot be answered by a text: call them back",
  session_closed: "WhatsApp takes free text only within 24 hours of what they wrote last",
  unconfirmed: "the provider never said what became of it: it may have arrived",
  no_sender: "the sender it was to go from is gone",
  ambiguous: "the provider has several like it: it probably went",
  crash: "our server stopped while it was being sent; the provider is being asked",
  timeout: "the provider did not answer in time; it is being asked",
  connection: "the connection to the provider broke; it is being asked",
  "channel error": "sending broke off for a reason nobody foresaw; the provider is being asked",
} as const;

export type OwnCode = keyof typeof own;

const isOwn = (code: string): code is OwnCode => Object.hasOwn(own, code);

/** What a message's code means, for people. */
export const meaningOf = (code: string): string =>
  isOwn(code) ? own[code] : (explainCode(code)?.meaning ?? `code ${code}`);
