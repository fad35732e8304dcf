import type { Channel, OutreachStatus } from "@headsup/contract";
import { and, asc, eq, getTableColumns, lte, sql } from "drizzle-orm";
import { given, givenRow, prepared } from "../prepared.ts";
import { type Catalogue, preparedStatement, type Statement } from "./db.ts";
import {
  type CampaignSummary,
  campaign,
  inbox,
  type NoticeRow,
  notice,
  sender,
  type WebhookRow,
  webhook,
} from "./tables.ts";

/** Who is told of campaigns, and what is still to be told: an outbox. */

export type WebhookWithPending = WebhookRow & { readonly pending: number };

const withPending = ({ db }: Catalogue) =>
  db
    .select({
      ...getTableColumns(webhook),
      pending: sql<number>`(select count(*) from notice where notice.webhook_id = webhook.id)`,
    })
    .from(webhook);

/** All of them, with the notices they wait for counted: a scan of what is not delivered. */
export const readWebhooks = async (catalogue: Catalogue): Promise<WebhookWithPending[]> =>
  withPending(catalogue).orderBy(asc(webhook.id));

export const findWebhook = async (catalogue: Catalogue, id: string): Promise<WebhookWithPending | undefined> =>
  withPending(catalogue).where(eq(webhook.id, id)).get();

export const insertWebhook = ({ db }: Catalogue, row: WebhookRow): Statement => db.insert(webhook).values(row);

/** Deletes a webhook; its notices go with it. */
export const deleteWebhook = ({ db }: Catalogue, id: string): Statement => db.delete(webhook).where(eq(webhook.id, id));

/** What a team is told of. `webhook.test` is told by hand. */
export type NoticeType =
  | `campaign.${"scheduled" | "started" | "paused" | "resumed" | "stopped" | "completed" | "missed"}`
  | "sender.flagged"
  | "sender.cleared"
  | "webhook.test";

/** What a notice says, as posted. Neither whom a campaign contacts nor what it tells them is in it. */
export interface NoticeBody {
  readonly type: NoticeType;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly data:
    | { readonly webhook: string }
    | {
        /** Our sender's address. */
        readonly sender: string;
        readonly name: string;
        readonly reason: string;
      }
    | {
        readonly campaign: string;
        readonly name: string;
        readonly description: string;
        readonly status: OutreachStatus;
        readonly previousStatus: OutreachStatus;
        readonly channel: Channel;
        /** Our number. */
        readonly sender: string;
        /** Where replies go, and what it takes to answer them. */
        readonly inbox: string;
        readonly skill: string | null;
        readonly recipients: { readonly total: number; readonly decided: number };
        /** ISO 8601: when the next of its people are due; null when nobody is. */
        readonly nextAt: string | null;
      };
}

const iso = (ms: ReturnType<typeof given>) => sql`strftime('%Y-%m-%dT%H:%M:%fZ', ${ms} / 1000.0, 'unixepoch')`;

/** A whole number to be written out: D1 binds every number as a real one, which reads 9.0. */
const whole = (name: string) => sql`cast(${given(name)} as integer)`;

interface Move {
  readonly campaignId: string;
  readonly sequence: number;
  readonly status: OutreachStatus;
  readonly total: number;
  readonly decided: number;
  readonly nextWakeAt: number | null;
  readonly at: number;
}

const insertNotices = preparedStatement<Move>(({ db }) => {
  const status = given("status");
  const isResumed = sql`${campaign.status} = 'paused' and ${status} in ('in_progress', 'scheduled')`;
  const type = sql`'campaign.' || case when ${isResumed} then 'resumed' when ${status} = 'in_progress' then 'started' else ${status} end`;
  const recipients = sql`json_object('total', ${whole("total")}, 'decided', ${whole("decided")})`;
  const data = sql`json_object('campaign', ${campaign.id}, 'name', ${campaign.name}, 'description', ${campaign.description},
    'status', ${status}, 'previousStatus', ${campaign.status}, 'channel', ${campaign.channel}, 'sender', ${sender.address},
    'inbox', ${inbox.name}, 'skill', ${campaign.skill}, 'recipients', ${recipients}, 'nextAt', ${iso(given("nextWakeAt"))})`;
  const body = sql`json_object('type', ${type}, 'timestamp', ${iso(given("at"))}, 'data', ${data})`;
  // An id made of whose move it is and whom it tells: the same move is never told twice. Webhooks first: mostly there are none.
  return db.insert(notice).select(
    sql`select 'ntc_' || substr(${campaign.id}, 5) || '_' || ${whole("sequence")} || '_' || substr(${webhook.id}, 5),
        ${webhook.id}, ${body}, ${given("at")}, 0, ${given("at")}
      from ${webhook} cross join ${campaign} join ${sender} on ${sender.id} = ${campaign.senderId}
        join ${inbox} on ${inbox.id} = ${sender.inboxId}
      where ${campaign.id} = ${given("campaignId")} and ${campaign.projectedSequence} < ${given("sequence")}
        and ${campaign.status} <> ${status} and ${campaign.kind} = 'campaign'`,
  );
});

/**
 * Notices to every webhook that a campaign's status changes, if this summary changes it. To go ahead of `projectSummary` in
 * its transaction, so that each change is told once, whatever arrives twice or late. One person's message is no campaign.
 */
export const noticesOf = (
  catalogue: Catalogue,
  { summary, ...of }: { campaignId: string; sequence: number; summary: CampaignSummary; at: number },
): Statement[] => {
  const { status, counts, nextWakeAt } = summary;
  return [insertNotices(catalogue, { ...of, status, total: counts.total, decided: counts.decided, nextWakeAt })];
};

export const insertNotice = preparedStatement<NoticeRow>(({ db }) => db.insert(notice).values(givenRow(notice)));

/** A notice with what it takes to deliver it. */
export interface DueNotice extends NoticeRow {
  readonly url: string;
  readonly secret: string;
}

const dueNotices = prepared(({ db }: Catalogue) => {
  const due = db
    .select({
      ...getTableColumns(notice),
      nth: sql<number>`row_number() over (partition by ${notice.webhookId} order by ${notice.dueAt}, ${notice.id})`.as(
        "nth",
      ),
    })
    .from(notice)
    .where(lte(notice.dueAt, given("now")))
    .as("due");
  const { id, webhookId, body, at, attempts, dueAt } = due;
  return db
    .select({ id, webhookId, body, at, attempts, dueAt, url: webhook.url, secret: webhook.secret })
    .from(due)
    .innerJoin(webhook, eq(webhook.id, webhookId))
    .where(lte(due.nth, given("perWebhook")))
    .orderBy(asc(dueAt), asc(id))
    .prepare();
});

/** Notices that are due, the earliest of each webhook: one that is down keeps no other waiting. Served by `notice_due`. */
export const readDueNotices = async (
  catalogue: Catalogue,
  asked: { now: number; perWebhook: number },
): Promise<DueNotice[]> => dueNotices(catalogue).all(asked);

/**
 * Takes a notice for one try, by moving it on to when it would be tried again; returns its id, or nothing where another has
 * it. Whoever takes one and dies has it tried again then.
 */
export const claimNotice = preparedStatement<{ id: string; attempts: number; retryAt: number }>(({ db }) =>
  db
    .update(notice)
    .set({ attempts: sql`${notice.attempts} + 1`, dueAt: given("retryAt") })
    .where(and(eq(notice.id, given("id")), eq(notice.attempts, given("attempts"))))
    .returning({ id: notice.id }),
);

export const deleteNotice = preparedStatement<{ id: string }>(({ db }) =>
  db.delete(notice).where(eq(notice.id, given("id"))),
);

/** What the last try of anything at this webhook came to. */
export const recordOutcome = preparedStatement<{ id: string; outcome: string; at: number }>(({ db }) =>
  db
    .update(webhook)
    .set({ lastOutcome: given("outcome"), lastAt: given("at") })
    .where(eq(webhook.id, given("id"))),
);
