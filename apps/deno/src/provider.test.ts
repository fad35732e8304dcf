import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCarrier } from "@headsup/carrier";
import { systemClock } from "@headsup/core/clock";
import { openFolder } from "@headsup/tui/host/folder";
import { portOr } from "@headsup/tui/host/ports";
import { expect, test } from "vitest";
import { openProvider } from "./provider.ts";

const freshFolder = () => openFolder(join(mkdtempSync(join(tmpdir(), "headsup-provider-")), "data"));
const twilio = {
  TWILIO_ACCOUNT_SID: `AC${"1".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "secret",
  PUBLIC_URL: "https://headsup.example.com/",
};
const open = async (environment: Record<string, string>, over: { isRehearsal?: boolean; carrier?: string } = {}) => {
  const wish = { carrier: undefined, isRehearsal: false, url: "http://127.0.0.1:8787", ...over };
  const folder = freshFolder();
  const carrierPort = await portOr(0);
  const provider = await openProvider({ ...wish, environment, carrierPort }, folder, systemClock);
  await provider.close();
  return { folder, ...provider };
};

test("without an account at Twilio it is a sandbox carrier of its own, and every secret is made and kept", async () => {
  const { settings, carrierUrl, folder } = await open({});
  expect(settings).toMatchObject({ TWILIO_API_BASE_URL: carrierUrl, PUBLIC_URL: "http://127.0.0.1:8787" });
  expect(settings.HEADSUP_ADMIN_TOKEN).toBe(folder.secrets.read()?.adminToken);
  expect(statSync(folder.secrets.file).mode & 0o777).toBe(0o600);
});

test("E4 without an account emails go to the sandbox too", async () => {
  const { settings, carrierUrl } = await open({});
  expect(settings).toMatchObject({ EMAIL_PROVIDER: "sendgrid", SENDGRID_API_BASE_URL: carrierUrl });
});

const mailer = {
  EMAIL_PROVIDER: "smtp",
  EMAIL_POSTAL_ADDRESS: "1 Main St",
  SMTP_URL: "smtp://mail.example.com",
  SIGNING_KEY: "a-key-that-marks-unsubscribe-links",
};

test("E4 no email leaves with links that lead to this machine alone", async () => {
  await expect(open(mailer)).rejects.toThrow(/EMAIL_PROVIDER is set without a Twilio account.*PUBLIC_URL/);
  const { settings } = await open({ ...mailer, SMTP_URL: "smtp://127.0.0.1:2525" });
  expect(settings).toMatchObject({ EMAIL_PROVIDER: "smtp", SIGNING_KEY: [mailer.SIGNING_KEY] });
});

test("E4 a rehearsal mails through its own sandbox, whatever the environment says", async () => {
  const { settings, carrierUrl } = await open({ ...twilio, ...mailer }, { isRehearsal: true });
  expect(settings).toMatchObject({ EMAIL_PROVIDER: "sendgrid", SENDGRID_API_BASE_URL: carrierUrl });
});

test("with a carrier that runs by itself both texts and emails go there, and it is told where they are answered", async () => {
  const port = await portOr(0);
  const credentials = { accountSid: twilio.TWILIO_ACCOUNT_SID, authToken: twilio.TWILIO_AUTH_TOKEN };
  const carrier = await startCarrier({ ...credentials, port });
  const { settings } = await open({ ...twilio, ...mailer }, { carrier: carrier.url });
  await carrier.close();
  expect(settings).toMatchObject({ TWILIO_API_BASE_URL: carrier.url, SENDGRID_API_BASE_URL: carrier.url });
});

test("with one it is Twilio, at the address the world knows", async () => {
  const { settings, carrierUrl } = await open(twilio);
  expect(carrierUrl).toBeNull();
  expect(settings).toMatchObject({
    TWILIO_API_BASE_URL: "https://api.twilio.com",
    PUBLIC_URL: "https://headsup.example.com",
  });
});

test("a rehearsal never is, whatever the environment says", async () => {
  const { settings, carrierUrl } = await open(twilio, { isRehearsal: true });
  expect(settings.TWILIO_API_BASE_URL).toBe(carrierUrl);
  expect(settings.TWILIO_ACCOUNT_SID).not.toBe(twilio.TWILIO_ACCOUNT_SID);
});

test("half an account is refused, naming what is missing and what to do", async () => {
  const { TWILIO_ACCOUNT_SID } = twilio;
  const refusal = open({ TWILIO_ACCOUNT_SID });
  await expect(refusal).rejects.toThrow(/TWILIO_AUTH_TOKEN is not set\. .*export TWILIO_AUTH_TOKEN=/);
  await expect(refusal).rejects.toThrow(/PUBLIC_URL is not an address .*export PUBLIC_URL=/);
});

test.each([
  [{ HEADSUP_ADMIN_TOKEN: "short" }, /HEADSUP_ADMIN_TOKEN is shorter than 16 characters/],
  [{ STOP_SCOPE: "world" }, /STOP_SCOPE is neither "sender" nor "global"/],
])("%j is refused by its name", async (wrong, complaint) => {
  await expect(open({ ...twilio, ...wrong })).rejects.toThrow(complaint);
});

test("a carrier that is none is refused before anything is sent", async () => {
  const carrier = `http://127.0.0.1:${await portOr(0)}`;
  await expect(open(twilio, { carrier })).rejects.toThrow(/is not a sandbox carrier that takes these credentials/);
});
