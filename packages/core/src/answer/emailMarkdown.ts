/**
 * Markdown's simplest parts, as emails are written: paragraphs with their line breaks, lists, **bold**, [links](https://…) and
 * bare addresses. Nothing else is read: no HTML, no pictures, no headings; a backslash before a sign leaves it a sign.
 *
 * A hundred lines rather than a library: marked adds 16 KiB compressed to the worker, and most of what it does would have to
 * be forbidden again. What is made here is made of escaped text and of the few elements named below alone.
 */
import { unshield } from "./emailShield.ts";

interface Block {
  readonly type: "p" | "ul" | "ol";
  /** The number a numbered list begins with. */
  readonly start: number;
  /** Of a paragraph, its one; of a list, its items. Lines are kept apart. */
  readonly texts: string[];
}

const listItem = /^ {0,3}(?:[-*•]|(?<number>\d{1,3})[.)])[ \t]+(?<text>.*)$/;

/** The HTML of a text whose values are shielded. */
export const htmlOf = (text: string): string => blocksOf(text).map(blockHtml).join("\n");

/** The text as it reads without HTML: links spelled out, the rest as written. */
export const plainOf = (text: string): string =>
  unshield(
    text.replace(tokens, (whole, ...rest) => {
      const { escaped, label, target } = rest.at(-1) as Token;
      if (escaped !== undefined) return escaped;
      if (label === undefined || target === undefined) return whole;
      return label === target ? target : `${label}: ${target}`;
    }),
  );

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let isParted = true;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const last = blocks.at(-1);
    const item = listItem.exec(line)?.groups;
    if (item !== undefined) {
      const type = item.number === undefined ? "ul" : "ol";
      // A list goes on over a blank line.
      if (last?.type === type) last.texts.push(item.text ?? "");
      else blocks.push({ type, start: Number(item.number ?? 1), texts: [item.text ?? ""] });
    } else if (line.trim() !== "") {
      const isMore = last !== undefined && !isParted && (last.type === "p" || /^\s/.test(line));
      if (isMore) last.texts.push(`${last.texts.pop()}\n${line.trim()}`);
      else blocks.push({ type: "p", start: 1, texts: [line.trim()] });
    }
    isParted = line.trim() === "";
  }
  return blocks;
}

function blockHtml({ type, start, texts }: Block): string {
  if (type === "p") return `<p>${inlineHtml(texts.join("\n"))}</p>`;
  const from = type === "ol" && start !== 1 ? ` start="${start}"` : "";
  return `<${type}${from}>${texts.map((text) => `<li>${inlineHtml(text)}</li>`).join("")}</${type}>`;
}

interface Token {
  readonly escaped?: string;
  readonly strong?: string;
  readonly label?: string;
  readonly target?: string;
  readonly bare?: string;
}

const tokens =
  /\\(?<escaped>[!-/:-@[-`{-~])|\*\*(?=\S)(?<strong>[^\n]{1,2000}?)(?<=\S)\*\*|\[(?<label>[^\][\n]{1,500})\]\((?<target>[^\s()]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200})?)\)|(?<bare>https?:\/\/[^\s<>"]{1,2000})/g;

function inlineHtml(text: string): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(tokens)) {
    html += escapeHtml(text.slice(end, match.index)) + tokenHtml(match[0], match.groups as Token);
    end = match.index + match[0].length;
  }
  return html + escapeHtml(text.slice(end));
}

function tokenHtml(whole: string, { escaped, strong, label, target, bare }: Token): string {
  if (escaped !== undefined) return escapeHtml(escaped);
  if (strong !== undefined) return `<strong>${inlineHtml(strong)}</strong>`;
  if (bare !== undefined) {
    const url = /^.*?(?=[.,;:!?*'")\]]*$)/.exec(bare)?.[0] ?? bare;
    const address = safeAddress(url);
    return (address === undefined ? escapeHtml(url) : link(address, url)) + escapeHtml(bare.slice(url.length));
  }
  const address = safeAddress(target ?? "");
  return address === undefined ? escapeHtml(whole) : link(address, label ?? "");
}

/** A link's label has no links of its own; it may be bold. */
const link = (address: string, label: string): string =>
  `<a href="${escapeHtml(address)}">${escapeHtml(label).replace(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")}</a>`;

/**
 * Where a link leads; `undefined` for what is no link. The author says where: a value may be a whole https address, or stand
 * behind the host of one, but never choose the host of another.
 */
function safeAddress(target: string): string | undefined {
  const plain = unshield(target);
  if (!URL.canParse(plain)) return undefined;
  if (/^(?:mailto|tel):/.test(target)) return plain;
  const host = /^https?:\/\/(?<host>[^/?#\ue02f\ue03f\ue023]+)/.exec(target)?.groups?.host;
  if (host !== undefined) return host === unshield(host) ? plain : undefined;
  return /^https\ue03a\ue02f\ue02f/.test(target) ? plain : undefined;
}

/** Text for HTML, in element or attribute; values' signs come back. A line break stays one. */
export const escapeHtml = (text: string): string =>
  unshield(text)
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/\n/g, "<br>\n");
