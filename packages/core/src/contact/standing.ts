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

/** Reasons that are about the address, not a word of whoever it belongs to. */
const isAboutAddress = (reason: string): boolean => reason.startsWith("invalid:");

/** Whether they said on any of these channels that they want to hear no more there: who did is not followed to the next. */
export const hasSaidNo = ({ barred }: Pick<Standing, "barred">, channels: readonly Channel[]): boolean =>
  channels.some((channel) => {
    const barrier = barred[channel];
    return barrier !== undefined && "suppressed" in barrier && !isAboutAddress(barrier.suppressed);
  });
