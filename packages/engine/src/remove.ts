import { fail, type List, ok, type Result } from "@headsup/contract";
import {
  deleteImport,
  deleteList,
  deletePages,
  deleteRecipientsOf,
  type ListRow,
  readLists,
  writeState,
} from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { describeList, listOf } from "./imports.ts";
import { readControl } from "./view.ts";

/** Taking back what was never launched. Whoever was launched to stays on record: what they got, and why. */

/** The list if it may be forgotten: it was never launched. */
function forgettable(ctx: Context, id: string): Result<ListRow> {
  const found = listOf(ctx, id);
  if (!found.ok) return found;
  const list = found.value;
  if (list.launchedAt === null) return ok(list);
  return fail(
    "conflict",
    `"${list.name}" was launched: who was contacted stays on record. To contact nobody further, stop the campaign.`,
  );
}

/** What {@link removeList} would answer now; nothing is removed. */
export function removable(ctx: Context, id: string): Result<List> {
  const list = forgettable(ctx, id);
  return list.ok ? ok(describeList(ctx, list.value)) : list;
}

/** Forgets a list with all its people, bad rows and chunks, so that its file can be imported again. Answers what it was. */
export function removeList(ctx: Context, id: string): Result<List> {
  return ctx.store.transaction(() => {
    const list = forgettable(ctx, id);
    if (!list.ok) return list;
    const described = describeList(ctx, list.value);
    forget(ctx, list.value.ordinal);
    return ok(described);
  });
}

/** Forgets all lists of a draft that is being deleted; from then on it takes no other. Repeated it changes nothing. */
export function discard(ctx: Context): Result<null> {
  return ctx.store.transaction(() => {
    const lists = readLists(ctx.store.db);
    if (readControl(ctx.store).phase !== "draft" || lists.some(({ launchedAt }) => launchedAt !== null))
      return fail(
        "campaign_not_draft",
        "This campaign was launched: who was contacted stays on record. To contact nobody further, stop it.",
      );
    writeState(ctx.store.db, "discarded", true);
    for (const { ordinal } of lists) forget(ctx, ordinal);
    return ok(null);
  });
}

function forget({ store: { db } }: Context, ordinal: number): void {
  deleteRecipientsOf(db, ordinal);
  deletePages(db, ordinal);
  deleteImport(db, ordinal);
  deleteList(db, ordinal);
}
