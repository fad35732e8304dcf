import type { CampaignDetail } from "@headsup/contract";
import { formatHours } from "../../options/hours.ts";
import { paceWords, paintStatus, statusWord } from "../../show/words.ts";
import { hanging, visible } from "../../terminal/text.ts";
import type { Theme } from "../../terminal/theme.ts";
import { localTime, shortTime } from "../../terminal/times.ts";
import { fit, grid } from "../../ui/grid.ts";
import { ruleLine } from "../../ui/kit.tsx";
import type { CampaignState } from "./state.ts";

interface LinesFrame {
  readonly columns: number;
  readonly theme: Theme;
}

const labelWidth = 11;

/** How it is set, its lists, and who did what. */
export function settingsLines({ detail }: CampaignState, frame: LinesFrame): string[] {
  if (detail === null) return [];
  const { theme, columns } = frame;
  return [
    ...facts(detail).flatMap(([label, value]) => factLines(label, value, frame)),
    "",
    ruleLine({ title: "Lists", theme, columns }),
    ...lists(detail, frame),
    "",
    ruleLine({ title: "What was done", theme, columns, aside: `times in ${detail.zone}` }),
    ...history(detail, frame),
  ];
}

function facts(detail: CampaignDetail): (readonly [string, string])[] {
  const { zone } = detail;
  const at = (instant: number | null, otherwise: string) => (instant === null ? otherwise : localTime(instant, zone));
  const launched = `${at(detail.launchedAt, "")} by ${detail.launchedBy ?? "?"}`;
  return [
    ["Text", detail.text],
    ["Opt-out", detail.optOutText],
    ["Sender", `${detail.sender.address} (${detail.channel})`],
    ["Pace", `at most ${paceWords(detail.pace)}`],
    ["Window", `${detail.window.open}–${detail.window.close} in each person's own time zone`],
    ["Hours", detail.hours === null ? "any, within the window" : `${formatHours(detail.hours)} (${zone})`],
    ["Expires", at(detail.expiresAt, "never")],
    ["Language", detail.language],
    ["Tags", detail.tags.join(", ") || "none"],
    ["About", detail.description || "–"],
    ["Launched", detail.launchedAt === null ? "not yet" : launched],
    ["Id", detail.id],
  ];
}

function factLines(label: string, value: string, { columns, theme }: LinesFrame): string[] {
  const [first = "", ...rest] = hanging(visible(value), 0, Math.max(10, columns - labelWidth - 3));
  return [
    ` ${theme.quiet(fit(label, labelWidth))} ${first}`,
    ...rest.map((line) => ` ${" ".repeat(labelWidth)} ${line}`),
  ];
}

const listColumns = [
  { title: " List", width: 10, grow: 2 },
  { title: "Status", width: 16, grow: 1 },
  { title: "Rows", width: 6, align: "right" as const },
  { title: "Bad", width: 4, align: "right" as const },
  { title: "Starts", width: 16 },
  { title: "Ends", width: 16, givesWay: 1 },
];

function lists({ outreaches, zone }: CampaignDetail, { columns, theme }: LinesFrame): string[] {
  if (outreaches.length === 0) return [" No list has been imported."];
  const { heading, row } = grid(listColumns, columns - 1);
  return [
    theme.quiet(heading),
    ...outreaches.map((list) =>
      row([
        ` ${list.name}`,
        list.sealed
          ? { text: statusWord(list), paint: paintStatus(theme, list.status) }
          : { text: "Not whole yet", paint: theme.attention },
        list.rows.toLocaleString("en"),
        list.problems === 0 ? "0" : { text: list.problems.toLocaleString("en"), paint: theme.attention },
        list.startAt === null ? "at launch" : shortTime(list.startAt, zone),
        list.endAt === null ? "–" : shortTime(list.endAt, zone),
      ]),
    ),
  ];
}

const whenWidth = 23;
const actionWidth = 16;

const actionWords: Readonly<Record<string, string>> = {
  launch: "launched",
  pause: "paused",
  resume: "resumed",
  stop: "stopped",
  complete: "completed",
  reopen: "opened again",
  "resolve:sent": "ruled: sent",
  "resolve:not_sent": "ruled: not sent",
};

/** The latest first. */
function history({ history: moves, zone }: CampaignDetail, { columns, theme }: LinesFrame): string[] {
  if (moves.length === 0) return [" Nothing yet."];
  return moves
    .toSorted((a, b) => b.at - a.at)
    .flatMap(({ at, action, actor, reason }) => {
      const when = fit(localTime(at, zone).replace(/^\w+ /, ""), whenWidth);
      const why = reason === null || reason === "" ? "" : `: ${visible(reason)}`;
      return hanging(
        ` ${theme.quiet(when)} ${fit(actionWords[action] ?? action.replaceAll("_", " "), actionWidth)} ${visible(actor)}${why}`,
        whenWidth + actionWidth + 3,
        columns - 1,
      );
    });
}
