import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";

/**
 * Makes WebCrypto answer in the same turn what the service asks of it. It computes on another thread otherwise, and comes back
 * in an order that no seed decides.
 */
export function answerCryptoAtOnce(): void {
  const { importKey } = crypto.subtle;
  const answers = {
    digest: async (algorithm: string, data: Uint8Array) => {
      if (algorithm !== "SHA-256") throw new Error(`the simulation computes no ${algorithm}`);
      return Uint8Array.from(createHash("sha256").update(data).digest()).buffer;
    },
    importKey: async (format: string, key: Uint8Array, ...how: unknown[]) =>
      format === "spki"
        ? createPublicKey({ key: Buffer.from(key), format: "der", type: "spki" })
        : Reflect.apply(importKey, crypto.subtle, [format, key, ...how]),
    verify: async (_: object, key: KeyObject, signature: Uint8Array, data: Uint8Array) =>
      verify("sha256", data, { key, dsaEncoding: "ieee-p1363" }, signature),
  };
  for (const [name, value] of Object.entries(answers)) Object.defineProperty(crypto.subtle, name, { value });
}
