import { createHash } from "node:crypto";

/**
 * Makes WebCrypto's SHA-256 answer in the same turn. It is computed on another thread otherwise, and comes back in an order
 * that no seed decides.
 */
export function answerDigestsAtOnce(): void {
  Object.defineProperty(crypto.subtle, "digest", {
    value: async (algorithm: string, data: Uint8Array) => {
      if (algorithm !== "SHA-256") throw new Error(`the simulation computes no ${algorithm}`);
      return Uint8Array.from(createHash("sha256").update(data).digest()).buffer;
    },
  });
}
