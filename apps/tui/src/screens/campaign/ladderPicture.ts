/** A ladder as a picture: each rung on a line of its own, what became of it, and when the next one's turn comes. */
import type { CampaignDetail, Rung, Why } from "@headsup/contract";
import { addressOn } from "@headsup/core/contact/address";
import { ladderOf } from "../../client/ladder.ts";
import { channelWords } from "../../show/channels.ts";
import { cutTo, visible } from "../../terminal/text.ts";
import type { Theme } from "../../terminal/theme.ts";
import { localTime, span } from "../../terminal/times.ts";
import { fit } from "../../ui/grid.ts";
import { ruleLine } from "../../ui/kit.tsx";
import type { LinesFrame } from "./frame.ts";

interface Fate {
  readonly mark: string;
  readonly word: string;
  readonly paint: keyof Theme;
}

const fates: Readonly<Record<Rung["status"], Fate>> = {
  passed: { mark: "○", word: "passed over", paint: "quiet" },
  unknown: { mark: "?", word: "in doubt", paint: "attention" },
  awaiting: { mark: "…", word: "sent, delivery awaited", paint: "accent" },
  accepted: { mark: "●", word: "sent", paint: "accent" },
  delivered: { mark: "✓", word: "delivered", paint: "good" },
  read: { mark: "✓", word: "read", paint: "good" },
  failed: { mark: "✗", word: "failed", paint: "bad" },
  undelivered: { mark: "✗", word: "not delivered", paint: "bad" },
};

const channelWidth = 9;

/** Nothing where there is but one rung. */
export function whyLadderLines(
  { rungs, recipient, gates }: Why,
  detail: CampaignDetail,
  { zone, frame: { columns, theme, now } }: { readonly zone: string; readonly frame: LinesFrame },
): string[] {
  const ladder = ladderOf(detail);
  if (ladder.length === 1) return [];
  const nextAt = gates.find(({ gate, open }) => gate === "rung" && !open)?.opensAt ?? null;
  const lines = ladder.flatMap(({ channel, afterMs }, at) => {
    const been = rungs.findLast(({ rung }) => rung === at);
    const address = been?.address ?? addressOn(recipient, channel);
    const isNext =
      waits.has(recipient.status) && been === undefined && at === Math.max(-1, ...rungs.map(({ rung }) => rung)) + 1;
    const fate =
      been === undefined ? { mark: "·", word: waitWords(isNext), paint: "quiet" as const } : fates[been.status];
    const code = been?.code == null ? "" : ` (${been.meaning ?? been.code})`;
    const when = been === undefined ? "" : `, ${localTime(been.at, zone)}`;
    const where = address ?? "no address of its kind";
    const before = rungs.findLast(({ rung }) => rung === at - 1);
    const step =
      at === 0
        ? []
        : [theme.quiet(`   ${stepWords(afterMs ?? 0, { before, nextAt: isNext ? nextAt : null, zone, now })}`)];
    const head = ` ${theme[fate.paint](fate.mark)} ${fit(`${at + 1} ${channelWords[channel]}`, channelWidth + 2)} `;
    const said = cutTo(`${visible(where)}  ${fate.word}${code}${when}`, columns - channelWidth - 7);
    return [...step, `${head}${theme[fate.paint](said)}`];
  });
  return [ruleLine({ title: "Ladder", theme, columns }), ...lines];
}

/** Whose turn may still come. */
const waits: ReadonlySet<string> = new Set(["ready", "held", "in_flight", "unknown", "awaiting"]);

const waitWords = (isNext: boolean): string => (isNext ? "is next" : "was not needed");

/** Whose turn was over at once: nothing was left to wait for. */
const overAtOnce: ReadonlySet<Rung["status"]> = new Set(["passed", "failed", "undelivered"]);

interface Turn {
  /** What became of the rung before; undefined: nothing yet. */
  readonly before: Rung | undefined;
  readonly nextAt: number | null;
  readonly zone: string;
  readonly now: number;
}

/** "│ without delivery within 1 h", "│ without a wait: that one was over", "│ its turn comes Tue 24 Nov, 10:14 EST, in 12 min" */
function stepWords(afterMs: number, { before, nextAt, zone, now }: Turn): string {
  if (nextAt !== null)
    return `│ its turn comes ${localTime(nextAt, zone)}${nextAt > now ? `, in ${span(nextAt - now)}` : ""}`;
  if (before !== undefined && overAtOnce.has(before.status)) return "│ without a wait: that one was over";
  return `│ without delivery within ${span(afterMs)}`;
}

/** "1 WhatsApp +1… → 2 SMS +1… after 1 h; 12 wait for delivery": nothing where there is but one rung. */
export function ladderLine(detail: CampaignDetail, { columns, theme }: LinesFrame): string[] {
  const ladder = ladderOf(detail);
  if (ladder.length === 1) return [];
  const rungs = ladder.map(
    ({ channel, afterMs }, at) =>
      `${at + 1} ${channelWords[channel]}${afterMs === null ? "" : ` after ${span(afterMs)}`}`,
  );
  const { awaiting } = detail.counts;
  const waits = awaiting === 0 ? "" : `  ${awaiting.toLocaleString("en")} await delivery before the next rung`;
  return [` ${theme.quiet("Ladder")} ${cutTo(`${rungs.join(" → ")}${waits}`, columns - 9)}`];
}
