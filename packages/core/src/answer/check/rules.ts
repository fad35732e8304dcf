/** What each channel asks of what is said on it: how to stop, who calls, which templates may go where. */
import type { Content, VoiceContent, WhatsAppContent } from "@headsup/contract";
import { saysHowToStop } from "../compose.ts";
import { stopKeyOf } from "../message/voice.ts";
import { placeholder } from "../message/whatsapp.ts";
import type { Report } from "./text.ts";

export interface Saying {
  readonly language: string;
  readonly replyLine: string;
  readonly optOutText: string;
  /** Names that callers may call themselves by: the brand, the sender's name. */
  readonly names: readonly string[];
  /** Countries it goes to, ISO 3166-1 alpha-2; empty where nobody knows. */
  readonly countries: readonly string[];
}

export function checkChannel(content: Content, saying: Saying, report: Report): void {
  switch (content.channel) {
    case "sms":
      checkStop([content.text, saying.replyLine, saying.optOutText], "text", saying, report);
      break;
    case "whatsapp":
      checkStop([content.header, content.body, content.button], "body", saying, report);
      checkWhatsApp(content, saying, report);
      break;
    case "voice":
      checkVoice(content, saying, report);
      break;
    case "email": // its footer says how, always
  }
}

const whole = (field: string, { language }: Saying, text: string) => ({
  language,
  field,
  at: 0,
  excerpt: text.replace(/\s+/g, " ").slice(0, 60).toWellFormed().trim(),
});

/** The word itself, in capitals: a line of its own about stopping may be in any language. */
const stopWord = /(?<![\p{Script=Latin}\p{N}])(?:STOP|ARR[EÊ]T)(?!\p{Script=Latin})/u;

function checkStop(texts: readonly string[], field: string, saying: Saying, report: Report): void {
  const said = texts.filter((text) => text.trim() !== "");
  if (said.some(saysHowToStop) || (field === "text" && stopWord.test(saying.optOutText))) return;
  report({
    code: "no_way_to_stop",
    severity: "blocking",
    message: "It does not say how to stop.",
    remedy:
      field === "body"
        ? "Nothing can be added to an approved template: use one that says “Reply STOP to opt out.”"
        : "Write how, such as “Reply STOP to opt out.”",
    where: whole(field, saying, said[0] ?? ""),
  });
}

function checkWhatsApp(
  { category, body, header, button, variables }: WhatsAppContent,
  saying: Saying,
  report: Report,
): void {
  if (category === "marketing") {
    const reachesUs = saying.countries.includes("US");
    report({
      code: reachesUs ? "whatsapp_marketing_us" : "whatsapp_marketing",
      severity: reachesUs ? "blocking" : "warning",
      message: reachesUs
        ? "WhatsApp delivers no Marketing template to numbers of the United States (since April 2025)."
        : "The template is of the category Marketing: notices are Utility, and WhatsApp delivers no Marketing to US numbers.",
      remedy: "Have the template approved as Utility, or use another.",
      where: whole("category", saying, body),
    });
  }
  const placed = new Set(
    [header, body, button].flatMap((text) => [...text.matchAll(placeholder)].map(([, name]) => name)),
  );
  const idle = Object.keys(variables).find((name) => !placed.has(name));
  if (idle !== undefined)
    report({
      code: "idle_variable",
      severity: "note",
      message: `{{${idle}}} has a value and stands nowhere in what is repeated of the template: the preview cannot show it.`,
      remedy: "Repeat the template's text as it was approved.",
      where: whole(`variables.${idle}`, saying, variables[idle] ?? ""),
    });
}

/** "This is Acme", "calling from …": what a name follows where nobody told us one. */
const introduction =
  /(?<!\p{L})(?:this is|it is|it['’]s|here is|from|on behalf of|ici|c['’]est|de la part d[eu]|au nom d[eu]|appel d[eu]|message d[eu]|hier (?:ist|spricht)|im auftrag (?:von|der|des)|(?:anruf|nachricht) (?:von|der|des)|habla|aquí|le llama(?:mos de)?|de parte de|en nombre de|(?:llamada|mensaje|aviso) de)\s+/giu;
const article = /^(?:[Tt]he|la|le|les|el|los|las|der|die|das) |^l['’]/u;

/** Something with a name introduces itself. */
const introduces = (greeting: string): boolean =>
  [...greeting.matchAll(introduction)].some(({ 0: words, index }) =>
    /^[\p{Lu}\d]/u.test(greeting.slice(index + words.length).replace(article, "")),
  );

/** A word about stopping, or a number to call. */
const wayOut = /stop|arr[eê]t|no more|opt[ -]?out|unsubscri|d[ée]sinscri|d[ée]sabonn|abmeld|darse de baja|\d{3}/iu;

function checkVoice({ greeting, message, keys, voicemail }: VoiceContent, saying: Saying, report: Report): void {
  if (stopKeyOf({ keys }) === undefined)
    report({
      code: "no_way_to_stop",
      severity: "blocking",
      message: "No key ends these calls.",
      remedy: "Give one key the action “stop”, usually 9.",
      where: whole("keys", saying, keys.map(({ digit }) => digit).join(" ")),
    });
  const spoken = plain(greeting);
  const isNamed = saying.names.some((name) => name.trim() !== "" && spoken.includes(plain(name)));
  if (!isNamed && !introduces(greeting))
    report({
      code: "caller_unnamed",
      severity: "blocking",
      message: "The greeting does not say who calls.",
      remedy: "Begin with it: “This is Acme Energy with a notice about your supply.”",
      where: whole("greeting", saying, greeting),
    });
  const said = voicemail !== undefined && "say" in voicemail ? voicemail.say : null;
  if (said !== null && !wayOut.test(said))
    report({
      code: "voicemail_without_stop",
      severity: "warning",
      message: "The voicemail does not say how to stop: nobody presses a key to a machine.",
      remedy: "Say a number to call or a word to text, or leave the voicemail out: then ours says it.",
      where: whole("voicemail", saying, said),
    });
  const left = voicemail ?? message;
  if ("play" in left)
    report({
      code: "voicemail_recording",
      severity: "note",
      message: "An answering machine gets the recording as it is.",
      remedy: "Make sure that it says who called and how to stop, or write a voicemail of its own.",
      where: whole("voicemail", saying, left.play),
    });
}

const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}\p{P}\s]+/gu, " ")
    .trim()
    .toLowerCase();
