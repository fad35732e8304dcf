import type { Channel, Result } from "@headsup/contract";
import { renderMessage } from "@headsup/core/answer/content";
import type { Rendered } from "@headsup/core/answer/rendered";
import { unitsOf } from "@headsup/core/answer/units";
import type { Verdict } from "@headsup/core/campaign/decide";
import { engineLimits } from "@headsup/core/campaign/limits";
import { noAddressCode, wrongChannelCodes } from "@headsup/core/campaign/reasons";
import { type CampaignSettings, rungOf } from "@headsup/core/campaign/settings";
import { openConversationCode } from "@headsup/core/campaign/settle";
import { addressesOf, addressOn } from "@headsup/core/contact/address";
import type { Problem } from "@headsup/core/contact/problem";
import { type Barrier, hasSaidNo } from "@headsup/core/contact/standing";
import { reasonOf } from "@headsup/core/reason";
import type { RecipientRow } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import type { Directory, KnownStanding, StandingsQuery } from "./host.ts";

type Person = Pick<RecipientRow, "variables" | "language" | "ownText">;

/** What one recipient gets on a rung, to the letter. */
export const contentOf = (
  ctx: Context,
  settings: CampaignSettings,
  { rung, ...person }: Person & Pick<RecipientRow, "rung">,
): Result<Rendered, Problem> => renderMessage(ctx.messageOf(rungOf(settings, rung), rung), person);

/** What a message takes to be handed over. */
export interface Prepared {
  readonly address: string;
  readonly content: Rendered;
  /** What it takes of its sender's ceiling. */
  readonly units: number;
}

/** What the check found of each candidate, and the messages of those who may be contacted. */
export interface Checked {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly prepared: ReadonlyMap<string, Prepared>;
  /** When the directory was asked, by the machine's clock. */
  readonly checkedRealAt: number;
}

/**
 * Asks the directory about the next recipients and renders their messages. A row that cannot be rendered is passed over
 * with its reason; it never stops the others.
 *
 * @returns null when the directory does not answer: nobody is contacted unchecked
 */
export async function check(
  ctx: Context,
  settings: CampaignSettings,
  rows: readonly RecipientRow[],
): Promise<Checked | null> {
  const checkedRealAt = ctx.host.realNow();
  const query = standingsQuery(ctx, settings, rows);
  const standings = await ask(ctx, (directory) => directory.standings(query));
  if (standings === null) return null;
  const known = new Map(standings.map((standing) => [standing.address, standing]));
  const verdicts = new Map<string, Verdict>();
  const prepared = new Map<string, Prepared>();
  for (const row of rows) {
    const verdict = judge(ctx, settings, row, known);
    if (typeof verdict === "object" && "content" in verdict) {
      verdicts.set(row.id, "clear");
      prepared.set(row.id, verdict);
    } else verdicts.set(row.id, verdict);
  }
  return { verdicts, prepared, checkedRealAt };
}

function judge(
  ctx: Context,
  settings: CampaignSettings,
  row: RecipientRow,
  known: ReadonlyMap<string, KnownStanding>,
): Exclude<Verdict, "clear"> | Prepared {
  const { channel } = rungOf(settings, row.rung);
  const standings = addressesOf(row).flatMap((address) => known.get(address) ?? []);
  const told = (fact: (standing: KnownStanding) => boolean) => standings.some(fact);
  if (told(({ suppressed }) => suppressed !== null)) return { skip: "opted_out" };
  const ladder = settings.rungs.map((rung) => rung.channel);
  if (told((standing) => hasSaidNo(standing, ladder))) return { skip: "opted_out" };
  if (row.rung > 0 && row.attempt > 0 && told(({ hasReplied }) => hasReplied)) return "replied";
  if (told(({ isContacted }) => isContacted)) return { skip: "recent_contact" };
  if (told(({ isTalking }) => isTalking))
    return settings.openConversation === "hold" ? "later" : { skip: openConversationCode };
  const address = addressOn(row, channel);
  if (address === null) return { pass: noAddressCode };
  const barrier = known.get(address)?.barred[channel];
  if (barrier !== undefined) return { pass: codeOf(barrier, channel) };
  const content = contentOf(ctx, settings, row);
  return content.ok ? { address, content: content.value, units: unitsOf(content.value) } : { pass: content.error.code };
}

const dayMs = 24 * 60 * 60_000;

const codeOf = (barrier: Barrier, channel: Channel): string =>
  "suppressed" in barrier ? "opted_out" : "capped" in barrier ? barrier.capped : wrongChannelCodes[channel];

/** What the directory is asked of people before they are contacted: no more than the campaign goes by. */
export const standingsQuery = (
  { host }: Context,
  { rungs, openConversation, duplicates }: CampaignSettings,
  rows: readonly Pick<RecipientRow, "address" | "also" | "rung">[],
): StandingsQuery => ({
  campaignId: host.campaignId,
  addresses: rows.flatMap(addressesOf),
  senders: sendersOf(rungs),
  heeds: {
    openConversations: openConversation !== "send",
    contactsSince: duplicates?.choice === "skip" ? host.now() - duplicates.days * dayMs : null,
    replies: rows.some(({ rung }) => rung > 0),
  },
});

/** Each sender of a ladder once. */
const sendersOf = (rungs: CampaignSettings["rungs"]): StandingsQuery["senders"] => {
  const byId = new Map(rungs.map(({ channel, sender }) => [sender.id, { ...sender, channel }]));
  return [...byId.values()];
};

/** What the directory answers; null, and a pause before it is asked again, if it is down. */
export async function ask<Answer>(
  ctx: Context,
  question: (directory: Directory) => Promise<Answer>,
): Promise<Answer | null> {
  try {
    const answer = await question(ctx.host.directory);
    ctx.directoryFailures = 0;
    ctx.directoryHoldUntil = 0;
    return answer;
  } catch (error) {
    const delays = engineLimits.directoryRetryMs;
    const delayMs = delays[Math.min(ctx.directoryFailures++, delays.length - 1)] ?? 60_000;
    ctx.directoryHoldUntil = ctx.host.now() + delayMs;
    ctx.host.log("warn", "directory.unreachable", { campaignId: ctx.host.campaignId, error: reasonOf(error), delayMs });
    return null;
  }
}

/** What is known of all addresses of one person, as one. */
export const together = (standings: readonly KnownStanding[]): KnownStanding =>
  standings.reduce((one, other) => ({
    address: one.address,
    suppressed: one.suppressed ?? other.suppressed,
    barred: { ...other.barred, ...one.barred },
    hasReplied: one.hasReplied || other.hasReplied,
    isTalking: one.isTalking || other.isTalking,
    isContacted: one.isContacted || other.isContacted,
  }));
