import type { Channel as ChannelName, Result } from "@headsup/contract";
import type { Rendered } from "@headsup/core/answer/rendered";
import type { FoundMessage, Outcome, Receipt } from "@headsup/core/campaign/settle";
import type { Told } from "@headsup/core/reply/inbound";

/**
 * What the engine asks of whoever carries messages. One folder per channel behind this; the engine knows no provider by
 * name, nor its codes.
 */
export interface Channel {
  /** Hands one message over. Never throws: what cannot be told apart from acceptance is `unknown`. */
  send(message: OutboundMessage): Promise<Outcome>;
  /**
   * Messages of ours from one address to another, created at or after `since`; queued ones too. Null where the provider keeps
   * no list that could be asked: what is unknown stays so until a receipt tells.
   */
  find(query: { from: string; to: string; since: number }): Promise<Result<FoundMessage[] | null, ChannelDown>>;
  /** What the provider says of one message now; null if it knows none such, or tells nobody. */
  look(providerId: string): Promise<Result<Omit<Receipt, "attempt"> | null, ChannelDown>>;
  /** What people wrote to `to` at or after `since`, the first first; empty where the provider keeps no list. */
  received(query: { to: string; since: number }): Promise<Result<InboundMessage[], ChannelDown>>;
}

/** Every channel of a deployment. */
export type Channels = Readonly<Record<ChannelName, Channel>>;

export interface OutboundMessage {
  /** The campaign or conversation it is of. */
  readonly ownerId: string;
  /** The attempt, or the conversation's message. With its owner carried in the callback's address, so that a receipt names it. */
  readonly attemptId: string;
  readonly from: string;
  readonly to: string;
  readonly content: Rendered;
  /**
   * A notice goes to who did not ask just now, and says how to stop; an answer goes to who wrote. One that nobody wrote is told apart:
   * machines must not answer it.
   */
  readonly purpose: "notice" | "answer" | "automatic_answer";
  /** Of an answer by email: the message ids of its thread, the latest last. */
  readonly thread: readonly string[];
  /** How long the provider may keep trying, ms; it gives up after that. */
  readonly validityMs: number;
}

/** Somebody wrote to one of our senders. */
export interface InboundMessage extends Told {
  readonly from: string;
  /** Epoch ms where the provider tells, else null. */
  readonly sentAt: number | null;
}

/** The provider could not be asked. */
export interface ChannelDown {
  readonly reason: string;
}
