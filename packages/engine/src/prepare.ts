import { fail, ok, type Result } from "@headsup/contract";
import { messageFor } from "@headsup/core/answer/compose";
import type { Verdict } from "@headsup/core/campaign/decide";
import { engineLimits } from "@headsup/core/campaign/limits";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import { openConversationCode } from "@headsup/core/campaign/settle";
import { reasonOf } from "@headsup/core/reason";
import type { RecipientRow } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import type { Directory, StandingsQuery } from "./host.ts";

/** The exact text one recipient gets. */
export function bodyOf(ctx: Context, settings: CampaignSettings, row: Pick<RecipientRow, "variables">): Result<string> {
  const { replyLine, optOutText } = settings;
  const composed = messageFor({ answer: ctx.answerOf(settings), replyLine, optOutText }, row.variables);
  return composed.ok ? ok(composed.value) : fail("missing_variable", composed.error.message, composed.error.code);
}

/** What the check found of each candidate, and the texts of those who may be contacted. */
export interface Checked {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly bodies: ReadonlyMap<string, string>;
  /** When the directory was asked, by the machine's clock. */
  readonly checkedRealAt: number;
}

/**
 * Asks the directory about the next recipients and renders their messages. A row that cannot be rendered is skipped with
 * its reason; it never stops the others.
 *
 * @returns null when the directory does not answer: nobody is contacted unchecked
 */
export async function check(
  ctx: Context,
  settings: CampaignSettings,
  rows: readonly RecipientRow[],
): Promise<Checked | null> {
  const checkedRealAt = ctx.host.realNow();
  const addresses = rows.map((row) => row.address);
  const standings = await ask(ctx, ({ standings }) => standings(standingsQuery(ctx, settings, addresses)));
  if (standings === null) return null;
  const known = new Map(standings.map((standing) => [standing.address, standing]));
  const verdicts = new Map<string, Verdict>();
  const bodies = new Map<string, string>();
  for (const row of rows) {
    const standing = known.get(row.address);
    const body = bodyOf(ctx, settings, row);
    if (standing?.suppressed != null) verdicts.set(row.id, { skip: "opted_out" });
    else if (standing?.notTextable != null) verdicts.set(row.id, { skip: "not_textable" });
    else if (standing?.isContacted) verdicts.set(row.id, { skip: "recent_contact" });
    else if (standing?.isTalking)
      verdicts.set(row.id, settings.openConversation === "hold" ? "later" : { skip: openConversationCode });
    else if (!body.ok) verdicts.set(row.id, { skip: String(body.error.details) });
    else {
      verdicts.set(row.id, "clear");
      bodies.set(row.id, body.value);
    }
  }
  return { verdicts, bodies, checkedRealAt };
}

const dayMs = 24 * 60 * 60_000;

/** What the directory is asked of people before they are contacted: no more than the campaign goes by. */
export const standingsQuery = (
  { host }: Context,
  { sender, openConversation, duplicates }: CampaignSettings,
  addresses: readonly string[],
): StandingsQuery => ({
  campaignId: host.campaignId,
  addresses,
  sender,
  heeds: {
    openConversations: openConversation !== "send",
    contactsSince: duplicates?.choice === "skip" ? host.now() - duplicates.days * dayMs : null,
  },
});

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
