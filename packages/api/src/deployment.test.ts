import { expect, test } from "vitest";
import { readSettings, servicesOver } from "./deployment.ts";

test.each([
  [true, "https://team.example.com/hook", false],
  [true, "https://localhost.example.com/", false],
  [true, "http://127.0.0.1:9999/", true],
  [true, "http://localhost:9999/", true],
  [false, "https://team.example.com/hook", true],
])("G6 in a rehearsal (%o) a webhook at %s is told: %o", async (isRehearsal, url, isTold) => {
  const asked: unknown[] = [];
  const settings = {
    PUBLIC_URL: "https://headsup.test",
    TWILIO_ACCOUNT_SID: "AC1",
    TWILIO_AUTH_TOKEN: "a token",
    TWILIO_API_BASE_URL: "https://api.twilio.com",
    STOP_SCOPE: "sender" as const,
    EMAIL_PROVIDER: "none" as const,
  };
  const services = servicesOver(settings, {
    fetch: async (input) => {
      asked.push(input);
      return new Response();
    },
    isRehearsal,
    now: () => 0,
  } as Parameters<typeof servicesOver>[1]);
  const told = services.fetch(url, { method: "POST" });
  await (isTold ? expect(told).resolves.toBeInstanceOf(Response) : expect(told).rejects.toThrow(/rehearsal/));
  expect(asked).toEqual(isTold ? [url] : []);
});

const remedies = { secret: (name: string) => `secret ${name}`, variable: (name: string) => `variable ${name}` };
const base = { PUBLIC_URL: "https://headsup.test", TWILIO_ACCOUNT_SID: "AC1", TWILIO_AUTH_TOKEN: "a token" };
const postal = { EMAIL_POSTAL_ADDRESS: "1 Main St" };

test.each([
  [
    { EMAIL_PROVIDER: "pigeon" },
    /EMAIL_PROVIDER is none of cloudflare, sendgrid, smtp and none. variable EMAIL_PROVIDER/,
  ],
  [{ EMAIL_PROVIDER: "cloudflare" }, /EMAIL_POSTAL_ADDRESS is not set/],
  [{ EMAIL_PROVIDER: "sendgrid" }, /EMAIL_POSTAL_ADDRESS is not set[\s\S]*SENDGRID_API_KEY is not set. secret/],
  [{ EMAIL_PROVIDER: "smtp", ...postal, SMTP_URL: "mail.example.com" }, /SMTP_URL is not an address/],
  [{ SIGNING_KEY: "short" }, /SIGNING_KEY is shorter than 16 characters. secret SIGNING_KEY/],
  [{ SIGNING_KEY: "a-key-that-is-long-enough short" }, /SIGNING_KEY is shorter/],
  [{ EMAIL_REPLY_DOMAIN: "not a domain" }, /EMAIL_REPLY_DOMAIN is not a domain/],
  [{ EMAIL_PROVIDER: "smtp", PUBLIC_URL: "nowhere" }, /PUBLIC_URL[\s\S]*EMAIL_POSTAL_ADDRESS/],
])("E4 of %j it is said what is wrong and how to set it", (over, message) =>
  expect(() => readSettings({ ...base, ...over }, remedies)).toThrow(message),
);

test("E4 without a word of email none is sent, and a new key stands before the old", () => {
  expect(readSettings(base, remedies).EMAIL_PROVIDER).toBe("none");
  const keys = { SIGNING_KEY: " a-new-key-0123456789 an-old-key-0123456789 " };
  expect(readSettings({ ...base, ...keys }, remedies).SIGNING_KEY).toEqual([
    "a-new-key-0123456789",
    "an-old-key-0123456789",
  ]);
});

test.each([
  [{ EMAIL_PROVIDER: "cloudflare" as const }, /\[\[send_email\]\]/],
  [{ EMAIL_PROVIDER: "smtp" as const, SMTP_URL: "smtp://localhost" }, /cannot speak/],
])("E4 a host that cannot do what %j asks says so at its start", (over, message) => {
  const settings = readSettings({ ...base, ...postal, ...over }, remedies);
  const parts = { isRehearsal: false, fetch, now: () => 0 } as Parameters<typeof servicesOver>[1];
  expect(() => servicesOver(settings, parts)).toThrow(message);
});
