/** A call: who calls, what for, what may be pressed, and what an answering machine is told. */
import { type CallKey, ok, type Result, type Spoken, type VoiceContent } from "@headsup/contract";
import type { Problem } from "../../contact/problem.ts";
import { type Answer, renderAnswer, type Variables } from "../template.ts";
import { compileTexts, ownTextOf, refuseText, unusable, type Variant } from "./variant.ts";
import { offerOf } from "./voiceWords.ts";

/**
 * Whether to call back is not said: a call is answered while it lasts. How to stop is said by a key while somebody listens,
 * and in words to a machine. A row's own message is spoken in place of the campaign's.
 */
export function compileVoice(content: VoiceContent, language: string): Result<Variant> {
  const { channel, greeting, message, keys, voicemail } = content;
  const twice = keys.find(({ digit }, i) => keys.findIndex((key) => key.digit === digit) < i);
  if (twice !== undefined)
    return refuseText({ channel, language }, "keys", {
      message: `The key ${twice.digit} is there twice. Press one for one thing.`,
    });
  const offers = keys.map((key) => [`keys.${key.digit}`, key.offer ?? offerOf(key, language)] as const);
  const compiled = compileTexts({ channel, language }, {
    greeting,
    ...saying("message", message),
    ...saying("voicemail", voicemail),
    ...Object.fromEntries(offers),
  } as Record<string, string>);
  if (!compiled.ok) return compiled;
  const { answers, ...uses } = compiled.value;

  return ok({
    ...uses,
    language,
    render(person) {
      const own = ownTextOf(person);
      const texts = renderAll(answers, person.variables, own === null ? [] : ["message"]);
      if (!texts.ok) return texts;
      const said = (field: string): string => texts.value[field] ?? "";
      if (said("greeting") === "")
        return unusable(
          "INVALID_ROW",
          "The greeting comes out empty for this row: who calls is said first.",
          "greeting",
        );
      const spoken = own === null ? rendered(message, said("message")) : { say: own.trim() };
      if ("say" in spoken && spoken.say === "")
        return unusable("INVALID_ROW", "The message comes out empty for this row.", "message");
      const left =
        voicemail === undefined ? whatIsLeft(said("greeting"), spoken) : rendered(voicemail, said("voicemail"));
      const call = {
        language,
        greeting: said("greeting"),
        message: spoken,
        keys: keys.map((key) => ({ ...key, offer: said(`keys.${key.digit}`) })),
        voicemail: left,
      };
      const heard = [call.greeting, inWords(spoken), ...call.keys.map(({ offer }) => offer)];
      return ok({ channel, text: heard.join("\n"), call });
    },
  });
}

const saying = (field: string, spoken: Spoken | undefined): Record<string, string> =>
  spoken !== undefined && "say" in spoken ? { [field]: spoken.say } : {};

const rendered = (spoken: Spoken, text: string): Spoken => ("say" in spoken ? { say: text } : spoken);

/** What is spoken, in words. */
export const inWords = (spoken: Spoken): string => ("say" in spoken ? spoken.say : `(recording: ${spoken.play})`);

/** To a machine: greeting and message; how to stop is said after it (`call/flow`), by a number that replies to no text. */
const whatIsLeft = (greeting: string, spoken: Spoken): Spoken =>
  "say" in spoken ? { say: `${greeting}\n${spoken.say}` } : spoken;

function renderAll(
  answers: Readonly<Record<string, Answer>>,
  variables: Variables,
  except: readonly string[],
): Result<Readonly<Record<string, string>>, Problem> {
  const texts: Record<string, string> = {};
  for (const [field, answer] of Object.entries(answers)) {
    if (except.includes(field)) continue;
    const text = renderAnswer(answer, variables);
    if (!text.ok) return text;
    texts[field] = text.value.trim();
  }
  return ok(texts);
}

/** The key that ends calls, if there is one. */
export const stopKeyOf = ({ keys }: Pick<VoiceContent, "keys">): CallKey | undefined =>
  keys.find(({ action }) => action === "stop");
