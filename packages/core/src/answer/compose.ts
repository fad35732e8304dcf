import { limits, ok, type Replies, type Result } from "@headsup/contract";
import type { Problem } from "../contact/problem.ts";

export interface MessageParts {
  /** The rendered answer. */
  readonly body: string;
  /** Says whether to reply, or where to turn instead; empty: nothing is added. */
  readonly replyLine: string;
  /** How to stop, e.g. "Reply STOP to opt out."; empty: nothing is added. */
  readonly optOutText: string;
  /** How its readers tell the parts from each other: a line of its own each, or a paragraph. */
  readonly between?: "\n" | "\n\n";
  /** Of the whole; Twilio's 1,600 of a text message if absent. */
  readonly charactersMax?: number;
  /** Whether how to stop is said already; by a word to reply with if absent. */
  readonly saysStop?: (text: string) => boolean;
}

/** What a message says that asks for replies, unless it has a line of its own. */
const encouragement = "Questions? Just reply to this message.";

/** What is added to a message about replying to it; empty: nothing. */
export const replyLineOf = ({ replies, replyLine }: { replies: Replies; replyLine: string }): string =>
  replies === "encourage" && replyLine === "" ? encouragement : replyLine;

/**
 * The message as it will be sent: the body, then whether to reply, then how to stop, each on a line of its own (a line
 * break costs what a space costs, and reads as a new sentence even after a body that ends without a full stop). Where how
 * to stop is said already it is not said again.
 *
 * @returns `MESSAGE_TOO_LONG` beyond `charactersMax`; `INVALID_ROW` when nothing but the opt-out text is left
 */
export function composeMessage({
  body,
  replyLine,
  optOutText,
  between = "\n",
  charactersMax = limits.messageCharactersMax,
  saysStop = saysHowToStop,
}: MessageParts): Result<string, Problem> {
  const answer = body.replace(/\r\n?/g, "\n").trim();
  if (answer === "") {
    return problem("INVALID_ROW", "The answer comes out empty for this row. Give it text that every row gets.");
  }
  const line = replyLine.trim();
  const said = line === "" ? answer : `${answer}${between}${line}`;
  const how = optOutText.trim();
  const text = how === "" || saysStop(said) ? said : `${said}${between}${how}`;
  if (text.length <= charactersMax) return ok(text);
  return problem(
    "MESSAGE_TOO_LONG",
    `The message has ${text.length} characters with its opt-out text${line === "" ? "" : " and its line about replies"}; at most ${charactersMax} can be sent. Shorten the answer or this row's values.`,
  );
}

/** The word in capitals or in quotes: "We stop at Main St" names no word. */
const stopWord = /(?<![\p{L}\p{N}])(?:STOP|ARR[EÊ]T)(?!\p{L})|["'“”‘’«](?:stop|arr[eê]t)["'“”‘’»]/gu;
/** Whatever has none of these letters has none of those words: most messages, told at a glance. */
const anyStopWord = /stop|arr[eêÊ]t/iu;
/** "Reply Stop to opt out": what begins with a capital may be a place, and needs both what comes before and after it. */
const capitalised = /(?<![\p{L}\p{N}])(?:Stop|Arr[eê]t)(?!\p{L})/gu;
/** What comes right before it, in the same sentence: "Reply HELP for help, " … */
const instruction =
  /(?<!\p{L})(?:reply|respond|text|txt|send|message|répondez|envoyez|textez|responda|responde|env[ií][ea]|antworten?|senden?|schreiben?)(?!\p{L})[^.!?\n]{0,30}$/iu;
/** … or right after it: " to opt out", "2END", "=unsubscribe". */
const purpose =
  /^["'“”‘’»]?\s*(?:=|2|to|pour|para|um)\s*(?:opt|unsub|end|cancel|quit|stop|ne plus|se d|vous d|no |sich|keine)/iu;

/** Whether a text tells its reader which word stops messages. */
export function saysHowToStop(text: string): boolean {
  if (!anyStopWord.test(text)) return false;
  const around = (word: RegExpMatchArray) => ({
    isAsked: instruction.test(text.slice(0, word.index)),
    isExplained: purpose.test(text.slice((word.index ?? 0) + word[0].length)),
  });
  return (
    [...text.matchAll(stopWord)].map(around).some(({ isAsked, isExplained }) => isAsked || isExplained) ||
    [...text.matchAll(capitalised)].map(around).some(({ isAsked, isExplained }) => isAsked && isExplained)
  );
}

const unsubscribing =
  /unsubscri|opt[ -]?out|d[ée]sabonn|d[ée]sinscri|abmelde|abbestell|dar(?:se|te) de baja|cancelar (?:la|su|tu) suscripci/iu;

/** Whether an email says how to get no more: by a link, an answer or a word. */
export const saysHowToUnsubscribe = (text: string): boolean => unsubscribing.test(text) || saysHowToStop(text);

const problem = (code: "MESSAGE_TOO_LONG" | "INVALID_ROW", message: string) => ({
  ok: false as const,
  error: { code, subject: null, message },
});
