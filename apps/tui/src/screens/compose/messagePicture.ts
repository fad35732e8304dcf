import type { Frame } from "../../app/screen.ts";
import { repliesWays, wayOf } from "../../show/answering.ts";
import { count, cutTo, hanging, visible, widthOf } from "../../terminal/text.ts";
import { chooserLines } from "../../ui/chooser.ts";
import { fit } from "../../ui/grid.ts";
import { fieldLine, ruleLine } from "../../ui/kit.tsx";
import { areaLines, wrapped } from "../../ui/textArea.ts";
import { type Composed, composedOf } from "./composed.ts";
import { usualLine } from "./draft.ts";
import { type MessagePart, messageLayout } from "./message.ts";
import type { WizardState } from "./state.ts";

const variablePattern = /\{\{[^}]*\}\}|\{%[^%]*%\}/g;

/** The form, and the message as somebody gets it: below, or beside where there is room. */
export function messageLines(state: WizardState, frame: Frame, height: number): string[] {
  const { theme, columns } = frame;
  const { chooser } = state.message;
  if (chooser !== null) return chooserLines(chooser, { width: columns - 2, theme }).map((line) => ` ${line}`);
  const layout = messageLayout(frame);
  const form = formLines(state, frame);
  if (!layout.isWide) return [...form, ...previewLines(state, frame, { width: columns, height: height - form.length })];
  const beside = previewLines(state, frame, { width: columns - layout.form - 2, height });
  return Array.from({ length: height }, (_, at) => {
    const left = form[at] ?? "";
    return `${left}${" ".repeat(Math.max(0, layout.form - widthOf(left)))}  ${beside[at] ?? ""}`;
  });
}

/** From so many rows on there is room for an empty one. */
const roomyRows = 18;

function formLines(state: WizardState, frame: Frame): string[] {
  const { theme, rows } = frame;
  const { message, draft, senders } = state;
  const { textWidth, textRows } = messageLayout(frame);
  const label = (part: MessagePart, text: string) =>
    message.focus === part ? theme.accent(`❯ ${fit(text, 9)}`) : `  ${theme.quiet(fit(text, 9))}`;
  const field = (part: "name" | "optOut") =>
    fieldLine(message[part], { width: textWidth, theme, isFocused: message.focus === part });
  const sender = senders.find(({ id }) => id === draft.sender);
  const from =
    sender === undefined
      ? theme.attention(
          senders.length === 0 ? "none yet: ⏎ adds the number you text from" : "⏎ chooses one of your numbers",
        )
      : `${sender.address}  ${theme.quiet(cutTo(visible(sender.name), Math.max(8, textWidth - 20)))}`;
  const area = areaLines(message.text, {
    width: textWidth,
    height: textRows,
    theme,
    isFocused: message.focus === "text",
    accent: variablePattern,
  });
  const hint = [
    "What people get. A column of your list stands in double braces:",
    "Hi {{ first_name }}, your order comes on {{ day }}.",
  ];
  if (draft.text === "") for (const [at, line] of hint.entries()) area[at + 1] = theme.quiet(cutTo(line, textWidth));
  const { word } = wayOf(repliesWays, draft.replies);
  const isOnReplies = message.focus === "replies";
  const lineWidth = textWidth - word.length - 2;
  const silence = usualLine(draft) || "the message says nothing of them";
  const line =
    draft.replyLine === ""
      ? `${isOnReplies ? theme.selected(" ") : ""}${theme.quiet(cutTo(silence, lineWidth - 1))}`
      : fieldLine(message.replyLine, { width: lineWidth, theme, isFocused: isOnReplies });
  return [
    ` ${label("name", "Name")} ${field("name")}`,
    ` ${label("sender", "From")} ${from}`,
    ...area.map((line, at) => ` ${at === 0 ? label("text", "Text") : " ".repeat(11)} ${line}`),
    ` ${label("replies", "Replies")} ${word}: ${line}`,
    ` ${label("optOut", "To stop")} ${field("optOut")}`,
    ...(rows < roomyRows ? [] : [""]),
  ];
}

function previewLines(
  state: WizardState,
  { theme }: Frame,
  { width, height }: { width: number; height: number },
): string[] {
  const composed = composedOf(state.draft, state.sample);
  const { sample } = state;
  const who =
    sample === null
      ? " As people get it, with example values"
      : ` As ${nameOf(sample.variables)}${sample.address} gets it`;
  const size = sizeWords(composed);
  const lines: string[] = [
    ruleLine({ title: cutTo(visible(who), width - size.length - 4), theme, columns: width, aside: size }),
  ];
  const trouble = composed.trouble ?? composed.personTrouble;
  const said = [
    ...(trouble === null ? [] : hanging(`✗ ${visible(trouble)}`, 2, width - 2).map(theme.bad)),
    ...(composed.cost === null ? [] : hanging(`! ${visible(composed.cost)}`, 2, width - 2).map(theme.attention)),
    ...(composed.variables.length === 0
      ? []
      : [theme.quiet(cutTo(`Columns it uses: ${visible(composed.variables.join(", "))}`, width - 2))]),
  ];
  const room = Math.max(1, height - 1 - said.length);
  const text = composed.text === null ? [] : wrapped({ text: composed.text, cursor: 0 }, width - 4).rows;
  const shown = text.slice(0, room).map(({ segments }) => `${theme.quiet("│")} ${segments.join("")}`);
  if (text.length > room) shown[room - 1] = theme.quiet(`│ … and ${count(text.length - room + 1, "more line")}`);
  return [...lines, ...shown.map((line) => ` ${line}`), ...said.map((line) => ` ${line}`)].slice(0, height);
}

/** "Ada, ", where the list has a name. */
export function nameOf(variables: Readonly<Record<string, string>>): string {
  const key = ["first_name", "firstname", "name", "full_name", "given_name"].find(
    (each) => variables[each] !== undefined,
  );
  return key === undefined ? "" : `${variables[key]}, `;
}

/** "1 segment, 96 characters" */
export function sizeWords({ size }: Pick<Composed, "size">): string {
  if (size === null) return "";
  const unicode = size.encoding === "UCS-2" ? ", Unicode" : "";
  return `${count(size.segments, "segment")}, ${count(size.characters, "character")}${unicode}`;
}
