import { addressParser, type Email } from "postal-mime";
import { z } from "zod";
import type { EmailNames } from "../names.ts";
import { mailLimits } from "./limits.ts";
import { type Envelope, type Mail, mailOf, readMail } from "./mail.ts";

/**
 * What SendGrid's Inbound Parse posts: the whole mail in `email` where the setting "POST the raw, full MIME message" is on, else its
 * parts. Source: https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook, read 2026-11.
 */

const EnvelopeField = z.object({ from: z.string().optional(), to: z.array(z.string()).default([]) });
const FileFields = z.record(z.string(), z.object({ "content-id": z.string().optional() }));

export async function readParse(
  form: FormData,
  names: Pick<EmailNames, "readMessageId" | "readReplyAddress">,
): Promise<Mail> {
  const field = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const envelope: Envelope = { from: undefined, to: [], ...parsed(EnvelopeField, field("envelope")) };
  const raw = form.get("email");
  if (raw !== null) {
    const bytes = typeof raw === "string" ? new TextEncoder().encode(raw) : new Uint8Array(await raw.arrayBuffer());
    return readMail(bytes, envelope, names);
  }
  if (field("headers") === "" && field("from") === "")
    return { kind: "unreadable", reason: "neither a mail nor its parts are in it" };
  const headers = headersIn(field("headers"));
  const [from] = addressParser(field("from").slice(0, mailLimits.fieldCharactersMax), { flatten: true });
  const email: Parameters<typeof mailOf>[0] = {
    headers,
    from,
    subject: field("subject"),
    text: field("text"),
    html: field("html"),
    attachments: await filesIn(form, parsed(FileFields, field("attachment-info"))),
  };
  return mailOf(email, envelope, names);
}

/** JSON in a field; undefined for what is not of that form, or larger than any that tells of a mail. */
function parsed<T>(schema: z.ZodType<T>, json: string): T | undefined {
  if (json.length > mailLimits.fieldCharactersMax) return undefined;
  try {
    return schema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

/** Header lines as they came; what is folded over several is one (RFC 5322, 2.2.3). */
const headersIn = (text: string): Email["headers"] =>
  text
    .slice(0, mailLimits.headerBytesMax)
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, name = "", value = ""] = /^([!-9;-~]{1,100}):(.*)$/.exec(line) ?? [];
      return name === "" ? [] : [{ key: name.toLowerCase(), originalKey: name, value: value.trim() }];
    });

async function filesIn(form: FormData, told: z.infer<typeof FileFields> = {}): Promise<Email["attachments"]> {
  const files = [...form.entries()].flatMap(([name, file]) => (typeof file === "string" ? [] : [{ name, file }]));
  return Promise.all(
    files.slice(0, mailLimits.filesMax).map(async ({ name, file }) => ({
      filename: file.name,
      mimeType: (file.type || "application/octet-stream").split(";")[0]?.toLowerCase() ?? "",
      disposition: "attachment",
      // Shown within the HTML, by its content id.
      related: Object.hasOwn(told, name) && told[name]?.["content-id"] !== undefined && file.type.startsWith("image/"),
      content: new Uint8Array(await file.arrayBuffer()),
    })),
  );
}
