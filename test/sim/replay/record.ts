import { auditCounts, type Random, randomOf } from "@headsup/testkit";
import { createNodeStage } from "./nodeStage.ts";
import { ourNumber, planReplay, type ReplayPlan } from "./plan.ts";
import { Player } from "./play.ts";
import { Provider } from "./provider.ts";
import { callbackOf, type Told, tell } from "./receipts.ts";
import {
  type Feature,
  features,
  type Moment,
  type Observed,
  type Stimulus,
  type Trace,
  type Webhook,
} from "./trace.ts";

const second = 1_000;
/** Turns in which something may go wrong. */
const troubledTurns = 34;
/** Alarms that may follow until everybody is decided. */
const calmTurnsMax = 70;
/** Messages that nobody reports anything of: each is asked after, three days later. */
const silentMax = 2;
/** A check this old allows no dispatch any more. */
const checkGrowsOldMs = 7 * second;

const undecided = new Set(["ready", "held", "in_flight", "unknown", "accepted"]);

/** Plays a seed on Node and writes down what it did and what came of it. */
export async function record(seed: string): Promise<Trace> {
  const recorder = new Recorder(seed);
  try {
    return await recorder.play();
  } finally {
    await recorder.close();
  }
}

class Recorder {
  readonly #seed: string;
  readonly #plan: ReplayPlan;
  readonly #random: Random;
  readonly #provider: Provider;
  readonly #node: ReturnType<typeof createNodeStage>;
  readonly #player: Player;
  readonly #moments: Moment[] = [];
  readonly #covers: Set<Feature>;
  readonly #told = new Map<string, Told>();
  /** Attempts whose answers a dead or outdated copy was waiting for. */
  readonly #orphaned = new Set<string>();
  #seen: Observed = { statuses: [], alarmAt: null, arrivals: 0, answered: 0, isUnderWay: false };
  /** As it was when the step under way began. */
  #before = this.#seen;
  #isCatalogueDown = false;
  #isFurtherImported = false;
  #inbound = 0;

  constructor(seed: string) {
    this.#seed = seed;
    this.#plan = planReplay(seed);
    this.#random = randomOf(`${seed}/record`);
    this.#covers = new Set(this.#plan.covers);
    const cover = (feature: Feature) => this.#covers.add(feature);
    this.#provider = new Provider({ random: this.#random.fork("provider"), cover });
    this.#node = createNodeStage(seed, this.#plan.startsAt, this.#provider.replyTo);
    this.#player = new Player(this.#node.stage);
  }

  close(): Promise<void> {
    return this.#node.close();
  }

  async play(): Promise<Trace> {
    const { startsAt, campaign, first } = this.#plan;
    await this.#do({ do: "draft", campaign });
    await this.#do({ do: "import", list: first });
    await this.#do({ do: "order", order: "launch" });
    this.#provider.faultChance = this.#random.pick([0, 0.15, 0.35]);
    for (let turn = 0; turn < troubledTurns; turn++) await this.#trouble(turn);
    this.#provider.faultChance = 0;
    await this.#calm();
    const ledger = await this.#player.readLedger();
    const waiting = ledger.recipients.find(({ status }) => undecided.has(status));
    if (waiting !== undefined) throw new Error(`seed ${this.#seed}: ${waiting.address} is left ${waiting.status}`);
    const [miscount] = auditCounts(this.#node.campaign(this.#player.campaignId));
    if (miscount !== undefined) throw new Error(`seed ${this.#seed}: ${miscount}`);
    return {
      seed: this.#seed,
      startsAt,
      pace: campaign.pace,
      moments: this.#moments,
      exchanges: this.#provider.exchanges,
      taken: [...this.#provider.messages.values()].map(({ sid, attemptId, to, body, takenAt, status }) => ({
        providerId: sid,
        attemptId,
        campaignId: this.#player.campaignId,
        to,
        from: ourNumber,
        body,
        createdAt: takenAt,
        isFailed: status === "failed" || status === "undelivered",
      })),
      ledger,
      covers: features.filter((feature) => this.#covers.has(feature)),
    };
  }

  /** Does it, at a time not before that of the last moment, and writes it down. */
  async #do(stimulus: Stimulus, at = 0): Promise<void> {
    const moment = { at: Math.max(at, this.#node.now() + 1), stimulus };
    const { alarmAt } = this.#seen;
    this.#seen = await this.#player.perform(moment, null);
    if (stimulus.do === "order" && alarmAt !== null && this.#seen.alarmAt === null)
      this.#covers.add("alarm called off");
    this.#moments.push({ ...moment, observed: this.#seen });
  }

  async #trouble(turn: number): Promise<void> {
    const { alarmAt } = this.#seen;
    if (alarmAt === null || this.#random.chance(0.4)) await this.#act(turn);
    else await this.#alarm(alarmAt);
  }

  async #alarm(alarmAt: number): Promise<void> {
    const now = this.#node.now();
    const kind = this.#random.pick(["alarm as armed", "alarm as armed", "alarm early", "alarm late", "alarm repeated"]);
    const early = now + Math.floor((alarmAt - now) / 2);
    const at =
      kind === "alarm early"
        ? early
        : kind === "alarm late"
          ? alarmAt + this.#random.between(1, 900) * second
          : alarmAt;
    this.#covers.add(kind === "alarm early" && early >= alarmAt ? "alarm as armed" : (kind as Feature));
    const holds = this.#random.chance(0.4);
    this.#before = this.#seen;
    await this.#do({ do: "alarm", holds }, at);
    if (holds) await this.#meanwhile();
    if (kind === "alarm repeated" && this.#seen.alarmAt !== null) await this.#do({ do: "alarm", holds: false });
  }

  /** A step is under way, and the provider keeps its answers. */
  async #meanwhile(): Promise<void> {
    const isSending = () => this.#underWay().length > 0;
    for (let acts = this.#random.between(0, 2); acts > 0 && isSending(); acts--) await this.#actMeanwhile();
    const end = isSending() ? this.#random.pick(["answer", "crash", "crash", "supersede"] as const) : "answer";
    if (end === "answer") return this.#do({ do: "answer", count: null });
    for (const { key } of this.#underWay()) this.#orphaned.add(key);
    const isLate = end === "crash" && this.#seen.answered > this.#before.answered;
    if (end === "supersede") this.#covers.add("superseded with requests under way");
    else this.#covers.add(isLate ? "crashed before the batch was settled" : "crashed with requests under way");
    await this.#do({ do: end }, this.#node.now() + this.#random.between(1, 5 * second));
  }

  /** Messages the provider has got in this step and not answered; it answers in their order. */
  #underWay() {
    const { arrivals, answered } = this.#before;
    const first = arrivals + this.#seen.answered - answered;
    return this.#provider.exchanges.slice(first).filter(({ message }) => message !== null);
  }

  async #actMeanwhile(): Promise<void> {
    const underWay = this.#underWay();
    const act = this.#random.pick(["receipts", "order", "wait", "opt-out", "answer some", "answer some"] as const);
    switch (act) {
      case "receipts": {
        const taken = underWay.filter(({ key }) => this.#provider.messages.has(key));
        if (taken.length === 0) return;
        this.#covers.add("receipt before its answer");
        return this.#report(this.#random.sample(taken, 2).map(({ key }) => key));
      }
      case "order": {
        if (this.#isCatalogueDown) return;
        const order = this.#random.chance(0.8) ? "pause" : "stop";
        this.#covers.add(`${order === "pause" ? "paused" : "stopped"} with requests under way`);
        return this.#do({ do: "order meanwhile", order });
      }
      case "wait": {
        const isMore = (await this.#counts()).inFlight > underWay.length;
        if (isMore) this.#covers.add("checks grown old in mid-batch");
        return this.#do({ do: "wait" }, this.#node.now() + checkGrowsOldMs);
      }
      case "opt-out":
        return this.#optOut("opted out with requests under way");
      case "answer some":
        return this.#do({ do: "answer", count: this.#random.between(1, underWay.length) });
    }
  }

  /** Something done while no step is under way. */
  async #act(turn: number): Promise<void> {
    const later = this.#node.now() + this.#random.between(1, 90) * second;
    const acts = [
      "receipts",
      "receipts",
      "receipts",
      "pause",
      "resume",
      "evict",
      "opt-out",
      "catalogue",
      "further",
    ] as const;
    const act = this.#isCatalogueDown && this.#random.chance(0.4) ? "catalogue" : this.#random.pick(acts);
    switch (act) {
      case "receipts": {
        const keys = [...this.#provider.messages.keys()];
        return keys.length === 0 ? undefined : this.#report(this.#random.sample(keys, 3), later);
      }
      case "pause": {
        if (this.#isCatalogueDown) return;
        const order = turn > troubledTurns - 8 && this.#random.chance(0.5) ? "stop" : "pause";
        this.#covers.add(order === "stop" ? "stopped" : "paused");
        await this.#do({ do: "order", order }, later);
        return order === "pause" ? this.#resume(later + 30 * second) : undefined;
      }
      case "resume":
        return this.#resume(later);
      case "evict":
        this.#covers.add("evicted while idle");
        return this.#do({ do: "evict" }, later);
      case "opt-out":
        return this.#optOut(this.#isCatalogueDown ? "opted out while the catalogue is down" : "opted out", later);
      case "catalogue": {
        this.#isCatalogueDown = !this.#isCatalogueDown;
        this.#covers.add("catalogue down");
        return this.#do({ do: "catalogue", isDown: this.#isCatalogueDown }, later);
      }
      case "further": {
        const { further } = this.#plan;
        if (further === null || this.#isFurtherImported || this.#isCatalogueDown) return;
        this.#isFurtherImported = true;
        this.#covers.add("further list during the run");
        await this.#do({ do: "import", list: further }, later);
        return this.#do({ do: "order", order: "launch" });
      }
    }
  }

  async #resume(at: number): Promise<void> {
    if (this.#isCatalogueDown || (await this.#status()) !== "paused") return;
    this.#covers.add("resumed");
    await this.#do({ do: "order", order: "resume" }, at);
  }

  async #optOut(feature: Feature, at?: number): Promise<void> {
    const [address = ""] = this.#random.pick(this.#plan.first.rows.slice(0, -1));
    this.#covers.add(feature);
    const MessageSid = `SMinbound${++this.#inbound}`;
    const hook: Webhook = {
      path: "/hooks/twilio/inbound",
      params: { MessageSid, From: address, To: ourNumber, Body: "STOP" },
    };
    await this.#do({ do: "webhooks", hooks: [hook] }, at);
  }

  /** The provider reports what became of these messages. */
  async #report(attemptIds: readonly string[], at?: number): Promise<void> {
    const hooks = attemptIds.flatMap((attemptId) => {
      const message = this.#provider.messages.get(attemptId);
      if (message === undefined) return [];
      if (this.#orphaned.has(attemptId)) this.#covers.add("receipt after a crash");
      const told = this.#told.get(attemptId) ?? tell(this.#random, message);
      this.#told.set(attemptId, told);
      for (const feature of told.covers) this.#covers.add(feature);
      return told.statuses.map((status) => callbackOf(this.#player.campaignId, message, { status, code: told.code }));
    });
    await this.#do({ do: "webhooks", hooks }, at);
  }

  /** Nothing goes wrong any more; alarms fire as armed until everybody is decided. */
  async #calm(): Promise<void> {
    if (this.#isCatalogueDown) await this.#do({ do: "catalogue", isDown: false });
    this.#isCatalogueDown = false;
    for (let turns = 0; turns < calmTurnsMax; turns++) {
      await this.#resume(0);
      const untold = [...this.#provider.messages.keys()].filter((attemptId) => !this.#told.has(attemptId));
      if (untold.length > silentMax) await this.#report(untold.slice(silentMax));
      const { alarmAt } = this.#seen;
      if (alarmAt === null) return;
      await this.#do({ do: "alarm", holds: false }, alarmAt + this.#random.pick([0, 0, 250]));
    }
    throw new Error(`seed ${this.#seed}: its campaign asks to be woken for ever`);
  }

  async #counts(): Promise<{ inFlight: number }> {
    return (await this.#node.stage.call("GET", `/v1/campaigns/${this.#player.campaignId}`)).body.counts;
  }

  async #status(): Promise<string> {
    return (await this.#node.stage.call("GET", `/v1/campaigns/${this.#player.campaignId}`)).body.status;
  }
}
