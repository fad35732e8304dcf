import type { Figures, Overview } from "@headsup/contract";
import type { Command } from "commander";
import { read } from "../client/api.ts";
import { campaignId } from "../client/find.ts";
import { cliLimits } from "../limits.ts";
import { checkInstants } from "../options/instant.ts";
import type { Shell } from "../shell.ts";
import { zoneWords } from "../show/recipients.ts";
import { paceWords } from "../show/words.ts";
import { pairs, table } from "../terminal/table.ts";
import { count, visible } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { localTime, ownZone } from "../terminal/times.ts";
import { campaignArgument, examples, type Flags, openSession, tell, withConnection } from "./session.ts";

/** `headsup figures`: what became of everything launched lately. */
export function addFigures(program: Command, shell: Shell): void {
  const command = program
    .command("figures")
    .description("What became of all campaigns launched lately: sent, delivered, answered, opted out")
    .option("--since <instant>", "launched since then: 2026-11-01T00:00:00-05:00 (default: thirty days ago)");
  examples(withConnection(command), [
    "headsup figures",
    "headsup figures --since 2026-11-01T00:00:00Z --json | jq .delivered",
  ]).action(async ({ since, ...flags }: Flags & { since?: string }) => {
    checkInstants({ "--since": since });
    const session = await openSession(shell, flags);
    const query = since === undefined ? {} : { since: String(Date.parse(since)) };
    const figures = await read(session.api.v1.figures.$get({ query }));
    await tell(session, figures, () => figureLines(figures, session.theme));
  });
}

function figureLines(figures: Figures, theme: Theme): string[] {
  const { since, campaigns, sent, delivered, responded, optedOut } = figures;
  const share = (part: number, whole: number, of: string) =>
    whole === 0 ? "0" : `${part.toLocaleString("en")}, ${((part / whole) * 100).toFixed(1)} % of those ${of}`;
  return [
    `${count(campaigns, "campaign")} launched since ${localTime(since, ownZone())}`,
    ...pairs(
      [
        ["sent", sent.toLocaleString("en")],
        ["delivered", share(delivered, sent, "sent")],
        ["responded", share(responded, delivered, "delivered")],
        ["opted out", share(optedOut, delivered, "delivered")],
      ],
      theme.quiet,
    ),
  ];
}

/** `headsup campaign overview`: its pace, who waits where, and why people were not reached. */
export function addOverview(group: Command, shell: Shell): void {
  const command = group
    .command("overview")
    .description("Where a campaign's people wait and until when, its pace now, and why people were not reached")
    .argument(...campaignArgument);
  examples(withConnection(command), [
    "headsup campaign overview Renewals",
    "headsup campaign overview cmp_01j… --json | jq '.reasons[]'",
  ]).action(async (named: string, flags: Flags) => {
    const session = await openSession(shell, flags);
    const id = await campaignId(session.api, named);
    const [overview, { zone }] = await Promise.all([
      read(session.api.v1.campaigns[":id"].overview.$get({ param: { id } })),
      read(session.api.v1.campaigns[":id"].$get({ param: { id } })),
    ]);
    await tell(session, overview, () => overviewLines(overview, { zone, theme: session.theme, width: session.width }));
  });
}

interface Telling {
  /** The campaign's zone. */
  readonly zone: string;
  readonly theme: Theme;
  readonly width: number | undefined;
}

function overviewLines({ pace, zones, perHour, reasons }: Overview, telling: Telling): string[] {
  const { zone, theme } = telling;
  const next = pace.nextSlotAt === null ? "one is free" : localTime(pace.nextSlotAt, zone);
  return [
    ...pairs(
      [
        ["pace", `${paceWords(pace)}, ${pace.used.toLocaleString("en")} taken`],
        ["next slot", next],
      ],
      theme.quiet,
    ),
    ...waitingLines(zones, telling),
    ...hourLines(perHour, telling),
    ...reasonLines(reasons, telling),
  ];
}

function waitingLines(zones: Overview["zones"], { zone, theme, width }: Telling): string[] {
  if (zones.length === 0) return ["", "Nobody waits."];
  const columns = [
    { title: "Waiting", align: "right" as const },
    { title: "In", shrinksTo: 12 },
    { title: "Now" },
    { title: "Until", shrinksTo: 8 },
  ];
  const rows = zones.map((each) => [
    each.waiting.toLocaleString("en"),
    zoneWords(each.zones),
    each.isOpen ? "open" : "closed",
    each.changesAt === null ? "" : localTime(each.changesAt, zone),
  ]);
  return ["", ...table(columns, rows, { width, heading: theme.quiet })];
}

const barCells = 20;

function hourLines(perHour: Overview["perHour"], { zone, theme }: Telling): string[] {
  if (perHour.length === 0) return [];
  const most = Math.max(...perHour.map(({ sends }) => sends));
  const shown = perHour.slice(-cliLimits.forecastHoursShown);
  const earlier = perHour.length - shown.length;
  return [
    "",
    theme.quiet(
      earlier === 0 ? "Dispatched, by hour" : `Dispatched, by hour; ${count(earlier, "earlier hour")} not shown`,
    ),
    ...shown.map(({ hour, sends }) => {
      const bar = "█".repeat(Math.max(1, Math.round((sends / most) * barCells)));
      return `  ${localTime(hour, zone)}  ${sends.toLocaleString("en").padStart(6)}  ${theme.quiet(bar)}`;
    }),
  ];
}

function reasonLines(reasons: Overview["reasons"], { theme, width }: Telling): string[] {
  if (reasons.length === 0) return [];
  const columns = [
    { title: "People", align: "right" as const },
    { title: "Status" },
    { title: "Code" },
    { title: "Why", shrinksTo: 16 },
    { title: "What to do", shrinksTo: 16 },
  ];
  const rows = reasons.map((reason) => [
    reason.count.toLocaleString("en"),
    reason.status.replaceAll("_", " "),
    visible(reason.code),
    visible(reason.meaning),
    visible(reason.remedy),
  ]);
  return ["", ...table(columns, rows, { width, heading: theme.quiet })];
}
