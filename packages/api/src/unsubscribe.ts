import { base32 } from "@headsup/contract";
import { isSameMark, keyFor, later, macOf } from "@headsup/core/mac";

/**
 * The address below every notice by email where its recipient stops it, without being asked who they are: the token says so, and
 * only we can make one.
 *
 *     1 . key id . address, campaign and sender in base64url . mark
 *
 * It has no end: who finds a notice of last year may stop what comes tomorrow.
 */

export const unsubscribePath = "/u";

/** Whom somebody wants to hear from no more, and at which address. */
export interface Subscription {
  readonly address: string;
  /** The campaign whose notice bore the link. */
  readonly ownerId: string;
  readonly senderId: string;
}

export interface UnsubscribeLinks {
  readonly urlFor: (subscription: Subscription) => string;
  /** Null for a token that is not ours, or was changed on its way. */
  readonly read: (token: string) => Subscription | null;
}

const version = "1";
const tokenCharactersMax = 1_000;

/** @param secrets the first marks, every one is known: a new one is put before the old. */
export function unsubscribeLinks(secrets: readonly [string, ...string[]], publicUrl: string): UnsubscribeLinks {
  const known = later(
    () =>
      secrets.map((secret) => {
        const key = keyFor("unsubscribe links", secret);
        return { key, id: base32(macOf(key, "key id"), 4) };
      }) as [Key, ...Key[]],
  );
  return {
    urlFor: ({ address, ownerId, senderId }) => {
      const [{ key, id }] = known();
      const body = `${version}.${id}.${toBase64Url(new TextEncoder().encode([address, ownerId, senderId].join("\n")))}`;
      return `${publicUrl}${unsubscribePath}/${body}.${markOf(key, body)}`;
    },
    read: (token) => {
      const [, body = "", id, payload = "", mark = ""] =
        /^(1\.([0-9a-z]{4})\.([\w-]+))\.([\w-]+)$/.exec(token.slice(0, tokenCharactersMax)) ?? [];
      const key = known().find((one) => one.id === id)?.key;
      if (key === undefined || !isSameMark(markOf(key, body), mark)) return null;
      const [address, ownerId, senderId] = new TextDecoder().decode(fromBase64Url(payload)).split("\n");
      return address && ownerId && senderId ? { address, ownerId, senderId } : null;
    },
  };
}

interface Key {
  readonly key: Uint8Array;
  readonly id: string;
}

/** 128 bits. */
const markOf = (key: Uint8Array, body: string): string => toBase64Url(macOf(key, body).subarray(0, 16));

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const fromBase64Url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
