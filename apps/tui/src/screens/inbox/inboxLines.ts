import type { Conversation } from "@headsup/contract";
import type { Frame } from "../../app/screen.ts";
import { channelMarks, channelWords } from "../../show/channels.ts";
import {
  customerWord,
  holderWord,
  holdingWord,
  isOverdue,
  partsWords,
  waitWord,
} from "../../show/conversationWords.ts";
import { cutTo, hanging, visible, widthOf } from "../../terminal/text.ts";
import type { Theme } from "../../terminal/theme.ts";
import { chooserLines } from "../../ui/chooser.ts";
import { type Cell, type GridColumn, grid } from "../../ui/grid.ts";
import { fieldLine, ruleLine } from "../../ui/kit.tsx";
import { viewWords } from "./bindings.ts";
import { outreachLine } from "./outreachLine.ts";
import { detailRows, hasNarrowingLine, listRows } from "./rows.ts";
import { chosenConversation, type InboxState, isNew, type View, views } from "./state.ts";

/** The whole screen, line by line. */
export function inboxLines(state: InboxState, frame: Frame): string[] {
  const { theme, columns } = frame;
  if (state.chooser !== null)
    return [
      tabLine(state, frame),
      "",
      ...chooserLines(state.chooser, { width: columns - 2, theme }).map((line) => ` ${line}`),
    ];
  const height = listRows(state, frame);
  const list = state.order === null ? listLines(state, frame, height) : orderLines(state, frame, height);
  return [
    tabLine(state, frame),
    ...(hasNarrowingLine(state) ? [narrowingLine(state, frame)] : []),
    ...filled(list, height + 1),
    ...(detailRows(frame) === 0 ? [] : filled(chosenLines(state, frame), detailRows(frame) + 1)),
    outreachLine(state, frame),
  ];
}

const filled = (lines: readonly string[], height: number): string[] =>
  Array.from({ length: height }, (_, at) => lines[at] ?? "");

/** " 1 Waiting 3  2 Mine 2  …        ● available, holding 3 of 8" */
function tabLine({ view, counts, me, order }: InboxState, { theme, columns }: Frame): string {
  const told: Readonly<Record<View, string>> = {
    waiting: count(counts?.waiting),
    mine: count(counts?.mine),
    all: count(counts?.open),
    closed: "",
  };
  const tabs = views.map((each, at) => {
    const text = ` ${at + 1} ${viewWords[each]}${told[each]} `;
    return each === view && order === null ? theme.selected(text) : theme.quiet(text);
  });
  const left = tabs.join("");
  const room = columns - widthOf(left) - 2;
  const overdue = counts !== null && counts.overdue > 0 ? `! ${counts.overdue} late  ` : "";
  const mine = statusWords(me, room - overdue.length);
  const isFitting = widthOf(overdue) + widthOf(mine) <= room;
  const late = isFitting ? overdue : "";
  const gap = " ".repeat(Math.max(1, columns - widthOf(left) - widthOf(late) - widthOf(mine) - 1));
  return `${left}${gap}${theme.attention(late)}${me?.status === "available" ? theme.good(mine) : theme.quiet(mine)}`;
}

const count = (n: number | undefined): string => (n === undefined || n === 0 ? "" : ` ${n}`);

function statusWords(me: InboxState["me"], room: number): string {
  if (me === undefined) return "";
  if (me === null) return cutTo("○ no agent: s", Math.max(0, room));
  const mark = me.status === "available" ? "●" : "○";
  const whole = `${mark} ${me.status}, holding ${me.holding} of ${me.capacity}`;
  const short = `${mark} ${me.status} ${me.holding}/${me.capacity}`;
  return cutTo(widthOf(whole) <= room ? whole : short, Math.max(0, room));
}

function narrowingLine({ narrowing, isSearching, search }: InboxState, { theme, columns }: Frame): string {
  if (isSearching) return ` ${theme.accent("/")} ${fieldLine(search, { width: columns - 4, theme, isFocused: true })}`;
  const said = (["inbox", "topic", "skill", "agent"] as const).flatMap((kind) =>
    narrowing[kind] === null ? [] : [`${kind} ${visible(narrowing[kind])}`],
  );
  if (narrowing.campaign !== null) said.push(`replies to “${visible(narrowing.campaign.name)}”`);
  const words = narrowing.search === "" ? [] : [`/ ${visible(narrowing.search)}`];
  return theme.accent(cutTo(` Only: ${[...said, ...words].join(" · ")}   Esc shows all`, columns - 1));
}

/** "! 2h48m late" whole: the last word is the one that counts. */
const stateWidth = 12;

/** Customer · how long they wait · what was said last · who has it · where it is · what it is about. */
const listColumns = (view: View): GridColumn[] => [
  { title: "   Customer", width: 18, grow: 1 },
  { title: "State", width: stateWidth },
  { title: "By", width: 3 },
  { title: "Said last", width: 24, grow: 4 },
  { title: "Campaign", width: 16, grow: 2, givesWay: 3 },
  { title: "Topics", width: 14, grow: 1, givesWay: 4 },
  { title: "Inbox", width: 9, grow: 1, givesWay: 2 },
  ...(view === "waiting" || view === "mine" ? [] : [{ title: "Has it", width: 7, givesWay: 1 }]),
];

function listLines(state: InboxState, frame: Frame, height: number): string[] {
  const { theme, columns } = frame;
  const { items, cursor, view } = state;
  const lines = grid(listColumns(view), columns - 1);
  const heading = theme.quiet(lines.heading);
  if (items === null || items.length === 0) return [heading, theme.quiet(emptyWords(state, frame))];
  const rows = items.slice(cursor.top, cursor.top + height).map((conversation, at) => {
    const isChosen = cursor.top + at === cursor.index;
    const line = lines.row(cellsOf(conversation, { state, frame, isChosen }));
    return isChosen ? theme.selected(line) : line;
  });
  return [heading, ...rows];
}

function emptyWords({ trouble, items, narrowing, view, isSearching }: InboxState, { isOffline }: Frame): string {
  if (trouble !== null) return `   ✗ ${visible(trouble)}`;
  if (items === null) return isOffline ? "   They are shown when the server is back." : "   Looking …";
  if (hasNarrowingLine({ narrowing, isSearching })) return "   Nothing fits. Esc shows all again.";
  return {
    waiting: "   Nobody waits for an answer.",
    mine: "   You have none. n takes the best waiting one.",
    all: "   No open conversation. One begins when a customer writes.",
    closed: "   None was closed yet.",
  }[view];
}

interface Row {
  readonly state: InboxState;
  readonly frame: Frame;
  readonly isChosen: boolean;
}

function cellsOf(conversation: Conversation, { state, frame: { theme, now }, isChosen }: Row): Cell[] {
  const { last, campaign, inbox, topics, skill, flag } = conversation;
  const painted = (text: string, paint: Theme["good"]): Cell => (isChosen ? text : { text, paint });
  const isFresh = isNew(state, conversation);
  const mark = flag === null ? (isFresh ? "●" : " ") : "!";
  const who = `${isChosen ? "❯" : " "}${mark} ${customerWord(conversation)}`;
  const about = conversation.subject === null ? "" : ` · ${conversation.subject}`;
  const said = `${last.from === "us" ? "us: " : ""}${last.text}${about}`;
  return [
    isFresh ? painted(who, theme.strong) : who,
    painted(waitWord(conversation, now), isOverdue(conversation, now) ? theme.attention : (text) => text),
    painted(channelMarks[conversation.channel], theme.quiet),
    last.from === "us" ? painted(said, theme.quiet) : said,
    painted(campaign?.name ?? "", theme.quiet),
    painted([...topics, ...(skill === null || topics.includes(skill) ? [] : [skill])].join(" "), theme.quiet),
    painted(inbox.name, theme.quiet),
    painted(holderWord(conversation, state.me?.id ?? null), theme.quiet),
  ];
}

/** Why the waiting ones are given out in this order. */
function orderLines({ order }: InboxState, frame: Frame, height: number): string[] {
  const { theme, columns, now } = frame;
  const lines = grid(
    [
      { title: "   Customer", width: 20, grow: 1 },
      { title: "State", width: stateWidth },
      { title: "Score", width: 5, align: "right" },
      { title: "Because", width: 30, grow: 4 },
    ],
    columns - 1,
  );
  const heading = theme.quiet(lines.heading);
  if (order === null || order.told === null) return [heading, theme.quiet("   Asking …")];
  const { items } = order.told;
  if (items.length === 0) return [heading, theme.quiet("   Nobody waits for you. Esc goes back.")];
  const { top, index } = order.cursor;
  const rows = items.slice(top, top + height).map(({ conversation, match }, at) => {
    const isChosen = top + at === index;
    const who = `${isChosen ? "❯" : " "}  ${customerWord(conversation)}`;
    const line = lines.row([who, waitWord(conversation, now), String(match.score), partsWords(match)]);
    return isChosen ? theme.selected(line) : line;
  });
  return [heading, ...rows];
}

/** The conversation one stands on, in words. */
function chosenLines(state: InboxState, frame: Frame): string[] {
  const { theme, columns } = frame;
  const conversation = chosenConversation(state);
  if (conversation === undefined) return [];
  const { address, channel, subject, inbox, skill, topics, priority, campaign, last, flag } = conversation;
  const at = (state.order ?? state).cursor.index + 1;
  const of = state.order === null ? `${state.items?.length ?? 0}${state.hasMore ? "+" : ""}` : "the order";
  const facts = [
    `${channelWords[channel]} ${address}`,
    ...(subject === null ? [] : [`“${subject}”`]),
    inbox.name,
    ...holdingWord(conversation, state.me?.id ?? null),
    ...(campaign === null ? [] : [`answers ${campaign.name}`]),
    ...(priority === "normal" ? [] : [`${priority} priority`]),
    ...(skill === null ? [] : [`needs ${skill}`]),
    ...topics.filter((topic) => topic !== skill),
  ];
  const match = state.order?.told?.items[state.order.cursor.index]?.match;
  const said = hanging(` ${last.from === "us" ? "us: " : ""}“${visible(last.text)}”`, 2, columns - 2);
  return [
    ruleLine({
      title: cutTo(visible(customerWord(conversation)), columns - 20),
      theme,
      columns,
      aside: `${at} of ${of}`,
    }),
    cutTo(` ${visible(facts.join(" · "))}`, columns - 1),
    ...(flag === null ? [] : [theme.attention(cutTo(` ! ${visible(flag)}`, columns - 1))]),
    ...(match === undefined ? said : hanging(` ${visible(partsWords(match))} = ${match.score}`, 2, columns - 2)),
  ];
}
