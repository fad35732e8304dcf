import { fail, ok, type Result } from "@headsup/contract";
import { messageFor } from "@headsup/core/answer/compose";
import type { Verdict } from "@headsup/core/campaign/decide";
import { engineLimits } from "@headsup/core/campaign/limits";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import { reasonOf } from "@headsup/core/reason";
import type { Standing } from "@headsup/storage/catalog";
import type { RecipientRow } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";

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
  const known = await askStandings(ctx, settings, rows);
  if (known === null) return null;
  const verdicts = new Map<string, Verdict>();
  const bodies = new Map<string, string>();
  for (const row of rows) {
    const standing = known.get(row.address);
    const body = bodyOf(ctx, settings, row);
    if (standing?.suppressed != null) verdicts.set(row.id, { skip: "opted_out" });
    else if (standing?.notTextable != null) verdicts.set(row.id, { skip: "not_textable" });
    else if (!body.ok) verdicts.set(row.id, { skip: String(body.error.details) });
    else {
      verdicts.set(row.id, "clear");
      bodies.set(row.id, body.value);
    }
  }
  return { verdicts, bodies, checkedRealAt };
}

/** What the directory knows of these people, by address; null, and a pause before it is asked again, if it is down. */
async function askStandings(
  ctx: Context,
  settings: CampaignSettings,
  rows: readonly RecipientRow[],
): Promise<Map<string, Standing> | null> {
  try {
    const standings = await ctx.host.directory.standings({
      addresses: rows.map((row) => row.address),
      senderId: settings.sender.id,
    });
    ctx.directoryFailures = 0;
    ctx.directoryHoldUntil = 0;
    return new Map(standings.map((standing) => [standing.address, standing]));
  } catch (error) {
    const delays = engineLimits.directoryRetryMs;
    const delayMs = delays[Math.min(ctx.directoryFailures++, delays.length - 1)] ?? 60_000;
    ctx.directoryHoldUntil = ctx.host.now() + delayMs;
    ctx.host.log("warn", "directory.unreachable", { campaignId: ctx.host.campaignId, error: reasonOf(error), delayMs });
    return null;
  }
}
