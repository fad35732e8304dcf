import type { Conversation, DeskCounts, Match, MatchOrder, Message, NextAnswer, Thread } from "@headsup/contract";
import { pairs, table } from "../terminal/table.ts";
import { count, hanging, visible } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { ownZone, shortTime } from "../terminal/times.ts";
import { channelWords } from "./channels.ts";
import { customerWord, holderWord, isOverdue, partsWords, waitWord } from "./conversationWords.ts";
import type { Paper } from "./desk.ts";

/** Conversations and their threads, for people to read line by line. */

interface Listed extends Paper {
  /** The server's clock, epoch ms. */
  readonly now: number;
}

export function showConversations(conversations: readonly Conversation[], { now, theme, width }: Listed): string[] {
  if (conversations.length === 0) return ["No conversation fits."];
  const columns = [
    { title: "Customer", shrinksTo: 12 },
    { title: "By" },
    { title: "State" },
    { title: "Said last", shrinksTo: 12 },
    { title: "Has it", shrinksTo: 6 },
    { title: "Inbox", shrinksTo: 6 },
    { title: "Topics", shrinksTo: 6 },
    { title: "Id", shrinksTo: 15, paint: theme.quiet },
  ];
  const rows = conversations.map((conversation) => [
    `${conversation.flag === null ? "" : "! "}${customerWord(conversation)}`,
    channelWords[conversation.channel],
    waitWord(conversation, now),
    `${conversation.last.from === "us" ? "us: " : ""}${conversation.last.text}`,
    conversation.agent?.name ?? "",
    conversation.inbox.name,
    conversation.topics.join(" "),
    conversation.id,
  ]);
  return table(columns, rows, { width, heading: theme.quiet });
}

/** "3 waiting, 1 late, 2 yours, 10 open" */
export const deskWords = ({ waiting, mine, open, overdue }: DeskCounts): string =>
  `${waiting} waiting, ${overdue} late, ${mine} yours, ${open} open`;

/** Who it is with and where it stands, then what was said, the oldest first. */
export function showThread(thread: Thread, paper: Paper) {
  const { now, conversation, messages, earlier, drafts, suppressed, answering } = thread;
  const { theme } = paper;
  const until = answering.until === null ? [] : [`free text goes until ${shortTime(answering.until, ownZone())}`];
  return [
    ...showHead(conversation, { ...paper, now }),
    ...(suppressed === null ? [] : [theme.bad(`✗ not to be written to: ${visible(suppressed)}`)]),
    ...(answering.refused === null
      ? until.map((line) => theme.quiet(line))
      : [theme.bad(`✗ cannot be answered here: ${visible(answering.refused)}`)]),
    ...drafts
      .filter(({ isMine }) => !isMine)
      .map(({ author, text }) => theme.attention(`… ${visible(author)} is writing: ${visible(text)}`)),
    "",
    ...(earlier > 0 ? [theme.quiet(`${count(earlier, "earlier message")} not shown`)] : []),
    ...showMessages(messages, paper),
  ];
}

/** Where a conversation stands. */
function showHead(conversation: Conversation, { now, theme }: Listed): string[] {
  const { customer, address, inbox, agent, status, flag, skill, topics, priority, campaign, id, version } =
    conversation;
  const { channel, sender, subject } = conversation;
  const state = waitWord(conversation, now);
  const number = customer.name === null ? "" : `  ${address}`;
  return [
    `${theme.strong(visible(customerWord(conversation)))}${number}  ${isOverdue(conversation, now) ? theme.attention(state) : state}`,
    ...(flag === null ? [] : [theme.attention(`! ${visible(flag)}`)]),
    ...pairs(
      [
        ["by", `${channelWords[channel]} to ${sender === null ? "a sender that is gone" : sender.address}`],
        ["subject", subject && visible(subject)],
        ["inbox", visible(inbox.name)],
        ["has it", status === "closed" && agent === null ? null : visible(holderWord(conversation, null))],
        ["needs", skill],
        ["topics", topics.join(", ")],
        ["priority", priority === "normal" ? null : priority],
        ["answers", campaign && visible(campaign.name)],
        ["id", `${id}, version ${version}`],
      ],
      theme.quiet,
    ),
  ];
}

const marks = { in: "←", out: "→", note: "✎", event: "·" } as const;

/** Each with who said it, when, and of ours what became of it. */
export const showMessages = (messages: readonly Message[], paper: Paper): string[] =>
  messages.flatMap((message) => {
    const { direction, author, text, at } = message;
    const when = paper.theme.quiet(shortTime(at, ownZone()));
    if (direction === "event") {
      const by = author.kind === "user" ? `, by ${author.name}` : "";
      return hanging(`· ${when}  ${paper.theme.quiet(visible(`${text ?? ""}${by}`))}`, 4, paper.width);
    }
    const body = (text ?? "(What it said cannot be shown just now.)").split(/\r\n?|\n/);
    return [
      `${marks[direction]} ${when}  ${paper.theme.strong(visible(author.name))}${asideOf(message, paper.theme)}`,
      ...(message.subject === null ? [] : [`    ${paper.theme.strong(visible(message.subject))}`]),
      ...body.flatMap((line) => hanging(`    ${visible(line)}`, 4, paper.width)),
      ...message.media.map((media) => `    ${paper.theme.quiet(mediaWords(media))}`),
      ...(message.quoted === null
        ? []
        : [
            `    ${paper.theme.quiet(`… ${count(message.quoted.split("\n").length, "line")} of earlier emails; --json has them`)}`,
          ]),
    ];
  });

/** "photo.jpg, image/jpeg, 24 KB, not kept" */
function mediaWords({ url, type, name, bytes }: Message["media"][number]): string {
  const size = bytes === undefined ? [] : [`${Math.max(1, Math.round(bytes / 1024)).toLocaleString("en")} KB`];
  return visible([...(name === null ? [] : [name]), type, ...size, url ?? "not kept"].join(", "));
}

const asked = { stop: "asks to stop", start: "asks to hear from us again", help: "asks for help" } as const;

/** What a message asks by itself; of ours what became of it and why. */
function asideOf({ direction, kind, status, code, meaning, isAutomatic }: Message, theme: Theme): string {
  if (isAutomatic && direction === "in") return `  ${theme.quiet("written by a machine")}`;
  if (direction === "in") return kind === null || kind === "none" ? "" : `  ${theme.attention(asked[kind])}`;
  if (status === null) return direction === "note" ? `  ${theme.quiet("note")}` : "";
  const why = [meaning === null ? "" : `: ${visible(meaning).replace(/\.$/, "")}`, code === null ? "" : ` (${code})`];
  const isBad = status === "failed" || status === "undelivered";
  return `  ${theme[isBad ? "bad" : "quiet"](`${status}${why.join("")}`)}`;
}

/** Conversations as they would be given out, each with what its score is made of. */
export function showOrder({ items, now }: MatchOrder, { theme, width }: Paper): string[] {
  if (items.length === 0) return ["Nobody waits for you."];
  const columns = [
    { title: "Score", align: "right" as const },
    { title: "Customer", shrinksTo: 12 },
    { title: "State" },
    { title: "Because", shrinksTo: 20 },
    { title: "Id", shrinksTo: 15, paint: theme.quiet },
  ];
  const rows = items.map(({ conversation, match }) => [
    String(match.score),
    customerWord(conversation),
    waitWord(conversation, now),
    partsWords(match),
    conversation.id,
  ]);
  return table(columns, rows, { width, heading: theme.quiet });
}

interface Given {
  readonly conversation: Conversation;
  readonly match: Match | null;
  readonly waiting: NextAnswer["waiting"];
}

/** What `next` gave, why this one, and who is still waiting. */
export const showGiven = ({ conversation, match, waiting }: Given, listed: Listed): string[] => [
  ...showHead(conversation, listed),
  ...(match === null
    ? []
    : [
        `score ${match.score}`,
        ...match.parts.map(({ why, points }) => `  ${points > 0 ? "+" : ""}${points}  ${visible(why)}`),
      ]),
  `Said last: ${visible(conversation.last.text)}`,
  waiting === 0 ? "Nobody else waits for you." : `${count(waiting, "more waits", "more wait")} for you.`,
  `Answer: headsup conversation reply ${conversation.id} "…"`,
];
