/** The key pair SendGrid signs its webhooks with: made once for each file, and kept in it. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { statement } from "../store/database.ts";

const name = "mail_key";

function privateKeyIn(db: DatabaseSync) {
  const kept = statement(db, "select value from setting where name = ?").get(name)?.value;
  if (typeof kept === "string") return createPrivateKey(kept);
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  statement(db, "insert into setting (name, value) values (?, ?)").run(name, String(pem));
  return privateKey;
}

/** Base64 of the public key, as SendGrid shows it where signing is switched on. */
export const mailPublicKey = (db: DatabaseSync): string =>
  createPublicKey(privateKeyIn(db)).export({ type: "spki", format: "der" }).toString("base64");

/** What proves that a body is ours: over the time stamp and the raw body. */
export function signedHeaders(db: DatabaseSync, body: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signature = sign("sha256", Buffer.from(timestamp + body), privateKeyIn(db)).toString("base64");
  return {
    "x-twilio-email-event-webhook-signature": signature,
    "x-twilio-email-event-webhook-timestamp": timestamp,
  };
}
