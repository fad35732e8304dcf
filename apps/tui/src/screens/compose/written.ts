/**
 * What is written for one rung, field by field, each as it was typed: a form is filled in any order, and what is half done is kept
 * as it stands. `contentOf` reads it as content, or says which field is not right yet.
 */
import {
  type CallKey,
  type Channel,
  Content,
  fail,
  ok,
  type Result,
  type Spoken,
  type WhatsAppContent,
} from "@headsup/contract";
import { placeholder } from "@headsup/core/answer/message/whatsapp";

export type Written = Readonly<Record<string, string>>;

export interface WrittenField {
  readonly id: string;
  readonly label: string;
  /** Of several lines; of one; or one of a few words. */
  readonly kind: "area" | "line" | "choice";
  /** What it is for, shown while it is empty. */
  readonly hint: readonly string[];
  readonly isOptional?: boolean;
}

const text = (hint: readonly string[]): WrittenField => ({ id: "text", label: "Text", kind: "area", hint });

const fields: Readonly<Record<Channel, readonly WrittenField[]>> = {
  sms: [
    text([
      "What people get. A column of your list stands in double braces:",
      "Hi {{ first_name }}, your order comes on {{ day }}.",
    ]),
    {
      id: "media",
      label: "Pictures",
      kind: "line",
      hint: ["none; or their https addresses, a space between them"],
      isOptional: true,
    },
  ],
  whatsapp: [
    { id: "contentSid", label: "Template", kind: "line", hint: ["its content id at Twilio: HX and 32 digits"] },
    { id: "category", label: "Category", kind: "choice", hint: [] },
    { id: "header", label: "Header", kind: "line", hint: ["none; else as the template has it"], isOptional: true },
    {
      id: "body",
      label: "Body",
      kind: "area",
      hint: ["What the approved template reads, with its own {{1}}, {{2}}, …"],
    },
    { id: "button", label: "Button", kind: "line", hint: ["none; else the address behind it"], isOptional: true },
  ],
  email: [
    { id: "subject", label: "Subject", kind: "line", hint: ["Your order {{ order }} is late"] },
    text(["Paragraphs, **bold**, lists and [links](https://…).", "Hi {{ first_name }}, …"]),
  ],
  voice: [
    { id: "greeting", label: "Greeting", kind: "line", hint: ["This is Acme with a notice for {{ first_name }}."] },
    {
      id: "message",
      label: "Message",
      kind: "area",
      hint: ["What is spoken; or a recording: its https address alone"],
    },
    { id: "keys", label: "Keys", kind: "line", hint: ["1 agent; 2 inbox Billing; 9 stop"] },
    {
      id: "voicemail",
      label: "Voicemail",
      kind: "line",
      hint: ["greeting, message and how to stop; or words, or a recording, of its own"],
      isOptional: true,
    },
  ],
};

/** What is asked for on a channel; of a template, one for each of its placeholders too. */
export function fieldsOf(channel: Channel, written: Written): readonly WrittenField[] {
  if (channel !== "whatsapp") return fields[channel];
  const named = placeholdersIn(written).map(
    (name): WrittenField => ({
      id: `var.${name}`,
      label: `{{${name}}}`,
      kind: "line",
      hint: ["what stands for it: {{ first_name }}"],
    }),
  );
  return [...fields.whatsapp, ...named];
}

const placeholdersIn = ({ header = "", body = "", button = "" }: Written): readonly string[] => [
  ...new Set([header, body, button].flatMap((part) => [...part.matchAll(placeholder)].map(([, name = ""]) => name))),
];

/** The field most is written in. */
export const mainField: Readonly<Record<Channel, string>> = {
  sms: "text",
  whatsapp: "body",
  email: "text",
  voice: "message",
};

const usualKeys = "1 agent; 9 stop";
export const categories: readonly { readonly id: WhatsAppContent["category"]; readonly meaning: string }[] = [
  { id: "utility", meaning: "a notice about something of theirs; what is expected here" },
  { id: "marketing", meaning: "an offer; WhatsApp delivers none to US numbers" },
  { id: "authentication", meaning: "a code to log in with" },
];

/** Nothing is written yet but what is usual. */
export const blank = (channel: Channel): Written =>
  channel === "voice" ? { keys: usualKeys } : channel === "whatsapp" ? { category: "utility" } : {};

/** What was written for one channel, as a beginning for another: the words stay, an approved template excepted. */
export function carriedOver(
  before: { readonly channel: Channel; readonly written: Written },
  channel: Channel,
): Written {
  const said = before.written[mainField[before.channel]] ?? "";
  if (channel === "whatsapp" || before.channel === "whatsapp" || said === "") return blank(channel);
  return { ...blank(channel), [mainField[channel]]: said };
}

const recording = /^https:\/\/\S+$/;
const spokenOf = (said: string): Spoken => (recording.test(said.trim()) ? { play: said.trim() } : { say: said });
const spokenWords = (spoken: Spoken): string => ("say" in spoken ? spoken.say : spoken.play);

const callActions = ["agent", "inbox", "stop", "repeat", "voicemail"] as const;

/** "1 agent; 2 inbox Billing: For bills, press 2.; 9 stop" */
export function keysOf(said: string): Result<CallKey[]> {
  const keys: CallKey[] = [];
  for (const each of said.split(/;\s*(?=[0-9*#]\s)|[;\s]+$/).filter((part) => part.trim() !== "")) {
    const read = /^\s*(?<digit>[0-9*#])\s+(?<action>[a-z]+)(?:\s+(?<inbox>[^:]+?))?\s*(?::\s*(?<offer>.+?))?\s*$/s.exec(
      each,
    )?.groups;
    const action = callActions.find((name) => name === read?.action);
    if (read?.digit === undefined || action === undefined || (action === "inbox") !== (read.inbox !== undefined))
      return fail(
        "invalid_request",
        `“${each.trim()}” is no key. Write a digit and what it does, such as 1 agent; 2 inbox Billing; 3 voicemail; 4 repeat; 9 stop.`,
      );
    keys.push({
      digit: read.digit,
      action,
      ...(read.inbox === undefined ? {} : { inbox: read.inbox }),
      ...(read.offer === undefined ? {} : { offer: read.offer }),
    });
  }
  return ok(keys);
}

const keysWords = (keys: readonly CallKey[]): string =>
  keys
    .map(({ digit, action, inbox, offer }) =>
      [`${digit} ${action}`, inbox && ` ${inbox}`, offer && `: ${offer}`].filter(Boolean).join(""),
    )
    .join("; ");

/** Content as it was written. */
export function writtenOf(content: Content): Written {
  switch (content.channel) {
    case "sms":
      return { text: content.text, ...(content.media.length === 0 ? {} : { media: content.media.join(" ") }) };
    case "email":
      return { subject: content.subject, text: content.text };
    case "whatsapp": {
      const { contentSid, category, header, body, button, variables } = content;
      const named = Object.entries(variables).map(([name, value]) => [`var.${name}`, value]);
      return { contentSid, category, header, body, button, ...Object.fromEntries(named) };
    }
    case "voice": {
      const { greeting, message, keys, voicemail } = content;
      return {
        greeting,
        message: spokenWords(message),
        keys: keysWords(keys),
        ...(voicemail === undefined ? {} : { voicemail: spokenWords(voicemail) }),
      };
    }
  }
}

/** A field that is still empty, or not right, and which. */
export interface Unwritten {
  readonly field: WrittenField;
  readonly message: string;
}

/** Fields that a person has not filled in yet. */
export const unfilled = (channel: Channel, written: Written): readonly WrittenField[] =>
  fieldsOf(channel, written).filter(({ id, isOptional }) => isOptional !== true && (written[id] ?? "").trim() === "");

/** As content the server takes; else the first field that is not right. */
export function contentOf(channel: Channel, written: Written): Result<Content, Unwritten> {
  const all = fieldsOf(channel, written);
  const [missing] = unfilled(channel, written);
  if (missing !== undefined) return { ok: false, error: { field: missing, message: `${missing.label} is empty.` } };
  const raw = rawContent(channel, written);
  const wrong = (id: string, message: string) => ({
    ok: false as const,
    error: { field: all.find((field) => field.id === id) ?? (all[0] as WrittenField), message },
  });
  if (!raw.ok) return wrong("keys", raw.error.message);
  const parsed = Content.safeParse(raw.value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const [at = ""] = issue?.path ?? [];
  const id = at === "variables" ? `var.${String(issue?.path[1])}` : String(at);
  const label = all.find((field) => field.id === id)?.label ?? id;
  return wrong(id, `${label}: ${issue?.message ?? "it cannot be read"}`);
}

function rawContent(channel: Channel, written: Written): Result<unknown> {
  const said = (id: string) => written[id] ?? "";
  switch (channel) {
    case "sms":
      return ok({
        channel,
        text: said("text"),
        media: said("media")
          .split(/[\s,]+/)
          .filter(Boolean),
      });
    case "email":
      return ok({ channel, subject: said("subject"), text: said("text") });
    case "whatsapp": {
      const variables = Object.fromEntries(placeholdersIn(written).map((name) => [name, said(`var.${name}`)]));
      const { header = "", body = "", button = "", category = "utility" } = written;
      return ok({ channel, contentSid: said("contentSid").trim(), category, header, body, button, variables });
    }
    case "voice": {
      const keys = keysOf(said("keys"));
      if (!keys.ok) return keys;
      const voicemail = said("voicemail").trim() === "" ? {} : { voicemail: spokenOf(said("voicemail")) };
      return ok({
        channel,
        greeting: said("greeting"),
        message: spokenOf(said("message")),
        keys: keys.value,
        ...voicemail,
      });
    }
  }
}

type Said = {
  readonly rungs: readonly { readonly channel: Channel; readonly answer: string | null; readonly written: Written }[];
};

/** What a draft says, as far as it was written: what most is written in on its first rung, else whatever was written first. */
export const wordsOfDraft = ({ rungs }: Said): string =>
  [
    rungs[0]?.written[mainField[rungs[0].channel]] ?? "",
    ...rungs.flatMap(({ written }) => Object.values(own(written))),
  ].find((said) => said.trim() !== "") ?? "";

/** Nobody wrote or chose anything yet: nothing is lost with it. */
export const isUntouched = ({ rungs }: Said): boolean =>
  rungs.length < 2 && rungs.every(({ answer, written }) => answer === null && Object.values(own(written)).length === 0);

const usual: Written = { ...blank("voice"), ...blank("whatsapp") };

/** What is written in fields, without those that are empty or stand as they did from the beginning. */
const own = (written: Written): Written =>
  Object.fromEntries(Object.entries(written).filter(([id, said]) => said.trim() !== "" && said !== usual[id]));
