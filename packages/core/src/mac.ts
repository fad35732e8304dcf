import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * Marks by which we know what we wrote ourselves: HMAC-SHA256 (RFC 2104). Synchronous, and the same on every runtime; @noble/hashes
 * is here already, for recipients' ids.
 */

/** A key for one purpose, of a deployment's secret (HKDF, RFC 5869): what is marked for one is nothing to another. */
export const keyFor = (purpose: string, secret: string): Uint8Array =>
  hkdf(sha256, utf8ToBytes(secret), undefined, utf8ToBytes(`headsup ${purpose}`), 32);

/** Keys made when the first mark is asked for, and kept: most requests ask for none, and a cold start waits for them. */
export function later<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** 32 bytes that only who has the key can make of this text. */
export const macOf = (key: Uint8Array, text: string): Uint8Array => hmac(sha256, key, utf8ToBytes(text));

/** Compares marks in a time that does not tell how much of them is right. */
export function isSameMark(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ (b.charCodeAt(i) || 0);
  return difference === 0;
}
