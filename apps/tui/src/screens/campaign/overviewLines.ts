/** The campaign at a glance: how far it is, how fast, where people wait, what went wrong. */
import type { CampaignDetail, Overview } from "@headsup/contract";
import { deliveredOf, takenOf } from "../../show/figures.ts";
import { describeCounts, paceWords } from "../../show/words.ts";
import { count, cutTo, hanging, visible, widthOf } from "../../terminal/text.ts";
import type { Theme } from "../../terminal/theme.ts";
import { fit, grid } from "../../ui/grid.ts";
import { ruleLine } from "../../ui/kit.tsx";
import { percent } from "../../ui/pictures.ts";
import { recentLines } from "./eventLines.ts";
import type { LinesFrame } from "./frame.ts";
import { ladderLine } from "./ladderPicture.ts";
import { lastWords, nextWords } from "./nextWords.ts";
import { standing } from "./people.ts";
import { headRows, type OverviewRows } from "./rows.ts";
import { sendsChart } from "./sendsChart.ts";
import { type CampaignState, waitingOf } from "./state.ts";
import { paintedIn, statusPaint } from "./statusPaint.ts";
import { textFor } from "./whyLines.ts";
import { stripHeading, stripLines } from "./zonesStrip.ts";

export function overviewLines(
  state: CampaignState,
  { rows, frame }: { rows: OverviewRows; frame: LinesFrame },
): string[] {
  const { detail, overview, forecast } = state;
  const { theme, columns, now } = frame;
  if (detail === null) return [];
  const next = nextWords({ detail, overview, forecast, now });
  return [
    ...(detail.kind === "single"
      ? singleLines(detail, frame)
      : [
          ...progressLines(detail, frame),
          rateLine(detail, frame),
          paceLine(detail, overview, frame),
          ...ladderLine(detail, frame),
        ]),
    ` ${theme.quiet("Next")}  ${cutTo(next, columns - 8)}`,
    ...zones(detail, overview, { rows: rows.zones, frame }),
    ...chart(state, { height: rows.chart, frame }),
    ...reasons(state, { rows: rows.reasons, frame }),
    ...(rows.events === 0
      ? []
      : [
          ruleLine({ title: "Just now", theme, columns, aside: "3 shows all" }),
          ...recentLines(state, { rows: rows.events, frame }),
        ]),
  ];
}

/** A message to one person: what became of it, and what it says. */
function singleLines(detail: CampaignDetail, { theme, columns }: LinesFrame): string[] {
  const { counts, responded, optedOut, inbox } = detail;
  const answered = optedOut > 0 ? "; they said stop" : responded > 0 ? "; they wrote back: i shows it" : "";
  const said = textFor({ rung: 0, language: null, ownText: null, variables: {} }, detail);
  const text = hanging(`“${visible(said.ok ? said.value.replaceAll("\n", " ") : detail.text)}”`, 0, columns - 8);
  const room = headRows - 3;
  const shown = text.length > room ? [...text.slice(0, room - 1), cutTo(`${text[room - 1]} …`, columns - 8)] : text;
  return [
    ` ${theme.strong("One message to one person")}: ${describeCounts(counts)}${answered}`,
    ...Array.from({ length: room }, (_, at) => ` ${theme.quiet(at === 0 ? "Text" : "    ")}  ${shown[at] ?? ""}`),
    ` ${theme.quiet("Replies go to")} ${visible(inbox.name)}`,
  ];
}

interface Part {
  readonly word: string;
  readonly figure: number;
  readonly mark: string;
  readonly paint: Theme["good"];
}

function partsOf({ counts }: CampaignDetail, theme: Theme): readonly Part[] {
  const sent = counts.accepted + counts.awaiting + counts.inFlight + counts.unknown + counts.unconfirmed;
  const failed = counts.failed + counts.undelivered + counts.skipped + counts.unreached;
  return [
    { word: "delivered", figure: deliveredOf(counts), mark: "█", paint: theme.good },
    { word: "sent", figure: sent, mark: "▓", paint: theme.accent },
    { word: "not reached", figure: failed, mark: "▒", paint: theme.bad },
    { word: "waiting", figure: waitingOf({ counts }), mark: "░", paint: theme.quiet },
  ];
}

function progressLines(detail: CampaignDetail, { theme, columns }: LinesFrame): string[] {
  const parts = partsOf(detail, theme);
  const widths = shares(
    parts.map(({ figure }) => figure),
    columns - 2,
  );
  const picture = parts.map(({ mark, paint }, at) => (widths[at] === 0 ? "" : paint(mark.repeat(widths[at] ?? 0))));
  const legendOf = (some: readonly Part[]) =>
    some.map(({ word, figure, mark, paint }) => `${paint(mark)} ${word} ${figure.toLocaleString("en")}`);
  const { decided, total, unknown } = detail.counts;
  const doubt = unknown === 0 ? [] : [theme.attention(`? ${unknown.toLocaleString("en")} in doubt`)];
  const done = [theme.quiet(`${decided.toLocaleString("en")} of ${total.toLocaleString("en")} decided`)];
  const there = parts.filter(({ figure }) => figure > 0);
  const lines = [
    [...legendOf(parts), ...doubt, ...done],
    [...legendOf(parts), ...doubt],
    [...legendOf(there), ...doubt],
  ].map((words) => ` ${words.join("  ")}`);
  return [` ${picture.join("")}`, lines.find((line) => widthOf(line) <= columns) ?? cutTo(lines[2] ?? "", columns)];
}

/** `width` columns shared out by figures; whoever is there at all gets one. */
export function shares(figures: readonly number[], width: number): number[] {
  const total = figures.reduce((sum, figure) => sum + figure, 0);
  if (total === 0) return figures.map((_, at) => (at === figures.length - 1 ? width : 0));
  const given = figures.map((figure) => (figure === 0 ? 0 : Math.max(1, Math.floor((figure / total) * width))));
  const rest = width - given.reduce((sum, each) => sum + each, 0);
  const largest = figures.indexOf(Math.max(...figures));
  return given.map((each, at) => (at === largest ? Math.max(0, each + rest) : each));
}

function rateLine({ counts, responded, optedOut, inbox }: CampaignDetail, { theme, columns }: LinesFrame): string {
  const delivered = deliveredOf(counts);
  const taken = takenOf(counts);
  const [of, wrote, said] = columns >= 100 ? [" messages taken", " wrote back", " said stop"] : ["", "", ""];
  const rate = (name: string, value: string, paint: Theme["good"], beside: string) =>
    `${theme.quiet(name)} ${paint(value)} ${theme.quiet(`(${beside})`)}`;
  const figure = (n: number) => n.toLocaleString("en");
  const line = ` ${[
    rate("success", percent(delivered, taken), theme.good, `${figure(delivered)} of ${figure(taken)}${of}`),
    rate("response", percent(responded, delivered), theme.accent, `${figure(responded)}${wrote}`),
    rate(
      "opt-out",
      percent(optedOut, delivered),
      optedOut === 0 ? theme.strong : theme.attention,
      `${figure(optedOut)}${said}`,
    ),
  ].join("  ")}`;
  const where = [`  i: replies in ${visible(inbox.name)}`, "  i: replies"].find(
    (each) => widthOf(line) + widthOf(each) <= columns,
  );
  return responded === 0 || where === undefined ? line : `${line}${theme.quiet(where)}`;
}

const boxesMax = 20;

/** "Pace  ■■■■■■■□□□  7 of 10 in any 5 min  next slot in 2:14" */
function paceLine({ pace }: CampaignDetail, overview: Overview | null, { theme, columns, now }: LinesFrame): string {
  const label = ` ${theme.quiet("Pace")}  `;
  if (overview === null) return `${label}${theme.quiet(`at most ${paceWords(pace)}`)}`;
  const { used, count: all } = overview.pace;
  const boxes = Math.min(all, columns >= 70 ? boxesMax : 10);
  const filled = used === 0 ? 0 : Math.max(1, Math.floor((used / all) * boxes));
  const gauge = `${theme.accent("■".repeat(filled))}${theme.quiet("□".repeat(boxes - filled))}`;
  const said = `${used.toLocaleString("en")} of ${all.toLocaleString("en")} slots used in ${paceWords(pace).replace(/^\d+ in /, "")}`;
  return `${label}${gauge}  ${said}${theme.quiet(slotWords(overview.pace, now))}`;
}

function slotWords({ used, count: all, nextSlotAt }: Overview["pace"], now: number): string {
  if (nextSlotAt === null) return used >= all ? ", waiting for answers" : "";
  return nextSlotAt <= now ? ", a slot is free" : `, next slot in ${countdown(nextSlotAt - now)}`;
}

/** "2:14", "1:02:14" */
export function countdown(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function zones(
  detail: CampaignDetail,
  overview: Overview | null,
  { rows, frame }: { rows: number; frame: LinesFrame },
): string[] {
  if (rows === 0 || overview === null) return [];
  const { theme, columns } = frame;
  const open = overview.zones.filter(({ isOpen }) => isOpen).length;
  const aside = `${open} of ${count(overview.zones.length, "place")} open now`;
  return [
    ruleLine({ title: "Where people wait", theme, columns, aside }),
    stripHeading(frame),
    ...stripLines(detail, overview.zones, { rows, frame }),
  ];
}

function chart(
  { overview, forecast, detail }: CampaignState,
  { height, frame }: { height: number; frame: LinesFrame },
) {
  const { theme, columns, now } = frame;
  if (height === 0) return [];
  const isOver = detail?.status === "completed" || detail?.status === "stopped";
  const { lines, unit } = sendsChart({
    past: overview?.perHour ?? [],
    // A forecast made a while ago also told of what was sent since.
    future: isOver ? [] : comingFrom(forecast?.perHour ?? [], now),
    now,
    columns,
    height,
    theme,
  });
  const last = detail === null ? "" : lastWords({ detail, forecast, now });
  const aside = `${last === "" ? "" : `${last}  `}${theme.accent("█")} sent${isOver ? "" : `  ${theme.quiet("⣿")} to come`}`;
  const rule = ruleLine({ title: `Messages per ${unit}`, theme, columns, aside });
  const nothing = overview === null ? " Looking …" : " Nothing was sent yet.";
  return [rule, ...(lines.length === 0 ? [theme.quiet(nothing), ...Array.from({ length: height }, () => "")] : lines)];
}

const hourMs = 3_600_000;
const comingFrom = (perHour: readonly { hour: number; sends: number }[], now: number) =>
  perHour.filter(({ hour }) => hour + hourMs > now);

const reasonColumns = [
  { title: "", width: 8 },
  { title: "", width: 11 },
  { title: "", width: 10 },
  { title: "", width: 20, grow: 1 },
];

function reasons(
  { overview, reasons: cursor }: CampaignState,
  { rows, frame }: { rows: number; frame: LinesFrame },
): string[] {
  const { theme, columns } = frame;
  if (rows === 0) return [];
  const all = overview?.reasons ?? [];
  if (all.length === 0) {
    const words = overview === null ? " Looking …" : " ✓ Nothing: nobody failed, was skipped or waits for a reason.";
    return [ruleLine({ title: "What went wrong", theme, columns }), theme.quiet(words)];
  }
  const { row } = grid(reasonColumns, columns - 1);
  const lines = all.slice(cursor.top, cursor.top + rows).map((reason, at) => {
    const isChosen = cursor.top + at === cursor.index;
    const painted = paintedIn({ isChosen });
    const line = row([
      `${isChosen ? "❯" : " "} ${fit(reason.count.toLocaleString("en"), 6, "right")}`,
      painted(standing(reason.status), statusPaint(reason.status, theme)),
      reason.code,
      reason.meaning,
    ]);
    return isChosen ? theme.selected(line) : line;
  });
  const chosen = all[cursor.index];
  const [remedy = ""] = hanging(visible(chosen?.remedy ?? ""), 0, undefined);
  const aside = all.length > rows ? `${cursor.index + 1} of ${all.length}, ⏎ who` : "⏎ who";
  return [
    ruleLine({ title: "What went wrong", theme, columns, aside }),
    ...lines,
    theme.quiet(cutTo(`   → ${remedy}`, columns - 1)),
  ];
}
