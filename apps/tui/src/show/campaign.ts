import type { Campaign, CampaignDetail } from "@headsup/contract";
import { ladderOf } from "../client/ladder.ts";
import { cliLimits } from "../limits.ts";
import { formatHours } from "../options/hours.ts";
import { pairs, table } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { localTime, shortTime, span } from "../terminal/times.ts";
import { answeringWords, duplicatesWords, pressureWords } from "./answering.ts";
import { channelWords, ladderWords } from "./channels.ts";
import { type Fact, localisedFacts } from "./content.ts";
import { describeCounts, paceWords, paintStatus, statusWord } from "./words.ts";

/** Campaigns, one a line. */
export function showCampaigns(campaigns: readonly Campaign[], theme: Theme, width?: number): string[] {
  if (campaigns.length === 0) return ["There is no campaign yet. Make one: headsup campaign create --help"];
  const rows = campaigns.map((campaign) => [
    campaign.name,
    ladderWords(ladderOf(campaign).map(({ channel }) => channel)),
    statusWord(campaign),
    String(campaign.counts.total),
    campaign.launchedAt === null ? "" : shortTime(campaign.launchedAt, campaign.zone),
    campaign.id,
  ]);
  const columns = [
    { title: "Campaign", shrinksTo: 8 },
    { title: "Channels", shrinksTo: 8 },
    { title: "Status" },
    { title: "People", align: "right" as const },
    { title: "Launched" },
    { title: "Id", shrinksTo: 19, paint: theme.quiet },
  ];
  return table(columns, rows, { width, heading: theme.quiet });
}

/** It looks again for late receipts only, which is nobody's business here. */
const isOver = ({ status }: Campaign): boolean => status === "completed" || status === "stopped";

interface Extras {
  readonly theme: Theme;
  readonly width?: number | undefined;
  /** Why people were left unreached, as lines. */
  readonly unreached?: readonly string[];
}

/** One campaign: where it stands, how it is set, its lists, its last moves. */
export function showDetail(campaign: CampaignDetail, { theme, width, unreached = [] }: Extras): string[] {
  const { zone } = campaign;
  const isLadder = campaign.fallbacks.length > 0;
  const at = (instant: number | null) => (instant === null ? null : localTime(instant, zone));
  const launched =
    campaign.launchedAt === null ? null : `${at(campaign.launchedAt)} by ${visible(campaign.launchedBy ?? "?")}`;
  return [
    `${theme.strong(visible(campaign.name))}  ${paintStatus(theme, campaign.status)(statusWord(campaign))}`,
    ...pairs(
      [
        ["id", campaign.id],
        ["because", campaign.statusReason && visible(campaign.statusReason)],
        ["about", visible(campaign.description)],
        ["people", describeCounts(campaign.counts)],
        ["unreached", unreached.join("; ")],
        ...rungFacts(campaign, isLadder),
        ["pace", paceWords(campaign.pace)],
        ["window", `${campaign.window.open}-${campaign.window.close}, each recipient's own time`],
        ["hours", campaign.hours === null ? "any, within the window" : `${formatHours(campaign.hours)} (${zone})`],
        ["expires", at(campaign.expiresAt)],
        ["replies to", `${visible(campaign.inbox.name)}; ${answeringWords(campaign)}`],
        ["about them", visible(campaign.replyLine)],
        ["pressed", visible(pressureWords(campaign) ?? "")],
        ["duplicates", campaign.duplicates && duplicatesWords(campaign.duplicates)],
        ["tags", visible(campaign.tags.join(", "))],
        ["launched", launched],
        ["completed", at(campaign.completedAt)],
        ["next look", isOver(campaign) ? null : at(campaign.nextWakeAt)],
      ],
      theme.quiet,
    ),
    ...(isLadder ? showRungs(campaign, theme) : []),
    ...showLists(campaign, theme, width),
    ...showHistory(campaign, theme),
  ];
}

/** The one message of a campaign that has no further rung; of a ladder, which ways it goes. */
function rungFacts(campaign: CampaignDetail, isLadder: boolean): Fact[] {
  if (isLadder) return [["ladder", ladderWords(ladderOf(campaign).map(({ channel }) => channel))]];
  return [
    ["channel", channelWords[campaign.channel]],
    ["sender", campaign.sender.address],
    ...localisedFacts(campaign.contents),
  ];
}

/** Each rung with its wait and what it says. */
const showRungs = (campaign: CampaignDetail, theme: Theme): string[] =>
  ladderOf(campaign).flatMap(({ channel, sender, contents, afterMs }, nth) => [
    "",
    `${theme.strong(`${nth + 1} ${channelWords[channel]}`)} from ${sender.address}${afterMs === null ? "" : `, without delivery for ${span(afterMs)}`}`,
    ...pairs(localisedFacts(contents), theme.quiet).map((line) => `  ${line}`),
  ]);

function showLists({ outreaches, zone }: CampaignDetail, theme: Theme, width?: number): string[] {
  if (outreaches.length === 0) return [];
  const columns = [
    { title: "List", shrinksTo: 8 },
    { title: "Status" },
    { title: "Rows", align: "right" as const },
    { title: "Bad", align: "right" as const },
    { title: "Starts", shrinksTo: 8 },
    { title: "Ends", shrinksTo: 8 },
  ];
  const rows = outreaches.map((list) => [
    list.name,
    list.sealed ? statusWord(list) : "Import not finished",
    String(list.rows),
    String(list.problems),
    list.startAt === null ? "at launch" : localTime(list.startAt, zone),
    list.endAt === null ? "" : localTime(list.endAt, zone),
  ]);
  return ["", ...table(columns, rows, { width, heading: theme.quiet })];
}

function showHistory({ history, zone }: CampaignDetail, theme: Theme): string[] {
  const moves = history.toSorted((a, b) => a.at - b.at).slice(-cliLimits.historyShown);
  if (moves.length === 0) return [];
  const rows = moves.map(({ at, action, actor, reason }) => [localTime(at, zone), action, actor, reason ?? ""]);
  const columns = [{ title: "When" }, { title: "What" }, { title: "Who" }, { title: "Why" }];
  return ["", ...table(columns, rows, { heading: theme.quiet })];
}
