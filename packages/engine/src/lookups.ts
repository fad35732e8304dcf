import type { Channel, RecipientStatus } from "@headsup/contract";
import type { Rendered } from "@headsup/core/answer/rendered";
import { rungOf } from "@headsup/core/campaign/settings";
import { addressOn } from "@headsup/core/contact/address";
import { recipientIdOf } from "@headsup/core/contact/recipientId";
import { findByAddress, findRecipient, pageById, type RecipientRow, readLists } from "@headsup/storage/outreach";
import type { Context } from "./context.ts";
import { contentOf } from "./prepare.ts";
import { rungOfAttempt } from "./rungs.ts";
import { describeRecipient, readInFlight } from "./view.ts";

/** What others ask of this campaign: whom it writes to, and what it said to somebody. */

/** Where somebody of this campaign stands. */
export interface CampaignContact {
  /** As asked for: theirs, first or further. */
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
  return addresses.flatMap((address): CampaignContact[] => {
    const row = findByAddress(ctx.store.db, recipientIdOf({ campaignId, address }));
    if (row === undefined) return [];
    const isLaunched = lists.some(({ ordinal, launchedAt }) => ordinal === row.list && launchedAt !== null);
    const { id: recipientId, line, status, code } = describeRecipient(ctx, row, { lists, inFlight });
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
): { items: { address: string; also: string | null; line: number; list: string }[]; next: string | null } {
  const { db } = ctx.store;
  const lists = new Map(readLists(db).map(({ ordinal, id }) => [ordinal, id]));
  const rows = pageById(db, { after: cursor ?? "", limit: limit + 1, status: "ready", list: null });
  return {
    items: rows.slice(0, limit).map(({ address, also, line, list }) => ({
      address,
      also,
      line,
      list: lists.get(list) ?? "",
    })),
    next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
  };
}

/** What somebody got, or may have got, from this campaign. */
export interface SentMessage {
  readonly text: string;
  /** What was sent, in full. */
  readonly content: Rendered;
  readonly at: number | null;
  readonly variables: Record<string, string>;
}

/**
 * What somebody got of one attempt, or of the last; null for who is not on it, or was told nothing yet.
 *
 * @param attempt its number; null: the last
 */
export function messageOf(ctx: Context, recipientId: string, attempt: number | null): SentMessage | null {
  const settings = ctx.settings();
  const row = findRecipient(ctx.store.db, recipientId);
  if (settings === undefined || row === undefined || !isTold(ctx, row)) return null;
  // Who waits for the next rung, or answered before its turn, has got what the last attempt said.
  const rung = rungOfAttempt(row, attempt ?? row.attempt);
  const content = contentOf(ctx, settings, { ...row, rung });
  return content.ok ? { text: content.value.text, content: content.value, at: row.at, variables: row.variables } : null;
}

/** An attempt was made, or is under way. */
const isTold = (ctx: Context, { id, attempt }: RecipientRow): boolean => attempt > 0 || readInFlight(ctx.store).has(id);

/** Where an attempt went, and from which sender. */
export interface Addressed {
  readonly address: string;
  readonly senderId: string;
  readonly channel: Channel;
}

/** Null for who is not on it, or has no address of its kind any more. */
export function addressOf(ctx: Context, recipientId: string, attempt: number): Addressed | null {
  const row = findRecipient(ctx.store.db, recipientId);
  const settings = ctx.settings();
  if (row === undefined || settings === undefined) return null;
  const { channel, sender } = rungOf(settings, rungOfAttempt(row, attempt));
  const address = addressOn(row, channel);
  return address === null ? null : { address, senderId: sender.id, channel };
}
