import type { Agent, AgentStatus, Boost, BoostWhen, Customer, CustomerPanel, Inbox, Label } from "@headsup/contract";
import { describeSuppression } from "@headsup/core/reply/reason";
import { formatHours } from "../options/hours.ts";
import { pairs, table } from "../terminal/table.ts";
import { visible } from "../terminal/text.ts";
import type { Paint, Theme } from "../terminal/theme.ts";
import { localTime, ownZone, shortTime, span } from "../terminal/times.ts";

/** Inboxes, agents, labels, boosts and customers as tables. */

export interface Paper {
  readonly theme: Theme;
  readonly width: number | undefined;
}

const right = "right" as const;

export function showInboxes(inboxes: readonly Inbox[], { theme, width }: Paper): string[] {
  const columns = [
    { title: "Inbox", shrinksTo: 8 },
    { title: "Waiting", align: right },
    { title: "Since" },
    { title: "Late", align: right },
    { title: "Open", align: right },
    { title: "On shift", align: right },
    { title: "Numbers", shrinksTo: 12 },
    { title: "Id", shrinksTo: 12, paint: theme.quiet },
  ];
  const rows = inboxes.map((inbox) => [
    inbox.name,
    String(inbox.waiting),
    inbox.waitingSince === null ? "" : shortTime(inbox.waitingSince, ownZone()),
    inbox.overdue === 0 ? "" : String(inbox.overdue),
    String(inbox.open),
    String(inbox.onShift),
    inbox.entryPoints.map(({ address }) => address).join(" "),
    inbox.id,
  ]);
  return table(columns, rows, { width, heading: theme.quiet });
}

/** How an inbox is set. */
export const showInbox = (
  { name, hours, zone, answerWithinMs, waitingMax, phone, entryPoints, id }: Inbox,
  { theme }: Paper,
) => [
  theme.strong(visible(name)),
  ...pairs(
    [
      ["hours", hours === null ? "always open" : `${formatHours(hours)} (${zone})`],
      ["answer", answerWithinMs === null ? "no time set" : `within ${span(answerWithinMs)}`],
      ["limit", waitingMax === null ? "none" : `${waitingMax.toLocaleString("en")} waiting`],
      ["calls", phone === null ? "are called back" : `are connected to ${phone}`],
      ["numbers", entryPoints.map(({ address }) => address).join(", ")],
      ["id", id],
    ],
    theme.quiet,
  ),
];

const statusPaint: Record<AgentStatus, keyof Theme> = { available: "good", away: "attention", offline: "quiet" };
const paintAgent = (theme: Theme, status: AgentStatus): Paint => theme[statusPaint[status]];

export function showAgents(agents: readonly Agent[], { theme, width }: Paper): string[] {
  if (agents.length === 0) return ["There is no agent yet. Become one: headsup agent create --me"];
  const columns = [
    { title: "Agent", shrinksTo: 8 },
    { title: "Status" },
    { title: "Holds", align: right },
    { title: "Skills", shrinksTo: 8 },
    { title: "Inboxes", shrinksTo: 8 },
    { title: "Id", shrinksTo: 12, paint: theme.quiet },
  ];
  const rows = agents.map(({ name, status, holding, capacity, skills, inboxes, id }) => [
    name,
    status,
    `${holding}/${capacity}`,
    skills.join(" "),
    inboxes.length === 0 ? "every" : inboxes.join(" "),
    id,
  ]);
  return table(columns, rows, { width, heading: theme.quiet });
}

export const showAgent = (agent: Agent, { theme }: Paper): string[] => [
  `${theme.strong(visible(agent.name))}  ${paintAgent(theme, agent.status)(agent.status)}`,
  ...pairs(
    [
      ["holds", `${agent.holding} of ${agent.capacity}`],
      ["skills", agent.skills.join(", ") || "none"],
      ["inboxes", agent.inboxes.map(visible).join(", ") || "every"],
      ["id", agent.id],
    ],
    theme.quiet,
  ),
];

export const showLabels = (labels: readonly Label[], { theme, width }: Paper): string[] =>
  table(
    [{ title: "Name" }, { title: "Description", shrinksTo: 8 }],
    labels.map(({ name, description }) => [name, description]),
    { width, heading: theme.quiet },
  );

/** "waiting longer than 10 min" */
export function boostWords(when: BoostWhen): string {
  switch (when.type) {
    case "inbox":
      return `inbox ${when.inbox}`;
    case "topic":
      return `topic ${when.topic}`;
    case "skill":
      return `skill ${when.skill}`;
    case "channel":
      return `channel ${when.channel}`;
    case "waiting":
      return `waiting longer than ${span(when.longerThanMs)}`;
    case "due":
      return `due within ${span(when.withinMs)}`;
    case "overdue":
      return "overdue";
  }
}

export const showBoosts = (
  boosts: readonly (Pick<Boost, "when" | "size"> & { id?: string })[],
  { theme, width }: Paper,
) =>
  table(
    [{ title: "Waiting conversation" }, { title: "Counts" }, { title: "Id", paint: theme.quiet }],
    boosts.map(({ when, size, id = "" }) => [boostWords(when), size.replaceAll("_", " "), id]),
    { width, heading: theme.quiet },
  );

export function showCustomers(customers: readonly Customer[], { theme, width }: Paper): string[] {
  if (customers.length === 0) return ["Nobody is listed. A customer is known once they write."];
  const columns = [
    { title: "Customer", shrinksTo: 8 },
    { title: "Address" },
    { title: "Since" },
    { title: "About", shrinksTo: 8 },
    { title: "Id", shrinksTo: 12, paint: theme.quiet },
  ];
  const rows = customers.map(({ name, addresses, createdAt, about, id }) => [
    name ?? "",
    addresses.map(({ address }) => address).join(" "),
    shortTime(createdAt, ownZone()),
    about,
    id,
  ]);
  return table(columns, rows, { width, heading: theme.quiet });
}

/** Who they are, whether they want to hear from us, what we sent them, what they wrote about. */
export function showPanel({ customer, suppressions, outreach, conversations }: CustomerPanel, { theme, width }: Paper) {
  const { name, addresses, about, variables, id } = customer;
  const values = Object.entries(variables).map(([key, value]) => `${key} ${value}`);
  const heading = theme.quiet;
  const sent = table(
    [{ title: "Campaign", shrinksTo: 8 }, { title: "Status" }, { title: "Code" }, { title: "When" }],
    outreach.map(({ campaign, status, code, at }) => [
      campaign.name,
      status.replaceAll("_", " "),
      code ?? "",
      at === null ? "" : localTime(at, ownZone()),
    ]),
    { width, heading },
  );
  const talks = table(
    [
      { title: "Conversation" },
      { title: "Inbox", shrinksTo: 8 },
      { title: "Status" },
      { title: "Said last", shrinksTo: 8 },
    ],
    conversations.map((each) => [each.id, each.inbox.name, each.status, each.last.text]),
    { width, heading },
  );
  return [
    theme.strong(visible(name ?? addresses[0]?.address ?? id)),
    ...pairs(
      [
        ["address", addresses.map(({ address, channel }) => `${address} (${channel})`).join(", ")],
        ["about", visible(about)],
        ["values", visible(values.join(", "))],
        ["id", id],
      ],
      theme.quiet,
    ),
    ...(suppressions.length === 0
      ? [theme.good("✓ may be contacted")]
      : suppressions.map(({ scope, reason, createdAt }) =>
          theme.bad(
            `✗ not to be contacted (${scope}): ${visible(describeSuppression(reason))}, ${localTime(createdAt, ownZone())}`,
          ),
        )),
    ...(outreach.length === 0 ? [] : ["", ...sent]),
    ...(conversations.length === 0 ? [] : ["", ...talks]),
  ];
}
