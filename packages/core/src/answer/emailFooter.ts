import { escapeHtml } from "./emailMarkdown.ts";

/** What stands below a notice by email. CAN-SPAM (15 U.S.C. 7704(a)(5)) asks for a way out and a postal address. */
export interface EmailFooter {
  readonly senderName: string;
  /** Whom it goes to: forwarded, it still says whose it is. */
  readonly to: string;
  /** Where they stop it without a reply. */
  readonly unsubscribeUrl: string;
  /** On one line or several; null: none is set. */
  readonly postalAddress: string | null;
}

interface Words {
  readonly why: (senderName: string, to: string) => string;
  readonly unsubscribe: string;
  readonly orReply: string;
}

const words: Readonly<Record<string, Words>> = {
  en: {
    why: (name, to) => `${name} sent this service notice to ${to}.`,
    unsubscribe: "Unsubscribe",
    orReply: "or reply STOP",
  },
  es: {
    why: (name, to) => `${name} envió este aviso de servicio a ${to}.`,
    unsubscribe: "Darse de baja",
    orReply: "o responda STOP",
  },
  fr: {
    why: (name, to) => `${name} a envoyé cet avis de service à ${to}.`,
    unsubscribe: "Se désabonner",
    orReply: "ou répondez STOP",
  },
  de: {
    why: (name, to) => `${name} hat diese Servicenachricht an ${to} gesendet.`,
    unsubscribe: "Abmelden",
    orReply: "oder antworten Sie mit STOP",
  },
  pt: {
    why: (name, to) => `${name} enviou este aviso de serviço para ${to}.`,
    unsubscribe: "Cancelar inscrição",
    orReply: "ou responda STOP",
  },
};

const wordsIn = (language: string): Words => words[language.toLowerCase().split("-")[0] ?? ""] ?? (words.en as Words);

/** Below the plain part. "-- " begins a signature to mail programs (RFC 3676, 4.3): they set it apart, and leave it out of replies. */
export function footerText({ senderName, to, unsubscribeUrl, postalAddress }: EmailFooter, language: string): string {
  const { why, unsubscribe, orReply } = wordsIn(language);
  const lines = ["-- ", why(senderName, to), `${unsubscribe}: ${unsubscribeUrl}`, `(${orReply})`];
  return [...lines, ...(postalAddress === null ? [] : [postalAddress.trim()])].join("\n");
}

export function footerHtml({ senderName, to, unsubscribeUrl, postalAddress }: EmailFooter, language: string): string {
  const { why, unsubscribe, orReply } = wordsIn(language);
  const lines = [
    escapeHtml(why(senderName, to)),
    `<a href="${escapeHtml(unsubscribeUrl)}" style="color: inherit;">${unsubscribe}</a> ${orReply}.`,
    ...(postalAddress === null ? [] : [escapeHtml(postalAddress.trim())]),
  ];
  return `<div class="footer" role="contentinfo" style="margin-top: 32px; padding-top: 16px; border-top: 1px solid #d0d0d0; font-size: 13px; color: #5f6368;">
${lines.map((line) => `<p style="margin: 0 0 8px;">${line}</p>`).join("\n")}
</div>`;
}
