/**
 * Words of opting out in whatever dress, and ordinary talk that has the same words in it. Long runs: see
 * `packages/testkit/src/fuzz.ts`.
 */
import { fuzzed } from "@headsup/testkit/fuzz";
import fc from "fast-check";
import { expect, test } from "vitest";
import { classifyReply } from "./optout.ts";
import { helpWords, startWords, stopLikely, stopPhrases } from "./words.ts";

/** The same letters, otherwise written: what phones, keyboards and pranksters make of them. */
const dresses: readonly ((letter: string, i: number) => string)[] = [
  (letter) => letter,
  (letter) => letter.toUpperCase(),
  (letter, i) => (i % 2 === 0 ? letter.toUpperCase() : letter),
  (letter, i) => (i === 0 ? letter.toUpperCase() : letter),
  // Full width, mathematical bold, circled.
  (letter) => shifted(letter, 0xff_41),
  (letter) => shifted(letter, 0x1_d4_1a),
  (letter) => shifted(letter, 0x24_d0),
  // With accents, composed or not, and with what is not to be seen.
  (letter) => (/[aeiou]/.test(letter) ? `${letter}\u0301` : letter),
  (letter) => (/[aeiou]/.test(letter) ? `${letter}\u0301`.normalize("NFC") : letter),
  (letter) => (letter === "o" ? "ö" : letter),
  (letter) => `${letter}\u200b`,
  (letter) => `\u2060${letter}\u00ad`,
];
const shifted = (letter: string, to: number) =>
  /^[a-z]$/.test(letter) ? String.fromCodePoint(to + letter.charCodeAt(0) - 97) : letter;

const dressed = (phrase: string): fc.Arbitrary<string> =>
  fc
    .record({
      dress: fc.constantFrom(...dresses),
      space: fc.constantFrom(" ", "  ", "\u00a0", " \n", "-", " - ", "\u3000", ". ", "\t"),
    })
    .map(({ dress, space }) =>
      phrase
        .split(" ")
        .map((word) => [...word].map(dress).join(""))
        .join(space),
    );
const around = fc.string({
  unit: fc.constantFrom(
    " ",
    ".",
    "!",
    "?",
    "\n",
    "\r\n",
    "…",
    '"',
    "'",
    "“",
    "”",
    "«",
    "(",
    ")",
    "*",
    "_",
    "-",
    "—",
    "🛑",
    "🙏🏽",
    "👍",
    "❤️",
    "👩‍👩‍👧",
    "\u200f",
    "\u00a0",
    "¡",
    ";",
  ),
  maxLength: 6,
});
const saidOf = (phrases: Iterable<string>) =>
  fc
    .constantFrom(...phrases)
    .chain((phrase) => fc.tuple(around, dressed(phrase), around).map((parts) => ({ phrase, text: parts.join("") })));

test("F7 every word and phrase of stopping, in any case, width, accents, spacing and among any signs, is certain", () =>
  fc.assert(
    fc.property(saidOf(stopPhrases), ({ text }) => {
      expect(classifyReply(text)).toMatchObject({ kind: "stop", certainty: "exact" });
    }),
    fuzzed(4_000),
  ));

test("F7 what very probably means stop is acted on in any dress, and is never called certain", () =>
  fc.assert(
    fc.property(saidOf(stopLikely), ({ text }) => {
      expect(classifyReply(text)).toMatchObject({ kind: "stop", certainty: "likely" });
    }),
    fuzzed(1_500),
  ));

test("F7 the words for coming back and for help are told in any dress too", () =>
  fc.assert(
    fc.property(saidOf([...startWords, ...helpWords]), ({ phrase, text }) => {
      expect(classifyReply(text)).toMatchObject({
        kind: startWords.has(phrase) ? "start" : "help",
        certainty: "exact",
      });
    }),
    fuzzed(1_000),
  ));

const courteous = ["please", "thanks", "hi", "hello", "ok", "now", "merci", "gracias", "danke"];

test("F7 courtesies before and after, and the word said again, leave it certain", () =>
  fc.assert(
    fc.property(
      fc.subarray(courteous, { maxLength: 3 }),
      fc.constantFrom(...stopPhrases),
      fc.subarray(courteous, { maxLength: 3 }),
      fc.integer({ min: 1, max: 4 }),
      (before, phrase, after, times) => {
        const said = phrase.includes(" ") ? [phrase] : Array<string>(times).fill(phrase);
        const text = [...before, ...said, ...after].join(" ");
        expect(classifyReply(text)).toMatchObject({ kind: "stop", certainty: "exact" });
      },
    ),
    fuzzed(1_500),
  ));

/** What people say with these words in it. No part of a word, and no order about messages. */
const sentences: readonly ((word: string) => string)[] = [
  (word) => `Which ${word} do you mean, the one on Elm Street or the other?`,
  (word) => `My neighbour told me about the ${word} and I wonder when it comes`,
  (word) => `Yes I saw the ${word} yesterday, thank you for telling us`,
  (word) => `Is there a ${word} near the station tomorrow at nine?`,
  (word) => `The driver said "${word}" and left my parcel at the door`,
  (word) => `I wrote ${word} on the form, was that right?`,
];
const singleWords = [...stopPhrases].filter((phrase) => !phrase.includes(" "));

test("F7 ordinary sentences with such a word in them are not certain, and no word within another is anything", () =>
  fc.assert(
    fc.property(fc.constantFrom(...sentences), fc.constantFrom(...singleWords), (sentence, word) => {
      const meaning = classifyReply(sentence(word));
      expect({ word, isCertain: meaning.kind === "stop" && meaning.certainty === "exact" }).toEqual({
        word,
        isCertain: false,
      });
      expect(classifyReply(sentence(`x${word}x`)).kind).toBe("none");
    }),
    fuzzed(600),
  ));

test("F7 any words at all around one another are answered at once, with what decided it among them", () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          ...stopPhrases,
          ...stopLikely,
          ...courteous,
          "not",
          "dont",
          "i said",
          "0",
          "о",
          "\u0301",
          "'",
          " ",
        ),
        { maxLength: 300 },
      ),
      fc.constantFrom("", " ", "\n"),
      (words, space) => {
        const { kind, certainty, matched } = classifyReply(words.join(space));
        expect(kind === "none" || matched !== "").toBe(true);
        expect(certainty === "exact" || kind === "stop").toBe(true);
      },
    ),
    fuzzed(600),
  ));
