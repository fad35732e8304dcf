import type { Carrier, LogEntry } from "@headsup/carrier";
import { type Channel, ConversationId, defaultSenderTypes, type Span, senderTypes } from "@headsup/contract";
import { auditHours, type HoursPromised } from "@headsup/testkit";
import { capacityOf, isReachedOn, ourSenders, rungOn } from "./ladders.ts";
import { addressesOf, type CampaignPlan, type ListPlan, type PersonPlan } from "./plan.ts";
import { type Asked, LogReader } from "./seen.ts";
import { type CarrierMessage, Ceiling, hasReached, judgeStep } from "./steps.ts";
import { Stops } from "./stops.ts";

/** What was promised, and broken. */
export type Breach =
  | "doubleSends"
  | "lost"
  | "windowViolations"
  | "rateViolations"
  | "sentAfterOptOut"
  | "afterStop"
  | "counterMismatches"
  | "forecastMismatches"
  | "wrongRung"
  | "afterReply"
  | "ceilingViolations"
  | "whyMismatches";

export interface Violation {
  readonly breach: Breach;
  readonly what: string;
}

export interface AuditorOptions {
  readonly carrier: Carrier;
  readonly now: () => number;
  readonly plan: (campaignId: string) => CampaignPlan | undefined;
  /** Units a second that our senders let through, where that is not what is usual. */
  readonly ceilings?: Readonly<Partial<Record<Channel, number>>>;
  /** The longest a request may have been under way before it arrived. */
  readonly upMsMax: number;
  /** When a copy of the campaign's object last ended. */
  readonly endedAt: (campaignId: string) => number | null;
  readonly onBreach: (violation: Violation) => void;
  readonly onEntry: (entry: LogEntry) => void;
}

/** A check older than this allows no dispatch. */
const checkAgeMsMax = 5_000;
/** Calls besides: the hours in which nobody minds the phone. */
const callHours: Span = { open: "09:00", close: "20:00" };
const confirmsStop = /^You will get no more /;

/**
 * The judge. It reads the carrier's log and nothing of ours; of our side it is told only what was asked of it (hours,
 * pace, zones) and when a pause was acknowledged.
 */
export class Auditor {
  readonly #options: AuditorOptions;
  #seen = 0;
  readonly #messages = new Map<string, CarrierMessage>();
  readonly #standing = new Map<string, CarrierMessage[]>();
  readonly #arrivals = new Map<string, number[]>();
  readonly #reader = new LogReader();
  readonly #stops = new Stops();
  readonly #ceilings = new Map<Channel, Ceiling>();
  /** What somebody wrote, by its id, with the message of ours it answers. */
  readonly #answers = new Map<string, CarrierMessage>();
  /** Addresses that something was written from. */
  readonly #wrote = new Set<string>();
  /** Campaigns that must be silent, and from when on. */
  readonly #silentFrom = new Map<string, number>();
  creates = 0;

  constructor(options: AuditorOptions) {
    this.#options = options;
  }

  /**
   * The campaign acknowledged a pause or stop just now: whatever it had under way has been answered. Only a copy that died
   * moments ago may have had requests under way of which its successor cannot know.
   */
  silenced(campaignId: string): void {
    const { now, endedAt, upMsMax } = this.#options;
    const stragglesUntil = (endedAt(campaignId) ?? -Infinity) + upMsMax;
    if (!this.#silentFrom.has(campaignId)) this.#silentFrom.set(campaignId, Math.max(now(), stragglesUntil));
  }

  /** Somebody is about to let it go on. */
  released(campaignId: string): void {
    this.#silentFrom.delete(campaignId);
  }

  /** Reads what is new in the carrier's log. */
  look(): void {
    for (;;) {
      const entries = this.#options.carrier.log({ after: this.#seen, limit: 1_000 });
      for (const entry of entries) {
        this.#seen = entry.seq;
        this.#options.onEntry(entry);
        this.#judge(entry);
      }
      if (entries.length < 1_000) return;
    }
  }

  /** When each request of a campaign reached the carrier. */
  arrivals(campaignId: string): readonly number[] {
    return this.#arrivals.get(campaignId) ?? [];
  }

  /** Everything the carrier took for one person from one campaign, on whatever rung, in order. */
  taken(campaignId: string, address: string): readonly CarrierMessage[] {
    return this.#standing.get(`${campaignId} ${address}`) ?? [];
  }

  /** Whether anything was ever written from one of these addresses. */
  wrote(addresses: readonly string[]): boolean {
    return addresses.some((address) => this.#wrote.has(address));
  }

  /** Messages taken, and those that arrived, by rung. */
  byRung(): { taken: number[]; arrived: number[] } {
    const messages = [...this.#messages.values()];
    const rungs = Array.from({ length: 1 + Math.max(-1, ...messages.map(({ rung }) => rung)) }, (_, nth) => nth);
    const of = (some: readonly CarrierMessage[]) => rungs.map((nth) => some.filter(({ rung }) => rung === nth).length);
    return { taken: of(messages), arrived: of(messages.filter(hasReached)) };
  }

  #judge(entry: LogEntry): void {
    const seen = this.#reader.read(entry);
    const { now } = this.#options;
    switch (seen?.kind) {
      case "asked":
        this.#judgeAsked(seen.request);
        return;
      case "moved": {
        const message = this.#messages.get(seen.sid);
        if (message !== undefined) message.status = seen.status;
        return;
      }
      case "told": {
        const message = this.#messages.get(seen.sid);
        if (message !== undefined && hasReached(seen)) message.toldAt ??= now();
        return;
      }
      case "said":
        this.#stops.said(seen.sid, seen, seen.body);
        this.#answered(seen);
        return;
      case "heard": {
        this.#stops.heard(seen.sid, now());
        const message = this.#answers.get(seen.sid);
        if (message !== undefined) message.answeredAt ??= now();
        return;
      }
      case "left": {
        const message = this.#messages.get(seen.sid);
        if (message !== undefined) this.#stops.left({ from: message.to, to: message.from }, now());
        return;
      }
    }
  }

  /** What somebody writes answers what they last got from that sender, where it is plain which campaign's that was. */
  #answered({ sid, from, to }: { sid: string; from: string; to: string }): void {
    this.#wrote.add(from);
    const theirs = [...this.#messages.values()].filter((message) => message.to === from && message.from === to);
    const last = theirs.at(-1);
    if (last !== undefined && theirs.every(({ campaignId }) => campaignId === last.campaignId))
      this.#answers.set(sid, last);
  }

  #judgeAsked(request: Asked): void {
    if (ConversationId.safeParse(request.ownerId).success) {
      // An agent's answer: at any hour, at no pace. That they are out is told them once more.
      if (!confirmsStop.test(request.body)) this.#judgeStopped(request, [request.to], [request.from]);
      return;
    }
    const { at, to, ownerId: campaignId, channel } = request;
    const plan = this.#options.plan(campaignId);
    const member = plan && memberOf(plan, to);
    if (plan === undefined || member === undefined) {
      this.#breach("lost", `a request of nobody's campaign: ${request.attemptId} of ${campaignId}`);
      return;
    }
    this.creates++;
    const { list, person } = member;
    if (!isReachedOn(to, channel)) this.#breach("wrongRung", `${to} is asked for by ${channel}`);
    this.#judgePace(request, campaignId, plan);
    this.#judgeCeiling(request);
    for (const window of channel === "voice" ? [plan.window, callHours] : [plan.window]) {
      const promised: HoursPromised = {
        zonesOf: () => [person.zone],
        window,
        ...(plan.hours === null ? {} : { hours: { zone: plan.zone, hours: plan.hours } }),
      };
      for (const what of auditHours([{ to, at }], promised)) this.#breach("windowViolations", what);
    }
    const endsAt = Math.min(plan.expiresAt ?? Infinity, list.endAt ?? Infinity);
    if (at >= endsAt) this.#breach("windowViolations", `${to} at ${when(at)}: the end was ${when(endsAt)}`);
    if (at < (list.startAt ?? 0))
      this.#breach("windowViolations", `${to} at ${when(at)}: the list starts at ${when(list.startAt ?? 0)}`);
    const senders = plan.ladder.map((rung) => ourSenders[rung.channel]);
    this.#judgeStopped(request, addressesOf(person), senders);
    const silentSince = this.#silentFrom.get(campaignId);
    if (silentSince !== undefined && at > silentSince)
      this.#breach("afterStop", `${to} at ${when(at)}: silence was acknowledged at ${when(silentSince)}`);
    this.#judgeStep(request, plan, person);
  }

  #judgeStopped({ to, at }: Asked, addresses: readonly string[], senders: readonly string[]): void {
    const stoppedAt = this.#stops.since(addresses, senders);
    if (stoppedAt !== null && at > stoppedAt + checkAgeMsMax + this.#options.upMsMax)
      this.#breach("sentAfterOptOut", `${to} at ${when(at)}: their stop was acknowledged at ${when(stoppedAt)}`);
  }

  #judgePace({ at }: Asked, campaignId: string, { pace }: CampaignPlan): void {
    const arrivals = this.#arrivals.get(campaignId) ?? [];
    this.#arrivals.set(campaignId, arrivals);
    const earlier = arrivals[arrivals.length - pace.count];
    arrivals.push(at);
    if (earlier !== undefined && at - earlier < pace.spanMs)
      this.#breach("rateViolations", `${pace.count + 1} requests within ${at - earlier} ms, up to ${when(at)}`);
  }

  #judgeCeiling(request: Asked): void {
    const { channel } = request;
    const perSecond = this.#options.ceilings?.[channel] ?? senderTypes[defaultSenderTypes[channel]].perSecond;
    const ceiling = this.#ceilings.get(channel) ?? new Ceiling(capacityOf(perSecond));
    this.#ceilings.set(channel, ceiling);
    const what = ceiling.judge(request);
    if (what !== null) this.#breach("ceilingViolations", what);
  }

  #judgeStep(request: Asked, { ladder }: CampaignPlan, person: PersonPlan): void {
    const { ownerId: campaignId, channel, sid } = request;
    const rung = rungOn(ladder, channel);
    const key = `${campaignId} ${person.address}`;
    const earlier = this.#standing.get(key) ?? [];
    const terms = { ladder, rung, upMsMax: this.#options.upMsMax, checkAgeMsMax };
    for (const { breach, what } of judgeStep(request, earlier, terms)) this.#breach(breach, what);
    if (sid === null) return;
    const { at, to, from, attemptId } = request;
    const taken = { sid, campaignId, person: person.address, to, from, channel, rung, attemptId, at };
    const message: CarrierMessage = {
      ...taken,
      status: "queued",
      toldAt: null,
      answeredAt: null,
    };
    this.#standing.set(key, [...earlier, message]);
    this.#messages.set(sid, message);
  }

  #breach(breach: Breach, what: string): void {
    this.#options.onBreach({ breach, what });
  }
}

const when = (at: number): string => new Date(at).toISOString();

/** Somebody on a campaign's lists, by any address of theirs; of several lists the first has them. */
function memberOf({ lists }: CampaignPlan, address: string): { list: ListPlan; person: PersonPlan } | undefined {
  for (const list of lists) {
    const person = list.people.find((each) => addressesOf(each).includes(address));
    if (person !== undefined) return { list, person };
  }
  return undefined;
}
