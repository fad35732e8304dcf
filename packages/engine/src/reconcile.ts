import { engineLimits } from "@headsup/core/campaign/limits";
import { rungOf } from "@headsup/core/campaign/settings";
import {
  type Change,
  noReceiptCode,
  settleAbsent,
  settleFound,
  settleLate,
  settleLook,
} from "@headsup/core/campaign/settle";
import { addressOn } from "@headsup/core/contact/address";
import { deleteLater, findRecipient, insertLater, type LaterRow, type RecipientRow } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { moveRecipient } from "./move.ts";
import { contentOf } from "./prepare.ts";
import { receiveAll } from "./receive.ts";
import { onRung, unlessClosed } from "./rungs.ts";

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
  const { channel, sender, waitMs } = rungOf(settings, row.rung);
  const content = contentOf(ctx, settings, row);
  const address = addressOn(row, channel);
  if (!content.ok || address === null) throw new Error("what was sent cannot be made again");

  const found = await ctx.host.channels[channel].find({ from: sender.address, to: address, since: claimedAt });
  if (found.ok && found.value === null) return waitForWord(ctx, later, { claimedAt, waitMs });
  const rivals = await askRivals(ctx, { address, senderId: sender.id, since: claimedAt - rivalsBackMs });
  if (!found.ok || found.value === null || rivals === null) return again(ctx, later, { claimedAt, waitMs });

  const owned = new Set([...(row.past ?? []), ...rivals.providerIds]);
  const candidates = found.value.filter(({ providerId }) => !owned.has(providerId));
  const result = settleLook({ body: content.value.text, claimedAt }, candidates, {
    look: later.why === "look1" ? 1 : 2,
    rivals: rivals.unknown,
  });
  ctx.store.transaction(() => {
    const now = ctx.host.now();
    const current = findRecipient(ctx.store.db, later.id);
    deleteLater(ctx.store.db, later);
    if (current?.status !== "unknown" || current.attempt !== row.attempt) return; // a receipt came while we looked
    const move = (change: Change) => moveRecipient(ctx, current, unlessClosed(ctx, current.list, change), now);
    switch (result.type) {
      case "found":
        move(settleFound(current, result.providerId, { now, waitMs }));
        return;
      case "look_again":
        insertLater(ctx.store.db, { due: Math.max(result.dueAt, now + 1), id: later.id, why: "look2" });
        return;
      case "absent":
        move(settleAbsent(current, { now, waitMs }));
        return;
      case "ambiguous":
        ctx.host.log("warn", "attempt.ambiguous", {
          campaignId: ctx.host.campaignId,
          recipientId: row.id,
          candidates: candidates.length,
        });
        insertLater(ctx.store.db, { due: lastWordAt({ claimedAt, waitMs }), id: later.id, why: "unconfirm" });
    }
  });
}

/** When somebody was dispatched to, and how long their rung is given; null: no rung comes after it. */
interface Sent {
  readonly claimedAt: number;
  readonly waitMs: number | null;
}

/** When an unknown outcome is taken for what it is: after a day, or where a next rung waits, when its turn comes. */
const lastWordAt = ({ claimedAt, waitMs }: Sent): number =>
  claimedAt + Math.min(engineLimits.unknownMsMax, waitMs ?? Infinity);

/** Nobody can be asked: a receipt may still tell. */
function waitForWord(ctx: Context, later: LaterRow, sent: Sent): void {
  ctx.store.transaction(() => {
    deleteLater(ctx.store.db, later);
    insertLater(ctx.store.db, { due: lastWordAt(sent), id: later.id, why: "unconfirm" });
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

/** The provider or the directory could not be asked: later again, as long as it is asked at all. */
function again(ctx: Context, later: LaterRow, sent: Sent): void {
  ctx.store.transaction(() => {
    deleteLater(ctx.store.db, later);
    const due = ctx.host.now() + engineLimits.lookRetryMs;
    const lastAt = lastWordAt(sent);
    const next =
      due > lastAt ? { due: Math.max(lastAt, ctx.host.now() + 1), why: "unconfirm" as const } : { due, why: later.why };
    insertLater(ctx.store.db, { ...next, id: later.id });
  });
}

/** The time has passed and nobody can say: shown as unconfirmed, never sent again; a next rung's turn comes. */
export function unconfirm(ctx: Context, later: LaterRow): void {
  ctx.store.transaction(() => {
    const row = findRecipient(ctx.store.db, later.id);
    deleteLater(ctx.store.db, later);
    if (row?.status !== "unknown") return;
    const now = ctx.host.now();
    const change =
      onRung(ctx, row).waitMs === null
        ? { ...row, status: "unconfirmed" as const, next: null, halt: null }
        : unlessClosed(ctx, row.list, settleLate(row, now));
    moveRecipient(ctx, row, change, now);
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
    of?.status === "accepted" && (later.id === of.id || (of.batch !== null && receiptsOf(of.batch) === later.id));
  if (row !== undefined && lacksReceipt(row) && row.providerId !== null) {
    const { rung, attempt } = standingOf(row);
    const told = await channelOf(ctx, rung).look(row.providerId);
    if (!told.ok) return postpone(ctx, later);
    if (told.value !== null) receiveAll(ctx, [{ recipientId: id, receipt: { ...told.value, attempt } }]);
  }
  ctx.store.transaction(() => {
    const current = findRecipient(ctx.store.db, id);
    if (current !== undefined && lacksReceipt(current)) {
      moveRecipient(
        ctx,
        current,
        // Where a later rung came to nothing, why it did stays to be told.
        { ...current, status: "unconfirmed", code: current.code ?? noReceiptCode, next: null, halt: null },
        ctx.host.now(),
      );
    }
    deleteLater(ctx.store.db, later);
    if (rest.length > 0)
      insertLater(ctx.store.db, { due: later.due, id: later.id, why: "receipts", detail: JSON.stringify(rest) });
  });
}

/** The message somebody's standing comes of: of an earlier rung where the last came to nothing. */
const standingOf = (row: RecipientRow): Pick<RecipientRow, "rung" | "attempt"> =>
  row.trail?.find(({ providerId }) => providerId === row.providerId) ?? row;

function channelOf(ctx: Context, rung: number) {
  const settings = ctx.settings();
  if (settings === undefined) throw new Error("a draft has dispatched nobody");
  return ctx.host.channels[rungOf(settings, rung).channel];
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
