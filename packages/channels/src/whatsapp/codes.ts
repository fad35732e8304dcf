import type { Codes } from "../twilio/code.ts";

/** Of WhatsApp. */
export const whatsappCodes: Codes = {
  // They said no.
  "63014": {
    failure: "opted_out",
    meaning: "they blocked the sender on WhatsApp",
    remedy: "Do not contact them. They can come back by lifting it and writing START.",
  },
  "63033": {
    failure: "opted_out",
    meaning: "they stopped messages of this kind on WhatsApp",
    remedy:
      "Do not contact them there. They can allow it again in WhatsApp. If it was no promotion, look at the template's category.",
  },
  // They are not there.
  "63024": {
    failure: "wrong_channel",
    meaning: "not on WhatsApp, or with a version of it that takes no business messages",
    remedy: "Reach them another way.",
  },
  "63003": {
    failure: "wrong_channel",
    meaning: "not an address on WhatsApp",
    remedy: "Reach them another way.",
  },
  // Not this, or not now.
  "63016": {
    failure: "fall_back",
    meaning: "they did not write within 24 hours, so only an approved template may be sent",
    remedy:
      "Use an approved template, by its content id. If you did, check at the provider that WhatsApp still approves it.",
  },
  "63032": {
    failure: "fall_back",
    meaning: "WhatsApp does not deliver this to them",
    remedy: "Reach them another way. Trying again does not help.",
  },
  "63049": {
    failure: "fall_back",
    meaning: "WhatsApp chose not to deliver a marketing template",
    remedy:
      "Have the template approved as Utility if it is no promotion. To US numbers WhatsApp delivers no marketing at all.",
  },
  "63015": {
    failure: "fall_back",
    meaning: "the sender is a sandbox, which reaches only who joined it",
    remedy: "Use a WhatsApp sender of your own, or have them join the sandbox.",
  },
  "63005": {
    failure: "fall_back",
    meaning: "WhatsApp did not take the content",
    remedy: "Compare the message with the approved template, then reach them another way.",
  },
  "63021": {
    failure: "fall_back",
    meaning: "the content is longer than WhatsApp allows, or of a kind it does not take",
    remedy: "Shorten the values: template and values may have 1,024 characters together.",
  },
  "63029": {
    failure: "fall_back",
    meaning: "their phone could not load the template",
    remedy: "Reach them another way.",
  },
  "63034": {
    failure: "fall_back",
    meaning: "a picture or file is too large for WhatsApp",
    remedy: "Use smaller ones: 5 MB at most.",
  },
  "63009": {
    failure: "fall_back",
    meaning: "WhatsApp answered with an error",
    remedy: "Try again later, or reach them another way.",
  },
  "63023": {
    failure: "fall_back",
    meaning: "WhatsApp gave no reason",
    remedy: "Try again later, or reach them another way.",
  },
  "21656": {
    failure: "fall_back",
    meaning: "the values for the template are not taken",
    remedy: "Look for line breaks, tabs or more than four spaces in a row in this person's values.",
  },
  // It may pass.
  "63010": {
    failure: "retry",
    meaning: "the provider had an error of its own",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
  },
  "63012": {
    failure: "retry",
    meaning: "WhatsApp had an error of its own",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
  },
  "63017": {
    failure: "retry",
    meaning: "too many messages at once from the account",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
  },
  "63018": {
    failure: "retry",
    meaning: "WhatsApp takes no more from this sender for now",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
  },
  // Unwanted.
  "63013": {
    failure: "filtered",
    meaning: "WhatsApp counts it as against its policy",
    remedy: "Look at the template and its values before you send more.",
  },
  // Of this one message.
  "63011": {
    failure: "failed",
    meaning: "the provider could not read the request",
    remedy: "Look at the message and its values.",
  },
  "63030": {
    failure: "failed",
    meaning: "a part of the message is not for this kind of message",
    remedy: "Look at the template at the provider.",
  },
  "63031": {
    failure: "failed",
    meaning: "the number is the sender's own",
    remedy: "Take it off the list.",
  },
  // Nobody would get it: the template.
  "21655": {
    failure: "halt",
    meaning: "the content id names no template of this account",
    remedy: "Copy the content id from the provider, correct the message, then resume.",
  },
  "63027": {
    failure: "halt",
    meaning: "WhatsApp has no such template in this language",
    remedy: "Have the template approved in that language at the provider, then resume.",
  },
  "63028": {
    failure: "halt",
    meaning: "the template has another number of placeholders than values were given",
    remedy: "Compare the message with the template at the provider, then resume.",
  },
  "63040": {
    failure: "halt",
    meaning: "WhatsApp rejected the template",
    remedy: "Change the template and have it approved, then resume.",
  },
  "63041": {
    failure: "halt",
    meaning: "WhatsApp paused the template: too many people disliked it",
    remedy: "Wait until it is active again, or use another template.",
  },
  "63042": {
    failure: "halt",
    meaning: "WhatsApp disabled the template",
    remedy: "Use another template.",
  },
  // Nobody would get it: the sender or the account.
  "63001": {
    failure: "halt",
    meaning: "WhatsApp refused the provider's credentials for this sender",
    remedy: "Ask your admin to connect the WhatsApp sender anew at the provider, then resume.",
  },
  "63002": {
    failure: "halt",
    meaning: "WhatsApp does not know the sender",
    remedy: "Ask your admin to check the WhatsApp sender at the provider.",
  },
  "63007": {
    failure: "halt",
    meaning: "the sender is not a WhatsApp sender of this account",
    remedy: "Ask your admin to check the WhatsApp sender at the provider.",
  },
  "63008": {
    failure: "halt",
    meaning: "the WhatsApp sender is not set up fully",
    remedy: "Ask your admin to check the WhatsApp sender at the provider.",
  },
  "63020": {
    failure: "halt",
    meaning: "the business account at Meta is locked or unpaid",
    remedy: "Ask your admin to clear it with Meta, then resume.",
  },
  "63022": {
    failure: "halt",
    meaning: "the sender's display name is not certified",
    remedy: "Ask your admin to have the display name approved, then resume.",
  },
  "63038": {
    failure: "halt",
    meaning: "the account's messages of this day are used up",
    remedy: "Resume tomorrow, or ask the provider for a higher limit.",
  },
  "63051": {
    failure: "halt",
    meaning: "the business account at Meta is restricted",
    remedy: "Ask your admin to clear it with Meta, then resume.",
  },
  "21910": {
    failure: "halt",
    meaning: "the sender is not of the channel it was to send on",
    remedy: "Ask your admin to check the sender's channel and number.",
  },
};
