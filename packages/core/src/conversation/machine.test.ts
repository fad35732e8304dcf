import fc from "fast-check";
import { expect, test } from "vitest";
import { plainWords } from "../reply/optout.ts";
import { isMachine } from "./machine.ts";
import { absences, openings, promises, titles } from "./machineWords.ts";

test.each([
  "I'm driving with Do Not Disturb While Driving turned on. I'll see your message when I get where I'm going.",
  "I’m driving with Focus turned on. I’ll see your message when I get where I’m going.",
  "(I'm not receiving notifications. If this is urgent, reply “urgent” to send a notification through with your original message.)",
  "I'm driving right now - Sent from Android Auto",
  "Automatic reply: Your delivery",
  "Auto-Reply: in a meeting",
  "Automated response. We are closed.",
  "Out of Office: back on Monday",
  "Out of office\nBack Monday",
  "I am currently out of the office with limited access to email. For urgent matters call Sam.",
  "Hi, thank you for your message. I am on annual leave until 4 January.",
  "Abwesenheitsnotiz: Ich bin bis Montag nicht da",
  "Ich bin derzeit nicht im Büro. In dringenden Fällen wenden Sie sich an Frau Weber.",
  "Réponse automatique : absent jusqu'à lundi",
  "Je suis en congés. En cas d'urgence, appelez le 01.",
  "Respuesta automática: fuera hasta el lunes",
  "自動返信：ただいま外出しております",
  "Thank you for contacting Acme Plumbing. This number is not monitored. Call 555-0100.",
  "This number does not accept text messages.",
  "Please do not reply to this message.",
  "Free Msg: Unable to send message - Message Blocking is active.",
  "AT&T Free Msg: Your message to 55123 was not sent.",
  "Undeliverable: your message",
  "The number you have texted is not in service.",
])("F3 a machine wrote: %s", (text) => {
  expect(isMachine(text)).toBe(true);
});

test.each([
  "are you out of office?",
  "Are you out of the office? Thank you for your message though",
  "I'm out of the office until Monday, can you bring it on Tuesday?",
  "I will be on vacation next week, please hold my parcel",
  "I see this number is not monitored so I am calling",
  "Is this number not monitored?",
  "Automatic reply?",
  "is this an automated message",
  "I'm not receiving notifications from you any more!",
  "The number you are texting is not Bob's",
  "Your message was not delivered until today",
  "Ooo: nice",
  "I'm driving, call you later",
  "Can't talk right now",
  "please stop sending automatic replies",
  "Got your automated message. What does it mean?",
  "Thanks for your message",
  "Undeliverable again, what is going on",
  "my free messages are used up",
  "Question: when does it come",
  "Liked “Your order is late.”",
  "Yes",
  "STOP",
  "👍",
  "",
  ":",
])("F3 a person wrote: %s", (text) => {
  expect(isMachine(text)).toBe(false);
});

test("F3 whatever the characters, telling a machine does not throw, and a single question is a person's", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => typeof isMachine(text) === "boolean"));
  fc.assert(fc.property(fc.constantFrom(...openings, ...absences, ...promises), (phrase) => !isMachine(`${phrase} ?`)));
});

test("F3 the tables are written as texts are reduced", () => {
  const phrases = [...titles, ...openings, ...absences, ...promises];
  expect(phrases.filter((phrase) => plainWords(phrase) !== phrase)).toEqual([]);
});
