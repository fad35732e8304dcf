import type { FailureClass, Receipt } from "../campaign/settle.ts";
import type { AnsweredBy } from "./flow.ts";

/**
 * What a call came to. That a line was open says little: who picked up, and how far we came with what we had to say, is kept
 * as the call goes, and decides when it is over.
 */

/** How a call ended, as providers tell it. */
export type CallEnd = "completed" | "busy" | "no_answer" | "failed" | "canceled";

/**
 * How far we came: `nothing` was said; a person heard the beginning (`greeting`), or all of it or pressed a key
 * (`message`); the message for a machine was said to its end (`voicemail`).
 */
export const reaches = ["nothing", "greeting", "message", "voicemail"] as const;
export type Reach = (typeof reaches)[number];

export interface CallFacts {
  /** Null: nobody told us. */
  readonly answeredBy: AnsweredBy | null;
  readonly reach: Reach;
}

/** Codes of calls, for people. A receipt's `code` is one of these, or the provider's. */
export const callCodes = {
  voicemail: {
    meaning: "an answering machine took the call, and the message is on it",
    remedy: "Nothing. They may call back.",
  },
  hung_up: { meaning: "they picked up and hung up before the end", remedy: "Nothing, or reach them another way." },
  voicemail_cut: {
    meaning: "an answering machine took the call and cut the message off",
    remedy: "Make the message shorter, or reach them another way.",
  },
  unheard: {
    meaning: "the call was answered and ended before anything was said",
    remedy: "Call again later, or reach them another way.",
  },
  fax: { meaning: "a fax machine answered", remedy: "Ask for another number, or reach them another way." },
  busy: { meaning: "the line was busy each time", remedy: "Call again later, or reach them another way." },
  no_answer: { meaning: "nobody picked up", remedy: "Call at another time of day, or reach them another way." },
  call_canceled: {
    meaning: "the call was called off before it was answered",
    remedy: "Call again if it still matters.",
  },
  call_failed: {
    meaning: "the call could not be put through",
    remedy: "Check the number, or reach them another way.",
  },
} as const;
export type CallCode = keyof typeof callCodes;

export const isCallCode = (code: string): code is CallCode => Object.hasOwn(callCodes, code);

export type CallOutcome = Pick<Receipt, "status" | "code" | "failure">;

/** What a call that is over came to. */
export function callOutcome(end: CallEnd, { answeredBy, reach }: CallFacts): CallOutcome {
  switch (end) {
    case "busy":
      return missed("busy", "retry");
    case "no_answer":
      return missed("no_answer", "unreachable");
    case "canceled":
      return { status: "failed", code: "call_canceled" satisfies CallCode, failure: "failed" };
    case "failed":
      return { status: "failed", code: "call_failed" satisfies CallCode, failure: "fall_back" };
    case "completed":
      return answeredOutcome({ answeredBy, reach });
  }
}

function answeredOutcome({ answeredBy, reach }: CallFacts): CallOutcome {
  if (reach === "message") return reached(null);
  if (reach === "voicemail") return reached("voicemail");
  if (reach === "greeting") return reached("hung_up");
  switch (answeredBy) {
    case "machine":
      return missed("voicemail_cut", "unreachable");
    case "fax":
      return missed("fax", "fall_back");
    case "human":
    case null:
      return missed("unheard", "unreachable");
  }
}

const reached = (code: CallCode | null): CallOutcome => ({ status: "delivered", code, failure: null });
const missed = (code: CallCode, failure: FailureClass): CallOutcome => ({ status: "undelivered", code, failure });
