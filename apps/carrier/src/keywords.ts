/**
 * Twilio's own opt-out handling on a plain number: single words, exact after trimming, in any case. "STOP PLEASE" passes
 * it by. Source: Twilio, "Support for opt-out keywords"; REVOKE and OPTOUT since 2025.
 */
export type Keyword = "STOP" | "START" | "HELP";

const words: Readonly<Record<string, Keyword>> = {
  STOP: "STOP",
  STOPALL: "STOP",
  UNSUBSCRIBE: "STOP",
  CANCEL: "STOP",
  END: "STOP",
  QUIT: "STOP",
  REVOKE: "STOP",
  OPTOUT: "STOP",
  START: "START",
  UNSTOP: "START",
  YES: "START",
  HELP: "HELP",
  INFO: "HELP",
};

export const keywordOf = (body: string): Keyword | undefined => {
  const word = body.trim().toUpperCase();
  return Object.hasOwn(words, word) ? words[word] : undefined;
};

/** What the carrier answers by itself. */
export const keywordAnswers: Readonly<Record<Keyword, string>> = {
  STOP: "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.",
  START:
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
  HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
};
