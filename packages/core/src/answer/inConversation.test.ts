import type { Content } from "@headsup/contract";
import { expect, test } from "vitest";
import type { Localised } from "./content.ts";
import { languageOfCustomer, wordsInConversation } from "./inConversation.ts";

const sms = (text: string): Content => ({ channel: "sms", text, media: [] });
const email: Content = { channel: "email", subject: "Thanks", text: "Thank you, at length." };
const variants: readonly Localised[] = [
  { language: "en", content: sms("Thanks.") },
  { language: "fr", content: sms("Merci.") },
  { language: "en", content: email },
];

test.each([
  ["sms", "fr-CA", "Merci."],
  ["sms", null, "Thanks."],
  ["whatsapp", "fr", "Merci."],
  ["email", "fr", "Thank you, at length."],
] as const)("B1 on %s, to who wants %s, an answer says %j", (channel, language, text) =>
  expect(wordsInConversation(variants, { channel, language })).toMatchObject({ text }),
);

test("B1 what is spoken in a call alone is not written in a conversation", () => {
  const call: Content = { channel: "voice", greeting: "This is Acme.", message: { say: "Off." }, keys: [] };
  expect(wordsInConversation([{ language: "en", content: call }], { channel: "sms", language: null })).toBeUndefined();
});

test("B1 a customer's language is what a list said of it", () => {
  expect(languageOfCustomer({ language: "fr" })).toBe("fr");
  expect(languageOfCustomer({})).toBeNull();
});
