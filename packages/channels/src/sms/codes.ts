import type { Codes } from "../twilio/code.ts";

/** Of texts, with or without pictures; some of these are told of other messages too. */
export const smsCodes: Codes = {
  // They said no, or can never be reached.
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
  "21265": {
    failure: "invalid_address",
    meaning: "a short code, not somebody's number",
    remedy: "Ask for a mobile number, or call them.",
  },
  // Not by text, ever.
  "30006": {
    failure: "wrong_channel",
    meaning: "a landline, or a carrier that takes no texts",
    remedy: "Ask for a mobile number, or call them.",
  },
  "21635": {
    failure: "wrong_channel",
    meaning: "a landline",
    remedy: "Ask for a mobile number, or call them.",
  },
  // It may pass.
  "30001": {
    failure: "retry",
    meaning: "the provider's queue overflowed",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
  },
  "21611": {
    failure: "retry",
    meaning: "the sender's queue is full",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
  },
  "30017": {
    failure: "retry",
    meaning: "the carrier's network is congested",
    remedy: "All tries are used up. Send to them again later.",
  },
  "30022": {
    failure: "retry",
    meaning: "the sender is faster than its registration (A2P 10DLC) allows",
    remedy: "All tries are used up. Send to them again later, at a slower pace.",
  },
  "30003": {
    failure: "unreachable",
    meaning: "the handset is off or out of reach",
    remedy: "Two tries failed. Reach them another way, or try again another day.",
  },
  // Not by text, this time.
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
  "30011": {
    failure: "fall_back",
    meaning: "pictures and files do not reach this number",
    remedy: "Send it without them, or reach them another way.",
  },
  "30019": {
    failure: "fall_back",
    meaning: "the pictures or files are too large for their carrier",
    remedy: "Use smaller ones: below 600 KB they pass nearly everywhere.",
  },
  "30410": {
    failure: "fall_back",
    meaning: "the carrier did not answer in time",
    remedy: "Check the number, or reach them another way.",
  },
  // Of this one message.
  "30036": {
    failure: "failed",
    meaning: "it could not be handed on before the delivery window closed",
    remedy: "Send to them again, earlier in their day.",
  },
  "21266": {
    failure: "failed",
    meaning: "the number is the sender's own",
    remedy: "Take it off the list.",
  },
  "21602": {
    failure: "failed",
    meaning: "there was nothing in it",
    remedy: "Look at the message: for this person every part of it is empty.",
  },
  "21617": {
    failure: "failed",
    meaning: "longer than 1,600 characters",
    remedy: "Shorten the text, or the values put into it.",
  },
  "21620": {
    failure: "failed",
    meaning: "an address of a picture or file is no web address",
    remedy: "Correct the address: it begins with https://.",
  },
  "21623": {
    failure: "failed",
    meaning: "more than ten pictures or files",
    remedy: "Send ten at most.",
  },
  "11751": {
    failure: "failed",
    meaning: "the pictures or files are larger than 5 MB together",
    remedy: "Use smaller ones.",
  },
  "12300": {
    failure: "failed",
    meaning: "a picture or file is of a type that is not taken",
    remedy: "Use JPEG, PNG or GIF; see the provider's list of other types.",
  },
  "63019": {
    failure: "failed",
    meaning: "a picture or file could not be fetched",
    remedy: "Check that its address opens without a login.",
  },
  "30039": {
    failure: "failed",
    meaning: "it was taken for two machines answering each other",
    remedy: "Look at what this number writes to you: it is probably a machine.",
  },
  // Unwanted.
  "30007": {
    failure: "filtered",
    meaning: "filtered by the carrier as unwanted",
    remedy: "Look at the text (links, capitals, offers) and the sender's registration before you send more.",
  },
  "30038": {
    failure: "filtered",
    meaning: "filtered: it looks like a one-time password",
    remedy: "Look at the text before you send more.",
  },
  "30450": {
    failure: "filtered",
    meaning: "held back by the provider's protection against fraud",
    remedy: "Look at where these numbers are, and at the provider's settings, before you send more.",
  },
  // Nobody would get it.
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
  "30033": {
    failure: "halt",
    meaning: "the A2P 10DLC campaign is suspended",
    remedy: "Ask your admin to clear it at the provider, then resume.",
  },
  "30035": {
    failure: "halt",
    meaning: "the number is still being set up for A2P messaging",
    remedy: "Wait until the provider shows it as registered, then resume.",
  },
  "30023": {
    failure: "halt",
    meaning: "the day's messages of the A2P 10DLC registration are used up",
    remedy: "Resume tomorrow, or ask your admin for a higher class at the provider.",
  },
  "30024": {
    failure: "halt",
    meaning: "the sender is not provisioned with the carrier",
    remedy: "Ask your admin to check the sender at the provider.",
  },
  "30037": {
    failure: "halt",
    meaning: "the account may not send messages",
    remedy: "Ask your admin to clear the account with the provider, then resume.",
  },
  "21608": {
    failure: "halt",
    meaning: "a trial account texts only the numbers it has verified",
    remedy: "Ask your admin to upgrade the account at the provider.",
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
  "21660": {
    failure: "halt",
    meaning: "the sender belongs to another account",
    remedy: "Ask your admin to check the sender at the provider.",
  },
  "21661": {
    failure: "halt",
    meaning: "the sender cannot text",
    remedy: "Ask your admin to check the sender at the provider.",
  },
};
