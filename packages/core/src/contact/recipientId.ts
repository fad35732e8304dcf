import { base32 } from "@headsup/contract";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { shortHash } from "./shortHash.ts";

const hashCharacters = 20;

/**
 * The id of a person in a campaign: `rcp_` and 100 bits of a hash, so that the same address in the same campaign is the
 * same id however often and by whichever list it arrives. The hash is not a secret: addresses are few enough to try.
 *
 * Not `crypto.subtle`, which answers by promise: ids are made inside a storage transaction.
 */
export function recipientIdOf({ campaignId, address }: { readonly campaignId: string; readonly address: string }) {
  const text = `${campaignId}:${address}`;
  return `rcp_${base32(shortHash(text) ?? sha256(utf8ToBytes(text)), hashCharacters)}`;
}
