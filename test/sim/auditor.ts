import type { Carrier, LogEntry } from "@headsup/carrier";
import { auditHours, type HoursPromised } from "@headsup/testkit";
import { answerOf } from "./answers.ts";
import type { CampaignPlan } from "./plan.ts";

/** What was promised, and broken. */
export type Breach =
  | "doubleSends"
  | "lost"
  | "windowViolations"
  | "rateViolations"
  | "sentAfterOptOut"
  | "afterStop"
  | "counterMismatches"
  | "forecastMismatches";

export interface Violation {
  readonly breach: Breach;
  readonly what: string;
}

/** A message as the carrier knows it. */
export interface CarrierMessage {
  readonly sid: string;
  readonly campaignId: string;
  readonly to: string;
  readonly attemptId: string;
  /** The furthest it got: "queued", "sent", "delivered", "undelivered", "failed". */
  status: string;
}

export interface AuditorOptions {
  readonly carrier: Carrier;
  readonly now: () => number;
  readonly plan: (campaignId: string) => CampaignPlan | undefined;
  readonly zoneOf: (address: string) => string;
  /** The longest a request may have been under way before it arrived. */
  readonly upMsMax: number;
  /** When a copy of the campaign's object last ended. */
  readonly endedAt: (campaignId: string) => number | null;
  readonly onBreach: (violation: Violation) => void;
  readonly onEntry: (entry: LogEntry) => void;
}

/** A check older than this allows no dispatch. */
const checkAgeMsMax = 5_000;
type Word = "stop" | "start" | "none";
/** What these people say when they want no more: the carrier's cast, and the acts of a run. */
const stopWords = new Set([
  ...["STOP", "stop", "Unsubscribe", "QUIT", "Stop. Thank you", "please opt out", "ARRÊT", "unsubscribe me pls"],
  ...["stop!!", "🛑 stop", "OPT OUT", "STOP PLEASE"],
]);
const wordIn = (body: string): Word => {
  if (stopWords.has(body.trim())) return "stop";
  return body.trim() === "START" ? "start" : "none";
};

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
  /** Stops by message id, until they are acknowledged. */
  readonly #stops = new Map<string, string>();
  readonly #lastWord = new Map<string, Word>();
  /** Who said stop, and since when we have acknowledged it. */
  readonly #optedOutSince = new Map<string, number>();
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

  /** Everything the carrier took for one person from one campaign, in order. */
  taken(campaignId: string, address: string): readonly CarrierMessage[] {
    return this.#standing.get(`${campaignId} ${address}`) ?? [];
  }

  #judge(entry: LogEntry): void {
    switch (entry.kind) {
      case "create":
        this.#judgeCreate(entry);
        return;
      case "status": {
        const message = this.#messages.get(entry.sid ?? "");
        if (message !== undefined) message.status = entry.messageStatus ?? message.status;
        return;
      }
      case "inbound":
        this.#said({ sid: entry.sid ?? "", from: entry.from ?? "", word: wordIn(entry.body ?? "") });
        return;
      case "webhook":
        if (entry.answer !== null && entry.answer < 300) this.#acknowledged(entry.sid ?? "");
        return;
      case "bug":
        throw new Error(`the carrier has a bug: ${entry.outcome}`);
    }
  }

  /** A START, even one we cannot know of yet, ends the promise that a STOP made. */
  #said({ sid, from, word }: { sid: string; from: string; word: Word }): void {
    if (word === "none") return;
    this.#lastWord.set(from, word);
    if (word === "start") this.#optedOutSince.delete(from);
    else this.#stops.set(sid, from);
  }

  #acknowledged(sid: string): void {
    const from = this.#stops.get(sid);
    if (from === undefined) return;
    this.#stops.delete(sid);
    if (this.#lastWord.get(from) === "stop" && !this.#optedOutSince.has(from))
      this.#optedOutSince.set(from, this.#options.now());
  }

  #judgeCreate(entry: LogEntry): void {
    if (answerOf(entry) !== null) {
      this.#judgeStopped(entry); // an agent's answer: at any hour, at no pace
      return;
    }
    const { campaignId, attemptId } = attemptOf(entry);
    const plan = this.#options.plan(campaignId);
    if (plan === undefined) {
      this.#breach("lost", `a request of nobody's campaign: ${entry.statusCallback}`);
      return;
    }
    this.creates++;
    const to = entry.to ?? "";
    this.#judgePace(entry, campaignId, plan);
    const promised: HoursPromised = {
      zonesOf: (address) => [this.#options.zoneOf(address)],
      window: plan.window,
      ...(plan.hours === null ? {} : { hours: { zone: plan.zone, hours: plan.hours } }),
    };
    for (const what of auditHours([{ to, at: entry.at }], promised)) this.#breach("windowViolations", what);
    const list = plan.lists.find(({ people }) => people.some(({ address }) => address === to));
    const endsAt = Math.min(plan.expiresAt ?? Infinity, list?.endAt ?? Infinity);
    if (entry.at >= endsAt) this.#breach("windowViolations", `${to} at ${when(entry.at)}: the end was ${when(endsAt)}`);
    if (entry.at < (list?.startAt ?? 0))
      this.#breach("windowViolations", `${to} at ${when(entry.at)}: the list starts at ${when(list?.startAt ?? 0)}`);
    this.#judgeStopped(entry);
    const silentSince = this.#silentFrom.get(campaignId);
    if (silentSince !== undefined && entry.at > silentSince)
      this.#breach("afterStop", `${to} at ${when(entry.at)}: silence was acknowledged at ${when(silentSince)}`);
    if (entry.outcome === "accepted")
      this.#judgeOnce({ sid: entry.sid ?? "", campaignId, to, attemptId, status: "queued" });
  }

  #judgeStopped({ to, at }: LogEntry): void {
    const stoppedAt = this.#optedOutSince.get(to ?? "");
    if (stoppedAt !== undefined && at > stoppedAt + checkAgeMsMax + this.#options.upMsMax)
      this.#breach("sentAfterOptOut", `${to} at ${when(at)}: their stop was acknowledged at ${when(stoppedAt)}`);
  }

  #judgePace(entry: LogEntry, campaignId: string, { pace }: CampaignPlan): void {
    const arrivals = this.#arrivals.get(campaignId) ?? [];
    this.#arrivals.set(campaignId, arrivals);
    const earlier = arrivals[arrivals.length - pace.count];
    arrivals.push(entry.at);
    if (earlier !== undefined && entry.at - earlier < pace.spanMs)
      this.#breach(
        "rateViolations",
        `${pace.count + 1} requests within ${entry.at - earlier} ms, up to ${when(entry.at)}`,
      );
  }

  /** A further message is allowed only when the carrier had reported every earlier one as failed. */
  #judgeOnce(message: CarrierMessage): void {
    const key = `${message.campaignId} ${message.to}`;
    const earlier = this.#standing.get(key) ?? [];
    this.#standing.set(key, [...earlier, message]);
    this.#messages.set(message.sid, message);
    const standing = earlier.filter(({ status }) => status !== "failed" && status !== "undelivered");
    if (standing.length > 0)
      this.#breach(
        "doubleSends",
        `${message.to} got ${message.attemptId}, and ${standing.map(({ attemptId }) => attemptId).join(", ")} before`,
      );
  }

  #breach(breach: Breach, what: string): void {
    this.#options.onBreach({ breach, what });
  }
}

const when = (at: number): string => new Date(at).toISOString();

/** Whose request it was: our attempt is named in the callback address. */
function attemptOf({ statusCallback }: LogEntry): { campaignId: string; attemptId: string } {
  const [attemptId = "", campaignId = ""] = (statusCallback ?? "").split("#")[0]!.split("/").reverse();
  return { campaignId, attemptId };
}
