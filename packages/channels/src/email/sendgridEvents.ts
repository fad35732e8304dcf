import { fail, ok, type Result } from "@headsup/contract";
import type { FailureClass } from "@headsup/core/campaign/settle";
import { z } from "zod";
import type { EmailReport } from "./reports.ts";
import { meaningOf, readServerAnswer } from "./status.ts";

/**
 * SendGrid's Event Webhook. Source: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event, read 2026-11.
 * Signed with ECDSA over the time stamp and the raw body; the public key is shown where signing is switched on.
 */

/**
 * Checks a webhook's signature on its raw body.
 *
 * @param publicKey base64 of a SubjectPublicKeyInfo, as SendGrid shows it
 * @param now epoch ms: what was signed long ago is somebody's copy
 */
export async function verifyEvents({
  publicKey,
  signature,
  timestamp,
  body,
  now,
}: {
  publicKey: string;
  signature: string | undefined;
  timestamp: string | undefined;
  body: Uint8Array;
  now: number;
}): Promise<Result<null>> {
  const raw = signature === undefined ? null : rawSignature(bytesOf(signature));
  const time = new TextEncoder().encode(timestamp ?? "");
  if (raw !== null && isOfLate(timestamp, now)) {
    const key = await importKey(publicKey);
    const signed = new Uint8Array(time.length + body.length);
    signed.set(time);
    signed.set(body, time.length);
    if (await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw, signed)) return ok(null);
  }
  return fail(
    "bad_signature",
    "The X-Twilio-Email-Event-Webhook-Signature header does not match this request, or was made days ago. Check SENDGRID_WEBHOOK_PUBLIC_KEY and this machine's clock.",
  );
}

/**
 * SendGrid posts an event anew for a day, a mail for three, and does not say whether it signs it anew. Beyond that a copy of what it
 * once posted would, say, unsubscribe again who came back since.
 */
const signedAgoMsMax = 3 * 24 * 60 * 60_000;

/** Whether a time stamp, in seconds, is a plain number near to now. */
const isOfLate = (timestamp: string | undefined, now: number): boolean =>
  /^\d{1,12}$/.test(timestamp ?? "") && Math.abs(now - Number(timestamp) * 1_000) <= signedAgoMsMax;

const importKey = (publicKey: string) =>
  crypto.subtle.importKey(
    "spki",
    bytesOf(publicKey) ?? new Uint8Array(),
    { name: "ECDSA", namedCurve: "P-256" },
    false,
    ["verify"],
  );

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64.replace(/-----[A-Z ]+-----|\s/g, "")), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Octets of one coordinate of P-256. */
const size = 32;

/** A signature in DER, two INTEGERs in a SEQUENCE, as the two numbers side by side that WebCrypto asks for. */
function rawSignature(der: Uint8Array | null): Uint8Array<ArrayBuffer> | null {
  if (der === null || der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const raw = new Uint8Array(2 * size);
  let at = 2;
  for (const half of [0, size]) {
    const length = der[at + 1] ?? 0;
    const number = der.subarray(at + 2, at + 2 + length);
    if (der[at] !== 0x02 || number.length !== length) return null;
    const digits = number.subarray(
      Math.max(
        0,
        number.findIndex((octet) => octet !== 0),
      ),
    );
    if (digits.length > size) return null;
    raw.set(digits, half + size - digits.length);
    at += 2 + length;
  }
  return at === der.length ? raw : null;
}

const Event = z.looseObject({
  event: z.string(),
  email: z.string(),
  sg_message_id: z.string().optional(),
  ownerId: z.string().optional(),
  attemptId: z.string().optional(),
  reason: z.string().optional(),
  response: z.string().optional(),
  status: z.string().optional(),
  type: z.string().optional(),
});
type Event = z.infer<typeof Event>;

/** What a batch of events says of emails of ours; others on the same account, and what is told of reading, are passed over. */
export function parseEvents(body: Uint8Array): Result<EmailReport[]> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return fail("invalid_request", "An event webhook is a list in JSON.");
  }
  const events = z.array(Event).safeParse(json);
  if (!events.success)
    return fail("invalid_request", "An event webhook is a list of events, each with event and email.");
  return ok(events.data.map(reportOf).filter((report) => report !== null));
}

function reportOf(event: Event): EmailReport | null {
  const { ownerId, attemptId } = event;
  if (ownerId === undefined || attemptId === undefined) return null;
  // The id of a send is the first part of the id of each message of it.
  const providerId = event.sg_message_id?.split(/\.(?:filter|recvd)/)[0] ?? null;
  const named = { ownerId, attemptId, providerId };
  const receipt = { ...named, kind: "receipt" as const };
  switch (event.event) {
    case "processed":
      return { ...receipt, status: "accepted", code: null, failure: null };
    case "delivered":
      return { ...receipt, status: "delivered", code: null, failure: null };
    case "deferred":
      return { ...named, kind: "delayed" };
    case "bounce":
      return { ...receipt, status: "undelivered", ...bounceOf(event) };
    case "dropped":
      return { ...receipt, status: "failed", ...dropOf(event.reason ?? "") };
    case "spamreport":
      return { ...named, kind: "complaint" };
    case "unsubscribe":
    case "group_unsubscribe":
      return { ...named, kind: "unsubscribed" };
    default:
      return null;
  }
}

/** "blocked" is of the message or of us, whatever the code: the address may be fine. */
function bounceOf({ status, reason = "", type }: Event): { code: string; failure: FailureClass } {
  const told = readServerAnswer(reason);
  const enhanced = /^[245]\.\d{1,3}\.\d{1,3}$/.exec(status ?? "")?.[0] ?? told.enhanced;
  const meaning = meaningOf({ reply: told.reply, enhanced });
  return type === "blocked" && meaning.failure === "invalid_address" ? { ...meaning, failure: "fall_back" } : meaning;
}

/** SendGrid drops what it has reason to believe unwanted, and says which. */
const drops: readonly (readonly [RegExp, { code: string; failure: FailureClass }])[] = [
  [/^bounced address/i, { code: "email_bounced", failure: "invalid_address" }],
  [/^(?:unsubscribed|spam reporting) address|group unsubscribe/i, { code: "email_suppressed", failure: "opted_out" }],
  [/^invalid$|invalid smtpapi|no recipients/i, { code: "email_rejected", failure: "failed" }],
  [/spam content|content/i, { code: "email_undelivered", failure: "filtered" }],
];

const dropOf = (reason: string) =>
  drops.find(([pattern]) => pattern.test(reason))?.[1] ?? { code: "email_undelivered", failure: "failed" as const };
