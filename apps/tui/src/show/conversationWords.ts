/** What lists and threads say of a conversation, in few words. */
import type { Conversation, Match, Message, Thread } from "@headsup/contract";

/** Who it is with: their name, else their number. */
export const customerWord = ({ customer, address }: Pick<Conversation, "customer" | "address">): string =>
  customer.name ?? address;

/** Who said it: the customer by name, as far as that is known. */
export const speakerWord = ({ conversation }: Pick<Thread, "conversation">, { direction, author }: Message): string =>
  direction === "in" ? customerWord(conversation) : author.name;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "<1m", "4m", "1h10m", "12h", "3d": as short as a column of a list wants it. */
function shortSpan(ms: number): string {
  if (ms < minuteMs) return "<1m";
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)}m`;
  const minutes = Math.floor((ms % hourMs) / minuteMs);
  if (ms < 10 * hourMs) return `${Math.floor(ms / hourMs)}h${minutes === 0 ? "" : `${minutes}m`}`;
  return ms < 2 * dayMs ? `${Math.floor(ms / hourMs)}h` : `${Math.floor(ms / dayMs)}d`;
}

export const isOverdue = ({ dueAt, waitingSince, status }: Conversation, now: number): boolean =>
  status === "open" && waitingSince !== null && dueAt !== null && dueAt < now;

/** "waits 4m", "! 12m late", "answered", "closed". */
export function waitWord(conversation: Conversation, now: number): string {
  const { status, waitingSince, dueAt } = conversation;
  if (status === "closed") return "closed";
  if (waitingSince === null) return "answered";
  if (dueAt !== null && isOverdue(conversation, now)) return `! ${shortSpan(now - dueAt)} late`;
  return `waits ${shortSpan(now - waitingSince)}`;
}

/** Who has it: "you", a name, "nobody". */
export function holderWord({ agent }: Pick<Conversation, "agent">, me: string | null): string {
  if (agent === null) return "nobody";
  return agent.id === me ? "you" : agent.name;
}

/** "you have it", "Ben has it", "nobody has it"; nothing of a closed one, which nobody has to answer. */
export function holdingWord(conversation: Pick<Conversation, "agent" | "status">, me: string | null): string[] {
  if (conversation.status === "closed") return [];
  const holder = holderWord(conversation, me);
  return [holder === "you" ? "you have it" : `${holder} has it`];
}

/** "urgent 30, waited 12 min 12": the parts of its place in people match. */
export const partsWords = ({ parts }: Pick<Match, "parts">): string =>
  parts.map(({ why, points }) => `${why} ${points > 0 ? "+" : ""}${points}`).join(", ");

/** Why `next` gave this one, in one line, the weightiest first: "First, with 6: overdue +5, waiting longer than 10 min +1". */
export function whyFirst({ score, parts }: Match): string {
  if (parts.length === 0) return "The longest waiting.";
  // How long it is by now stands beside it already, and the points say the size.
  const short = parts.map(({ why, points }) => ({
    why: why.replace(/( \([^()]*\))?: [A-Z][a-z]+( [A-Z][a-z]+)?$/, ""),
    points,
  }));
  return `First, with ${score}: ${partsWords({ parts: short.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points)) })}`;
}
