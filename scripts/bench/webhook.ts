import { startCarrier } from "@headsup/carrier";
import { attemptIdOf } from "@headsup/contract";
import {
  adminToken,
  callOver,
  expectStatus,
  launchCampaign,
  ourNumber,
  prepareAccount,
  publicUrl,
  twilioAccount,
  twilioSignature,
} from "@headsup/testkit";
import { portOr } from "../../apps/tui/src/host/ports.ts";
import { post, send } from "./client.ts";
import type { D1Totals } from "./d1.ts";
import { median, type Pair, type Ratios, ratiosOf, runPairs } from "./pairs.ts";
import { startWorkerd, type Workerd } from "./workerd.ts";

/**
 * P10: webhooks verified and stored against an empty Hono POST: the bundle that is deployed, on a bare workerd, D1 and
 * objects on disk. Campaigns have texted everybody; receipts come of one of them, then of many by turns; people of the one
 * write back for the first time, and write again. Both sides are sent the same bytes. After each run of ours what is stored is counted: all
 * that was acknowledged, and no more.
 */
export const flags = {
  pairs: 7,
  /** In each run of ours. */
  requests: 400,
  connections: 32,
};
type WebhookOptions = Readonly<typeof flags>;

interface Kind {
  readonly name: string;
  /** The requests of a run. */
  readonly of: (run: number) => Buffer[];
  /** How many of these are stored, by what keeps them. */
  readonly stored: () => Promise<number>;
}

interface Measured extends Ratios {
  readonly requestsPerSecond: number;
  readonly emptyRequestsPerSecond: number;
  /** Of D1, for each webhook, with what is done after it was acknowledged. */
  readonly d1: Readonly<Record<keyof D1Totals, number>>;
}

const inboundPath = "/hooks/twilio/inbound";
const statusPath = "/hooks/twilio/status";

/** Ten in the morning in New York, where everybody lives. */
const startsAt = Date.parse("2026-11-24T15:00:00Z");
/** Of "many campaigns": receipts of theirs come by turns. */
const manyCampaigns = 8;
/** How many times as many requests the empty worker is sent. */
const emptyTimes = 10;
const say = (line: string) => console.log(line);

export async function bench({ pairs, requests, connections }: WebhookOptions): Promise<void> {
  const carrier = await startCarrier({ ...twilioAccount, port: 0, settings: { callbackStatuses: [] } });
  const workerd = await startWorkerd(
    {
      PUBLIC_URL: publicUrl,
      TWILIO_ACCOUNT_SID: twilioAccount.accountSid,
      TWILIO_AUTH_TOKEN: twilioAccount.authToken,
      TWILIO_API_BASE_URL: carrier.url,
      HEADSUP_ADMIN_TOKEN: adminToken,
      CLOCK: JSON.stringify({ anchorRealMs: Date.now(), anchorMs: startsAt, rate: 1 }),
    },
    await portOr(0),
  );
  try {
    // A run before the first pair warms both sides up.
    const kinds = await prepare(workerd, { runs: pairs + 1, requests });
    const measured: Record<string, Measured> = {};
    for (const kind of kinds) measured[kind.name] = await measure(workerd, kind, { pairs, requests, connections });
    const { status, ...further } = measured;
    say(
      JSON.stringify({
        compared: "webhooks verified and stored, of one campaign, against an empty Hono POST, both on one bare workerd",
        pairs,
        requests,
        connections,
        ...status,
        ...further,
      }),
    );
  } finally {
    await workerd.close();
    await carrier.close();
  }
}

const repeated = <T>(values: readonly T[], times: number): T[] => Array.from({ length: times }, () => values).flat();

/** Campaigns that have texted everybody, and what they are about to say. */
async function prepare(
  { headsup, d1 }: Workerd,
  { runs, requests }: { runs: number; requests: number },
): Promise<Kind[]> {
  const world = {
    call: callOver(async (request) => {
      const { pathname, search } = new URL(request.url);
      return fetch(`http://127.0.0.1:${headsup}${pathname}${search}`, request);
    }),
  };
  const ask = async (path: string) => expectStatus(await world.call("GET", path), 200).json;
  await prepareAccount(world, { perSecond: 10_000 });
  const each = Math.ceil((runs * requests) / manyCampaigns);
  const one = await textEverybody(world, { from: 5_550_000, count: runs * requests });
  const many: Texted[] = [];
  for (let nth = 0; nth < manyCampaigns; nth++)
    many.push(await textEverybody(world, { from: 5_600_000 + nth * each, count: each }));
  const recipients = await recipientsOf(world, one);
  const interleaved = await Promise.all(many.map((texted) => recipientsOf(world, texted)));
  const ofMany = Array.from({ length: each }, (_, nth) => interleaved.map((people) => people[nth]))
    .flat()
    .filter((person) => person !== undefined);

  const signed = (path: string, form: Record<string, string>) =>
    post(path, String(new URLSearchParams(form)), { "x-twilio-signature": twilioSignature(publicUrl + path, form) });
  const of = (people: readonly Person[], run: number) => people.slice(run * requests, (run + 1) * requests);
  const delivered = ({ campaignId, id, providerId }: Person) =>
    signed(`${statusPath}/${campaignId}/${attemptIdOf(id, 1)}`, {
      AccountSid: twilioAccount.accountSid,
      ApiVersion: "2010-04-01",
      MessageSid: providerId,
      MessageStatus: "delivered",
      SmsSid: providerId,
      SmsStatus: "delivered",
    });
  const deliveredOf = async (campaigns: readonly Texted[]): Promise<number> => {
    const counts = await Promise.all(campaigns.map(({ campaignId }) => ask(`/v1/campaigns/${campaignId}`)));
    return counts.reduce((sum, told) => sum + told.counts.delivered, 0);
  };
  const said = (nth: number, body: string) => (run: number) =>
    of(recipients, run).map(({ id, address }) =>
      signed(inboundPath, {
        ...twilioFields,
        MessageSid: `SM${nth}${id.slice(4)}`,
        From: address,
        To: ourNumber,
        Body: body,
      }),
    );
  const inbound = async () => {
    // What they answer gets its text after the acknowledgement: that is work of theirs too.
    for (;;) {
      const [row] = await d1.ask<{ count: number; unfilled: number }>(
        "select count(*) filter (where direction = 'in') as count, count(*) filter (where body is null) as unfilled from message",
      );
      if (row?.unfilled === 0) return row.count;
      await new Promise((again) => setTimeout(again, 20));
    }
  };
  return [
    { name: "status", of: (run) => of(recipients, run).map(delivered), stored: () => deliveredOf([one]) },
    { name: "statusOfMany", of: (run) => of(ofMany, run).map(delivered), stored: () => deliveredOf(many) },
    { name: "firstReply", of: said(1, "When will it be there? I am home from five."), stored: inbound },
    { name: "furtherMessage", of: said(2, "And who do I call if it is not?"), stored: inbound },
  ];
}

interface Texted {
  readonly campaignId: string;
  readonly count: number;
}

interface Person {
  readonly campaignId: string;
  readonly id: string;
  readonly address: string;
  readonly providerId: string;
}

type World = Parameters<typeof prepareAccount>[0];

/** Launches a campaign to so many people, and waits until it has texted them. */
async function textEverybody(world: World, { from, count }: { from: number; count: number }): Promise<Texted> {
  const people = Array.from({ length: count }, (_, nth) => `+1212${from + nth}`);
  const campaignId = await launchCampaign(world, people, { pace: { count: 10_000, spanMs: 1_000 } });
  for (let sent = 0; sent < count; ) {
    await new Promise((again) => setTimeout(again, 100));
    sent = expectStatus(await world.call("GET", `/v1/campaigns/${campaignId}`), 200).json.counts.accepted;
  }
  say(`prepared: a campaign has texted ${count} people`);
  return { campaignId, count };
}

async function recipientsOf(world: World, { campaignId, count }: Texted): Promise<Person[]> {
  const recipients: Person[] = [];
  for (let after = ""; recipients.length < count; ) {
    const answer = await world.call("GET", `/v1/campaigns/${campaignId}/recipients?limit=500${after}`);
    const page = expectStatus(answer, 200).json;
    recipients.push(...page.items.map((item: Omit<Person, "campaignId">) => ({ ...item, campaignId })));
    after = `&cursor=${page.next}`;
  }
  return recipients;
}

/** What else Twilio sends with a text. */
const twilioFields = {
  AccountSid: twilioAccount.accountSid,
  ApiVersion: "2010-04-01",
  FromCity: "NEW YORK",
  FromCountry: "US",
  FromState: "NY",
  FromZip: "10001",
  NumMedia: "0",
  NumSegments: "1",
};

async function measure(
  { headsup, empty, d1 }: Workerd,
  kind: Kind,
  { pairs, requests, connections }: WebhookOptions,
): Promise<Measured> {
  const before = { stored: await kind.stored(), d1: await d1.totals() };
  const rate = async (port: number, sent: readonly Buffer[]) =>
    (sent.length * 1_000) / (await send({ port, requests: sent, connections }));
  let acknowledged = 0;
  const ours = async (run: number) => {
    const perSecond = await rate(headsup, kind.of(run));
    acknowledged += requests;
    const stored = (await kind.stored()) - before.stored;
    if (stored !== acknowledged) throw new Error(`${kind.name}: ${acknowledged} acknowledged, ${stored} stored`);
    return perSecond;
  };
  // The same bytes so many times over: a run of a few milliseconds says little.
  const theirs = (run: number) => rate(empty, repeated(kind.of(run), emptyTimes));
  await ours(0);
  await theirs(0);
  const tell = (pair: Pair, nth: number) =>
    say(
      `${kind.name} ${nth + 1}/${pairs}: ${pair.ours.toFixed(0)}/s against ${pair.theirs.toFixed(0)}/s, ${acknowledged} acknowledged and stored`,
    );
  const results = await runPairs(pairs, { ours: (nth) => ours(nth + 1), theirs: (nth) => theirs(nth + 1) }, tell);
  const after = await d1.totals();
  const each = (name: keyof D1Totals) => Math.round(((after[name] - before.d1[name]) / acknowledged) * 100) / 100;
  const ratios = ratiosOf(results);
  const counted = {
    roundTrips: each("roundTrips"),
    statements: each("statements"),
    rowsRead: each("rowsRead"),
    rowsWritten: each("rowsWritten"),
  };
  say(
    `${kind.name}: ${ratios.ratioMedian}× an empty POST (${ratios.ratioMin} to ${ratios.ratioMax}); D1, each: ${counted.roundTrips} round trips, ${counted.rowsRead} rows read, ${counted.rowsWritten} written`,
  );
  return {
    ...ratios,
    requestsPerSecond: Math.round(median(results.map((pair) => pair.ours))),
    emptyRequestsPerSecond: Math.round(median(results.map((pair) => pair.theirs))),
    d1: counted,
  };
}
