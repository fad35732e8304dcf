/**
 * People match: in which order waiting conversations are given to agents. What is so of a conversation adds points; the
 * most points go first, then what is due first, then who has waited longest. The order explains itself, part by part.
 */
import { type Boost, boostPoints, type Channel, type Match, type Priority } from "@headsup/contract";
import { isNamed } from "./conditions.ts";
import { spanWords } from "./say.ts";

/** A conversation that waits to be given out, as far as its place goes. */
export interface Waiting {
  readonly id: string;
  readonly inboxId: string;
  readonly inboxName: string;
  readonly skill: string | null;
  readonly topics: readonly string[];
  readonly channel: Channel;
  readonly priority: Priority;
  /** Epoch ms, both. */
  readonly waitingSince: number | null;
  readonly dueAt: number | null;
}

export type MatchBoost = Pick<Boost, "when" | "size">;

const minuteMs = 60_000;

/** What counts in a deployment that has stored no boosts: nobody waits unseen, and promises are kept. */
export const defaultBoosts: readonly MatchBoost[] = [
  { when: { type: "waiting", longerThanMs: 10 * minuteMs }, size: "small" },
  { when: { type: "due", withinMs: 30 * minuteMs }, size: "medium" },
  { when: { type: "overdue" }, size: "large" },
];

/** A priority somebody set outweighs any one boost but the largest. */
const priorityPoints: Record<Priority, number> = { urgent: 10, high: 5, normal: 0, low: -3 };

const sizeNames: Record<MatchBoost["size"], string> = {
  small: "Small",
  medium: "Medium",
  large: "Large",
  very_large: "Very Large",
};

/** The conversation's points at `now` (epoch ms), each with its reason: "waiting longer than 10 min (23 min): Small". */
export function scoreOf(
  conversation: Waiting,
  boosts: readonly MatchBoost[],
  { now }: { readonly now: number },
): Match {
  const { priority } = conversation;
  const parts =
    priorityPoints[priority] === 0 ? [] : [{ why: `priority ${priority}`, points: priorityPoints[priority] }];
  for (const { when, size } of boosts) {
    const reason = reasonFor(when, conversation, now);
    if (reason !== null) parts.push({ why: `${reason}: ${sizeNames[size]}`, points: boostPoints[size] });
  }
  return { score: parts.reduce((sum, { points }) => sum + points, 0), parts };
}

/** Why a boost counts for this conversation; null where it does not. */
function reasonFor(when: MatchBoost["when"], conversation: Waiting, now: number): string | null {
  const { inboxId, inboxName, skill, topics, channel, waitingSince, dueAt } = conversation;
  switch (when.type) {
    case "inbox":
      return isNamed({ id: inboxId, name: inboxName }, when.inbox) ? `inbox ${inboxName}` : null;
    case "topic":
      return topics.includes(when.topic) ? `topic ${when.topic}` : null;
    case "skill":
      return skill === when.skill ? `skill ${skill}` : null;
    case "channel":
      return channel === when.channel ? `channel ${channel}` : null;
    case "waiting": {
      if (waitingSince === null || now - waitingSince <= when.longerThanMs) return null;
      return `waiting longer than ${spanWords(when.longerThanMs)} (${spanWords(now - waitingSince)})`;
    }
    case "due": {
      if (dueAt === null || dueAt - now > when.withinMs) return null;
      return `due within ${spanWords(when.withinMs)} (${dueAt > now ? spanWords(dueAt - now) : "overdue"})`;
    }
    case "overdue":
      return dueAt !== null && dueAt <= now ? `overdue (by ${spanWords(now - dueAt)})` : null;
  }
}

interface Matched<C extends Waiting> {
  readonly conversation: C;
  readonly match: Match;
}

/** The conversations as they are given out, the first first. The order is total: it does not depend on the one they came in. */
export const matchOrder = <C extends Waiting>(
  conversations: readonly C[],
  boosts: readonly MatchBoost[],
  { now }: { readonly now: number },
): Matched<C>[] =>
  conversations.map((conversation) => ({ conversation, match: scoreOf(conversation, boosts, { now }) })).sort(before);

function before(a: Matched<Waiting>, b: Matched<Waiting>): number {
  return (
    b.match.score - a.match.score ||
    earlier(a.conversation.dueAt, b.conversation.dueAt) ||
    earlier(a.conversation.waitingSince, b.conversation.waitingSince) ||
    (a.conversation.id < b.conversation.id ? -1 : Number(a.conversation.id > b.conversation.id))
  );
}

/** Never comes last. */
function earlier(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a - b;
}
