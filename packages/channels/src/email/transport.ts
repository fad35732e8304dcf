import type { Outcome } from "@headsup/core/campaign/settle";
import type { Sent } from "./names.ts";

/** One email to one person, ready to be handed over. */
export interface Email extends Required<Sent> {
  readonly from: Mailbox;
  readonly to: string;
  /** Where replies go; the envelope's sender too, where the provider leaves us that. */
  readonly replyTo: string;
  /** With its brackets; some providers set their own. */
  readonly messageId: string;
  /** On one line. */
  readonly subject: string;
  readonly text: string;
  /** Empty: it has no HTML part. */
  readonly html: string;
  /** Further headers by name. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Who hands emails over. Never throws: what cannot be told apart from acceptance is `unknown`. */
export interface EmailTransport {
  readonly send: (email: Email) => Promise<Outcome>;
}
