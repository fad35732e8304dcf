import type { Agent, Answer, ConversationPatch, CustomerPanel, NextAnswer, RuleTrial, Thread } from "@headsup/contract";
import type { z } from "zod";
import type { Step } from "../../app/screen.ts";
import type { Closed } from "../../client/closed.ts";
import type { Chooser, Option } from "../../ui/chooser.ts";
import { emptyField, type Field } from "../../ui/field.ts";

/** What is being written: an answer to the customer, or a note for colleagues. Each keeps its own text. */
export type Kind = "answer" | "note";

/** Whether one goes on with this conversation when something is done, or with the next. */
export type Onward = "stay" | "next";

/** An answer or note on its way. Its text comes back to its field if it cannot be had. */
export interface Sending {
  readonly kind: Kind;
  readonly text: string;
  /** The version its writer had before them, and the last message of it. */
  readonly seen: Seen;
  readonly close: boolean;
  readonly onward: Onward;
}

/** What a writer had before them. */
export interface Seen {
  readonly version: number;
  /** The last message of it; null: there was none. */
  readonly message: string | null;
}

/** What can be chosen of many. */
export type About = "agent" | "topics" | "skill" | "inbox" | "priority" | "answers" | "others";

export interface ConversationState {
  readonly id: string;
  /** Why `next` gave this one. */
  readonly why: string | null;
  readonly closed: Closed | null;
  /** Null until the server has answered once. */
  readonly thread: Thread | null;
  readonly trouble: string | null;
  /** Lines between the end of the thread and what is seen of it; 0: its end is seen. */
  readonly up: number;
  readonly isWriting: boolean;
  readonly kind: Kind;
  readonly answer: Field;
  readonly note: Field;
  readonly seen: Seen;
  /** The last message that stood here for a glance, or was here when a key was pressed; null: none yet. */
  readonly glanced: string | null;
  /** The last message there was when this answer was begun; undefined: none is begun. */
  readonly begunAfter: string | null | undefined;
  readonly sending: Sending | null;
  /** The closing is on its way. */
  readonly isClosing: boolean;
  /** Refused because something was said meanwhile: asked about when it can be shown. */
  readonly moved: { readonly sending: Sending; readonly isAsked: boolean } | null;
  /** The draft as the server has it, and whether it is to be told of another soon. */
  readonly draft: { readonly kept: string; readonly isDue: boolean };
  /** Where one goes when the draft is safe. */
  readonly leaving: "back" | "quit" | "next" | null;
  readonly isTaking: boolean;
  readonly chooser: Chooser | null;
  readonly answers: readonly Answer[];
  readonly me: Agent | null;
  readonly panel: CustomerPanel | null;
  /** What emails repeat of earlier ones is shown, not folded away. */
  readonly isUnfolded: boolean;
  /** Where there is no room beside the thread, the panel takes its place. */
  readonly isPanelOpen: boolean;
  /** What the rules make of the customer's last message, while it is looked at. */
  readonly trial: { readonly told: RuleTrial | null } | null;
  /** Lines above what is seen of what stands in the thread's place. */
  readonly top: number;
}

export type ConversationEvent =
  | { readonly type: "thread"; readonly thread: Thread }
  | { readonly type: "sent"; readonly thread: Thread; readonly sending: Sending }
  /** A message stood here for a glance. */
  | { readonly type: "glanced"; readonly message: string }
  | { readonly type: "draft due" }
  | { readonly type: "drafted"; readonly text: string }
  | { readonly type: "patched"; readonly thread: Thread; readonly change: Change; readonly onward: Onward }
  | { readonly type: "reopened"; readonly thread: Thread }
  | { readonly type: "given"; readonly answer: NextAnswer }
  | { readonly type: "me"; readonly agent: Agent | null }
  | { readonly type: "panel"; readonly panel: CustomerPanel }
  | {
      readonly type: "choices";
      readonly about: About;
      readonly options: readonly Option[];
      readonly answers?: readonly Answer[];
    }
  | { readonly type: "trial"; readonly trial: RuleTrial };

export type Change = z.input<typeof ConversationPatch>;

export type ConversationAsk =
  /** Looks at the thread as long as the screen is open. */
  | { readonly ask: "watch"; readonly id: string }
  | { readonly ask: "look"; readonly id: string }
  | { readonly ask: "me" }
  | { readonly ask: "panel"; readonly customer: string }
  | { readonly ask: "send"; readonly id: string; readonly sending: Sending; readonly anyway: boolean }
  /** Says "glanced" when a message has stood here long enough to be noticed. */
  | { readonly ask: "await glance"; readonly message: string }
  /** Says "draft due" in a moment: what is typed goes to the server once a second at most. */
  | { readonly ask: "await draft" }
  | { readonly ask: "draft"; readonly id: string; readonly text: string }
  | { readonly ask: "patch"; readonly id: string; readonly change: Change; readonly onward: Onward }
  /** Takes a closing back. */
  | { readonly ask: "reopen"; readonly closed: Closed }
  | { readonly ask: "next" }
  | { readonly ask: "choices"; readonly about: Exclude<About, "priority" | "others"> }
  | {
      readonly ask: "customer";
      readonly id: string;
      readonly customer: string;
      readonly change: { name?: string | null; about?: string };
    }
  | { readonly ask: "trial"; readonly id: string };

export type ConversationStep = Step<ConversationState, ConversationAsk>;

export const blankConversation = (id: string): ConversationState => ({
  id,
  why: null,
  closed: null,
  thread: null,
  trouble: null,
  up: 0,
  isWriting: false,
  kind: "answer",
  answer: emptyField,
  note: emptyField,
  seen: { version: 0, message: null },
  glanced: null,
  begunAfter: undefined,
  sending: null,
  isClosing: false,
  moved: null,
  draft: { kept: "", isDue: false },
  leaving: null,
  isTaking: false,
  chooser: null,
  answers: [],
  me: null,
  panel: null,
  isUnfolded: false,
  isPanelOpen: false,
  trial: null,
  top: 0,
});

/** Whether something else stands where the thread does. */
export const isThreadCovered = (
  { trial, isPanelOpen }: ConversationState,
  layout: { readonly panel: number },
): boolean => trial !== null || (isPanelOpen && layout.panel === 0);

/** Why no answer can be sent to this customer; null: one can. */
export function refusalOf({
  suppressed,
  conversation,
  answering,
}: Pick<Thread, "suppressed" | "conversation" | "answering">): string | null {
  if (suppressed !== null) return suppressed;
  if (answering.refused !== null) return answering.refused;
  return conversation.sender === null ? "they wrote to a number that is no sender of ours any more" : null;
}

/** Whether something can be written now, of the kind that is chosen. */
export const canWrite = ({ thread, kind }: Pick<ConversationState, "thread" | "kind">): boolean =>
  thread !== null && (kind === "note" || refusalOf(thread) === null);

/** The field that takes the letters. */
export const fieldOfKind = (state: Pick<ConversationState, Kind | "kind">): Field => state[state.kind];

/** What a reader of this thread has before them. */
export const seenOf = ({ conversation, messages }: Thread): Seen => ({
  version: conversation.version,
  message: messages.at(-1)?.id ?? null,
});

/** What the customer or a colleague said behind a message; of notes and events nothing. */
export function saidAfter({ messages }: Thread, message: string | null): Thread["messages"] {
  const at = message === null ? -1 : messages.findIndex(({ id }) => id === message);
  if (message !== null && at === -1) return [];
  return messages.slice(at + 1).filter(({ direction }) => direction === "in" || direction === "out");
}
