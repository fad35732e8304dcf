/** Mails as people's programs write them: an answer, with what it answers quoted in the manner of the program. */
import type { Language, Program } from "./mailboxes.ts";
import type { StoredMail } from "./table.ts";

const words = {
  en: {
    wrote: (when: string, who: string) => `On ${when}, ${who} wrote:`,
    from: "From",
    sent: "Sent",
    to: "To",
    subject: "Subject",
    device: "Sent from my iPhone",
    re: "Re",
    away: "Automatic reply",
    awayText: "I am out of the office until Monday and will read your message when I am back.",
  },
  de: {
    wrote: (when: string, who: string) => `Am ${when} schrieb ${who}:`,
    from: "Von",
    sent: "Gesendet",
    to: "An",
    subject: "Betreff",
    device: "Von meinem iPhone gesendet",
    re: "AW",
    away: "Automatische Antwort",
    awayText: "Ich bin bis Montag nicht im Büro und lese Ihre Nachricht danach.",
  },
  fr: {
    wrote: (when: string, who: string) => `Le ${when}, ${who} a écrit :`,
    from: "De",
    sent: "Envoyé",
    to: "À",
    subject: "Objet",
    device: "Envoyé de mon iPhone",
    re: "RE",
    away: "Réponse automatique",
    awayText: "Je suis absent jusqu'à lundi et lirai votre message à mon retour.",
  },
  es: {
    wrote: (when: string, who: string) => `El ${when}, ${who} escribió:`,
    from: "De",
    sent: "Enviado",
    to: "Para",
    subject: "Asunto",
    device: "Enviado desde mi iPhone",
    re: "RE",
    away: "Respuesta automática",
    awayText: "Estoy fuera de la oficina hasta el lunes y leeré su mensaje a mi regreso.",
  },
} as const satisfies Record<Language, unknown>;

export interface Writing {
  readonly program: Program;
  readonly language: Language;
  readonly said: string;
  /** Clock ms. */
  readonly at: number;
  readonly messageId: string;
}

export interface Written {
  readonly subject: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer to `ours`. */
export function answerTo(ours: StoredMail, { program, language, said, at, messageId }: Writing): Written {
  const word = words[language];
  const subject = /^(?:re|aw):/i.test(ours.subject) ? ours.subject : `${word.re}: ${ours.subject}`;
  return {
    subject,
    text: `${said}\n\n${quotation(ours, { program, language })}`,
    headers: { Subject: subject, Date: new Date(at).toUTCString(), "Message-ID": messageId, ...threading(ours) },
  };
}

/** A notice that goes back by itself, with all that says so (RFC 3834). */
export function awayFrom(ours: StoredMail, { language, at, messageId }: Omit<Writing, "said" | "program">): Written {
  const { away, awayText } = words[language];
  const subject = `${away}: ${ours.subject}`;
  return {
    subject,
    text: awayText,
    headers: {
      Subject: subject,
      Date: new Date(at).toUTCString(),
      "Message-ID": messageId,
      ...threading(ours),
      "Auto-Submitted": "auto-replied",
      "X-Auto-Response-Suppress": "All",
    },
  };
}

const threading = ({ messageId, headers }: StoredMail) => ({
  "In-Reply-To": messageId,
  References: [headers.References, messageId].filter(Boolean).join(" "),
});

function quotation(ours: StoredMail, { program, language }: Pick<Writing, "program" | "language">): string {
  const word = words[language];
  const when = new Date(ours.createdAt).toISOString().slice(0, 16).replace("T", " ");
  const wrote = word.wrote(when, `${ours.sender.split("@")[0]} <${ours.sender}>`);
  const marked = ours.text.split("\n").map((line) => `> ${line}`.trimEnd());
  switch (program) {
    case "gmail":
      return [wrote, "", ...marked].join("\n");
    case "apple":
      return [`> ${wrote}`, ">", ...marked].join("\n");
    case "phone":
      return [word.device, "", `> ${wrote}`, ">", ...marked].join("\n");
    case "outlook":
      return [
        "________________________________",
        `${word.from}: ${ours.sender}`,
        `${word.sent}: ${when}`,
        `${word.to}: ${ours.recipient}`,
        `${word.subject}: ${ours.subject}`,
        "",
        ours.text,
      ].join("\n");
  }
}

/** The mail as it goes over the wire. What is not ASCII in a header is an encoded word (RFC 2047). */
export function rawOf({ from, to, text, headers }: Written & { readonly from: string; readonly to: string }): string {
  const all = {
    From: from,
    To: to,
    ...headers,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "base64",
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${isAscii(value) ? value : encodedWord(value)}`);
  const body = Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\r\n");
  return `${lines.join("\r\n")}\r\n\r\n${body}\r\n`;
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
const encodedWord = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
