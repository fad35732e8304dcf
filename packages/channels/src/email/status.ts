import type { FailureClass } from "@headsup/core/campaign/settle";

/**
 * What mail servers' answers mean to us: enhanced status codes (RFC 3463, and IANA's registry of them, read 2026-11) where one
 * is told, else the three digits of SMTP (RFC 5321, 4.2). Servers use them loosely, so only what plainly says that there is no such
 * mailbox makes an address invalid: that is for good.
 */
export interface ServerAnswer {
  /** "550", or null. */
  readonly reply: string | null;
  /** "5.1.1", or null. */
  readonly enhanced: string | null;
}

export interface Meaning {
  /** The enhanced status, or `smtp_550`. */
  readonly code: string;
  readonly failure: FailureClass;
}

const enhancedClasses: Readonly<Record<string, FailureClass>> = {
  // There is no such mailbox, or domain, or it takes no mail.
  "5.1.1": "invalid_address",
  "5.1.2": "invalid_address",
  "5.1.3": "invalid_address",
  "5.1.6": "invalid_address",
  "5.1.10": "invalid_address",
  "5.2.1": "invalid_address",
  // Full: it may be emptied.
  "5.2.2": "retry",
  // Tried for days.
  "4.4.7": "unreachable",
  "5.4.7": "unreachable",
  // Of this message.
  "5.2.3": "failed",
  "5.3.4": "failed",
  "5.4.6": "failed",
  // Of our domain, its records or our account: nobody would get it.
  "5.1.7": "halt",
  "5.1.8": "halt",
  "5.7.8": "halt",
  "5.7.9": "halt",
  "5.7.20": "halt",
  "5.7.21": "halt",
  "5.7.22": "halt",
  "5.7.23": "halt",
  "5.7.24": "halt",
  "5.7.25": "halt",
  "5.7.26": "halt",
  "5.7.27": "halt",
  "5.7.60": "halt",
};

/** By what an enhanced status is about (its second part). */
const subjectClasses: Readonly<Record<string, FailureClass>> = {
  "5": "failed",
  "6": "failed",
  "7": "filtered",
};

const replyClasses: Readonly<Record<string, FailureClass>> = {
  "530": "halt",
  "535": "halt",
  "552": "retry",
  "554": "filtered",
};

export function meaningOf({ reply, enhanced }: ServerAnswer): Meaning {
  const code = enhanced ?? (reply === null ? "smtp" : `smtp_${reply}`);
  const listed = enhanced === null ? replyClasses[reply ?? ""] : enhancedClasses[enhanced];
  if (listed !== undefined) return { code, failure: listed };
  if ((enhanced ?? reply ?? "").startsWith("4")) return { code, failure: "retry" };
  const subject = enhanced?.split(".")[1];
  return { code, failure: (subject === undefined ? undefined : subjectClasses[subject]) ?? "fall_back" };
}

/** The codes in a server's answer: "550 5.1.1 <ada@x.org>: user unknown". */
export function readServerAnswer(text: string): ServerAnswer {
  const reply = /^\s*([245]\d\d)(?=[ -]|$)/.exec(text)?.[1] ?? null;
  const enhanced = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text.slice(0, 200))?.[1] ?? null;
  return { reply, enhanced };
}
