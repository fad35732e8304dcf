import { z } from "zod";
import { limits } from "./limits.ts";
import { Text } from "./text.ts";

/**
 * What is said on one channel, before anybody's values are in it. Every text in it is a template with variables such as
 * `{{ first_name }}`.
 */

const template = Text.min(1).max(limits.templateCharactersMax);

const https = z.url({ protocol: /^https$/, error: "Use an https address." }).max(2_000);

export const SmsContent = z.strictObject({
  channel: z.literal("sms"),
  text: template,
  /** Pictures or files that go with it (MMS), by address. */
  media: z.array(https).max(limits.mediaMax).default([]),
});

/**
 * An approved template of WhatsApp's, by its content id at the provider. `header`, `body` and `button` repeat what the template
 * reads, with its own placeholders `{{1}}`, `{{2}}`, …; `variables` says what stands for each.
 */
export const WhatsAppContent = z.strictObject({
  channel: z.literal("whatsapp"),
  contentSid: z
    .string()
    .regex(/^HX[0-9a-f]{32}$/, "A content id as Twilio shows it: HX and 32 hexadecimal digits, in lower case."),
  category: z.enum(["utility", "marketing", "authentication"]).default("utility"),
  /** A line of text above the body, or the address of a picture or file; may be a placeholder alone. */
  header: Text.max(2_000).default(""),
  body: template,
  /** The address behind its button, the last part of which may be a placeholder. */
  button: Text.max(2_000).default(""),
  /** By placeholder: a template of ours, such as `{ "1": "{{ first_name | default: 'there' }}" }`. */
  variables: z.record(z.string().regex(/^[A-Za-z0-9_]{1,32}$/), Text.max(limits.templateCharactersMax)).default({}),
});

/** Written once, in Markdown's simplest parts (paragraphs, **bold**, lists, [links](https://…)); sent as text and as HTML. */
export const EmailContent = z.strictObject({
  channel: z.literal("email"),
  subject: Text.trim().min(1).max(limits.subjectCharactersMax),
  text: Text.min(1).max(limits.emailCharactersMax),
});

/** Spoken by a machine's voice, or a recording. */
export const Spoken = z.union([z.strictObject({ say: template }), z.strictObject({ play: https })]);
export type Spoken = z.infer<typeof Spoken>;

export const CallKey = z.strictObject({
  /** What is pressed. */
  digit: z.string().regex(/^[0-9*#]$/, "One of the twelve keys of a phone."),
  /**
   * `agent`: an agent of the campaign's inbox calls back, or is connected where that inbox has a number; `inbox`: the same, of
   * another inbox; `stop`: no more calls; `repeat`: the message once more; `voicemail`: they leave us a message.
   */
  action: z.enum(["agent", "inbox", "stop", "repeat", "voicemail"]),
  /** Of `inbox`: its id or name. */
  inbox: Text.min(1).max(limits.nameCharactersMax).optional(),
  /** What the menu says of it: "To speak to an agent, press 1." Absent: a sentence of ours. */
  offer: Text.max(200).optional(),
});
export type CallKey = z.infer<typeof CallKey>;

export const defaultCallKeys: readonly CallKey[] = [
  { digit: "1", action: "agent" },
  { digit: "9", action: "stop" },
];

/** A small call flow: who calls, what for, what may be pressed; and what is left with an answering machine. */
export const VoiceContent = z.strictObject({
  channel: z.literal("voice"),
  /** Names the caller, first of all: "This is Acme Energy with a notice for {{ first_name }}." */
  greeting: template,
  message: Spoken,
  keys: z
    .array(CallKey)
    .min(1)
    .max(8)
    .default([...defaultCallKeys]),
  /** For an answering machine; absent: greeting and message, and how to stop. */
  voicemail: Spoken.optional(),
});

export const Content = z.discriminatedUnion("channel", [SmsContent, WhatsAppContent, EmailContent, VoiceContent]);
export type Content = z.infer<typeof Content>;
export type SmsContent = z.infer<typeof SmsContent>;
export type WhatsAppContent = z.infer<typeof WhatsAppContent>;
export type EmailContent = z.infer<typeof EmailContent>;
export type VoiceContent = z.infer<typeof VoiceContent>;

/**
 * A picture, file or recording of a message. Without a `url` it is told of and not kept: what came with an email, whose `bytes`
 * are then known.
 */
export const Media = z.object({
  url: z.string().nullable(),
  type: z.string(),
  name: z.string().nullable(),
  bytes: z.int().optional(),
});
export type Media = z.infer<typeof Media>;
