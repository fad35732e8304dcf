import type { Counts, OutreachStatus, Pace } from "@headsup/contract";
import type { Theme } from "../terminal/theme.ts";
import { span } from "../terminal/times.ts";

/** The glossary's words for what the API writes in snake case. */

const statusWords: Record<OutreachStatus, string> = {
  draft: "Draft",
  scheduled: "Scheduled",
  missed: "Missed",
  in_progress: "In Progress",
  paused: "Paused",
  completed: "Completed",
  stopped: "Stopped",
};

/** "In Progress 7/11" */
export function statusWord({ status, counts }: { status: OutreachStatus; counts: Counts }): string {
  const word = statusWords[status];
  return status === "in_progress" || status === "paused" ? `${word} ${counts.decided}/${counts.total}` : word;
}

const statusMeaning: Record<OutreachStatus, keyof Theme> = {
  draft: "quiet",
  scheduled: "strong",
  missed: "attention",
  in_progress: "strong",
  paused: "attention",
  completed: "good",
  stopped: "bad",
};

export const paintStatus = (theme: Theme, status: OutreachStatus): ((text: string) => string) =>
  theme[statusMeaning[status]];

const countWords: readonly (readonly [keyof Counts, string])[] = [
  ["ready", "ready"],
  ["held", "held"],
  ["awaiting", "awaiting delivery"],
  ["inFlight", "in flight"],
  ["unknown", "unknown"],
  ["accepted", "accepted"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["undelivered", "undelivered"],
  ["failed", "failed"],
  ["skipped", "skipped"],
  ["unconfirmed", "unconfirmed"],
  ["unreached", "unreached"],
];

/** "4 ready, 2 accepted, 5 delivered": where people stand, empty places left out. */
export function describeCounts(counts: Counts): string {
  const said = countWords.flatMap(([key, word]) =>
    counts[key] > 0 ? [`${counts[key].toLocaleString("en")} ${word}`] : [],
  );
  return said.length === 0 ? "nobody yet" : said.join(", ");
}

export const paceWords = ({ count, spanMs }: Pace): string => `${count} in any ${span(spanMs)}`;
