import { fail, ok, type Result } from "@headsup/contract";
// The small part of the SDK that checks signatures (16 KB); the whole is not loaded.
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";

/** Fields of a webhook, as Twilio posts them. Prototype-less: a field may have any name. */
export type Form = Readonly<Record<string, string>>;

/**
 * Checks a webhook's signature on its raw body and parses it.
 *
 * @param url the public address Twilio was given, query included; what the request arrived at inside may differ
 */
export function verifyForm({
  authToken,
  signature,
  url,
  body,
}: {
  authToken: string;
  signature: string | undefined;
  url: string;
  body: string;
}): Result<Form> {
  const form: Record<string, string> = Object.create(null);
  // Of a repeated field every value is signed; the last is read.
  const values: Record<string, string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    form[name] = value;
    values[name] ??= [];
    values[name].push(value);
  }
  if (!signature || !validateRequest(authToken, signature, url, values)) {
    return fail(
      "bad_signature",
      "The X-Twilio-Signature header does not match this request. Check the auth token and PUBLIC_URL.",
    );
  }
  return ok(form);
}
