import type { Frame } from "../../app/screen.ts";
import { repliesWays, wayOf } from "../../show/answering.ts";
import { ceilingWords, channelWords } from "../../show/channels.ts";
import { cutTo, visible, widthOf } from "../../terminal/text.ts";
import { span } from "../../terminal/times.ts";
import { chooserLines } from "../../ui/chooser.ts";
import { fit } from "../../ui/grid.ts";
import { fieldLine } from "../../ui/kit.tsx";
import { areaLines } from "../../ui/textArea.ts";
import { usualLine } from "./draft.ts";
import type { DraftRung } from "./ladder.ts";
import {
  editedAt,
  editedRung,
  fieldAt,
  isOnAdding,
  lastLine,
  linesUsed,
  messageLayout,
  messageParts,
  writtenFields,
} from "./messageParts.ts";
import { previewLines } from "./previewPicture.ts";
import type { WizardState } from "./state.ts";
import type { WrittenField } from "./written.ts";

const variablePattern = /\{\{[^}]*\}\}|\{%[^%]*%\}/g;

/** Rows that the message itself is never given less of. */
const previewRowsMin = 5;

/** The form, and the message as somebody gets it: below, or beside where there is room. */
export function messageLines(state: WizardState, frame: Frame, height: number): string[] {
  const { theme, columns } = frame;
  const { chooser } = state.message;
  if (chooser !== null) return chooserLines(chooser, { width: columns - 2, theme }).map((line) => ` ${line}`);
  const layout = messageLayout(state, frame);
  const form = formLines(state, frame);
  const place = editedAt(state);
  if (!layout.isWide) {
    const shown = around(form, height - Math.min(previewRowsMin, Math.floor(height / 3)));
    return [...shown, ...previewLines(state, place, frame, { width: columns, height: height - shown.length })];
  }
  const shown = around(form, height);
  const beside = previewLines(state, place, frame, { width: columns - layout.form - 2, height });
  return Array.from({ length: height }, (_, at) => {
    const left = shown[at] ?? "";
    return `${left}${" ".repeat(Math.max(0, layout.form - widthOf(left)))}  ${beside[at] ?? ""}`;
  });
}

interface Form {
  readonly lines: readonly string[];
  /** The line one stands on. */
  readonly here: number;
}

/** As much of the form as fits, with where one stands in it. */
function around({ lines, here }: Form, room: number): readonly string[] {
  if (lines.length <= room) return lines;
  const top = Math.max(0, Math.min(here - Math.floor(room / 2), lines.length - room));
  return lines.slice(top, top + room);
}

/** From so many rows on there is room for an empty one. */
const roomyRows = 18;

function formLines(state: WizardState, frame: Frame): Form {
  const { theme } = frame;
  const { message } = state;
  const { textWidth } = messageLayout(state, frame);
  const used = linesUsed(state);
  const label = labelled(state, frame);
  const field = (part: "name" | "optOut") =>
    fieldLine(message[part], { width: textWidth, theme, isFocused: message.focus === part });
  const sections: readonly (readonly [part: string, lines: readonly string[]])[] = [
    ["name", [` ${label("name", "Name")} ${field("name")}`]],
    ["sender", ladderLines(state, frame)],
    ...(editedRung(state).answer === null
      ? writtenFields(state).map((each) => [each.id, writtenLines(state, each, frame)] as const)
      : [["answer", answerLines(state, frame)] as const]),
    ...(used.replies ? [["replies", [repliesLine(state, frame)]] as const] : []),
    ...(used.optOut ? [["optOut", [` ${label("optOut", "To stop")} ${field("optOut")}`]] as const] : []),
  ];
  const lines = sections.flatMap(([, each]) => each);
  const before = sections.slice(
    0,
    sections.findIndex(([part]) => part === message.focus),
  );
  const inside = message.focus === "sender" ? message.rung : 0;
  const isRoomy = frame.rows >= roomyRows && messageParts(state).length < 7;
  return {
    lines: isRoomy ? [...lines, ""] : lines,
    here: before.reduce((sum, [, each]) => sum + each.length, 0) + inside,
  };
}

const labelled =
  ({ message }: WizardState, { theme }: Frame) =>
  (part: string, text: string): string =>
    message.focus === part ? theme.accent(`❯ ${fit(text, 9)}`) : `  ${theme.quiet(fit(text, 9))}`;

/** The rungs as numbered lines, the one being written marked, and the line that adds one. */
function ladderLines(state: WizardState, frame: Frame): string[] {
  const { theme } = frame;
  const { draft, message, senders } = state;
  const { textWidth } = messageLayout(state, frame);
  const isLadder = draft.rungs.length > 1;
  const head = labelled(state, frame)("sender", isLadder ? "Ladder" : "From");
  const lines = draft.rungs.map((rung, at) => {
    const isHere = message.focus === "sender" && message.rung === at;
    const mark = isLadder ? `${at + 1} ${fit(channelWords[rung.channel], 8)} ` : "";
    const words = `${mark}${senderWords(state, rung, { at, width: textWidth - widthOf(mark) })}`;
    const isWritten = at === editedAt(state);
    if (rung.sender === null) return theme.attention(words);
    if (isHere && isLadder) return theme.selected(fit(words, textWidth));
    return isWritten || !isLadder ? words : theme.quiet(words);
  });
  if (lastLine(state) === draft.rungs.length) {
    const none = isLadder ? "+ no further fallback" : "  no fallback";
    const hint = isOnAdding(state) ? "; ⏎ adds one" : message.focus === "sender" ? "; ↓ goes to add one" : "";
    const short = cutTo(`${none}${hint}`, textWidth);
    lines.push(isOnAdding(state) ? theme.selected(fit(short, textWidth)) : theme.quiet(short));
  }
  if (senders.length === 0) lines[0] = theme.attention("none yet: ⏎ adds the number you text from");
  return lines.map((line, at) => ` ${at === 0 ? head : " ".repeat(11)} ${line}`);
}

/** "+12125550199  Acme", "after 1 h: notices@acme.com  Acme" */
function senderWords(
  { senders, draft }: WizardState,
  { sender, afterMs, channel }: DraftRung,
  { at, width }: { at: number; width: number },
): string {
  const known = senders.find(({ id }) => id === sender);
  if (known === undefined) return "⏎ chooses one of your numbers";
  const wait = at === 0 ? "" : `after ${span(afterMs)}: `;
  const about =
    draft.rungs.length > 1 ? known.name : `${known.name} (${channelWords[channel]}, ${ceilingWords(known)})`;
  return cutTo(`${wait}${known.address}  ${visible(about)}`, width);
}

function writtenLines(state: WizardState, { id, label, kind, hint }: WrittenField, frame: Frame): string[] {
  const { theme } = frame;
  const { textWidth, textRows } = messageLayout(state, frame);
  const isFocused = state.message.focus === id;
  const field = fieldAt(state, id);
  const head = labelled(state, frame)(id, label);
  if (kind === "choice") return [` ${head} ${isFocused ? theme.selected(field.text) : field.text}`];
  const quietly = hint.map((line) => theme.quiet(cutTo(line, textWidth - 2)));
  if (kind === "line") {
    const line = fieldLine(field, { width: textWidth, theme, isFocused });
    return [` ${head} ${field.text === "" ? `${line}${isFocused ? " " : ""}${quietly[0] ?? ""}` : line}`];
  }
  const area = areaLines(field, { width: textWidth, height: textRows, theme, isFocused, accent: variablePattern });
  if (field.text === "") for (const [at, line] of quietly.entries()) area[at + 1] = line;
  return area.map((line, at) => ` ${at === 0 ? head : " ".repeat(11)} ${line}`);
}

/** A stored answer: its name and languages. What it says stands in the preview. */
function answerLines(state: WizardState, frame: Frame): string[] {
  const { answer, channel } = editedRung(state);
  const { textWidth } = messageLayout(state, frame);
  const found = state.answers.find(({ id }) => id === answer);
  const languages = found?.variants.flatMap(({ language, content }) => (content.channel === channel ? [language] : []));
  const words = `${visible(found?.name ?? "a stored answer")}, in ${languages?.join(", ") || state.draft.language}`;
  return [
    ` ${labelled(state, frame)("answer", "Answer")} ${cutTo(words, textWidth)}`,
    ` ${" ".repeat(11)} ${frame.theme.quiet(cutTo("Each person gets their own language, where it is there.", textWidth))}`,
  ];
}

function repliesLine(state: WizardState, frame: Frame): string {
  const { theme } = frame;
  const { message, draft } = state;
  const { textWidth } = messageLayout(state, frame);
  const { word } = wayOf(repliesWays, draft.replies);
  const isFocused = message.focus === "replies";
  const width = textWidth - word.length - 2;
  const silence = usualLine(draft) || "the message says nothing of them";
  const line =
    draft.replyLine === ""
      ? `${isFocused ? theme.selected(" ") : ""}${theme.quiet(cutTo(silence, width - 1))}`
      : fieldLine(message.replyLine, { width, theme, isFocused });
  return ` ${labelled(state, frame)("replies", "Replies")} ${word}: ${line}`;
}
