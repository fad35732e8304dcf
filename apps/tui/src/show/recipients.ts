import type { Recipient, RowProblem, Why } from "@headsup/contract";
import { type Column, pairs, table } from "../terminal/table.ts";
import { count, hanging, visible, withFewZones } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { localTime, shortTime } from "../terminal/times.ts";
import { channelWords } from "./channels.ts";

/** "America/New_York", or the first two of many: a toll-free number may be in forty. */
export function zoneWords(zones: readonly string[]): string {
  if (zones.length <= 2) return zones.join(", ");
  return `${zones.slice(0, 2).join(", ")} +${zones.length - 2}`;
}

/** The zone to tell a recipient's time in. */
const zoneOf = ({ zones }: Recipient): string => zones[0] ?? "UTC";

const statusText = ({ status }: Pick<Recipient, "status">): string => status.replaceAll("_", " ");

interface RecipientColumn extends Column {
  readonly of: (recipient: Recipient) => string;
}

/** As a column of each; where nobody has a further address there is none for them. */
const recipientColumns = (theme: Theme, hasFurther: boolean): readonly RecipientColumn[] => [
  { title: "Line", align: "right", of: ({ line }) => String(line) },
  { title: "Address", of: ({ address }) => address },
  ...(hasFurther ? [{ title: "Also at", shrinksTo: 8, of: ({ also }: Recipient) => also ?? "" }] : []),
  { title: "By", of: ({ channel }) => (channel === null ? "" : channelWords[channel]) },
  { title: "Status", of: statusText },
  { title: "Code", of: ({ code }) => code ?? "" },
  { title: "Tries", align: "right", of: ({ attempts }) => String(attempts) },
  { title: "Since", of: (recipient) => (recipient.at === null ? "" : shortTime(recipient.at, zoneOf(recipient))) },
  { title: "Zone", shrinksTo: 8, paint: theme.quiet, of: ({ zones }) => zoneWords(zones) },
];

export function showRecipients(recipients: readonly Recipient[], theme: Theme, width?: number): string[] {
  if (recipients.length === 0) return ["Nobody is listed."];
  const columns = recipientColumns(
    theme,
    recipients.some(({ also }) => also !== null),
  );
  const rows = recipients.map((recipient) => columns.map(({ of }) => of(recipient)));
  return table(columns, rows, { width, heading: theme.quiet });
}

/** "MISSING_VARIABLE=first_name" */
export const problemName = ({ code, subject }: Pick<RowProblem, "code" | "subject">): string =>
  subject === null ? code : `${code}=${subject}`;

/** The message without the line it opens with: the line has its own column. */
export const problemMessage = ({ message }: Pick<RowProblem, "message">): string => message.replace(/^line \d+: /, "");

export const showProblem = (problem: RowProblem, theme: Theme): string =>
  `  line ${problem.line}  ${theme.bad(`✗ ${visible(problemName(problem))}`)}  ${withFewZones(visible(problemMessage(problem)))}`;

/** " Opens Tue 24 Nov 2026 08:00 EST.", unless the gate's own words name a time. */
export const opensWords = ({ message, opensAt }: Pick<Why["gates"][number], "message" | "opensAt">, zone: string) =>
  opensAt === null || /\b\d\d:\d\d\b/.test(message) ? "" : ` Opens ${localTime(opensAt, zone)}.`;

const gateWidth = 14;

/** "  1 WhatsApp  from +16005550100  failed (63016)  Tue 24 Nov 2026 09:00 EST" */
function rungLine(
  { rung, channel, sender, address, status, code, meaning, at }: Why["rungs"][number],
  zone: string,
  theme: Theme,
) {
  const said = code === null ? status : `${status} (${code.replaceAll("_", " ")})`;
  const became = address === null ? "passed over: no address of its kind" : theme[rungMeaning[status]](said);
  const why = address === null || meaning === undefined ? "" : `\n      ${visible(meaning)}`;
  return `  ${rung + 1} ${channelWords[channel].padEnd(8)}  from ${sender}  ${became}  ${theme.quiet(localTime(at, zone))}${why}`;
}

const rungMeaning: Readonly<Record<Why["rungs"][number]["status"], "good" | "bad" | "attention" | "quiet" | "strong">> =
  {
    passed: "quiet",
    unknown: "attention",
    awaiting: "strong",
    accepted: "strong",
    delivered: "good",
    read: "good",
    failed: "bad",
    undelivered: "bad",
  };

/** Why one person has, or has not, got it: the sentence first, then each gate. */
export function showWhy(why: Why, theme: Theme, width?: number): string[] {
  const { recipient, summary, gates, dueAt, rungs, events } = why;
  const zone = zoneOf(recipient);
  return [
    ...hanging(`${theme.strong(recipient.address)}  ${visible(summary)}`, 2, width),
    ...pairs(
      [
        ["due", dueAt === null ? null : localTime(dueAt, zone)],
        ["status", statusText(recipient) + (recipient.code === null ? "" : ` (${recipient.code})`)],
        ["tries", recipient.attempts === 0 ? null : count(recipient.attempts, "attempt")],
        ["also at", recipient.also],
        ["zones", zoneWords(recipient.zones)],
        ["id", recipient.id],
      ],
      theme.quiet,
    ),
    ...(rungs.length > 1 ? rungs.map((rung) => rungLine(rung, zone, theme)) : []),
    ...gates.flatMap(({ gate, open, message, opensAt }) => {
      const mark = open ? theme.good("✓") : theme.bad("✗");
      const opens = opensWords({ message, opensAt }, zone);
      const told = opens === "" ? "" : theme.quiet(opens);
      return hanging(`  ${mark} ${gate.padEnd(gateWidth)}  ${visible(message)}${told}`, gateWidth + 6, width);
    }),
    ...events.map(({ at, what }) => `  ${localTime(at, zone)}  ${visible(what)}`),
  ];
}
