import type { Channel, Media } from "@headsup/contract";

/** What somebody told one of our senders, however it came in. */
export interface Told {
  readonly channel: Channel;
  readonly providerId: string;
  /** The sender of ours they wrote to. */
  readonly to: string;
  /** What they wrote; of an email without what it repeats of earlier ones. */
  readonly body: string;
  /** The provider answered an opt-out, opt-in or help word by itself, or it was acknowledged without an answer: none is owed. */
  readonly isAnswered: boolean;
  /** Of an email, else null. */
  readonly subject: string | null;
  /** What an email repeats of earlier ones, folded away; null: nothing. */
  readonly quoted: string | null;
  readonly media: readonly Media[];
  /** Of an email: the message ids of its thread as it names them, its own last; bounded. */
  readonly thread: readonly string[];
  /** The inbox they asked for, by id or name; null: wherever else it goes. */
  readonly inbox: string | null;
  /** A machine says of itself that it wrote this. */
  readonly isAutomatic: boolean;
  /** The message of ours that it says it answers, by the names it was sent under; an attempt of null: one of its owner's. */
  readonly answers: { readonly ownerId: string; readonly attemptId: string | null } | null;
}

/** What it is where nothing more is told than words. */
export const inWords = {
  subject: null,
  quoted: null,
  media: [],
  thread: [],
  inbox: null,
  isAutomatic: false,
  answers: null,
} as const satisfies Partial<Told>;
