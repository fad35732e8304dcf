/**
 * An email as people get it: one text, read as Markdown's simplest parts, becomes the plain part and an HTML document of its
 * own. The document has a language and a direction, no tables, pictures or scripts, dark colours where the reader's are, and
 * no hidden preview: its first line is what inboxes show. It leaves a slot for the footer, which only the channel can fill,
 * and which both parts carry: who sent it and why, how to get no more, and the postal address the law asks for.
 */
import { type EmailFooter, footerHtml, footerText } from "./emailFooter.ts";
import { escapeHtml, htmlOf, plainOf } from "./emailMarkdown.ts";
import { unshield } from "./emailShield.ts";
import type { RenderedEmail } from "./rendered.ts";

export { shield } from "./emailShield.ts";

const footerSlot = "<!--footer-->";

/** Languages written from right to left, by their base tag. */
const rightToLeft = new Set("ar arc ckb dv fa he ks ps sd ug ur yi".split(" "));

export interface EmailParts {
  readonly subject: string;
  /** Markdown's simplest parts; values are shielded. */
  readonly text: string;
  /** A language tag. */
  readonly language: string;
}

/** Both parts of an email, but for the footer. */
export function renderEmail({ subject, text, language }: EmailParts): RenderedEmail {
  const title = subjectLine(subject);
  return { channel: "email", subject: title, text: plainOf(text), html: documentOf(title, htmlOf(text), language) };
}

/** A subject on one line, without control characters: a header is one line, and what follows a break in it would be another. */
export const subjectLine = (subject: string): string =>
  unshield(subject)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();

/** An email with its footer; the HTML stays empty where there is none. */
export const withFooter = (
  { text, html }: Pick<RenderedEmail, "text" | "html">,
  footer: EmailFooter,
): Pick<RenderedEmail, "text" | "html"> => {
  const language = languageOf(html);
  return {
    text: `${text.trimEnd()}\n\n${footerText(footer, language)}\n`,
    // A function: "$" in a postal address is a dollar.
    html: html.replace(footerSlot, () => footerHtml(footer, language)),
  };
};

/** The language a document of ours was written in. */
const languageOf = (html: string): string => /^<!doctype html>\n<html lang="([\w-]+)"/.exec(html)?.[1] ?? "en";

const documentOf = (title: string, body: string, language: string): string => {
  const tag = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(language) ? language : "en";
  const direction = rightToLeft.has(tag.toLowerCase().split("-")[0] ?? "") ? "rtl" : "ltr";
  return `<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
.page { background: #16181c !important; color: #e8e8e8 !important; }
.page a { color: #8ab4f8 !important; }
.footer { color: #b4b4b4 !important; border-color: #44474c !important; }
}
</style>
</head>
<body class="page" style="margin: 0; padding: 24px 16px; background: #ffffff; color: #1d1d1f; font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; font-size: 16px; line-height: 1.5;">
<div role="article" lang="${tag}" dir="${direction}" style="max-width: 600px; margin: 0 auto; overflow-wrap: break-word;">
${body}
${footerSlot}
</div>
</body>
</html>
`;
};
