/** An email's text as it reads in a terminal: bold is bold, lists have their dots, everything else stands as written. */
import { graphemesOf, visible } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { wrapped } from "../ui/textArea.ts";

const bold = /\*\*(?=\S)(.+?)(?<=\S)\*\*/g;

/** Rows of at most `width` columns. */
export const markdownRows = (text: string, { width, theme }: { width: number; theme: Theme }): string[] =>
  text.split(/\r?\n/).flatMap((line) => lineRows(line.replace(/^( {0,3})[-*•]\s+/, "$1• "), width, theme));

function lineRows(line: string, width: number, theme: Theme): string[] {
  let plain = "";
  let from = 0;
  const strong = new Set<number>();
  const clean = visible(line);
  for (const match of clean.matchAll(bold)) {
    plain += clean.slice(from, match.index);
    const begin = graphemesOf(plain).length;
    plain += match[1];
    for (let at = begin; at < graphemesOf(plain).length; at++) strong.add(at);
    from = match.index + match[0].length;
  }
  plain += clean.slice(from);
  return wrapped({ text: plain, cursor: 0 }, width).rows.map(({ from: first, segments }) =>
    painted(segments, (at) => strong.has(first + at), theme),
  );
}

function painted(segments: readonly string[], isStrong: (at: number) => boolean, theme: Theme): string {
  let row = "";
  for (let at = 0; at < segments.length; ) {
    const kind = isStrong(at);
    let end = at;
    while (end < segments.length && isStrong(end) === kind) end++;
    const run = segments.slice(at, end).join("");
    row += kind ? theme.strong(run) : run;
    at = end;
  }
  return row;
}
