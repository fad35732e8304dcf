import { engineLimits } from "@headsup/core/campaign/limits";
import { settleAbsent, settleLook } from "@headsup/core/campaign/settle";
import { deleteLater, findRecipient, insertLater, type LaterRow, type RecipientRow } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { moveRecipient } from "./move.ts";
import { bodyOf } from "./prepare.ts";
import { receive } from "./receive.ts";

/**
 * A provider's list is read back to some time before the claim, for its clock may differ from ours: a rival that was
 * through this long before it may own what is shown, and is asked too.
 */
const rivalsBackMs = 5 * 60_000;

/**
 * Finding out what became of dispatches whose outcome is unknown. A receipt that names our attempt proves acceptance at
 * any time. Failing that the provider's own list is asked, twice; what is on it went out, what is absent both times never
 * did and may be dispatched anew. What cannot be told apart stays unknown, in sight, and after a day is `unconfirmed`.
 */
export async function look(ctx: Context, later: LaterRow): Promise<void> {
  const settings = ctx.settings();
  const row = findRecipient(ctx.store.db, later.id);
  if (settings === undefined || row?.status !== "unknown") return drop(ctx, later);
  const claimedAt = row.at ?? later.due;
  const body = bodyOf(ctx, settings, row);
  if (!body.ok) throw new Error(`the text that was sent cannot be made again: ${body.error.message}`);

  const found = await ctx.host.channel.find({ from: settings.sender.address, to: row.address, since: claimedAt });
  const rivals = await askRivals(ctx, {
    address: row.address,
    senderId: settings.sender.id,
    since: claimedAt - rivalsBackMs,
  });
  if (!found.ok || found.value === null || rivals === null) return again(ctx, later, claimedAt);

  const owned = new Set([...(row.past ?? []), ...rivals.providerIds]);
  const candidates = found.value.filter(({ providerId }) => !owned.has(providerId));
  const result = settleLook({ body: body.value, claimedAt }, candidates, {
    look: later.why === "look1" ? 1 : 2,
    rivals: rivals.unknown,
  });
  ctx.store.transaction(() => {
    const now = ctx.host.now();
    const current = findRecipient(ctx.store.db, later.id);
    deleteLater(ctx.store.db, later);
    if (current?.status !== "unknown" || current.attempt !== row.attempt) return; // a receipt came while we looked
    switch (result.type) {
      case "found":
        moveRecipient(
          ctx,
          current,
          { ...current, status: "accepted", providerId: result.providerId, code: null, next: null, halt: null },
          now,
        );
        return;
      case "look_again":
        insertLater(ctx.store.db, { due: Math.max(result.dueAt, now + 1), id: later.id, why: "look2" });
        return;
      case "absent":
        moveRecipient(ctx, current, settleAbsent(current), now);
        return;
      case "ambiguous":
        ctx.host.log("warn", "attempt.ambiguous", {
          campaignId: ctx.host.campaignId,
          recipientId: row.id,
          candidates: candidates.length,
        });
        insertLater(ctx.store.db, { due: claimedAt + engineLimits.unknownMsMax, id: later.id, why: "unconfirm" });
    }
  });
}

/** Other campaigns on this sender may own what the list shows; null if they cannot be asked now. */
async function askRivals(ctx: Context, about: { address: string; senderId: string; since: number }) {
  try {
    return await ctx.host.directory.rivals({ ...about, campaignId: ctx.host.campaignId });
  } catch {
    return null;
  }
}

/** The provider or the directory could not be asked: later again, until a day has passed. */
function again(ctx: Context, later: LaterRow, claimedAt: number): void {
  ctx.store.transaction(() => {
    deleteLater(ctx.store.db, later);
    const due = ctx.host.now() + engineLimits.lookRetryMs;
    const isLast = due > claimedAt + engineLimits.unknownMsMax;
    insertLater(ctx.store.db, { due, id: later.id, why: isLast ? "unconfirm" : later.why });
  });
}

/** A day has passed and nobody can say: shown as unconfirmed, never sent again. */
export function unconfirm(ctx: Context, later: LaterRow): void {
  ctx.store.transaction(() => {
    const row = findRecipient(ctx.store.db, later.id);
    deleteLater(ctx.store.db, later);
    if (row?.status !== "unknown") return;
    moveRecipient(ctx, row, { ...row, status: "unconfirmed", next: null, halt: null }, ctx.host.now());
  });
}

/** The name under which those of one batch who lack a receipt wait to be asked about. */
export const receiptsOf = (batch: number): string => `batch:${batch}`;

/**
 * Accepted three days ago and no receipt: the provider is asked once, by id; without news they are unconfirmed. Who was
 * dispatched anew meanwhile belongs to a later batch, and is asked about with that.
 */
export async function askReceipts(ctx: Context, later: LaterRow): Promise<void> {
  const ids = JSON.parse(later.detail ?? "[]") as string[];
  const [id, ...rest] = ids;
  if (id === undefined) return drop(ctx, later);
  const row = findRecipient(ctx.store.db, id);
  const lacksReceipt = (of: RecipientRow | undefined) =>
    of?.status === "accepted" && of.batch !== null && receiptsOf(of.batch) === later.id;
  if (row !== undefined && lacksReceipt(row) && row.providerId !== null) {
    const told = await ctx.host.channel.look(row.providerId);
    if (!told.ok) return postpone(ctx, later);
    if (told.value !== null) receive(ctx, id, { ...told.value, attempt: row.attempt });
  }
  ctx.store.transaction(() => {
    const current = findRecipient(ctx.store.db, id);
    if (current !== undefined && lacksReceipt(current)) {
      moveRecipient(
        ctx,
        current,
        { ...current, status: "unconfirmed", code: "no receipt", next: null, halt: null },
        ctx.host.now(),
      );
    }
    deleteLater(ctx.store.db, later);
    if (rest.length > 0)
      insertLater(ctx.store.db, { due: later.due, id: later.id, why: "receipts", detail: JSON.stringify(rest) });
  });
}

/** Deferred work that failed for a reason nobody foresaw: again later. */
export function postpone(ctx: Context, { due, id, why, detail }: LaterRow): void {
  ctx.store.transaction(() => {
    deleteLater(ctx.store.db, { due, id });
    const again = ctx.host.now() + engineLimits.lookRetryMs;
    insertLater(ctx.store.db, { due: again, id, why, ...(detail === null ? {} : { detail }) });
  });
}

function drop(ctx: Context, later: LaterRow): void {
  ctx.store.transaction(() => deleteLater(ctx.store.db, later));
}
