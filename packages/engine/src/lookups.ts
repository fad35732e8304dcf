import type { RecipientStatus } from "@headsup/contract";
import { recipientIdOf } from "@headsup/core/contact/recipientId";
import { findRecipient, findRecipients, pageById, type RecipientRow, readLists } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { bodyOf } from "./prepare.ts";
import { describeRecipient, readInFlight } from "./view.ts";

/** What others ask of this campaign: whom it writes to, and what it said to somebody. */

/** Where somebody of this campaign stands. */
export interface CampaignContact {
  readonly address: string;
  readonly recipientId: string;
  readonly line: number;
  readonly status: RecipientStatus;
  readonly code: string | null;
  /** When they came to stand there; null while they wait for their message. */
  readonly at: number | null;
}

/**
 * Who of these is on this campaign: those who wait for a message of it, and those whom something befell since then. One read
 * each, by primary key.
 */
export function contactsOf(ctx: Context, addresses: readonly string[], since: number): CampaignContact[] {
  const { campaignId } = ctx.host;
  const lists = readLists(ctx.store.db);
  const inFlight = readInFlight(ctx.store);
  const ids = addresses.map((address) => recipientIdOf({ campaignId, address }));
  return findRecipients(ctx.store.db, ids).flatMap((row): CampaignContact[] => {
    const isLaunched = lists.some(({ ordinal, launchedAt }) => ordinal === row.list && launchedAt !== null);
    const { id: recipientId, address, line, status, code } = describeRecipient(ctx, row, { lists, inFlight });
    const isWaiting = status === "ready" || status === "held" || status === "in_flight";
    if (isWaiting) return isLaunched ? [{ address, recipientId, line, status, code, at: null }] : [];
    const at = row.at ?? 0;
    return at >= since ? [{ address, recipientId, line, status, code, at }] : [];
  });
}

/** People who wait, in the order of their ids: each is read once, however many pages there are. */
export function addressPage(
  ctx: Context,
  cursor: string | null,
  limit: number,
): { items: { address: string; line: number; list: string }[]; next: string | null } {
  const { db } = ctx.store;
  const lists = new Map(readLists(db).map(({ ordinal, id }) => [ordinal, id]));
  const rows = pageById(db, { after: cursor ?? "", limit: limit + 1, status: "ready", list: null });
  return {
    items: rows.slice(0, limit).map(({ address, line, list }) => ({ address, line, list: lists.get(list) ?? "" })),
    next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
  };
}

/** What somebody got, or may have got, from this campaign; null for who is not on it, or was told nothing yet. */
export function messageOf(
  ctx: Context,
  recipientId: string,
): { text: string; at: number | null; variables: Record<string, string> } | null {
  const settings = ctx.settings();
  const row = findRecipient(ctx.store.db, recipientId);
  if (settings === undefined || row === undefined || !isTold(ctx, row)) return null;
  const text = bodyOf(ctx, settings, row);
  return text.ok ? { text: text.value, at: row.at, variables: row.variables } : null;
}

/** An attempt was made, or is under way. */
const isTold = (ctx: Context, { id, attempt }: RecipientRow): boolean => attempt > 0 || readInFlight(ctx.store).has(id);
