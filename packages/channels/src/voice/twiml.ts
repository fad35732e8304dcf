import type { Line, Place, Turn } from "@headsup/core/call/flow";
import { callLimits } from "@headsup/core/call/limits";
import { callbackRetries } from "../twilio/requests.ts";
import { escapeXml } from "../twilio/twiml.ts";

/**
 * A turn as TwiML. By hand: the SDK's builder weighs 16 KB for the seven elements there are here.
 *
 * @param base where this call's webhooks go: `pressed`, `recorded`, `recording`, `dialled` and `left` under it
 */
export function twimlOf({ lines, next }: Turn, base: string): string {
  const said = lines.map(lineOf).join("");
  const rest = nextOf(next, base, said);
  return `<?xml version="1.0" encoding="UTF-8"?>${element("Response", {}, rest)}`;
}

function nextOf(next: Turn["next"], base: string, said: string): string {
  // Asked again should we fail: somebody is on the line, and may have pressed the key to stop.
  const at = (step: string): string => `${base}/${step}${callbackRetries}`;
  switch (next.type) {
    case "gather": {
      // What is said is inside: a key may be pressed at any word. Asked for even where none is pressed.
      const asks = {
        input: "dtmf",
        numDigits: 1,
        timeout: callLimits.keySeconds,
        finishOnKey: "",
        actionOnEmptyResult: "true",
        action: at(`pressed?${placeQuery(next.place)}`),
      };
      return element("Gather", asks, said);
    }
    case "record": {
      const asks = {
        maxLength: callLimits.recordSecondsMax,
        timeout: callLimits.recordSilenceSeconds,
        playBeep: "true",
        finishOnKey: "#",
        action: at("recorded"),
        // Told once more when it can be listened to: also of who hung up at the end.
        recordingStatusCallback: at("recording"),
      };
      return said + element("Record", asks) + element("Hangup");
    }
    case "dial": {
      const asks = { timeout: callLimits.dialSeconds, action: at("dialled") };
      return said + element("Dial", asks, element("Number", {}, escapeXml(next.number)));
    }
    case "left":
      return said + element("Redirect", {}, escapeXml(at("left")));
    case "hang_up":
      return said + element("Hangup");
  }
}

const placeQuery = ({ silent, wrong, repeated }: Place): string =>
  new URLSearchParams({ silent: String(silent), wrong: String(wrong), repeated: String(repeated) }).toString();

const lineOf = (line: Line): string =>
  "say" in line
    ? element("Say", { language: voiceOf(line.language) }, escapeXml(sayable(line.say)))
    : element("Play", {}, escapeXml(line.play));

/** XML has no way to write most control characters, and nobody could say them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is meant
const sayable = (text: string): string => text.replace(/[\u0000-\u001f\u007f\ufffe\uffff]+/g, " ").trim();

/** A language without a region, as Twilio names its voices. Source: its "Text-to-speech" page, read 2026-11. */
const voices: Readonly<Record<string, string>> = {
  ar: "arb",
  da: "da-DK",
  de: "de-DE",
  en: "en-US",
  es: "es-MX",
  fr: "fr-FR",
  it: "it-IT",
  ja: "ja-JP",
  ko: "ko-KR",
  nb: "nb-NO",
  nl: "nl-NL",
  pl: "pl-PL",
  pt: "pt-BR",
  ru: "ru-RU",
  sv: "sv-SE",
  zh: "cmn-CN",
};

const voiceOf = (tag: string): string => voices[tag.toLowerCase()] ?? tag;

function element(name: string, attributes: Readonly<Record<string, string | number>> = {}, inside = ""): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return inside === "" ? `<${name}${written.join("")}/>` : `<${name}${written.join("")}>${inside}</${name}>`;
}
