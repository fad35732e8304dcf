import { startCarrier } from "@headsup/carrier";
import { expect, onTestFinished, test } from "vitest";
import { mailUrls, ownMail, sandboxMail } from "./mail.ts";

const account = { accountSid: "AC00000000000000000000000000000001", authToken: "a-token-for-tests" };

test("E4 a host without a provider mails through its sandbox carrier, which posts answers to the address the worker knows", async () => {
  const carrier = await startCarrier({ ...account, port: 0 });
  onTestFinished(() => carrier.close());
  const bindings = await sandboxMail({ ...account, apiBaseUrl: carrier.url });
  expect(bindings).toMatchObject({ EMAIL_PROVIDER: "sendgrid", SENDGRID_API_BASE_URL: carrier.url });
  const { parseUrl } = mailUrls({ ...account, publicUrl: "http://127.0.0.1:8787" });
  expect(parseUrl).toBe(`http://127.0.0.1:8787/hooks/sendgrid/parse/${bindings.INBOUND_MAIL_KEY}`);
  expect(parseUrl).not.toContain(account.authToken);
});

test("E4 a carrier that does not know the account is told of, not mailed through", async () => {
  const carrier = await startCarrier({ ...account, port: 0 });
  onTestFinished(() => carrier.close());
  await expect(sandboxMail({ ...account, authToken: "another", apiBaseUrl: carrier.url })).rejects.toThrow(/401/);
});

test("E4 a provider of one's own is taken from the environment with all that belongs to it, and nothing else is", () => {
  const known = { isKnownToTheWorld: true };
  expect(ownMail({ SENDGRID_API_KEY: "SG.x" }, known)).toBeNull();
  const env = { EMAIL_PROVIDER: "sendgrid", SENDGRID_API_KEY: "SG.x", SIGNING_KEY: "k", HOME: "/root" };
  expect(ownMail(env, known)).toEqual({ EMAIL_PROVIDER: "sendgrid", SENDGRID_API_KEY: "SG.x", SIGNING_KEY: "k" });
});

test("E4 nothing is mailed to the world with links that lead to this machine alone", () => {
  const unknown = { isKnownToTheWorld: false };
  expect(() => ownMail({ EMAIL_PROVIDER: "sendgrid", SENDGRID_API_KEY: "SG.x" }, unknown)).toThrow(/PUBLIC_URL/);
  const here = { EMAIL_PROVIDER: "sendgrid", SENDGRID_API_BASE_URL: "http://127.0.0.1:4420" };
  expect(ownMail(here, unknown)).toEqual(here);
});
