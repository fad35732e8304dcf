import type { SenderFigures } from "@headsup/core/sender/health";
import { and, eq, gte, isNotNull, isNull, type SQLWrapper, sql } from "drizzle-orm";
import { given, prepared } from "../prepared.ts";
import { type Catalogue, preparedStatement, type Statement } from "./db.ts";
import { campaign, lastContact, notice, senderFigures, senderHealth, suppression, webhook } from "./tables.ts";

/** How senders fare: their figures, and those that may not go on. */

/** Totals of one campaign on one sender since its launch. */
export interface ProjectedTotals {
  readonly sent: number;
  readonly units: number;
  readonly failed: number;
  readonly filtered: number;
  readonly refused: number;
}

/** Figures are kept in steps of this: a span that rolls does so by them. */
export const figureStepMs = 10 * 60_000;

/** The row of now: that of these ten minutes, or of what is left of them since the sender was cleared. */
const rowAt = sql`max(${given("at")}, coalesce((select since from sender_health where sender_id = ${given("senderId")}), 0))`;

const storeTotals = preparedStatement<
  ProjectedTotals & { senderId: string; campaignId: string; at: number; goesOn: 0 | 1 }
>(({ db }) =>
  db
    .insert(senderFigures)
    .values({
      senderId: given("senderId"),
      campaignId: given("campaignId"),
      at: rowAt,
      sent: given("sent"),
      units: given("units"),
      failed: given("failed"),
      filtered: given("filtered"),
      refused: given("refused"),
    })
    // Totals only grow: what arrives late or twice changes nothing.
    .onConflictDoUpdate({
      target: [senderFigures.senderId, senderFigures.campaignId, senderFigures.at],
      set: {
        sent: sql`max(${senderFigures.sent}, excluded.sent)`,
        units: sql`max(${senderFigures.units}, excluded.units)`,
        failed: sql`max(${senderFigures.failed}, excluded.failed)`,
        filtered: sql`max(${senderFigures.filtered}, excluded.filtered)`,
        refused: sql`max(${senderFigures.refused}, excluded.refused)`,
      },
      // A failure is told at once. Of what goes well the next ten minutes' row tells, unless it is much or the last of it.
      setWhere: sql`excluded.failed > ${senderFigures.failed} or excluded.refused > ${senderFigures.refused}
          or excluded.sent >= ${senderFigures.sent} * 1.25 or not ${given("goesOn")}`,
    }),
);

/**
 * Stores how a campaign fares on a sender as of now: a row every ten minutes.
 *
 * @param of.goesOn whether more is to come of it
 */
export const projectTotals = (
  catalogue: Catalogue,
  { now, ...of }: { senderId: string; campaignId: string; now: number; totals: ProjectedTotals; goesOn: boolean },
): Statement => {
  const { totals, goesOn, ...key } = of;
  return storeTotals(catalogue, {
    ...key,
    ...totals,
    goesOn: goesOn ? 1 : 0,
    at: Math.floor(now / figureStepMs) * figureStepMs,
  });
};

const raiseRepeated = preparedStatement<{
  senderId: string;
  campaignId: string;
  contacts: string;
  at: number;
  since: number;
}>(({ db }) =>
  db
    .update(senderFigures)
    .set({ repeated: sql`${senderFigures.repeated} + again.count` })
    .from(
      sql`(select count(*) as count from json_each(${given("contacts")}) c
        join last_contact l on l.address = c.value and l.sender_id = ${given("senderId")}
        join campaign theirs on theirs.id = l.campaign_id join campaign ours on ours.id = ${given("campaignId")}
        where theirs.id <> ours.id and l.at >= ${given("since")} and theirs.contents = ours.contents) again`,
    )
    .where(
      and(
        sql`again.count > 0`,
        eq(senderFigures.senderId, given("senderId")),
        eq(senderFigures.campaignId, given("campaignId")),
        eq(senderFigures.at, rowAt),
      ),
    ),
);

/**
 * Counts those among these contacts who had the same words from this sender since then, by another campaign. After
 * {@link projectTotals} and ahead of the contacts themselves, in one transaction: told twice, it counts once.
 */
export const countRepeated = (
  catalogue: Catalogue,
  {
    now,
    addresses,
    ...of
  }: { senderId: string; campaignId: string; addresses: readonly string[]; now: number; since: number },
): Statement =>
  raiseRepeated(catalogue, {
    ...of,
    contacts: JSON.stringify(addresses),
    at: Math.floor(now / figureStepMs) * figureStepMs,
  });

const activeSenders = prepared(({ db }: Catalogue) =>
  db
    .selectDistinct({ id: senderFigures.senderId })
    .from(senderFigures)
    .where(gte(senderFigures.at, given("since")))
    .prepare(),
);

/** Senders something was sent from since then. Served by `sender_figures_at`. */
export async function readActiveSenders(catalogue: Catalogue, since: number): Promise<string[]> {
  const rows = await activeSenders(catalogue).all({ since });
  return rows.map(({ id }) => id);
}

const { sent, units, failed, filtered, refused, at } = senderFigures;
/** What a total grew by since then: the totals only grow. */
const grown = (total: SQLWrapper, since = given("since")) =>
  sql<number>`max(${total}) - coalesce(max(case when ${at} < ${since} then ${total} end), 0)`;

const figuresOf = prepared(({ db }: Catalogue) => {
  const before = given("before");
  const perCampaign = db
    .select({
      sent: grown(sent).as("sent"),
      units: grown(units).as("units"),
      failed: grown(failed).as("failed"),
      filtered: grown(filtered).as("filtered"),
      refused: grown(refused).as("refused"),
      repeated: sql<number>`sum(case when ${at} >= ${given("since")} then ${senderFigures.repeated} else 0 end)`.as(
        "repeated",
      ),
      earlier:
        sql<number>`coalesce(max(case when ${at} < ${given("since")} then ${sent} end), 0) - coalesce(max(case when ${at} < ${before} then ${sent} end), 0)`.as(
          "earlier",
        ),
      firstAt: sql<number>`min(${at})`.as("first_at"),
    })
    .from(senderFigures)
    .where(eq(senderFigures.senderId, given("senderId")))
    .groupBy(senderFigures.campaignId)
    .as("per_campaign");
  const total = (name: "sent" | "units" | "failed" | "filtered" | "refused" | "repeated" | "earlier") =>
    sql<number>`coalesce(sum(${perCampaign[name]}), 0)`;
  return db
    .select({
      sent: total("sent"),
      units: total("units"),
      failed: total("failed"),
      filtered: total("filtered"),
      refused: total("refused"),
      repeated: total("repeated"),
      earlier: total("earlier"),
      firstAt: sql<number | null>`min(${perCampaign.firstAt})`,
    })
    .from(perCampaign)
    .prepare();
});

const busiest = prepared(({ db }: Catalogue) => {
  const steps = db
    .select({
      at: senderFigures.at,
      grew: sql<number>`${units} - lag(${units}, 1, 0) over (partition by ${senderFigures.campaignId} order by ${at})`.as(
        "grew",
      ),
    })
    .from(senderFigures)
    .where(eq(senderFigures.senderId, given("senderId")))
    .as("steps");
  const sums = db
    .select({ units: sql<number>`sum(${steps.grew})`.as("step_units") })
    .from(steps)
    .where(gte(steps.at, given("since")))
    .groupBy(steps.at)
    .as("sums");
  return db
    .select({ units: sql<number>`coalesce(max(${sums.units}), 0)` })
    .from(sums)
    .prepare();
});

/** An opt-out counts for a sender that wrote to them this long before. */
const contactedWithinMs = 7 * 24 * 60 * 60_000;

const wordsOf = prepared(({ db }: Catalogue) =>
  db
    .select({
      optedOut: sql<number>`count(distinct case when ${suppression.reason} in ('reply', 'provider_opt_out', 'unsubscribe') then ${suppression.address} end)`,
      complained: sql<number>`count(distinct case when ${suppression.reason} = 'complaint' then ${suppression.address} end)`,
    })
    .from(suppression)
    .innerJoin(
      lastContact,
      and(eq(lastContact.address, suppression.address), eq(lastContact.senderId, given("senderId"))),
    )
    .where(
      and(
        gte(suppression.createdAt, given("since")),
        sql`(${suppression.scope} <> 'sender' or ${suppression.scopeId} = ${given("senderId")})`,
        sql`${lastContact.at} >= ${suppression.createdAt} - ${contactedWithinMs}`,
      ),
    )
    .prepare(),
);

const dayMs = 24 * 60 * 60_000;
/** Days looked back on for what is usual, and how many of them there must have been. */
const usual = { days: 7, daysMin: 3 };

/** What a sender did since then, and what came of it. By its rows of `sender_figures`, and `suppression_created`. */
export async function readSenderFigures(
  catalogue: Catalogue,
  { senderId, since, perSecond, spanMs }: { senderId: string; since: number; perSecond: number; spanMs: number },
): Promise<SenderFigures> {
  const before = since - usual.days * dayMs;
  const [[totals], [peak], [words]] = await Promise.all([
    figuresOf(catalogue).all({ senderId, since, before }),
    busiest(catalogue).all({ senderId, since }),
    wordsOf(catalogue).all({ senderId, since }),
  ]);
  const {
    earlier = 0,
    firstAt = null,
    ...counts
  } = totals ?? { sent: 0, units: 0, failed: 0, filtered: 0, refused: 0, repeated: 0 };
  const hasPast = firstAt !== null && firstAt <= since - usual.daysMin * dayMs;
  const past = hasPast ? Math.min(usual.days * dayMs, since - firstAt) : 0;
  return {
    ...counts,
    optedOut: words?.optedOut ?? 0,
    complained: words?.complained ?? 0,
    peakPerSecond: ((peak?.units ?? 0) * 1_000) / figureStepMs,
    perSecond,
    expected: hasPast ? (earlier * spanMs) / past : null,
  };
}

export interface SenderFlag {
  readonly senderId: string;
  readonly since: number;
  readonly flaggedAt: number | null;
  readonly reason: string | null;
  readonly figures: SenderFigures | null;
}

const flagOf = prepared(({ db }: Catalogue) =>
  db
    .select()
    .from(senderHealth)
    .where(eq(senderHealth.senderId, given("senderId")))
    .prepare(),
);

/** Where a sender stands; undefined: nothing was ever found. By primary key. */
export const findSenderFlag = async (catalogue: Catalogue, senderId: string): Promise<SenderFlag | undefined> =>
  flagOf(catalogue).get({ senderId });

const flagged = prepared(({ db }: Catalogue) =>
  db.select().from(senderHealth).where(isNotNull(senderHealth.flaggedAt)).prepare(),
);

/** Those that may not go on: few. */
export const readFlagged = async (catalogue: Catalogue): Promise<SenderFlag[]> => flagged(catalogue).all();

/** Flags a sender; returns its id, or nothing where it was flagged already. */
export const flagSender = (
  { db }: Catalogue,
  {
    senderId,
    at: flaggedAt,
    reason,
    figures,
  }: { senderId: string; at: number; reason: string; figures: SenderFigures },
): Statement =>
  db
    .insert(senderHealth)
    .values({ senderId, flaggedAt, reason, figures })
    .onConflictDoUpdate({
      target: senderHealth.senderId,
      set: { flaggedAt, reason, figures },
      setWhere: isNull(senderHealth.flaggedAt),
    })
    .returning({ id: senderHealth.senderId });

/** Clears a sender: what it did until now is judged no more. Returns its id, or nothing where it was not flagged. */
export const clearSender = ({ db }: Catalogue, { senderId, at: since }: { senderId: string; at: number }): Statement =>
  db
    .update(senderHealth)
    .set({ since, flaggedAt: null, reason: null, figures: null })
    .where(and(eq(senderHealth.senderId, senderId), isNotNull(senderHealth.flaggedAt)))
    .returning({ id: senderHealth.senderId });

/** Launched campaigns under way or scheduled that send from this sender, on whatever rung. Few are not through. */
export async function readCampaignsUnderWay({ db }: Catalogue, senderId: string): Promise<string[]> {
  const rows = await db
    .select({ id: campaign.id })
    .from(campaign)
    .where(
      and(
        sql`${campaign.status} in ('in_progress', 'scheduled')`,
        sql`(${campaign.senderId} = ${senderId} or exists (select 1 from json_each(${campaign.fallbacks}) where value -> 'sender' ->> 'id' = ${senderId}))`,
      ),
    );
  return rows.map(({ id }) => id);
}

/** A notice to every webhook that a sender was flagged or cleared. Each once: its id is made of whom it is of and when. */
export const senderNotices = (
  { db }: Catalogue,
  { senderId, body, at: when }: { senderId: string; body: string; at: number },
): Statement =>
  db
    .insert(notice)
    .select(
      sql`select 'ntc_' || substr(${senderId}, 5) || '_' || cast(${when} as integer) || '_' || substr(${webhook.id}, 5), ${webhook.id}, ${body}, ${when}, 0, ${when} from ${webhook} where true`,
    );

/** Forgets steps older than that, but each campaign's last: the next total is told from it. */
export const forgetFigures = ({ db }: Catalogue, until: number): Statement =>
  db.delete(senderFigures).where(
    sql`${senderFigures.at} < ${until} and exists (select 1 from sender_figures later where later.sender_id = ${senderFigures.senderId}
      and later.campaign_id = ${senderFigures.campaignId} and later.at > ${senderFigures.at} and later.at < ${until})`,
  );
