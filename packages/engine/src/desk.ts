import type { WorkingSet } from "@headsup/core/campaign/decide";
import { engineLimits } from "@headsup/core/campaign/limits";
import { pressureOf, underPressure } from "@headsup/core/campaign/pressure";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import { readState, writeState } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import type { Ledger } from "./ledger.ts";
import { recordMove } from "./move.ts";
import { ask } from "./prepare.ts";
import { readControl } from "./view.ts";

/** The desk that answers what a campaign brings back: looked at before a batch, where the campaign heeds it. */

/**
 * Looks at the desk, and notes what it means for this campaign. While it slows or holds the campaign it is looked at once a
 * minute.
 *
 * @returns false when the directory does not answer: nobody is contacted
 */
export async function heedDesk(
  ctx: Context,
  { rungs: [{ sender }], skill, inboxId }: CampaignSettings,
): Promise<boolean> {
  const isPressed = (readState(ctx.store.db, "pressure") ?? null) !== null;
  if (isPressed && ctx.host.now() < ctx.deskLookAt) return true;
  const desk = await ask(ctx, (directory) => directory.desk({ senderId: sender.id, skill, inboxId }));
  if (desk === null) return false;
  ctx.deskLookAt = ctx.host.now() + engineLimits.deskLookMs;
  ctx.store.transaction(() => note(ctx, pressureOf(desk)));
  return true;
}

function note(ctx: Context, reason: string | null): void {
  const { db } = ctx.store;
  const backPressure = ctx.settings()?.backPressure ?? "off";
  // Changed, or paused or stopped, while the desk was asked after.
  if (backPressure === "off" || readControl(ctx.store).phase !== "running") return;
  const before = readState(db, "pressure") ?? null;
  if (reason === (before?.reason ?? null)) return;
  writeState(db, "pressure", reason === null ? null : { reason, since: before?.since ?? ctx.host.now() });
  if (reason === null) recordMove(ctx, { actor: "headsup", action: "release", reason: null });
  else if (before === null) recordMove(ctx, { actor: "headsup", action: backPressure, reason });
}

/** The working set as the desk leaves it. */
export const pressed = (set: WorkingSet, settings: CampaignSettings, { pressure }: Ledger): WorkingSet =>
  pressure === null ? set : underPressure(set, settings.backPressure);

/** The working set with nobody in it until the desk is looked at again: when that is due follows from it. */
export const untilLook = (ctx: Context, set: WorkingSet): WorkingSet => ({
  ...set,
  notBefore: Math.max(set.notBefore, ctx.deskLookAt),
});
