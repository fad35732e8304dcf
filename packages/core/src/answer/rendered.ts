import type { CallKey, Channel, Spoken } from "@headsup/contract";

/** What one person gets, to the letter. `text` is what people are shown of it, whatever the channel. */
export type Rendered = RenderedSms | RenderedWhatsApp | RenderedEmail | RenderedCall;

export interface RenderedSms {
  readonly channel: "sms";
  readonly text: string;
  /** Addresses of pictures or files. */
  readonly media: readonly string[];
}

export interface RenderedWhatsApp {
  readonly channel: "whatsapp";
  readonly text: string;
  /** The approved template and what stands for its placeholders; null: free text, within 24 hours of what they wrote. */
  readonly template: { readonly contentSid: string; readonly variables: Readonly<Record<string, string>> } | null;
}

export interface RenderedEmail {
  readonly channel: "email";
  readonly subject: string;
  /** Plain text, as written: Markdown's simplest parts read well as they stand. */
  readonly text: string;
  readonly html: string;
}

export interface RenderedCall {
  readonly channel: "voice";
  readonly text: string;
  readonly call: Call;
}

/** A call as it will go. */
export interface Call {
  /** A language tag: that of the voice. */
  readonly language: string;
  readonly greeting: string;
  readonly message: Spoken;
  readonly keys: readonly (CallKey & { readonly offer: string })[];
  /** For an answering machine. */
  readonly voicemail: Spoken;
}

/** A text as it stands, for one channel: what agents and automatic answers say. */
export function plainly(channel: Exclude<Channel, "voice">, text: string, subject: string): Rendered {
  switch (channel) {
    case "sms":
      return { channel, text, media: [] };
    case "whatsapp":
      return { channel, text, template: null };
    case "email":
      return { channel, subject, text, html: "" };
  }
}
