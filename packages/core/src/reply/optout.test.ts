import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyReply, plainWords } from "./optout.ts";

describe("F7 certain stops", () => {
  test.each([
    "STOP",
    "stop",
    "Stop",
    " stop!! ",
    "Stop.",
    "STOP STOP STOP",
    "stop stop",
    '"STOP"',
    "(stop)",
    "🛑 stop",
    "stop 🙏🏽",
    "Stop. Thank you",
    "stop please",
    "Please stop",
    "PLS STOP",
    "ok stop",
    "Hi, please stop. Thanks!",
    "stop now",
    "ＳＴＯＰ",
    "ⓈⓉⓄⓅ",
    "𝐒𝐓𝐎𝐏",
    "ЅТОР",
    "s\u200bt\u200bo\u200bp",
    "\u202astop\u202c",
    "ST0P",
    "stop\n\nSent from my iPhone",
    "Stop all",
    "STOPALL",
    "unsubscribe",
    "Unsubscribe me please",
    "CANCEL",
    "cancel please",
    "END",
    "end, thanks",
    "quit",
    "REVOKE",
    "I revoke my consent",
    "OPTOUT",
    "opt out",
    "opt-out",
    "Opt out please",
    "OPT  OUT!",
    "ARRET",
    "ARRÊT",
    "Arrêté",
    "arrêtez svp",
    "Stopp",
    "No más",
    "remove me",
    "please remove my number",
    "Remove me from your list",
    "take me off",
    "Take me off this list please",
    "do not text me",
    "Don't text me",
    "Don’t contact me",
    "no more texts",
    "Leave me alone!",
    "stop texting me",
    "stop it",
  ])("F7 %j means stop", (text) => expect(classifyReply(text)).toMatchObject({ kind: "stop", certainty: "exact" }));
});

describe("F7 likely stops: suppressed now, flagged for an agent", () => {
  test.each([
    "s t o p",
    "S.T.O.P.",
    "stoppp",
    "STOOOOP",
    "stpo",
    "unsuscribe",
    "I said stop",
    "can you stop",
    "I SAID STOP!!!",
    "no stop",
    "you need to stop texting me",
    "Please stop sending me these messages, I have asked before",
    "I don't want to receive these texts anymore",
    "how do i unsubscribe?",
    "Could you take my number off your list",
    "I said please remove my number",
    "I would like to opt out of this",
    "I never signed up, do not text me again",
    "I hereby withdraw my consent to be contacted",
    "stop you clowns",
    "Stop by anytime",
    "cancel these texts",
    "end this",
    "Wrong number",
    "You have the wrong number",
    "Sorry, you have the wrong number!",
    "not interested",
    "🛑",
    "fuck off",
    "Stop contacting me or I will sue",
    "Enough. No more messages please.",
    "quit texting me",
    "STOP!!! WHO IS THIS",
  ])("F7 %j very probably means stop", (text) =>
    expect(classifyReply(text)).toMatchObject({ kind: "stop", certainty: "likely" }),
  );
});

describe("F7 people talking to us", () => {
  test.each([
    "I can't stop laughing",
    "when does the bus stop at Main St?",
    "Can you stop by tomorrow?",
    "Don't cancel my appointment",
    "Cancel my appointment",
    "Please cancel my appointment on Tuesday",
    "End of day works for me",
    "The bus stop is closed",
    "Don't stop!",
    "Please don't unsubscribe me",
    "I didn't opt out, why?",
    "I did not mean to unsubscribe",
    "Is there an end date?",
    "yes please",
    "Yes I will be there",
    "no",
    "Thanks!",
    "",
    "👍",
    "ok",
    "I need help with my order",
    "Where is my package? It says delivered",
    "my stop is Elm and 3rd",
    "Liked “Your order is late. Reply STOP to opt out.”",
    'Loved "Text STOP to end"',
    "Reacted 👍 to “Reply STOP to opt out.”",
    "ok thanks > Your order is late. Reply STOP to opt out.",
    "I'm not receiving notifications. If this is urgent, reply “urgent” to send a notification through with your original message.",
    "I'm driving with Do Not Disturb While Driving turned on.",
    "The messages stopped working",
    "remove the blue one from my order",
    "Who is this",
    "日本語です",
    "quite right",
    "I quit my job there so the address is different now",
    "nonstop flight?",
    "endless",
  ])("F7 %j is not a stop", (text) =>
    expect(classifyReply(text)).toEqual({ kind: "none", certainty: "exact", matched: "", providerAnswers: false }),
  );
});

describe("F7 back in, and help", () => {
  test.each(["START", "start", " Start! ", "UNSTOP", "Yes", "YES."])("F7 %j restores", (text) =>
    expect(classifyReply(text)).toMatchObject({ kind: "start", certainty: "exact" }),
  );
  test.each(["HELP", "help?", "Info", "INFO!"])("F7 %j asks for help", (text) =>
    expect(classifyReply(text)).toMatchObject({ kind: "help", certainty: "exact" }),
  );
});

describe("F7 no second confirmation", () => {
  test.each(["STOP", "stop", " Stop \n", "optout", "CANCEL", "Start", "help", "YES"])(
    "F7 Twilio answers %j itself",
    (text) => expect(classifyReply(text).providerAnswers).toBe(true),
  );
  test.each(["stop!", "STOP PLEASE", "opt out", "Stop. Thank you", "ARRET", "ＳＴＯＰ", "hello"])(
    "F7 Twilio does not answer %j",
    (text) => expect(classifyReply(text).providerAnswers).toBe(false),
  );
});

describe("F7 whatever the spelling", () => {
  const word = fc.constantFrom("stop", "unsubscribe", "cancel", "end", "quit", "revoke", "opt out", "arret");
  const noise = fc.string({
    unit: fc.constantFrom(" ", ".", "!", "\n", "\u00a0", "\u200b", "🛑", "🙏", "-", "…", '"'),
    maxLength: 6,
  });
  const cased = fc
    .tuple(word, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }))
    .map(([word, upper]) => [...word].map((letter, i) => (upper[i] ? letter.toUpperCase() : letter)).join(""));

  test("F7 case, punctuation and emoji around a stop word never hide it", () =>
    fc.assert(
      fc.property(noise, cased, noise, (before, word, after) => {
        expect(classifyReply(before + word + after)).toMatchObject({ kind: "stop", certainty: "exact" });
      }),
    ));

  test("F7 reducing a text twice changes nothing more", () =>
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(plainWords(plainWords(text))).toBe(plainWords(text));
      }),
    ));

  test("F7 no text throws, however long", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(classifyReply(text)).toHaveProperty("kind");
      }),
    );
    expect(classifyReply("stop the ".repeat(100_000)).kind).toBe("none");
  });
});
