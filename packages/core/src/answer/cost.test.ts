import { defaultPrices, type Prices, Prices as PricesSchema } from "@headsup/contract";
import { describe, expect, test } from "vitest";
import { costOf } from "./cost.ts";
import type { Rendered } from "./rendered.ts";
import { unitsOf } from "./units.ts";

const sms = (text: string, media: string[] = []): Rendered => ({ channel: "sms", text, media });
const call = (say: string): Rendered => ({
  channel: "voice",
  text: "",
  call: {
    language: "en",
    greeting: "This is Acme.",
    message: { say },
    keys: [{ digit: "9", action: "stop", offer: "To receive no more of these calls, press 9." }],
    voicemail: { say: "" },
  },
});
const prices: Prices = {
  ...defaultPrices,
  currency: "EUR",
  sms: { perSegment: 100, perMediaMessage: 900, byPrefix: { "+44": 200, "+4477": 300 } },
};
const cost = (rendered: Rendered, to = "+12125550123") => costOf(rendered, { prices, to }).micro;

describe("B4 what a message takes and costs", () => {
  test("B4 a text takes its segments of the ceiling; a picture message, a template, an email and a call are one", () => {
    expect(unitsOf(sms("a".repeat(161)))).toBe(2);
    expect(unitsOf(sms("a".repeat(161), ["https://example.com/a.png"]))).toBe(1);
    expect(unitsOf({ channel: "whatsapp", text: "a".repeat(161), template: null })).toBe(1);
    expect(unitsOf({ channel: "email", subject: "s", text: "a".repeat(999), html: "" })).toBe(1);
    expect(unitsOf(call("x"))).toBe(1);
  });

  test("B4 a text costs by its segments and where it goes: the longest prefix counts", () => {
    expect(cost(sms("a".repeat(161)))).toBe(200);
    expect(cost(sms("a"), "+442079460000")).toBe(200);
    expect(cost(sms("a"), "+447700900123")).toBe(300);
  });

  test("B4 a picture message costs the same however long its text", () =>
    expect(cost(sms("a".repeat(500), ["https://example.com/a.png"]))).toBe(900));

  test("B4 a call costs every minute begun", () => {
    expect(cost(call("The power is off today."))).toBe(14_000);
    expect(cost(call("word ".repeat(150)))).toBe(28_000);
  });

  test("B4 the prices nobody changed are a price list as one would write it, in its own currency", () => {
    expect(PricesSchema.parse(defaultPrices)).toEqual(defaultPrices);
    expect(costOf(sms("a"), { prices, to: "+12125550123" }).currency).toBe("EUR");
  });
});
