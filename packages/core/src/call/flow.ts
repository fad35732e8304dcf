/**
 * What is said on a call. Each time the line is quiet the provider asks what comes next; the answer is a turn: lines to be
 * said, and what follows them.
 *
 * A person picks up: greeting, message and menu, and one key is awaited. They may press it at any word.
 *   agent, inbox   somebody calls back; or, where there is a number to connect to, it is dialled
 *   stop           said to be so
 *   voicemail      the tone, their message, thanks
 *   repeat         greeting left out, the message and the menu again
 *   another key    is said to mean nothing; the menu again
 *   none           the menu once more, then goodbye
 * A machine picks up: after its tone the message for machines and how to stop. A fax: nothing; we ring off.
 * Somebody calls us: who we are, how to leave a message and how to stop; who presses nothing leaves a message.
 *
 * How often each was said is the call's place. It travels in the address that is asked next, so that nothing has to be kept.
 */
import type { CallKey, Spoken } from "@headsup/contract";
import { offerOf } from "../answer/message/voiceWords.ts";
import type { Call } from "../answer/rendered.ts";
import { callLimits } from "./limits.ts";
import { type Sentences, sentencesFor, spelled } from "./sentences.ts";

/** Who picked up. What the provider cannot tell counts as a person: better greeted than talked over. */
export type AnsweredBy = "human" | "machine" | "fax";

/** Said by a voice of a language (a tag), or a recording. */
export type Line = { readonly say: string; readonly language: string } | Extract<Spoken, { play: string }>;

/** What was said so far: menus to which nothing was pressed, keys without meaning, messages said again. */
export interface Place {
  readonly silent: number;
  readonly wrong: number;
  readonly repeated: number;
}

export interface Turn {
  readonly lines: readonly Line[];
  readonly next:
    | { readonly type: "gather"; readonly place: Place }
    | { readonly type: "record" }
    | { readonly type: "dial"; readonly number: string }
    /** The message for a machine is said to its end: that is told to us, then we ring off. */
    | { readonly type: "left" }
    | { readonly type: "hang_up" };
}

/** A call, and what becomes of who presses nothing. */
export interface Script extends Call {
  readonly whenSilent: "goodbye" | "voicemail";
}

/** The key that stops calls for who calls us, and for a campaign's call unless it chose another. */
const stopDigit = "9";
const freeDigits = [stopDigit, ..."0*87654321#"];

export const start: Place = { silent: 0, wrong: 0, repeated: 0 };
const hangUp = { type: "hang_up" } as const;

/** A campaign's call. Whatever keys were chosen, one of them stops calls: if nobody chose it, the first free one. */
export function campaignScript(call: Call): Script {
  const digit = freeDigits.find((free) => call.keys.every((key) => key.digit !== free));
  const hasStop = digit === undefined || call.keys.some(({ action }) => action === "stop");
  const keys = hasStop ? call.keys : [...call.keys, offered({ digit, action: "stop" }, call.language)];
  return { ...call, keys, whenSilent: "goodbye" };
}

const offered = (key: CallKey, language: string) => ({ ...key, offer: offerOf(key, language) });

/** Somebody, or something, picked up. */
export function answered(script: Script, by: AnsweredBy, { number }: { number: string }): Turn {
  switch (by) {
    case "human":
      return gather([greetingOf(script), spoken(script, script.message), ...menuOf(script)], start);
    case "machine":
      return { lines: voicemailOf(script, number), next: { type: "left" } };
    case "fax":
      return { lines: [], next: hangUp };
  }
}

/** The key that was pressed, if it means anything. */
export const keyOf = ({ keys }: Pick<Call, "keys">, digit: string | null): CallKey | undefined =>
  digit === null ? undefined : keys.find((key) => key.digit === digit);

/**
 * A key was pressed, or none in time (null).
 *
 * @param connectTo where that exit is connected to; null: somebody calls back
 */
export function pressed(
  script: Script,
  place: Place,
  { digit, connectTo }: { digit: string | null; connectTo: string | null },
): Turn {
  const ours = sentencesFor(script.language);
  if (digit === null) return silence(script, place, ours);
  const key = keyOf(script, digit);
  switch (key?.action) {
    case undefined:
      return place.wrong >= callLimits.wrongKeysMax
        ? say(ours, ours.wrongKey, ours.goodbye)
        : gather([said(ours, ours.wrongKey), ...menuOf(script)], { ...place, wrong: place.wrong + 1 });
    case "agent":
    case "inbox":
      return connectTo === null
        ? say(ours, ours.callBack)
        : { lines: [said(ours, ours.connecting)], next: { type: "dial", number: connectTo } };
    case "stop":
      return say(ours, ours.stopped);
    case "voicemail":
      return toVoicemail(ours);
    case "repeat":
      return place.repeated >= callLimits.repeatsMax
        ? say(ours, ours.goodbye)
        : gather([spoken(script, script.message), ...menuOf(script)], { ...place, repeated: place.repeated + 1 });
  }
}

function silence(script: Script, place: Place, ours: Sentences): Turn {
  if (script.whenSilent === "voicemail") return toVoicemail(ours);
  const silent = place.silent + 1;
  return silent >= callLimits.menusMax ? say(ours, ours.goodbye) : gather(menuOf(script), { ...place, silent });
}

/** They left a message. */
export function recorded(language: string): Turn {
  const ours = sentencesFor(language);
  return say(ours, ours.recorded);
}

/** A connection ended, or never came about. */
export function dialled(language: string, { wasConnected }: { wasConnected: boolean }): Turn {
  const ours = sentencesFor(language);
  return say(ours, wasConnected ? ours.goodbye : ours.nobodyFree);
}

/** We have nothing to say: the campaign or its text is gone. Nobody is kept on a silent line. */
export const nothingToSay: Turn = { lines: [], next: hangUp };

/** What is said to somebody who calls one of our numbers. */
export function calledUs({ name, language }: { name: string; language: string }): Script {
  const ours = sentencesFor(language);
  return {
    language: ours.language,
    greeting: ours.reached(name),
    message: { say: ours.leaveMessage },
    keys: [
      offered({ digit: "1", action: "voicemail" }, ours.language),
      offered({ digit: stopDigit, action: "stop" }, ours.language),
    ],
    voicemail: { say: ours.reached(name) },
    whenSilent: "voicemail",
  };
}

/** For a machine. A recording may not say who calls, so we do; how to stop is said unless the text names our number. */
function voicemailOf(script: Script, number: string): Line[] {
  const ours = sentencesFor(script.language);
  const { voicemail } = script;
  const digits = number.replace(/\D/g, "");
  const saysHow = "say" in voicemail && voicemail.say.replace(/\D/g, "").includes(digits.slice(-7));
  return [
    ...("play" in voicemail ? [greetingOf(script)] : []),
    spoken(script, voicemail),
    ...(saysHow ? [] : [said(ours, ours.howToStop(spelled(number), stopDigit))]),
  ];
}

const greetingOf = ({ greeting, language }: Call): Line => ({ say: greeting, language });
const menuOf = ({ keys, language }: Call): Line[] => keys.map(({ offer }) => ({ say: offer, language }));
const spoken = ({ language }: Call, text: Spoken): Line => ("say" in text ? { say: text.say, language } : text);
const said = ({ language }: Sentences, text: string): Line => ({ say: text, language });
const gather = (lines: readonly Line[], place: Place): Turn => ({ lines, next: { type: "gather", place } });
const say = (ours: Sentences, ...texts: readonly string[]): Turn => ({
  lines: texts.map((text) => said(ours, text)),
  next: hangUp,
});
const toVoicemail = (ours: Sentences): Turn => ({ lines: [said(ours, ours.afterTheTone)], next: { type: "record" } });
