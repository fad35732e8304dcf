/** What one writes, and what to know while writing. */
import type { Conversation } from "@headsup/contract";
import { type Measure, measure } from "@headsup/core/answer/segments";
import type { Frame } from "../../app/screen.ts";
import { channelWords } from "../../show/channels.ts";
import { speakerWord } from "../../show/conversationWords.ts";
import { count, cutTo, visible } from "../../terminal/text.ts";
import { clockTime, ownZone, span } from "../../terminal/times.ts";
import { ruleLine } from "../../ui/kit.tsx";
import { areaLines } from "../../ui/textArea.ts";
import { colleaguesDrafts, type Layout, newsOf, refusalLines, windowOf } from "./layout.ts";
import { type ConversationState, fieldOfKind, refusalOf } from "./state.ts";

const openPattern = /\{\{[^}]*\}\}/g;

export function composerLines(state: ConversationState, frame: Frame, layout: Layout): string[] {
  const { theme } = frame;
  const { width, textWidth, textRows } = layout;
  const { thread, kind, isWriting } = state;
  if (thread === null) return [];
  const refusal = kind === "answer" ? refusalOf(thread) : null;
  const title = kind === "note" ? "✎ A note, for colleagues only" : answerTitle(thread.conversation, width);
  const rule = ruleLine({ title, theme, columns: width, aside: sizeOf(state), isFocused: isWriting });
  const field = fieldOfKind(state);
  if (refusal !== null) {
    const told = refusalLines(refusal, state, width);
    return [
      ...noticeLines(state, frame, layout),
      rule,
      ...filled(
        told.map((line) => ` ${theme.bad(line)}`),
        textRows,
      ),
    ];
  }
  const area = areaLines(field, {
    width: textWidth,
    height: textRows,
    theme,
    isFocused: isWriting,
    accent: openPattern,
  });
  if (field.text === "") area[isWriting && textRows > 1 ? 1 : 0] = theme.quiet(cutTo(hint(state), textWidth));
  return [...noticeLines(state, frame, layout), rule, ...area.map((line, at) => ` ${mark(at, state, frame)} ${line}`)];
}

const mark = (at: number, { isWriting, kind }: ConversationState, { theme }: Frame): string => {
  if (at > 0) return " ";
  const sign = kind === "note" ? "✎" : "❯";
  return isWriting ? theme.accent(sign) : theme.quiet(sign);
};

function hint({ isWriting, kind }: ConversationState): string {
  if (!isWriting) return "i writes";
  return kind === "note"
    ? "⏎ keeps it   Alt+⏎ new line   ^t answer instead"
    : "⏎ sends   / stored answers   Alt+⏎ new line   ^t note";
}

const filled = (lines: readonly string[], height: number): string[] =>
  Array.from({ length: height }, (_, at) => lines[at] ?? "");

/** What was said meanwhile, and what a colleague is writing: nobody answers unaware of the other. */
function noticeLines(state: ConversationState, { theme, now }: Frame, { width }: Layout): string[] {
  const { thread } = state;
  const news = newsOf(state);
  const last = news.at(-1);
  const said =
    thread === null || last === undefined
      ? []
      : [
          theme.attention(
            cutTo(
              ` ! ${visible(speakerWord(thread, last))} ${last.direction === "in" ? "wrote" : "answered"} since you began${news.length > 1 ? `, ${news.length} messages in all` : ""}.`,
              width - 1,
            ),
          ),
        ];
  const until = windowOf(state);
  if (until !== null) {
    const left = until - now;
    const words = ` WhatsApp takes your own words until ${clockTime(until, ownZone()).slice(0, 5)}, ${left > 0 ? `${span(left)} more` : "which is past"}; then a template.`;
    said.push((left < closingMs ? theme.attention : theme.quiet)(cutTo(words, width - 1)));
  }
  const draft = colleaguesDrafts(state)[0];
  if (draft === undefined) return said;
  const when = now - draft.at < writingMs ? "is writing" : `began at ${clockTime(draft.at, ownZone()).slice(0, 5)}`;
  return [...said, theme.accent(cutTo(` ✎ ${visible(draft.author)} ${when}: “${visible(draft.text)}”`, width - 1))];
}

/** A window that closes within this is told loudly. */
const closingMs = 2 * 3_600_000;

/** "Answer by Email: Re: Your order" */
function answerTitle({ channel, subject }: Conversation, width: number): string {
  if (channel === "sms" || channel === "voice") return "Answer";
  const about = channel === "email" && subject !== null ? `: Re: ${visible(subject)}` : "";
  return cutTo(`Answer by ${channelWords[channel]}${about}`, width - 30);
}

/** Whoever typed within this still writes. */
const writingMs = 60_000;

let last: { readonly text: string; readonly size: Measure } | undefined;

/** "96 characters, 1 segment". The same text twice in a row is measured once. */
function sizeOf(state: ConversationState): string {
  const { text } = fieldOfKind(state);
  if (text.trim() === "") return "";
  if (last?.text !== text) last = { text, size: measure(text.trim()) };
  const { characters, segments, encoding } = last.size;
  if (state.kind === "note" || state.thread?.conversation.channel !== "sms") return count(characters, "character");
  return `${count(characters, "character")}, ${count(segments, "segment")}${encoding === "UCS-2" ? ", Unicode" : ""}`;
}
