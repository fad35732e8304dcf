import { expect, test } from "vitest";
import { servicesOver } from "./deployment.ts";

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
