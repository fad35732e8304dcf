/** What every screen is built of. Pictures are lines of text made by pure functions; here they get their place. */
import { Box, Text } from "ink";
import { memo, type ReactNode } from "react";
import { cutTo, graphemesOf, widthOf } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import type { Field } from "./field.ts";

/** One line, cut where the room ends. Equal lines are not laid out again. */
export const Line = memo(function Line({ text }: { text: string }) {
  return <Text wrap="truncate-end">{text === "" ? " " : text}</Text>;
});

export function Lines({ lines }: { lines: readonly string[] }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
  return lines.map((text, at) => <Line key={at} text={text} />);
}

interface SectionProps {
  readonly title: string;
  readonly theme: Theme;
  readonly columns: number;
  /** Right of the rule: "12–31 of 400". */
  readonly aside?: string;
  readonly isFocused?: boolean;
  readonly children?: ReactNode;
}

/** A heading with a rule, and what stands under it. */
export function Section({ title, theme, columns, aside = "", isFocused = true, children }: SectionProps): ReactNode {
  return (
    <Box flexDirection="column" width={columns}>
      <Line text={ruleLine({ title, theme, columns, aside, isFocused })} />
      {children}
    </Box>
  );
}

/** "Campaigns ───────────── 1–6 of 6" */
export function ruleLine({
  title,
  theme,
  columns,
  aside = "",
  isFocused = true,
}: Omit<SectionProps, "children">): string {
  const tail = aside === "" ? "" : ` ${aside}`;
  const room = columns - widthOf(title) - widthOf(tail) - 2;
  const paint = isFocused ? theme.strong : theme.quiet;
  return `${paint(cutTo(title, columns))} ${theme.quiet(`${"─".repeat(Math.max(0, room))}${tail}`)}`;
}

/** A field's text with its cursor, on one line, scrolled so that the cursor is seen. */
export function fieldLine(
  { text, cursor }: Field,
  {
    width,
    theme,
    isFocused,
    isSecret = false,
  }: { width: number; theme: Theme; isFocused: boolean; isSecret?: boolean },
): string {
  const all = graphemesOf(text).map((segment) => (isSecret ? "•" : segment === "\n" ? "⏎" : segment));
  if (!isFocused) return cutTo(all.join(""), width);
  const from = Math.max(0, cursor - width + 1);
  const shown = [...all, " "].slice(from, from + width);
  return shown.map((segment, at) => (from + at === cursor ? theme.selected(segment) : segment)).join("");
}
