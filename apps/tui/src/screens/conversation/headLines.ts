import type { Frame } from "../../app/screen.ts";
import { channelWords } from "../../show/channels.ts";
import { customerWord, holdingWord, isOverdue, waitWord } from "../../show/conversationWords.ts";
import { cutTo, visible, widthOf } from "../../terminal/text.ts";
import { headRowsOf } from "./layout.ts";
import type { ConversationState } from "./state.ts";

/** Two lines or three: who it is and where it stands; what to know before one answers. */
export function headLines(state: ConversationState, { theme, columns, rows, now }: Frame): string[] {
  const { thread, me, why } = state;
  if (thread === null) return ["", ""];
  const { conversation } = thread;
  const { address, channel, inbox, customer, subject, flag, skill, topics, priority, campaign } = conversation;
  const who = visible(customerWord(conversation));
  const by = channel === "sms" ? "" : `  ${channelWords[channel]}`;
  const number = `${customer.name === null ? "" : `  ${address}`}${by}`;
  const stands = [waitWord(conversation, now), ...holdingWord(conversation, me?.id ?? null), inbox.name].join(" · ");
  const room = columns - widthOf(stands) - 4;
  const left = cutTo(`${who}${number}`, Math.max(8, room));
  const painted = left.replace(who, theme.strong(who));
  const gap = " ".repeat(Math.max(2, columns - widthOf(left) - widthOf(stands) - 2));
  const standing = cutTo(visible(stands), Math.max(0, columns - widthOf(left) - 4));
  const facts = [
    ...(subject === null ? [] : [`“${subject}”`]),
    ...(priority === "normal" ? [] : [`${priority} priority`]),
    ...(skill === null ? [] : [`needs ${skill}`]),
    ...topics.filter((topic) => topic !== skill),
    ...(campaign === null ? [] : [`answers ${campaign.name}`]),
  ].join(" · ");
  const isApart = headRowsOf(state, { rows }) === 3;
  const about = [facts, isApart ? "" : (why ?? "")].filter(Boolean).map(visible).join("  ");
  return [
    ` ${painted}${gap}${isOverdue(conversation, now) ? theme.attention(standing) : theme.quiet(standing)}`,
    flag === null
      ? theme.quiet(cutTo(` ${about}`, columns - 1))
      : theme.attention(cutTo(` ! ${visible(flag)}`, columns - 1)),
    ...(isApart ? [theme.accent(cutTo(` ${visible(why ?? "")}`, columns - 1))] : []),
  ];
}
