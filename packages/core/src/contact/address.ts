import { addressKindOf, addressKinds, type Channel } from "@headsup/contract";

/** Whose addresses are told apart by their kind. */
export interface Reachable {
  readonly address: string;
  readonly also: string | null;
}

/** Where somebody is reached on a channel; null: they have no address of its kind. */
export function addressOn({ address, also }: Reachable, channel: Channel): string | null {
  const kind = addressKinds[channel];
  if (addressKindOf(address) === kind) return address;
  return also !== null && addressKindOf(also) === kind ? also : null;
}

/** All addresses of somebody. */
export const addressesOf = ({ address, also }: Reachable): string[] => (also === null ? [address] : [address, also]);
