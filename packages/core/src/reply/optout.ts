/**
 * Does this reply ask us to stop? (F7)
 *
 * Providers match single words exactly; the FCC lets a person revoke consent in any reasonable manner, and names stop,
 * quit, end, revoke, opt out, cancel and unsubscribe as always enough (47 CFR 64.1200(a)(10)). So, in this order:
 *
 * 1. The text is reduced to plain words: case, accents, punctuation, emoji and look-alike letters do not matter. A
 *    "Liked …" reaction is nobody's words but ours, and our own "Reply STOP to opt out" is not read back as theirs.
 * 2. Courtesies around it ("hi", "please", "thanks") are set aside, and a word said again counts once.
 * 3. A phrase of the table is the whole reply → stop, exactly.
 * 4. It very probably is one: letters spaced or doubled, a slip of the thumb, "I said stop", or a phrase that means it
 *    wherever it stands ("stop texting me") → likely: suppress now and flag for an agent.
 * 5. A short text that begins with a stop word ("stop already you clowns") → likely. "Stop by anytime" is caught too: a
 *    person wrongly suppressed is seen by an agent within the hour; a person wrongly texted files a complaint.
 *
 * Everything else is somebody talking to us: "I can't stop laughing", "Don't cancel my appointment".
 */
import {
  courtesies,
  helpWords,
  leadIns,
  lookAlikes,
  negations,
  providerWords,
  startWords,
  stopHeads,
  stopHeadsWithObject,
  stopLikely,
  stopObjects,
  stopPatterns,
  stopPhrases,
} from "./words.ts";

export type ReplyKind = "stop" | "start" | "help" | "none";

export interface ReplyMeaning {
  readonly kind: ReplyKind;
  /** "likely": act on it now, and have an agent look. Only ever likely for stop. */
  readonly certainty: "exact" | "likely";
  /** The words that decided it, as reduced ("opt out"); empty for none. */
  readonly matched: string;
  /** Whether Twilio's default keyword handling answers this very text, so that we must not answer too. */
  readonly providerAnswers: boolean;
}

/** Longest text read; a person who wants out says so before. */
const charactersMax = 1_600;
/** A text of so many words or fewer is short: "stop sending me these". */
const shortWordsMax = 4;

/**
 * What a reply asks of us. "start" is only a wish to come back from someone who had stopped: from anyone else "yes" is an
 * ordinary answer, to be shown to an agent.
 */
export function classifyReply(text: string): ReplyMeaning {
  const meaning = readMeaning(text.slice(0, charactersMax));
  return { ...meaning, providerAnswers: meaning.kind !== "none" && providerWords.has(text.trim().toUpperCase()) };
}

type Meaning = Omit<ReplyMeaning, "providerAnswers">;

const exact = (kind: ReplyKind, matched: string): Meaning => ({ kind, certainty: "exact", matched });
const likely = (matched: string): Meaning => ({ kind: "stop", certainty: "likely", matched });

function readMeaning(text: string): Meaning {
  if (isReaction(text)) return exact("none", "");
  const plain = plainWords(text);
  if (plain === "") return /[🛑⛔🚫✋]/u.test(text) ? likely("🛑") : exact("none", "");
  if (startWords.has(plain)) return exact("start", plain);
  if (helpWords.has(plain)) return exact("help", plain);
  return readStop(plain) ?? exact("none", "");
}

function readStop(plain: string): Meaning | undefined {
  const said = withoutCourtesies(plain);
  if (stopPhrases.has(said)) return exact("stop", said);
  const led = withoutCourtesies(said.replace(leadIns, ""));
  for (const candidate of [led, joinLetters(said), undoubled(said)]) {
    if (stopPhrases.has(candidate) || stopLikely.has(candidate)) return likely(candidate);
  }
  return matchAnywhere(plain) ?? matchHead(said);
}

function matchAnywhere(plain: string): Meaning | undefined {
  for (const pattern of stopPatterns) {
    const match = pattern.exec(plain);
    if (match !== null && !negations.test(plain.slice(0, match.index))) return likely(match[0]);
  }
  return undefined;
}

function matchHead(said: string): Meaning | undefined {
  const words = said.split(" ");
  const [head = "", ...rest] = words;
  if (words.length > shortWordsMax) return undefined;
  if (stopHeads.has(head)) return likely(head);
  return stopHeadsWithObject.has(head) && rest.some((word) => stopObjects.has(word)) ? likely(said) : undefined;
}

/**
 * Lower-case Latin words with single spaces: "  ＳＴＯＰ!! 🛑" → "stop", "Arrêt." → "arret", "Don’t" → "dont". Signatures of
 * phones and our own opt-out sentence, quoted back, are left out.
 */
export function plainWords(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}\p{Cc}'’‘`´]/gu, (mark) => (/\s/.test(mark) ? " " : ""))
    .toLowerCase()
    .replace(/[\u0370-\u04ff]/g, (letter) => lookAlikes.get(letter) ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .replace(/(?<=\p{L})0|0(?=\p{L})/gu, "o")
    .replace(/ ?\bsent from (?:my|mail|yahoo|outlook|gmail)\b.*$/, "")
    .replace(/\b(?:reply|text|send) stop to (?:opt out|unsubscribe|end|cancel|quit|stop)\b/g, " ")
    .replace(/ +/g, " ")
    .trim();
}

/** `Liked “Your order is late. Reply STOP to opt out.”`: how phones tell a reaction to those who cannot show it. */
export const isReaction = (text: string): boolean =>
  /^\s*(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{1,12} to|removed an? .{1,20} from)\s+["“„«]/i.test(
    text,
  );

function withoutCourtesies(plain: string): string {
  const words = plain.split(" ");
  while (words.length > 1 && courtesies.has(words[0]!)) words.shift();
  while (words.length > 1 && courtesies.has(words.at(-1)!)) words.pop();
  return new Set(words).size === 1 ? words[0]! : words.join(" ");
}

/** "s t o p" → "stop". */
const joinLetters = (said: string): string => (/^\p{L}(?: \p{L})+$/u.test(said) ? said.replaceAll(" ", "") : said);

/** "stoppp" → "stop". */
const undoubled = (said: string): string => said.replace(/(\p{L})\1+/gu, "$1");
