/**
 * How a person takes a message of ours, from what passed between them and this sender before. Pure.
 *
 * A message opens a conversation unless they have written in it: then it is a further one, the first, the second, … One
 * that only asks them to wait, as an automatic acknowledgement does, is not counted, and they go on waiting. After a
 * long quiet a conversation begins anew.
 */
import type { Behaviour, Text } from "./behaviours.ts";
import { type Details, fillIn } from "./details.ts";
import { limits } from "./limits.ts";
import { between, pick, type Random } from "./random.ts";
import { type Matter, matters } from "./sayings.ts";

/** One message between a person and a sender. */
export interface Passed {
  readonly direction: "inbound" | "outbound-api" | "outbound-reply";
  readonly body: string;
  /** Clock ms. */
  readonly createdAt: number;
}

export interface Heard {
  readonly body: string;
  /** The message the conversation began with. */
  readonly notice: string;
  /** Which of our further messages this is, from 1; 0 when it opens the conversation. */
  readonly nth: number;
  /** What they have said so far. */
  readonly said: readonly string[];
}

/** @param earlier what passed before, oldest first. */
export function hear(message: Passed, earlier: readonly Passed[]): Heard {
  const talk = sinceQuiet([...earlier, message]);
  const spokeAt = talk.findIndex(({ direction }) => direction === "inbound");
  const { body } = message;
  if (spokeAt < 0) return { body, notice: body, nth: 0, said: [] };
  const ours = talk.slice(0, spokeAt).filter(({ direction }) => direction === "outbound-api");
  return {
    body,
    notice: ours.at(-1)?.body ?? "",
    nth: talk.slice(spokeAt, -1).filter(isAnswer).length + 1,
    said: talk.filter(({ direction }) => direction === "inbound").map((each) => each.body),
  };
}

function sinceQuiet(talk: readonly Passed[]): readonly Passed[] {
  const begins = talk.findLastIndex(
    ({ createdAt }, i) => createdAt - (talk[i - 1]?.createdAt ?? createdAt) > limits.conversationQuietMs,
  );
  return talk.slice(Math.max(begins, 0));
}

/** What an automatic acknowledgement says, and somebody who goes to look. */
const saysWait =
  /\b(?:get back to you|(?:got|received) your (?:message|text|reply)|we(?:'|’)?(?:re| are) closed|outside (?:of )?(?:our )?(?:business|opening|office) hours|automatic (?:reply|message)|(?:one|just a) (?:moment|second|minute)|let me (?:check|look|see)|bear with (?:me|us))\b/i;

/** Whether a person would take it for somebody's answer. */
export const isAnswer = ({ direction, body }: Pick<Passed, "direction" | "body">): boolean =>
  direction === "outbound-api" && !saysWait.test(body);

/** What somebody will text. `afterMs` counts from the text before it, or from the end of the message. */
export interface Spoken {
  readonly afterMs: number;
  readonly body: string;
  /** Whether they leave it when we have written again by then. */
  readonly onlyUnanswered: boolean;
}

/** What a person texts back. To further messages they answer what they read last: the next one takes it back. */
export function speak(
  heard: Heard,
  { behaviour, details, random }: { readonly behaviour: Behaviour; readonly details: Details; readonly random: Random },
): Spoken[] {
  return textsFor(heard, behaviour).flatMap(({ bodies, afterMs, only }) => {
    const fitting = fittingBodies(bodies, heard).map((body) => fillIn(body, details));
    const unsaid = fitting.filter((body) => !heard.said.includes(body));
    if (fitting.length === 0 || (only === "unsaid" && unsaid.length < fitting.length)) return [];
    return {
      afterMs: between(random, afterMs),
      body: pick(random, unsaid.length > 0 ? unsaid : fitting),
      onlyUnanswered: heard.nth > 0 || only === "unanswered",
    };
  });
}

function textsFor(heard: Heard, { texts, turns }: Behaviour): readonly Text[] {
  if (heard.nth === 0) return texts;
  const turn = turns[heard.nth - 1];
  if (turn === undefined || !isAnswer({ direction: "outbound-api", body: heard.body })) return [];
  if (asksSomething.test(heard.body)) return turn.asked;
  return isGoodbye.test(heard.body) ? [] : turn.told;
}

/** Nobody has the last word for ever. */
const isGoodbye = /\b(?:welcome|goodbye|bye|have a (?:nice|good|great|lovely))\b/i;

/** A question mark, but not the one inside a link. */
const asksSomething = /\?(?![\w=&/])/;

function fittingBodies(bodies: Text["bodies"], heard: Heard): readonly string[] {
  if (Array.isArray(bodies)) return bodies;
  const asked = heard.nth > 0 ? matterAsked(heard.body) : undefined;
  for (const matter of [asked, topicOf(heard.notice), "any" as const]) {
    const found = matter && bodies[matter];
    if (found) return found;
  }
  return [];
}

/** By the words of a notice; of several, the first of this order. */
const topicWords: Partial<Record<Matter, RegExp>> = {
  reading: /\bmeter\b/i,
  appointment: /\b(?:appointment|visits?|technician|reschedul|call you back)/i,
  delivery: /\b(?:order|parcel|package|deliver|shipment|courier)/i,
  outage: /\b(?:outage|is down|internet|network|power|maintenance)\b/i,
  renewal: /\b(?:renew|plan|subscription|price|contract|policy|bill|invoice)/i,
};

/** By the words of a question; of several, the first of this order. */
const questionWords: Partial<Record<Matter, RegExp>> = {
  "asks-for-more": /\b(?:anything|something) else\b|\bany (?:other|more|further) questions\b/i,
  "asks-address": /\baddress|\bstreet\b|\bzip\b|\bpost(?:al )?code\b|\bwhere (?:should|shall|do|can) (?:we|i|it)\b/i,
  "asks-reading": /\bmeter\b|\breading\b/i,
  "asks-order":
    /\b(?:order|account|customer|reference|tracking|booking|contract) (?:number|no|id|code)\b|\bwhich order\b/i,
  "asks-phone": /\bphone\b|\bcall you\b|\breach you\b/i,
  "asks-name": /\bname\b/i,
  "asks-time": /\bwhen\b|\b(?:what|which) (?:time|day|date)\b|\bsuits? you\b|\bbetter day\b/i,
  "asks-yes-or-no":
    /(?:^|[,;:] *|\b(?:and|so|but|hi|hello|sure) +)(?:is|are|was|do|does|did|can|could|would|will|shall|should|have|has|may)\b|\b(?:right|ok|okay|correct) *\?/i,
};

const firstOf = (words: Partial<Record<Matter, RegExp>>, text: string): Matter | undefined =>
  matters.find((matter) => words[matter]?.test(text));

const topicOf = (notice: string): Matter | undefined => firstOf(topicWords, notice);

/** What our message asks for; undefined when that is not among what people have an answer to. */
function matterAsked(body: string): Matter | undefined {
  const asked = (body.match(/[^.!?\n]+\?/g) ?? []).map((sentence) => sentence.trim());
  return matters.find((matter) => asked.some((sentence) => questionWords[matter]?.test(sentence)));
}
