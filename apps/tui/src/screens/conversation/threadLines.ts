import type { Message, MessageStatus, Thread } from "@headsup/contract";
import { customerWord } from "../../show/conversationWords.ts";
import { markdownRows } from "../../show/markdown.ts";
import { count, cutTo, visible } from "../../terminal/text.ts";
import type { Theme } from "../../terminal/theme.ts";
import { clockTime, localTime, ownZone } from "../../terminal/times.ts";
import { wrapped } from "../../ui/textArea.ts";
import type { Sending } from "./state.ts";

interface Paper {
  readonly width: number;
  readonly theme: Theme;
  /** What emails repeat of earlier ones is shown. */
  readonly isUnfolded: boolean;
}

/** Columns a text is comfortably read in. */
const textWidthMax = 76;

/** The thread from the first message to what is on its way: the customer's words on the left, ours set in. */
export function threadLines(thread: Thread, sending: Sending | null, paper: Paper): string[] {
  const { theme } = paper;
  const { messages, earlier } = thread;
  const before = earlier > 0 ? [theme.quiet(` ${count(earlier, "earlier message")} not shown`)] : [];
  const { channel } = thread.conversation;
  const named = { ...paper, customer: customerWord(thread.conversation), isEmail: channel === "email" };
  let day = "";
  const lines = messages.flatMap((message) => {
    const today = dayOf(message.at);
    const isNewDay = today !== day;
    day = today;
    return [...(isNewDay ? [dayLine(today, paper)] : []), ...drawnOnce(message, named)];
  });
  if (sending === null) return [...before, ...lines];
  const told = sending.kind === "note" ? "the note is being kept …" : "sending …";
  return [...before, ...lines, ...ours(theme.quiet(told), sending.text, paper)];
}

/** "Tue 24 Nov 2026" */
const dayOf = (at: number): string => localTime(at, ownZone()).slice(0, 15);
const timeOf = (at: number): string => clockTime(at, ownZone()).slice(0, 5);

function dayLine(day: string, { width, theme }: Paper): string {
  const side = Math.max(1, Math.floor((width - day.length - 4) / 2));
  return theme.quiet(` ${"─".repeat(side)} ${day} ${"─".repeat(side)}`);
}

interface Named extends Paper {
  readonly customer: string;
  readonly isEmail: boolean;
}

const drawn = new WeakMap<Message, { readonly on: Named; readonly lines: readonly string[] }>();

/** A message's lines, made once for a paper: whoever types sees the same five hundred again at every key. */
function drawnOnce(message: Message, on: Named): readonly string[] {
  const before = drawn.get(message);
  const isSame =
    before !== undefined &&
    before.on.width === on.width &&
    before.on.theme === on.theme &&
    before.on.isUnfolded === on.isUnfolded &&
    before.on.customer === on.customer;
  if (isSame) return before.lines;
  const lines = messageLines(message, on);
  drawn.set(message, { on, lines });
  return lines;
}

function messageLines(message: Message, paper: Named): string[] {
  const { theme, width, customer } = paper;
  const { at, direction, author } = message;
  const text = message.text ?? "(What it said cannot be shown just now.)";
  switch (direction) {
    case "in": {
      const asked =
        message.kind === null || message.kind === "none" ? "" : theme.attention(` · ${kindWords[message.kind]}`);
      const machine = message.isAutomatic ? theme.quiet(" · written by a machine: nobody waits for an answer") : "";
      const head = `${theme.quiet(timeOf(at))} ${theme.strong(visible(customer))}${asked}${machine}`;
      const room = Math.min(textWidthMax, width - 3);
      return [
        ` ${head}`,
        ...(message.subject === null ? [] : [` ${theme.strong(cutTo(visible(message.subject), room))}`]),
        ...(text === "" ? [] : broken(text, room).map((line) => ` ${line}`)),
        ...extraLines(message, paper, room).map((line) => ` ${line}`),
      ];
    }
    case "out":
      return ours(
        `${theme.quiet(timeOf(at))} ${authorWords(message, theme)}${statusWords(message, theme)}`,
        text,
        paper,
        (room) => extraLines(message, paper, room),
      );
    case "note":
      return broken(`✎ ${timeOf(at)} ${author.name} notes: ${text}`, width - 4).map(
        (line, n) => ` ${theme.attention(n === 0 ? line : `  ${line}`)}`,
      );
    case "event": {
      const by = author.kind === "user" ? `, by ${author.name}` : "";
      return broken(`· ${timeOf(at)} ${text}${by}`, width - 4).map(
        (line, n) => ` ${theme.quiet(n === 0 ? line : `  ${line}`)}`,
      );
    }
  }
}

const kindWords = { stop: "asked to stop", start: "asked to hear from us again", help: "asked for help" } as const;

/** What came with it, a line each with its address, and what it repeats of earlier messages: folded away unless asked for. */
function extraLines({ media, quoted }: Message, { theme, isUnfolded }: Paper, room: number): string[] {
  const files = media.map(({ url, type, name, bytes }) => {
    const size = bytes === undefined ? "" : `, ${Math.max(1, Math.round(bytes / 1_000)).toLocaleString("en")} kB`;
    const what = `${mediaWords(type)} ${visible(name ?? "")}`.trim();
    return theme.accent(`▪ ${what}${size}: ${url === null ? "not kept" : visible(url)}`);
  });
  if (quoted === null || quoted.trim() === "") return files;
  const lines = broken(quoted.trimEnd(), room - 2);
  const fold = `${isUnfolded ? "▾" : "▸"} ${count(lines.length, "quoted line")}`;
  return [...files, theme.quiet(fold), ...(isUnfolded ? lines.map((line) => theme.quiet(`  ${line}`)) : [])];
}

/** "picture", "recording", "file" */
function mediaWords(type: string): string {
  const [kind = ""] = type.split("/");
  return { image: "picture", audio: "recording", video: "video" }[kind] ?? "file";
}

/** A message of ours: set in, with a line at its side. */
function ours(
  head: string,
  text: string,
  { width, theme, isEmail = false }: Paper & { readonly isEmail?: boolean },
  extra: (room: number) => readonly string[] = () => [],
): string[] {
  const indent = " ".repeat(Math.max(4, Math.min(24, Math.floor(width / 5))));
  const room = Math.max(10, Math.min(textWidthMax, width - indent.length - 3));
  const said = isEmail ? markdownRows(text, { width: room, theme }) : broken(text, room);
  const body = [...said, ...extra(room)];
  return [`${indent}${head}`, ...body.map((line) => `${indent}${theme.quiet("│")} ${line}`)];
}

function authorWords({ author, campaign }: Message, theme: Theme): string {
  if (author.kind === "campaign") return theme.strong(`Campaign ${visible(campaign?.name ?? author.name)}`);
  if (author.kind === "automatic") return theme.strong(`${visible(author.name)}, automatic`);
  return theme.strong(visible(author.name));
}

const statuses: Readonly<Record<MessageStatus, { readonly word: string; readonly paint: keyof Theme }>> = {
  queued: { word: "sending …", paint: "quiet" },
  sending: { word: "sending …", paint: "quiet" },
  accepted: { word: "sent", paint: "quiet" },
  delivered: { word: "delivered", paint: "good" },
  read: { word: "read", paint: "good" },
  undelivered: { word: "✗ not delivered", paint: "bad" },
  failed: { word: "✗ failed", paint: "bad" },
  unknown: { word: "? it may have arrived, this is being found out", paint: "attention" },
};

export const hasFailed = ({ direction, status }: Message): boolean =>
  direction === "out" && (status === "failed" || status === "undelivered");

/** " · delivered", " · ✗ failed: unreachable (30003). w writes it again" */
function statusWords(message: Message, theme: Theme): string {
  const { status, meaning, code, author } = message;
  if (status === null) return "";
  const { word, paint } = statuses[status];
  if (!hasFailed(message)) return theme.quiet(" · ") + theme[paint](word);
  const why = meaning === null ? (code === null ? "" : ` (${code})`) : `: ${visible(meaning).replace(/\.$/, "")}`;
  const remedy = author.kind === "user" ? ". w writes it again" : "";
  return theme.quiet(" · ") + theme[paint](`${word}${why}${remedy}`);
}

/** A text broken between words, and inside those that are too long for a line. */
export function broken(text: string, width: number): string[] {
  const shown = text
    .split(/\r\n?|\n/)
    .map(visible)
    .join("\n");
  return wrapped({ text: shown, cursor: 0 }, Math.max(8, width)).rows.map(({ segments }) =>
    segments.join("").trimEnd(),
  );
}
