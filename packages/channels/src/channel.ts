import type { Result } from "@headsup/contract";
import type { FoundMessage, Outcome, Receipt } from "@headsup/core/campaign/settle";

/**
 * What the engine asks of whoever carries messages. One folder per provider behind this; the engine knows none of them
 * by name, nor their codes.
 */
export interface Channel {
  /** Hands one message over. Never throws: what cannot be told apart from acceptance is `unknown`. */
  send(message: OutboundMessage): Promise<Outcome>;
  /** Messages of ours from one address to another, created at or after `since`; queued ones too. */
  find(query: { from: string; to: string; since: number }): Promise<Result<FoundMessage[], ChannelDown>>;
  /** What the provider says of one message now; null if it knows none such. */
  look(providerId: string): Promise<Result<Omit<Receipt, "attempt"> | null, ChannelDown>>;
  /** What people wrote to `to` at or after `since`, the first first. */
  received(query: { to: string; since: number }): Promise<Result<InboundMessage[], ChannelDown>>;
}

export interface OutboundMessage {
  /** The campaign or conversation it is of. */
  readonly ownerId: string;
  /** The attempt, or the conversation's message. With its owner carried in the callback's address, so that a receipt names it. */
  readonly attemptId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** How long the provider may keep trying, ms; it gives up after that. */
  readonly validityMs: number;
}

/** Somebody wrote to one of our senders. */
export interface InboundMessage {
  readonly providerId: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** Epoch ms where the provider tells, else null. */
  readonly sentAt: number | null;
  /** The provider answered an opt-out, opt-in or help word by itself. */
  readonly isAnswered: boolean;
}

/** The provider could not be asked. */
export interface ChannelDown {
  readonly reason: string;
}
