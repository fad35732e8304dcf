import { type DuplicatePage, limits } from "@headsup/contract";
import type { Command } from "commander";
import { read } from "../client/api.ts";
import { campaignId } from "../client/find.ts";
import { retrying } from "../client/retry.ts";
import { parseCount } from "../options/count.ts";
import type { Shell } from "../shell.ts";
import { progress } from "../terminal/progress.ts";
import { table } from "../terminal/table.ts";
import { count, visible } from "../terminal/text.ts";
import { isLively } from "../terminal/theme.ts";
import { ownZone, shortTime } from "../terminal/times.ts";
import { campaignArgument, examples, type Flags, openSession, type Session, tell, withConnection } from "./session.ts";

/** `headsup campaign duplicates`: people whom another campaign wrote to, or may write to. */
export function addDuplicates(group: Command, shell: Shell): void {
  const command = group
    .command("duplicates")
    .description("Who of a campaign's people another one wrote to lately, or may write to")
    .argument(...campaignArgument)
    .option("--days <n>", "within so many days", parseCount, limits.duplicateDaysDefault);
  examples(withConnection(command), [
    "headsup campaign duplicates Renewals",
    "headsup campaign launch Renewals --duplicates skip",
  ]).action(async (named: string, { days, ...flags }: Flags & { days: number }) => {
    const session = await openSession(shell, flags);
    const id = await campaignId(session.api, named);
    const found = await findDuplicates(session, { id, days });
    await tell(session, found, () => showDuplicates(found, { session, id, days }));
  });
}

type Found = Omit<DuplicatePage, "next">;

/** Asks chunk by chunk until all people are looked up. */
async function findDuplicates(session: Session, { id, days }: { id: string; days: number }): Promise<Found> {
  const { api, shell, signal, isJson } = session;
  const { stderr, env, now } = shell;
  const { counts, name } = await read(api.v1.campaigns[":id"].$get({ param: { id } }));
  const bar = isJson
    ? undefined
    : progress({ stream: stderr, isLively: isLively({ stream: stderr, env }), now, label: visible(name) });
  const found: Found = { checked: 0, people: 0, items: [], unasked: [] };
  try {
    let cursor: string | null = null;
    do {
      const query: { days: string; cursor?: string } = { days: String(days), ...(cursor === null ? {} : { cursor }) };
      const page: DuplicatePage = await retrying(shell, signal, () =>
        read(api.v1.campaigns[":id"].duplicates.$get({ param: { id }, query })),
      );
      found.checked += page.checked;
      found.people += page.people;
      found.items.push(...page.items);
      found.unasked = [...new Set([...found.unasked, ...page.unasked])];
      bar?.update({ rows: found.checked, problems: 0, done: counts.total === 0 ? 1 : found.checked / counts.total });
      cursor = page.next;
    } while (cursor !== null);
  } finally {
    bar?.end();
  }
  return found;
}

interface Showing {
  readonly session: Session;
  readonly id: string;
  readonly days: number;
}

function showDuplicates({ checked, people, items, unasked }: Found, { session, id, days }: Showing): string[] {
  const { theme, width } = session;
  const looked = `${count(checked, "person", "people")} looked up`;
  const columns = [
    { title: "Line", align: "right" as const },
    { title: "Address" },
    { title: "Campaign", shrinksTo: 8 },
    { title: "Wrote" },
  ];
  const rows = items.map(({ line, address, campaign, at }) => [
    String(line),
    address,
    campaign.name,
    at === null ? "not yet" : shortTime(at, ownZone()),
  ]);
  const all = unasked.length === 0 ? "" : ", as far as is known";
  return [
    ...(items.length === 0
      ? [`${looked}: none is in another campaign of the last ${count(days, "day")}${all}.`]
      : [
          ...table(columns, rows, { width, heading: theme.quiet }),
          `${looked}: ${people.toLocaleString("en")} of them in other campaigns of the last ${count(days, "day")}${all}.`,
          `Leave them out: headsup campaign launch ${id} --duplicates skip --duplicate-days ${days}`,
        ]),
    ...(unasked.length === 0
      ? []
      : [theme.attention(`! ${count(unasked.length, "campaign")} could not be asked: ${unasked.join(", ")}`)]),
  ];
}
