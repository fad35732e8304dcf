/** A thread as the server would tell it, for tests of the screen. */
import type { Conversation, Message, Thread } from "@headsup/contract";
import type { Context, ScreenEvent } from "../../app/screen.ts";
import { CommandError } from "../../failure.ts";
import { beginConversation, updateConversation } from "./conversation.ts";
import type { ConversationAsk, ConversationEvent, ConversationState, ConversationStep } from "./state.ts";

export const now = Date.UTC(2026, 10, 24, 15);
export const context: Context = { now, columns: 80, rows: 21 };

export const conversationWith = (over: Partial<Conversation> = {}): Conversation => ({
  id: "cnv_1",
  version: 3,
  status: "open",
  channel: "sms",
  customer: { id: "cus_1", name: "Ada" },
  address: "+12125550101",
  sender: { id: "snd_1", address: "+12025550100", name: "Service" },
  inbox: { id: "inb_1", name: "Support" },
  skill: null,
  agent: null,
  topics: [],
  priority: "normal",
  campaign: null,
  waitingSince: now - 240_000,
  dueAt: null,
  flag: null,
  subject: null,
  createdAt: now - 300_000,
  changedAt: now - 240_000,
  closedAt: null,
  last: { at: now - 240_000, from: "customer", text: "Hello?" },
  ...over,
});

let made = 0;
export const messageWith = (over: Partial<Message> = {}): Message => ({
  id: `msg_${++made}`,
  at: now - 240_000,
  direction: "in",
  author: { kind: "customer", name: "+12125550101" },
  text: "Hello?",
  subject: null,
  quoted: null,
  media: [],
  isAutomatic: false,
  campaign: null,
  kind: "none",
  status: null,
  code: null,
  meaning: null,
  ...over,
});

export const threadWith = (over: Partial<Thread> = {}): Thread => ({
  now,
  conversation: conversationWith(),
  messages: [messageWith({ id: "msg_first" })],
  earlier: 0,
  drafts: [],
  suppressed: null,
  answering: { refused: null, until: null },
  variables: { first_name: "Ada", agent_name: "Maya" },
  ...over,
});

/** The thread a moment later, with something more in it. */
export const later = (thread: Thread, message: Partial<Message>): Thread => ({
  ...thread,
  conversation: { ...thread.conversation, version: thread.conversation.version + 1 },
  messages: [...thread.messages, messageWith(message)],
});

/** One thing after the other. */
export const after = (
  state: ConversationState,
  ...events: readonly (ScreenEvent | ConversationEvent)[]
): ConversationStep =>
  events.reduce<ConversationStep>((step, event) => updateConversation(step.state, event, context), { state });

export const opened = (thread = threadWith()): ConversationState =>
  after(beginConversation({ screen: "conversation", id: "cnv_1" }).state, { type: "thread", thread }).state;

/** Each letter as its key. */
export const keys = (text: string): ScreenEvent[] =>
  [...text].map((letter) => ({ type: "press", press: { name: letter === " " ? "space" : letter, text: letter } }));

export const command = (id: string): ScreenEvent => ({ type: "command", id });

export const failedWith = (ask: ConversationAsk | undefined, code: string): ScreenEvent => ({
  type: "failed",
  ask,
  error: new CommandError({ code, message: `It is ${code}.` }),
});
