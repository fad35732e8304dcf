/** What is said on one channel, from the options of a command line to the contract's content. */
import { type Channel, Content, type Spoken } from "@headsup/contract";
import { usageError } from "../failure.ts";
import { parseCallKey } from "./callKey.ts";
import { given } from "./given.ts";

/** The parts of every channel's content, each text whole. */
export interface ContentOptions {
  readonly text?: string;
  readonly media?: readonly string[];
  readonly whatsapp?: string;
  readonly category?: string;
  readonly header?: string;
  readonly body?: string;
  readonly button?: string;
  /** "1={{ first_name }}" */
  readonly var?: readonly string[];
  readonly subject?: string;
  readonly greeting?: string;
  readonly say?: string;
  readonly play?: string;
  readonly key?: readonly string[];
  /** Words, or the address of a recording. */
  readonly voicemail?: string;
}

/** Which options say something on a channel. */
const takenBy: Readonly<Record<Channel, readonly (keyof ContentOptions)[]>> = {
  sms: ["text", "media"],
  whatsapp: ["whatsapp", "category", "header", "body", "button", "var"],
  email: ["subject", "text"],
  voice: ["greeting", "say", "play", "key", "voicemail"],
};

const example: Readonly<Record<Channel, string>> = {
  sms: "--text 'Hi {{ first_name }}, …'",
  whatsapp: "--whatsapp HX… --body 'Hi {{1}}, …' --var '1={{ first_name }}'",
  email: "--subject 'Your order' --text-file order.md",
  voice: "--greeting 'This is Acme with a notice for {{ first_name }}.' --say 'Your order is late.'",
};

/** How a message for this channel is given. */
export const sayingHint = (channel: Channel): string => `For example: ${example[channel]}`;

/** @throws CommandError that names what is missing, or what says nothing on this channel */
export function contentFrom(channel: Channel, options: ContentOptions): Content {
  const stray = Object.keys(given(options)).find((name) => !takenBy[channel].includes(name as keyof ContentOptions));
  if (stray !== undefined) throw usageError(`--${stray} says nothing on ${channel}.`, sayingHint(channel));
  return checkedContent(draftOf(channel, options), (field) => optionOf(channel, field));
}

function draftOf(channel: Channel, options: ContentOptions): unknown {
  const { text, media, subject, whatsapp: contentSid, category, header, body, button } = options;
  const need = (name: keyof ContentOptions): string => {
    const value = options[name];
    if (typeof value === "string") return value;
    throw usageError(`${channelArticle[channel]} needs --${name}.`, sayingHint(channel));
  };
  switch (channel) {
    case "sms":
      return { channel, text: text ?? need("text"), ...given({ media }) };
    case "whatsapp":
      return {
        channel,
        contentSid: contentSid ?? need("whatsapp"),
        body: body ?? need("body"),
        variables: Object.fromEntries((options.var ?? []).map(parseVariable)),
        ...given({ category, header, button }),
      };
    case "email":
      return { channel, subject: subject ?? need("subject"), text: text ?? need("text") };
    case "voice":
      return {
        channel,
        greeting: options.greeting ?? need("greeting"),
        message: spokenFrom(options),
        ...given({
          keys: options.key?.map(parseCallKey),
          voicemail: options.voicemail === undefined ? undefined : leftWith(options.voicemail),
        }),
      };
  }
}

const channelArticle: Readonly<Record<Channel, string>> = {
  sms: "A text",
  whatsapp: "A WhatsApp template",
  email: "An email",
  voice: "A call",
};

function spokenFrom({ say, play }: ContentOptions): Spoken {
  if (say !== undefined && play !== undefined) throw usageError("Give either --say or --play.", sayingHint("voice"));
  if (say !== undefined) return { say };
  if (play !== undefined) return { play };
  throw usageError("A call needs --say, or --play with a recording's address.", sayingHint("voice"));
}

const leftWith = (written: string): Spoken => (/^https:\/\/\S+$/.test(written) ? { play: written } : { say: written });

function parseVariable(written: string): [placeholder: string, template: string] {
  const [, name, template] = /^\s*(?:\{\{\s*)?([A-Za-z0-9_]{1,32})(?:\s*\}\})?\s*=(.*)$/s.exec(written) ?? [];
  if (name !== undefined && template !== undefined) return [name, template];
  throw usageError(
    `--var "${written}": write the placeholder, an equals sign, and what stands for it.`,
    "For example: --var '1={{ first_name }}'",
  );
}

/** Content as the contract has it, or what is wrong with it and where. */
export function checkedContent(draft: unknown, called: (field: string) => string): Content {
  const parsed = Content.safeParse(draft);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw usageError(`${called(issue?.path.join(".") ?? "")}: ${issue?.message ?? "it is no content"}`);
}

const fieldOptions: Readonly<Record<string, string>> = {
  contentSid: "--whatsapp",
  variables: "--var",
  "message.say": "--say",
  "message.play": "--play",
  keys: "--key",
  "voicemail.say": "--voicemail",
  "voicemail.play": "--voicemail",
};

function optionOf(channel: Channel, field: string): string {
  const [first = ""] = field.split(".");
  const name = fieldOptions[field] ?? fieldOptions[first];
  return name ?? (takenBy[channel].includes(first as keyof ContentOptions) ? `--${first}` : field);
}
