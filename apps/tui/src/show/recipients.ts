import type { Recipient, RowProblem, Why } from "@headsup/contract";
import { pairs, table } from "../terminal/table.ts";
import { count, hanging, visible, withFewZones } from "../terminal/text.ts";
import type { Theme } from "../terminal/theme.ts";
import { localTime, shortTime } from "../terminal/times.ts";

/** "America/New_York", or the first two of many: a toll-free number may be in forty. */
export function zoneWords(zones: readonly string[]): string {
  if (zones.length <= 2) return zones.join(", ");
  return `${zones.slice(0, 2).join(", ")} +${zones.length - 2}`;
}

/** The zone to tell a recipient's time in. */
const zoneOf = ({ zones }: Recipient): string => zones[0] ?? "UTC";

const statusText = ({ status }: Pick<Recipient, "status">): string => status.replaceAll("_", " ");

export function showRecipients(recipients: readonly Recipient[], theme: Theme, width?: number): string[] {
  if (recipients.length === 0) return ["Nobody is listed."];
  const columns = [
    { title: "Line", align: "right" as const },
    { title: "Address" },
    { title: "Status" },
    { title: "Code" },
    { title: "Tries", align: "right" as const },
    { title: "Since" },
    { title: "Zone", shrinksTo: 8, paint: theme.quiet },
  ];
  const rows = recipients.map((recipient) => [
    String(recipient.line),
    recipient.address,
    statusText(recipient),
    recipient.code ?? "",
    String(recipient.attempts),
    recipient.at === null ? "" : shortTime(recipient.at, zoneOf(recipient)),
    zoneWords(recipient.zones),
  ]);
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

/** Why one person has, or has not, got it: the sentence first, then each gate. */
export function showWhy({ recipient, summary, gates, dueAt, events }: Why, theme: Theme, width?: number): string[] {
  const zone = zoneOf(recipient);
  return [
    ...hanging(`${theme.strong(recipient.address)}  ${visible(summary)}`, 2, width),
    ...pairs(
      [
        ["due", dueAt === null ? null : localTime(dueAt, zone)],
        ["status", statusText(recipient) + (recipient.code === null ? "" : ` (${recipient.code})`)],
        ["tries", recipient.attempts === 0 ? null : count(recipient.attempts, "attempt")],
        ["zones", zoneWords(recipient.zones)],
        ["id", recipient.id],
      ],
      theme.quiet,
    ),
    ...gates.flatMap(({ gate, open, message, opensAt }) => {
      const mark = open ? theme.good("✓") : theme.bad("✗");
      const opens = opensWords({ message, opensAt }, zone);
      const told = opens === "" ? "" : theme.quiet(opens);
      return hanging(`  ${mark} ${gate.padEnd(gateWidth)}  ${visible(message)}${told}`, gateWidth + 6, width);
    }),
    ...events.map(({ at, what }) => `  ${localTime(at, zone)}  ${visible(what)}`),
  ];
}
