import type { Channel } from "@headsup/contract";

/**
 * Why an address must not be contacted on a channel: a suppression's reason, the provider's code that showed it is not to be
 * had there, or a rule's.
 */
export type Barrier =
  | { readonly suppressed: string }
  | { readonly unreachable: string }
  /** A rule's code: they were contacted there as often as it allows. */
  | { readonly capped: string };

/** What is known of an address. */
export interface Standing {
  readonly address: string;
  /** Why it must not be contacted from any of the senders asked about, or null. */
  readonly suppressed: string | null;
  /** Channels it must not or cannot be contacted on. */
  readonly barred: Readonly<Partial<Record<Channel, Barrier>>>;
}

/** Why an address of this standing must not be contacted on a channel; null where it may be. */
export const barrierOn = ({ suppressed, barred }: Omit<Standing, "address">, channel: Channel): Barrier | null =>
  suppressed === null ? (barred[channel] ?? null) : { suppressed };
