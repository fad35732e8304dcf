import type { Codes } from "../twilio/code.ts";

/** Of calls. */
export const voiceCodes: Codes = {
  "21217": {
    failure: "invalid_address",
    meaning: "not a valid phone number",
    remedy: "Ask for the right number; this one is not contacted any more.",
  },
  "21214": {
    failure: "fall_back",
    meaning: "a number that cannot be called",
    remedy: "Reach them another way.",
  },
  "21216": {
    failure: "fall_back",
    meaning: "the provider does not call this number",
    remedy: "Reach them another way.",
  },
  "13224": {
    failure: "fall_back",
    meaning: "the provider cannot put calls through to this number",
    remedy: "Check the number, or reach them another way.",
  },
  "10004": {
    failure: "retry",
    meaning: "too many calls at once",
    remedy: "All tries are used up. Call them again later.",
  },
  "21210": {
    failure: "halt",
    meaning: "the sender is not a number of this account that can call",
    remedy: "Ask your admin to check the sender at the provider.",
  },
  "21215": {
    failure: "halt",
    meaning: "the account may not call this region",
    remedy: "Ask your admin to allow the region at the provider (voice geographic permissions), then resume.",
  },
  "21205": {
    failure: "halt",
    meaning: "the provider does not accept our address for calls",
    remedy: "Ask your admin to set PUBLIC_URL to an address the provider reaches.",
  },
};
