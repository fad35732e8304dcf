/**
 * What somebody wrote, apart from what their mail program put below it: the mail they answer, and signatures.
 *
 * Line by line, each looked at once, by what programs write and people do not: a line that says who wrote when before a quotation,
 * a header of the mail quoted, a divider, lines marked `>`, `-- ` before a signature. Where somebody answers between the lines of what
 * they quote, that is their answer, and all of it is shown. What is folded away is kept: nothing is lost where this errs.
 */
import { quotationLine } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { attributions, deviceLines, headerFrom, headerOther, originals } from "./quoteWords.ts";

export interface Folded {
  readonly body: string;
  /** What is repeated of earlier mails, and signatures; null: nothing. */
  readonly quoted: string | null;
}

export function foldQuoted(text: string): Folded {
  const lines = text
    .slice(0, mailLimits.readCharactersMax)
    .replace(/\r\n?/g, "\n")
    .replace(/\u00a0/g, " ")
    .split("\n");
  const begin = quotationAt(lines);
  const below = lines.slice(begin.at + begin.lines);
  const own = lines.slice(0, begin.at);
  if (isBlank(own) && !begin.isWhole) {
    const under = afterQuoted(below);
    // Written below what it answers: the quotation comes first, once.
    if (under !== null) return folded(under, [...lines.slice(0, lines.length - under.length)]);
  }
  if (!begin.isWhole && begin.at < lines.length && answersBetween(below)) return folded(lines, []);
  return folded(own, lines.slice(begin.at));
}

interface Beginning {
  readonly at: number;
  /** Lines that introduce the quotation. */
  readonly lines: number;
  /** All that follows is quoted, marked or not. */
  readonly isWhole: boolean;
}

/** Where the quotation begins; past the last line where there is none. */
function quotationAt(lines: readonly string[]): Beginning {
  for (let at = 0; at < lines.length; at++) {
    const line = plain(lines[at]);
    if (line === "") continue;
    if (originals.test(line)) return { at, lines: 1, isWhole: true };
    const header = headerAt(lines, at);
    if (header > 0) return { at: dividerBefore(lines, at), lines: header, isWhole: true };
    if (line === quotationLine) return { at, lines: 1, isWhole: true };
    const attribution = attributionAt(lines, at);
    if (attribution > 0) return { at, lines: attribution, isWhole: false };
    if (isMarked(line)) return { at, lines: 0, isWhole: false };
  }
  return { at: lines.length, lines: 0, isWhole: true };
}

/** A line ready to be compared: its mark of quotation aside, short, in lower case. */
const plain = (line = ""): string => line.slice(0, mailLimits.lineCharactersMax).trim().toLowerCase();
const unmarked = (line: string): string => line.replace(/^(?:>\s?)+/, "");
const isMarked = (line = ""): boolean => line.trimStart().startsWith(">");
const isBlank = (lines: readonly string[]): boolean => lines.every((line) => line.trim() === "");

/** Programs break the line that says who wrote when: up to so many make one. */
const attributionLinesMax = 4;

/** How many lines from here on say who wrote when; 0: none. They may be marked themselves, as Apple's are. */
function attributionAt(lines: readonly string[], at: number): number {
  const first = unmarked(plain(lines[at]));
  const known = attributions.filter(({ begins }) => begins.test(first));
  if (known.length === 0) return 0;
  let joined = "";
  for (let count = 1; count <= attributionLinesMax; count++) {
    const line = unmarked(plain(lines[at + count - 1]));
    if (line === "") return 0;
    joined = `${joined} ${line}`.trim();
    // With a time or an address in it, and a quotation below: "On the door someone wrote:" is a sentence.
    if (/\d|@/.test(joined) && known.some(({ says }) => says.test(joined)))
      return /:$/.test(joined) || isMarked(nextOf(lines, at + count)) ? count : 0;
  }
  return 0;
}

const nextOf = (lines: readonly string[], from: number): string | undefined =>
  lines.slice(from, from + 4).find((line) => line.trim() !== "");

/** Lines of the header of a quoted mail within which its other lines are looked for. */
const headerLinesMax = 8;

/** How many lines from here on are the header of a quoted mail; 0: none. */
function headerAt(lines: readonly string[], at: number): number {
  if (!headerFrom.test(`${unmarked(plain(lines[at]))} `)) return 0;
  let others = 0;
  let last = 0;
  for (let next = 1; next <= headerLinesMax; next++) {
    if (!headerOther.test(`${unmarked(plain(lines[at + next]))} `)) continue;
    others++;
    last = next;
  }
  return others >= 2 ? last + 1 : 0;
}

/** The divider that programs draw above such a header belongs to it. */
function dividerBefore(lines: readonly string[], at: number): number {
  for (let before = at - 1; before >= Math.max(0, at - 3); before--) {
    const line = plain(lines[before]);
    if (/^[-_*]{5,}$/.test(line)) return before;
    if (line !== "") return at;
  }
  return at;
}

/** What stands below a quotation that comes first; null where nothing does, or it is answered between its lines. */
function afterQuoted(lines: readonly string[]): readonly string[] | null {
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first === -1 || !isMarked(lines[first])) return null;
  const end = lines.findIndex((line, nth) => nth > first && line.trim() !== "" && !isMarked(line));
  if (end === -1) return null;
  const under = lines.slice(end);
  return under.some(isMarked) || isBlank(withoutSignature(under).own) ? null : under;
}

/** Whether somebody wrote between the lines they quote. */
function answersBetween(lines: readonly string[]): boolean {
  const firstMarked = lines.findIndex(isMarked);
  if (firstMarked === -1) return false;
  const own = withoutSignature(lines.slice(firstMarked).filter((line) => !isMarked(line))).own;
  return !isBlank(own);
}

/** RFC 3676, 4.3: two hyphens and a space, alone on a line. Many programs lose the space. */
const signature = /^--\s?$/;
const signatureLinesMax = 12;

function withoutSignature(lines: readonly string[]): { own: readonly string[]; signed: readonly string[] } {
  const from = Math.max(0, lines.length - signatureLinesMax);
  const mark = lines.findIndex((line, nth) => nth >= from && signature.test(line));
  let end = mark === -1 ? lines.length : mark;
  while (end > 0 && (plain(lines[end - 1]) === "" || deviceLines.some((device) => device.test(plain(lines[end - 1])))))
    end--;
  return { own: lines.slice(0, end), signed: lines.slice(end) };
}

function folded(own: readonly string[], quoted: readonly string[]): Folded {
  const { own: said, signed } = withoutSignature(own);
  const away = [...signed, ...quoted].join("\n").trim();
  return {
    body: cut(said.join("\n").trim(), mailLimits.bodyCharactersMax),
    quoted: away === "" ? null : cut(away, mailLimits.quotedCharactersMax),
  };
}

const cut = (text: string, charactersMax: number): string =>
  text.length <= charactersMax ? text : `${text.slice(0, charactersMax - 1).replace(/[\ud800-\udbff]$/, "")}…`;
