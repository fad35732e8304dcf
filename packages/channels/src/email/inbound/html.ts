/**
 * HTML mail → text, for reading only. Every tag is looked at once and left out; what was quoted is marked with `>`, as mail programs
 * do in plain text, and what follows a program's own sign of a quotation begins with a line that {@link foldQuoted} knows.
 */
import { decodeEntities } from "./entities.ts";
import { mailLimits } from "./limits.ts";

/** Where a program's quotation begins that is no block quotation: Outlook on the web and phones, Outlook, Yahoo. */
const quotationBegins =
  /\b(?:id="?(?:[a-z_]*(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container))\b|class="?(?:yahoo_quoted|protonmail_quote|tutanota_quote)\b)/i;
/** Outlook on the desktop rules a line above the header of what it quotes. */
const ruledLine = /border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)/i;

/** Quotations within quotations that are told apart. */
const quotesMax = 9;

/** The line that stands for such a beginning. The sign ahead of it is not seen, and nobody writes it. */
export const quotationLine = `\u2063${"_".repeat(32)}`;

const unseen = /^(?:script|style|head|title|template)$/;
const lineEnds =
  /^(?:hr|p|div|tr|li|ul|ol|table|h[1-6]|blockquote|pre|section|article|header|footer|address|dl|dt|dd)$/;

const tokens = /(<!--[\s\S]*?(?:-->|$))|<([/!?a-z][^<>]*)>|([^<]+|<)/gi;

export function textOfHtml(html: string): string {
  const page = new Page();
  /** The element under way whose content is not shown. */
  let hidden: string | null = null;
  for (const [, comment, tag, words] of html.slice(0, mailLimits.readCharactersMax).matchAll(tokens)) {
    if (comment !== undefined) continue;
    if (tag === undefined) {
      if (hidden === null) page.say(decodeEntities(words ?? "").replace(/\s+/g, " "));
      continue;
    }
    const [, slash, name = ""] = /^(\/?)([a-z][a-z0-9]*)/i.exec(tag) ?? [];
    const element = name.toLowerCase();
    const closes = slash === "/";
    if (hidden !== null) {
      if (closes && element === hidden) hidden = null;
    } else if (unseen.test(element)) {
      if (!closes) hidden = element;
    } else {
      page.mark(element, { closes, tag });
    }
  }
  return page.text();
}

/** By hand: a regular expression looks at a run of spaces that ends in a word once for each of them. */
function withoutSpacesAtEnd(line: string): string {
  let end = line.length;
  while (line[end - 1] === " ") end--;
  return line.slice(0, end);
}

/** Text as it grows, line by line. */
class Page {
  readonly #parts: string[] = [];
  /** Line ends at the end of it; two and more where a line is blank. */
  #ends = 2;
  #quotes = 0;

  say(words: string): void {
    if (this.#ends > 0) {
      const begun = words.trimStart();
      if (begun === "") return;
      this.#parts.push("> ".repeat(Math.min(this.#quotes, quotesMax)), begun);
    } else this.#parts.push(words);
    this.#ends = 0;
  }

  mark(element: string, { closes, tag }: { closes: boolean; tag: string }): void {
    if (element === "br") this.#newLine();
    if (/^t[dh]$/.test(element) && closes && this.#ends === 0) this.say(" ");
    const begins = !closes && this.#quotes === 0 && (quotationBegins.test(tag) || ruledLine.test(tag));
    if (!begins && !lineEnds.test(element)) return;
    this.#endLine();
    if (begins) {
      this.say(quotationLine);
      this.#endLine();
    }
    if (element === "p" && closes && this.#ends === 1) this.#newLine();
    if (element === "li" && !closes) this.say("- ");
    if (element === "blockquote") this.#quotes = Math.max(0, this.#quotes + (closes ? -1 : 1));
  }

  text(): string {
    return this.#parts.join("").split("\n").map(withoutSpacesAtEnd).join("\n").trim();
  }

  #endLine(): void {
    if (this.#ends === 0) this.#newLine();
  }

  /** However many there are, they leave one line blank. */
  #newLine(): void {
    if (this.#ends < 2) this.#parts.push("\n");
    this.#ends++;
  }
}
