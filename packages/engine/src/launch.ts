import { fail, type OutreachStatus, ok, type Result } from "@headsup/contract";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import { everOpen } from "@headsup/core/schedule/index";
import {
  type CohortKey,
  findLacking,
  type ListRow,
  readCohorts,
  readLists,
  readState,
  updateList,
  writeState,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { listStart } from "./load.ts";
import { recordCompletion, recordMove } from "./move.ts";
import { readControl } from "./view.ts";

/** Lists a launch would set going: sealed and not yet launched, or waiting for a person because their start was missed. */
const launchable = (lists: readonly ListRow[]): ListRow[] =>
  lists.filter((list) => list.sealed && list.closedAt === null && (list.launchedAt === null || list.missed));

/**
 * What stands in the way of launching these lists, the first thing found; null if nothing does. The same check serves
 * the preview.
 */
export function blockingOf(ctx: Context, settings: CampaignSettings, lists: readonly ListRow[]) {
  const targets = launchable(lists);
  if (targets.length === 0) {
    const open = lists.filter((list) => !list.sealed);
    if (open.length > 0) {
      const names = open.map((list) => `"${list.name}"`).join(", ");
      return {
        code: "list_not_sealed" as const,
        message: `The import of ${names} is not complete. Import the rest, then launch.`,
      };
    }
    return { code: "nothing_to_launch" as const, message: "There is no list to launch. Import recipients first." };
  }
  if (targets.every((list) => list.recipients === 0)) {
    return {
      code: "nothing_to_launch" as const,
      message: "No row of the list became a recipient. See what is wrong with them: headsup recipients list --bad",
    };
  }
  const required = new Set(settings.rungs.flatMap((rung, nth) => ctx.messageOf(rung, nth).required));
  for (const variable of required) {
    const { count, lines } = findLacking(
      ctx.store.db,
      targets.map(({ ordinal }) => ordinal),
      variable,
    );
    if (count > 0) {
      const where = lines.map((line) => `line ${line}`).join(", ");
      return {
        code: "missing_variable" as const,
        message: `${count} recipients have no value for {{ ${variable} }} (${where}${count > lines.length ? ", …" : ""}). Give the text a default or import them with one.`,
      };
    }
  }
  return neverOpen(ctx, settings, targets);
}

/**
 * Whether nobody who waits on these lists could ever be contacted under these settings. Where only some cannot, they are
 * skipped as the outreach runs, with that reason; the forecast names them before.
 */
function neverOpen(ctx: Context, settings: CampaignSettings, lists: readonly ListRow[]) {
  const cohorts = lists.flatMap(({ ordinal }) => readCohorts(ctx.store.db, ordinal));
  const [first] = cohorts;
  if (first === undefined || cohorts.some((cohort) => isEverOpen(ctx, settings, cohort))) return null;
  return {
    code: "never_open" as const,
    message: `Nobody could ever be contacted: the sending hours and the delivery window of people in ${someOf(ctx.zonesOf(first.zone))} never meet. Change the hours.`,
  };
}

/** Whether the rung they wait for, or one after it, may be open to people of a cohort at some hour. */
const isEverOpen = (ctx: Context, settings: CampaignSettings, { rung: from, zone }: CohortKey): boolean =>
  settings.rungs.some((_, rung) => rung >= from && everOpen(ctx.rulesOf({ rung, zone }, settings), ctx.host.now()));

/** Zones of somebody who waits and whom a change of hours would put out of reach for good. */
function lostBy(
  ctx: Context,
  { from, to }: { from: CampaignSettings; to: CampaignSettings },
  lists: readonly ListRow[],
): readonly string[] | null {
  const lost = lists
    .flatMap(({ ordinal }) => readCohorts(ctx.store.db, ordinal))
    .find((cohort) => isEverOpen(ctx, from, cohort) && !isEverOpen(ctx, to, cohort));
  return lost === undefined ? null : ctx.zonesOf(lost.zone);
}

const zonesNamed = 3;
const someOf = (zones: readonly string[]): string =>
  zones.length <= zonesNamed ? zones.join(" / ") : `${zones.slice(0, zonesNamed).join(" / ")} / …`;

/**
 * Launches every sealed list not yet launched. The first launch freezes the settings; later ones keep them. Launching
 * again changes nothing.
 */
export function launch(ctx: Context, settings: CampaignSettings, by: { actor: string; at: number }): Result<null> {
  const { db } = ctx.store;
  return ctx.store.transaction(() => {
    const control = readControl(ctx.store);
    if (control.phase === "stopped") return fail("campaign_stopped", "This campaign was stopped, and stop is final.");
    const lists = readLists(db);
    const targets = launchable(lists);
    if (targets.length === 0 && lists.some((list) => list.launchedAt !== null)) return ok(null);
    const frozen = readState(db, "settings") ?? settings;
    const blocking = blockingOf(ctx, frozen, lists);
    if (blocking !== null) return fail(blocking.code, blocking.message);

    // What is to be done about duplicates is chosen with each launch; all else is frozen by the first.
    const { duplicates } = settings;
    if (control.phase === "draft") {
      writeState(db, "settings", settings);
      writeState(db, "control", { phase: "running", reason: null });
      writeState(db, "launch", { at: by.at, by: by.actor });
    } else if (JSON.stringify(frozen.duplicates) !== JSON.stringify(duplicates))
      writeState(db, "settings", { ...frozen, duplicates });
    // Here, not in the step that follows: that one may decide all the further people at once, and see no change.
    if (readState(db, "completedAt") != null) recordCompletion(ctx, null);
    for (const list of targets) {
      // A start already past is now: it was not missed, it was launched late.
      const startAt = list.startAt === null || list.startAt < by.at ? by.at : list.startAt;
      const begunAt = startAt <= by.at ? by.at : null;
      updateList(db, list.ordinal, { launchedAt: by.at, startAt, begunAt, missed: false });
    }
    recordMove(ctx, {
      actor: by.actor,
      action: "launch",
      reason: `consent attested by ${by.actor}${duplicateWords(duplicates)}`,
    });
    return ok(null);
  });
}

const duplicateWords = (duplicates: CampaignSettings["duplicates"]): string =>
  duplicates === null
    ? ""
    : `; whom another campaign wrote to within ${duplicates.days} days is ${duplicates.choice === "skip" ? "skipped" : "written to all the same"}`;

/** Lists whose start passed during a pause begin as a person resumes: it was not missed, it was held. */
export function beginOverdue(ctx: Context): void {
  const now = ctx.host.now();
  for (const list of readLists(ctx.store.db)) {
    if (list.launchedAt === null || list.begunAt !== null || list.missed || list.closedAt !== null) continue;
    if (listStart(list) <= now) updateList(ctx.store.db, list.ordinal, { begunAt: now });
  }
}

/** What of a launched campaign's settings may change: nothing that is sent. */
export type Amendment = Partial<
  Pick<CampaignSettings, "hours" | "zone" | "expiresAt" | "openConversation" | "backPressure" | "skill" | "inboxId">
>;

/** Hours, expiry and what is heeded of replies may change while it runs; its text and everything else is frozen. */
export function amend(ctx: Context, status: OutreachStatus, to: Amendment): Result<null> {
  const settings = ctx.settings();
  if (settings === undefined)
    return fail(
      "conflict",
      "A launch of this campaign is under way: what it goes by is being frozen. Look at it in a moment, then change it.",
    );
  const isOver = status === "stopped" || status === "completed";
  // Its replies may still come, and take a skill.
  if (isOver && Object.keys(to).some((name) => name !== "skill" && name !== "inboxId"))
    return fail("conflict", `This campaign is ${status} and sends nothing more: what it sends by stays as it is.`);
  return ctx.store.transaction((): Result<null> => {
    const amended = { ...settings, ...to };
    const open = readLists(ctx.store.db).filter((list) => list.launchedAt !== null && list.closedAt === null);
    const lost = lostBy(ctx, { from: settings, to: amended }, open);
    if (lost !== null) {
      return fail("never_open", `People in ${someOf(lost)} could never be contacted under these hours. Change them.`);
    }
    writeState(ctx.store.db, "settings", amended);
    if (amended.backPressure === "off" && readState(ctx.store.db, "pressure") != null)
      writeState(ctx.store.db, "pressure", null);
    return ok(null);
  });
}
