import type { Agent, Campaign, Figures } from "@headsup/contract";
import { Box } from "ink";
import type { ReactNode } from "react";
import type { Frame } from "../../app/screen.ts";
import { pressureWord } from "../../show/answering.ts";
import { channelMarks, channelWords, ladderWords } from "../../show/channels.ts";
import { deliveredOf, takenOf } from "../../show/figures.ts";
import { describeCounts, paintStatus, statusWord } from "../../show/words.ts";
import { cutTo, hanging, visible, widthOf } from "../../terminal/text.ts";
import type { Theme } from "../../terminal/theme.ts";
import { dayTime, ownZone, span } from "../../terminal/times.ts";
import { type Cell, fit, grid } from "../../ui/grid.ts";
import { fieldLine, Line, Lines, Section } from "../../ui/kit.tsx";
import { bar, percent } from "../../ui/pictures.ts";
import { attentionOf } from "./attention.ts";
import { flaggedLine } from "./flagged.ts";
import { chosenCampaign, type HomeState, homeListRows, shownCampaigns } from "./home.ts";

export function viewHome(state: HomeState, frame: Frame): ReactNode {
  if (state.campaigns === null) return <Line text={frame.isOffline ? "" : " Looking at your campaigns …"} />;
  if (state.campaigns.length === 0) return <Nothing frame={frame} />;
  return (
    <Box flexDirection="column" width={frame.columns}>
      <Headline figures={state.figures} frame={frame} />
      <Line text={flaggedLine(state, frame) ?? deskLine(state, frame)} />
      <Campaigns state={state} frame={frame} />
      <Chosen campaign={chosenCampaign(state)} frame={frame} />
    </Box>
  );
}

function Nothing({ frame: { theme, columns } }: { frame: Frame }): ReactNode {
  const told = (text: string) => hanging(` ${text}`, 1, columns - 1);
  return (
    <Lines
      lines={[
        "",
        ` ${theme.strong("No campaign yet.")}`,
        "",
        ...told(
          `Press ${theme.accent("n")} to reach people: write the message, choose a CSV file, look at it, launch.`,
        ),
        ...told("Ten messages in any five minutes, in each person's own daytime, never after they said stop.").map(
          theme.quiet,
        ),
      ]}
    />
  );
}

function Headline({ figures, frame: { theme, columns } }: { figures: Figures | null; frame: Frame }): ReactNode {
  if (figures === null) return <Line text="" />;
  const { campaigns, sent, delivered, responded, optedOut } = figures;
  const figure = (name: string, value: string, paint: (text: string) => string) =>
    `${theme.quiet(name)} ${paint(value)}`;
  const success = `${percent(delivered, sent)}`;
  const toldWith = (width: number) => [
    figure("campaigns", campaigns.toLocaleString("en"), theme.strong),
    figure("sent", sent.toLocaleString("en"), theme.strong),
    figure("success", sent === 0 || width === 0 ? success : `${success} ${bar(delivered / sent, width)}`, theme.good),
    figure("response", percent(responded, delivered), theme.accent),
    figure("opt-out", percent(optedOut, delivered), optedOut === 0 ? theme.strong : theme.attention),
  ];
  const line = (width: number) => ` ${theme.quiet("30 days:")} ${toldWith(width).join("  ")}`;
  const fitting = [12, 6, 3].find((width) => widthOf(line(width)) < columns) ?? 0;
  return <Line text={line(fitting)} />;
}

/** "Desk: 12 waiting · 3 overdue · you hold 2 · you are available"; nothing where nobody ever wrote and one answers nobody. */
function deskLine({ desk, me }: Pick<HomeState, "desk" | "me">, { theme, columns }: Frame): string {
  if (desk === null || (desk.open === 0 && me === null)) return "";
  const { waiting, mine, overdue } = desk;
  const said = [
    `${theme.strong(waiting.toLocaleString("en"))} waiting`,
    ...(overdue === 0 ? [] : [theme.attention(`! ${overdue.toLocaleString("en")} overdue`)]),
    ...(me === null ? [] : [`you hold ${theme.strong(String(mine))}`, `you are ${statusPaint(me, theme)(me.status)}`]),
  ];
  return cutTo(` ${theme.quiet("Desk:")} ${said.join(" · ")}`, columns);
}

const statusPaint = ({ status }: Agent, theme: Theme): Theme["good"] =>
  status === "available" ? theme.good : theme.attention;

const columnsOf = [
  { title: "  Campaign", width: 17, grow: 3 },
  { title: "On", width: 4 },
  { title: "Status", width: 11 },
  { title: "Progress", width: 20, grow: 1 },
  { title: "Success", width: 7, align: "right" as const, givesWay: 1 },
  { title: "Next", width: 17, grow: 1 },
  { title: "Replies to", width: 12, grow: 1, givesWay: 4 },
  { title: "Launched", width: 12, givesWay: 2 },
];

function Campaigns({ state, frame }: { state: HomeState; frame: Frame }): ReactNode {
  const { theme, columns } = frame;
  const shown = shownCampaigns(state);
  const { top, index } = state.cursor;
  const rows = homeListRows(frame);
  const lines = grid(columnsOf, columns - 1);
  const seen = shown.slice(top, top + rows);
  const drawn = seen.map((campaign, at) => {
    const isChosen = top + at === index;
    const line = lines.row(cellsOf(campaign, { isChosen, frame }));
    return isChosen ? theme.selected(line) : line;
  });
  const filter = state.isFiltering || state.filter.text !== "";
  const found = shown.length === 0 ? [theme.quiet("  Nothing fits this filter. Esc shows all again.")] : drawn;
  const aside = `${seen.length === 0 ? 0 : top + 1}–${top + seen.length} of ${shown.length}${state.hasOlder ? "+" : ""}`;
  const heading = filter
    ? `${theme.accent("/")} ${fieldLine(state.filter, { width: columns - 30, theme, isFocused: state.isFiltering })}`
    : theme.quiet(lines.heading);
  return (
    <Section title="Campaigns" theme={theme} columns={columns} aside={aside}>
      <Line text={heading} />
      <Box flexDirection="column" height={rows}>
        <Lines lines={found} />
      </Box>
    </Section>
  );
}

const barWidth = 10;

function cellsOf(campaign: Campaign, { isChosen, frame }: { isChosen: boolean; frame: Frame }): Cell[] {
  const { theme, now } = frame;
  const { counts } = campaign;
  const attention = attentionOf(campaign);
  const mark = attention === null ? " " : "!";
  const share = counts.total === 0 ? 0 : counts.decided / counts.total;
  const figures = `${counts.decided.toLocaleString("en")}/${counts.total.toLocaleString("en")}`;
  const next = nextOf(campaign, now);
  const pressed = pressureWord(campaign);
  // The row one stands on is reversed as a whole: colours inside it would be torn.
  const painted = (text: string, paint: Theme["good"]): Cell => (isChosen ? text : { text, paint });
  return [
    `${isChosen ? "❯" : mark} ${campaign.name}`,
    `${channelMarks[campaign.channel].trim()}${campaign.fallbacks.length === 0 ? "" : "→"}`,
    painted(pressed ?? statusOnly(campaign), pressed === null ? paintStatus(theme, campaign.status) : theme.attention),
    counts.total === 0
      ? painted("no people yet", theme.quiet)
      : { picture: `${progressBar(share, isChosen ? null : theme)} ${fit(figures, 9)}` },
    percent(deliveredOf(counts), takenOf(counts)),
    attention === null ? next : painted(next, theme.attention),
    inboxOf(campaign),
    campaign.launchedAt === null ? "" : dayTime(campaign.launchedAt, ownZone()),
  ];
}

function progressBar(share: number, theme: Theme | null): string {
  const whole = bar(share, barWidth);
  if (theme === null) return whole;
  const rest = /░*$/.exec(whole)?.[0] ?? "";
  return theme.accent(whole.slice(0, barWidth - rest.length)) + theme.quiet(rest);
}

const statusOnly = (campaign: Campaign): string => statusWord(campaign).replace(/ \d.*$/, "");

const inboxOf = ({ replies, inbox }: Campaign): string => (replies === "discourage" ? "not wanted" : inbox.name);

/** The next thing that happens to it, or the last one that did. */
function nextOf(campaign: Campaign, now: number): string {
  const { status, nextWakeAt, completedAt } = campaign;
  switch (status) {
    case "draft":
      return campaign.counts.total === 0 ? "add people" : "launch it";
    case "missed":
      return "missed its start";
    case "paused":
      return "resume it";
    case "completed":
      return completedAt === null ? "done" : `done ${dayTime(completedAt, ownZone())}`;
    case "stopped":
      return "";
    default:
      if (nextWakeAt === null || nextWakeAt <= now) return "now";
      return nextWakeAt - now < 3_600_000 ? `in ${span(nextWakeAt - now)}` : dayTime(nextWakeAt, ownZone());
  }
}

/** The campaign one stands on, in words. */
function Chosen({ campaign, frame }: { campaign: Campaign | undefined; frame: Frame }): ReactNode {
  if (campaign === undefined) return null;
  const { theme, columns } = frame;
  const attention = attentionOf(campaign);
  const arrived = deliveredOf(campaign.counts);
  const about = [
    statusWord(campaign),
    campaign.fallbacks.length === 0
      ? `${channelWords[campaign.channel]} from ${campaign.sender.address}`
      : ladderWords([campaign.channel, ...campaign.fallbacks.map(({ channel }) => channel)]),
    campaign.replies === "discourage" ? "asks for no replies" : `replies go to ${visible(campaign.inbox.name)}`,
    arrived === 0 ? "" : `response ${percent(campaign.responded, arrived)} (${campaign.responded})`,
    arrived === 0 ? "" : `opt-out ${percent(campaign.optedOut, arrived)} (${campaign.optedOut})`,
  ].filter(Boolean);
  const text = hanging(` “${visible(campaign.text)}”`, 2, columns - 2);
  const lines = [
    ...(attention === null ? [] : [theme.attention(cutTo(` ! ${visible(attention.text)}`, columns))]),
    cutTo(` ${about.join("  ")}`, columns),
    ` ${describeCounts(campaign.counts)}`,
    ...text.map(theme.quiet),
  ];
  const room = frame.rows - homeListRows(frame) - 5;
  return (
    <Section title={visible(campaign.name)} theme={theme} columns={columns} aside={campaign.id}>
      <Lines lines={lines.slice(0, Math.max(1, room))} />
    </Section>
  );
}
