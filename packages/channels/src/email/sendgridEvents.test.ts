import { expect, test } from "vitest";
import { parseEvents, verifyEvents } from "./sendgridEvents.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Signed as SendGrid signs: in DER, which WebCrypto does not write. */
async function signed(body: string, timestamp = "1788000000") {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const raw = new Uint8Array(
    await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, bytes(timestamp + body)),
  );
  const integer = (number: Uint8Array) => {
    const from = number.findIndex((octet) => octet !== 0);
    const digits = number.subarray(from);
    const value = (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : [...digits];
    return [0x02, value.length, ...value];
  };
  const numbers = [...integer(raw.subarray(0, 32)), ...integer(raw.subarray(32))];
  const base64 = (octets: ArrayLike<number>) => btoa(String.fromCharCode(...Array.from(octets)));
  const spki = new Uint8Array((await crypto.subtle.exportKey("spki", pair.publicKey)) as ArrayBuffer);
  return {
    publicKey: base64(spki),
    signature: base64([0x30, numbers.length, ...numbers]),
    timestamp,
    body: bytes(body),
    now: Number(timestamp) * 1_000,
  };
}

test("E4 what SendGrid signed is believed, a changed octet is not", async () => {
  // Numbers of 30 to 33 octets come up in so many signatures.
  for (let i = 0; i < 60; i++) {
    const event = await signed(`[{"n":${i}}]\r\n`);
    expect((await verifyEvents(event)).ok).toBe(true);
    expect((await verifyEvents({ ...event, body: bytes(`[{"n":${i}}]\n`) })).ok).toBe(false);
    expect((await verifyEvents({ ...event, timestamp: "1788000001" })).ok).toBe(false);
  }
});

test("E4 no signature, half of one, or something else is refused", async () => {
  const event = await signed("[]");
  const others = [undefined, "", "####", "MEUC", event.signature.slice(0, -8), btoa(`0${"\x44".repeat(70)}`)];
  for (const signature of others) expect((await verifyEvents({ ...event, signature })).ok).toBe(false);
  expect((await verifyEvents({ ...event, timestamp: undefined })).ok).toBe(false);
});

test("E4 what was signed days ago is a copy, what has no time was never signed by SendGrid", async () => {
  const day = 24 * 60 * 60_000;
  const event = await signed("[]");
  for (const [ageMs, isTaken] of [
    [0, true],
    [3 * day, true],
    [-day, true],
    [3 * day + 1_000, false],
    [400 * day, false],
    [-4 * day, false],
  ] as const)
    expect((await verifyEvents({ ...event, now: event.now + ageMs })).ok, String(ageMs)).toBe(isTaken);
  for (const timestamp of ["soon", "-1", "1e9", "0x10", "1788000000.5", " 1788000000"])
    expect((await verifyEvents({ ...(await signed("[]", timestamp)), now: event.now })).ok, timestamp).toBe(false);
});

const named = {
  ownerId: "cmp_1",
  attemptId: "att_1",
  email: "ada@example.com",
  sg_message_id: "abc.def.filter0001.16648",
};
const reportOf = (event: object) => {
  const parsed = parseEvents(bytes(JSON.stringify([{ ...named, ...event }])));
  return parsed.ok ? (parsed.value[0] ?? null) : parsed.error.code;
};

test.each([
  [{ event: "processed" }, { kind: "receipt", status: "accepted" }],
  [
    { event: "delivered", response: "250 OK" },
    { kind: "receipt", status: "delivered" },
  ],
  [{ event: "deferred", response: "451 later" }, { kind: "delayed" }],
  [
    { event: "bounce", type: "bounce", status: "5.1.1", reason: "550 5.1.1 no such user" },
    { status: "undelivered", code: "5.1.1", failure: "invalid_address" },
  ],
  [
    { event: "bounce", type: "blocked", status: "5.1.1", reason: "550 5.1.1 blocked" },
    { status: "undelivered", code: "5.1.1", failure: "fall_back" },
  ],
  [
    { event: "bounce", type: "bounce", status: "", reason: "550 5.2.2 full" },
    { code: "5.2.2", failure: "retry" },
  ],
  [
    { event: "bounce", type: "blocked", reason: "554 spam" },
    { code: "smtp_554", failure: "filtered" },
  ],
  [
    { event: "dropped", reason: "Bounced Address" },
    { status: "failed", code: "email_bounced", failure: "invalid_address" },
  ],
  [
    { event: "dropped", reason: "Unsubscribed Address" },
    { code: "email_suppressed", failure: "opted_out" },
  ],
  [
    { event: "dropped", reason: "something new" },
    { code: "email_undelivered", failure: "failed" },
  ],
  [{ event: "spamreport" }, { kind: "complaint" }],
  [{ event: "group_unsubscribe" }, { kind: "unsubscribed" }],
])("E4 of %j we learn %j", (event, expected) =>
  expect(reportOf(event)).toMatchObject({ ...expected, ownerId: "cmp_1", attemptId: "att_1", providerId: "abc.def" }),
);

test("E4 what somebody reads or clicks is theirs, and other mail of the account is not ours", () => {
  expect(reportOf({ event: "open" })).toBeNull();
  expect(reportOf({ event: "click", url: "https://x.org" })).toBeNull();
  expect(reportOf({ event: "delivered", ownerId: undefined })).toBeNull();
});

test.each(["", "{}", '[{"event":1}]', '"x"'])("E4 %j is no list of events", (body) =>
  expect(parseEvents(bytes(body))).toMatchObject({ ok: false, error: { code: "invalid_request" } }),
);
