import { type CallKey, defaultCallKeys, type Spoken } from "@headsup/contract";
import type { Call, RenderedCall } from "../answer/rendered.ts";
import { sentencesFor, spokenKey } from "./sentences.ts";

/** What a call is made of once everybody's values are in it. */
export interface CallParts extends Pick<Call, "language" | "greeting" | "message"> {
  readonly keys: readonly CallKey[];
  /** Absent: greeting and message. */
  readonly voicemail?: Spoken | undefined;
}

/**
 * A call as it will go. Whatever keys there are, one of them stops calls: where nobody chose it, it is the first free one of
 * 9, 0, * and the rest. A digit given twice means the first. How to stop is added for machines when the call is made.
 */
export function composeCall({ language, greeting, message, keys, voicemail }: CallParts): Call {
  const sentences = sentencesFor(language);
  const chosen = keys.filter(({ digit }, nth) => keys.findIndex((key) => key.digit === digit) === nth);
  return {
    language,
    greeting,
    message,
    keys: withStop(chosen).map((key) => ({
      ...key,
      offer: key.offer ?? sentences.offers[key.action](spokenKey(sentences, key.digit)),
    })),
    voicemail: voicemail ?? ("say" in message ? { say: `${greeting} ${message.say}` } : message),
  };
}

const freeDigits = [...defaultCallKeys.filter(({ action }) => action === "stop"), ..."0*87654321#"].map((key) =>
  typeof key === "string" ? key : key.digit,
);

function withStop(keys: readonly CallKey[]): readonly CallKey[] {
  if (keys.some(({ action }) => action === "stop")) return keys;
  const digit = freeDigits.find((free) => keys.every((key) => key.digit !== free));
  return digit === undefined ? keys : [...keys, { digit, action: "stop" }];
}

/** The same as one person's content: what people are shown of it is what is said to who picks up. */
export const renderedCall = (call: Call): RenderedCall => ({
  channel: "voice",
  text: `${call.greeting} ${"say" in call.message ? call.message.say : `[recording: ${call.message.play}]`}`,
  call,
});
