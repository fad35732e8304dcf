/** Text from elsewhere (names, cells of a file, replies), made fit to stand in a terminal. */

/** Control characters could move the cursor or recolour the screen: they are shown as what they are. */
export const visible = (text: string): string =>
  text
    .replace(/\r\n?|\n/g, "⏎")
    .replace(/\t/g, " ")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the terminal
    .replace(/[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "�");

const zonePattern = "[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+){1,2}";
const zoneListPattern = new RegExp(`(${zonePattern})(?:( / | or |, )${zonePattern}){3,}`, "g");

/** A message with its long lists of time zones cut: a toll-free number may be in forty. */
export const withFewZones = (message: string): string =>
  message.replace(zoneListPattern, (list, first: string, separator: string) => {
    const more = list.split(separator).length - 1;
    return `${first} and ${more} more zones`;
  });

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What a reader takes for the letters of a text: an emoji of several code points is one. */
export const graphemesOf = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment);

const widePattern =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence starts with a control character
const colourPattern = /\x1b\[[0-9;]*m/g;

/** Columns a text takes in a terminal, colours not counted. */
export function widthOf(text: string): number {
  const plain = text.replace(colourPattern, "");
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of graphemes.segment(plain)) width += widePattern.test(segment) ? 2 : 1;
  return width;
}

/** `text` in at most `columns` columns; what is cut is marked by "…". */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let out = "";
  let width = 0;
  for (const { segment } of graphemes.segment(text.replace(colourPattern, ""))) {
    const next = widePattern.test(segment) ? 2 : 1;
    if (width + next > columns - 1) break;
    out += segment;
    width += next;
  }
  return `${out}…`;
}

/** A line broken between words at `width` columns, what follows set in by `indent`; undefined: as long as it is. */
export function hanging(line: string, indent: number, width: number | undefined): string[] {
  if (width === undefined || width <= indent || widthOf(line) <= width) return [line];
  const [first = "", ...words] = line.split(/(?<=\S) (?=\S)/);
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(" ".repeat(indent) + word);
  }
  return lines;
}

export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
