/** Mails as programs write them, for tests: headers as given, lines ended as on the wire. */
import { emailNames } from "../names.ts";
import { type Envelope, type Mail, readMail, type WrittenMail } from "./mail.ts";

export const names = emailNames(["a secret of at least sixteen"]);
export const sent = { ownerId: `cmp_${"0".repeat(26)}`, attemptId: `att_${"a".repeat(20)}_1` };
export const ourId = names.messageId(sent, "acme.example");
export const replyTo = names.replyAddress("notices@acme.example", sent, null);
export const toUs: Envelope = { from: "ada@example.com", to: ["notices@acme.example"] };

export const bytesOf = (mail: string): Uint8Array => new TextEncoder().encode(mail.replace(/\r?\n/g, "\r\n"));

/** A mail of these headers and this body; what is not said is ordinary. */
export const mailWith = (headers: Readonly<Record<string, string | null>>, body: string): string => {
  const all: Record<string, string | null> = {
    From: "Ada Ames <ada@example.com>",
    To: "Acme Energy <notices@acme.example>",
    Subject: "Re: Your meter reading",
    Date: "Sun, 22 Nov 2026 10:01:02 +0100",
    "Message-ID": "<CAF2026@mail.example.com>",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `${lines.join("\n")}\n\n${body}`;
};

export const read = (mail: string, envelope: Envelope = toUs): Promise<Mail> =>
  readMail(bytesOf(mail), envelope, names);

export async function readWritten(mail: string, envelope: Envelope = toUs): Promise<WrittenMail> {
  const found = await read(mail, envelope);
  if (found.kind !== "written") throw new Error(`it is ${JSON.stringify(found)}`);
  return found;
}
