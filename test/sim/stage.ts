import type { LogEntry, SettingsChange } from "@headsup/carrier";
import type { CampaignDetail, Recipient } from "@headsup/contract";
import {
  type ApiAnswer,
  auditCounts,
  type Call,
  type Carry,
  callOver,
  createDeployment,
  type Deployment,
  draftCampaign,
  expectStatus,
  type Fate,
  ourNumber,
  prepareAccount,
  randomOf,
  VirtualClock,
  type Where,
} from "@headsup/testkit";
import { onTestFinished } from "vitest";
import { Auditor } from "./auditor.ts";
import { answerCryptoAtOnce } from "./crypto.ts";
import { textAlone } from "./ladders.ts";
import { judgeLedger, readRecipients } from "./ledger.ts";
import { createNetwork, type Weather } from "./network.ts";
import { Operator } from "./operator.ts";
import { type CampaignPlan, type Latency, type ListPlan, type PersonPlan, planOf } from "./plan.ts";

/**
 * A stage for scripted scenarios: the whole deployment on its virtual clock, with the network, the judge and the person
 * at the terminal of the seeded simulation. Nothing is left to chance: what goes wrong, and when, the script says.
 */

answerCryptoAtOnce();

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const newYork = "America/New_York";

/** A request to send as it reached the carrier. `at` is told in ms since the curtain rose. */
export type Request = Pick<LogEntry, "at" | "outcome" | "sid" | "validityPeriodS"> & { readonly to: string };

/** Moments in the life of a batch at which the copy at work may end. */
export type Moment = "mid-check" | "claims stored" | "mid-dispatch" | "before settle";

/**
 * How it ends: it is killed; or it is given up for dead and goes on, while its successor is woken, or opened only, by
 * somebody who looks at it.
 */
type Ending = "killed" | "succeeded" | "looked past";

const whereOf: Record<Moment, Where> = {
  "mid-check": "after await",
  "claims stored": "commit",
  "mid-dispatch": "after await",
  "before settle": "after await",
};

/** `how many` people, from the `first` on, who live in `zone`. Nobody has two numbers. */
export const people = (count: number, { first = 0, zone = newYork } = {}): PersonPlan[] =>
  Array.from({ length: count }, (_, i) => ({ address: person(first + i), zone }));

/** The number of the nth person. */
export const person = (n: number): string => `+1212555${2000 + n}`;

export type ListScript = Partial<ListPlan> & Pick<ListPlan, "people">;
export type CampaignScript = Partial<Omit<CampaignPlan, "lists">> & { readonly lists: readonly ListScript[] };

const listOf = (script: ListScript): ListPlan => ({ startAt: null, endAt: null, importedAt: null, ...script });

/** @param startsAt when the curtain rises, ISO 8601: noon in New York unless told */
export async function stage({
  startsAt = "2026-11-24T12:00:00-05:00",
  carrier = {},
}: {
  startsAt?: string;
  carrier?: SettingsChange;
} = {}): Promise<Stage> {
  const set = new Stage(Date.parse(startsAt), carrier);
  onTestFinished(() => set.close());
  await set.finish(prepareAccount(set));
  return set;
}

export class Stage {
  readonly start: number;
  readonly clock: VirtualClock;
  readonly deployment: Deployment;
  readonly call: Call;
  readonly weather: Weather;
  readonly auditor: Auditor;
  readonly operator: Operator;
  readonly campaigns: StagedCampaign[] = [];
  /** Campaigns whose object answers nobody. */
  readonly silent = new Set<string>();
  /** The most requests to the provider that were ever under way at once. */
  mostUnderWay = 0;
  #underWay = 0;
  readonly #broken: string[] = [];
  /** The longest a request was ever given to reach the provider. */
  readonly #slowest = { upMsMax: 0 };
  readonly #latency: { -readonly [Way in keyof Latency]: Latency[Way] };
  #endings: { id: string; moment: Moment; how: Ending; passed: number }[] = [];

  constructor(start: number, settings: SettingsChange) {
    const random = randomOf("stage");
    const clock = new VirtualClock(start, { isAlone: true });
    const latency = { up: still, down: still, catalogue: still, webhook: still };
    const network = createNetwork(
      { clock, random: random.fork("network"), plan: { ...planOf("stage"), troubles: new Set(), latency } },
      { carried: () => this.auditor?.look(), ended: () => {} },
    );
    network.weather.isCalm = false;
    this.start = start;
    this.clock = clock;
    this.weather = network.weather;
    this.#latency = latency;
    this.deployment = createDeployment({
      clock,
      random: random.fork("deployment"),
      carry: this.#watched(network.carry),
      fate: { ...network.fate, ends: (id, where) => this.#ends(id, where) },
      carrier: settings,
    });
    this.call = callOver(this.deployment.fetch);
    const slowest = this.#slowest;
    this.auditor = new Auditor({
      carrier: this.deployment.carrier,
      now: clock.now,
      plan: (id) => this.campaigns.find((campaign) => campaign.id === id)?.plan,
      get upMsMax() {
        return slowest.upMsMax;
      },
      endedAt: (id) => this.deployment.objects.endedAt(id),
      onBreach: ({ breach, what }) => this.#broken.push(`${breach}: ${what}`),
      onEntry: () => {},
    });
    this.operator = new Operator({ call: this.call, clock, auditor: this.auditor, say: () => {} });
  }

  /** A draft with its lists imported. Nothing of it takes time. */
  async draft({ lists, ...over }: CampaignScript): Promise<StagedCampaign> {
    const plan = {
      ladder: textAlone,
      text: "Your order is late.",
      pace: { count: 10, spanMs: 5 * minute },
      window: { open: "08:00", close: "21:00" },
      zone: newYork,
      hours: null,
      expiresAt: null,
      ...over,
      lists: lists.map(listOf),
    };
    const { text, pace, window, zone, expiresAt } = plan;
    const until = expiresAt === null ? {} : { expiresAt: new Date(expiresAt).toISOString() };
    const id = await this.finish(draftCampaign(this, { text, pace, window, zone, ...until }));
    const campaign = new StagedCampaign(this, id, plan);
    this.campaigns.push(campaign);
    for (const list of plan.lists) {
      await this.finish(this.operator.importFirst(id, list));
    }
    await this.pass(0);
    return campaign;
  }

  /** The same, launched: the first step is due now and has not run. */
  async launched(script: CampaignScript): Promise<StagedCampaign> {
    const campaign = await this.draft(script);
    await campaign.launch();
    return campaign;
  }

  /** From now on each of these ways takes exactly so long, ms. */
  takes(ways: Partial<Record<keyof Latency, number>>): void {
    for (const [way, ms] of Object.entries(ways)) this.#latency[way as keyof Latency] = [ms, ms];
    this.#slowest.upMsMax = Math.max(this.#slowest.upMsMax, ways.up ?? 0);
  }

  /** What the provider does wrong from now on. */
  faults(faults: NonNullable<SettingsChange["faults"]>): void {
    this.deployment.carrier.configure({ faults });
  }

  /** A person texts our number. */
  says(from: string, body: string): void {
    this.deployment.carrier.text({ from, to: ourNumber, body });
  }

  /** The copy of a campaign at work ends at that moment of its next batch. */
  endsAt({ id }: StagedCampaign, moment: Moment, how: Ending): void {
    this.#endings.push({ id, moment, how, passed: 0 });
  }

  pass(ms: number): Promise<void> {
    return this.clock.run(this.clock.now() + ms);
  }

  /** Plays on until so long after the curtain rose. */
  until(ms: number): Promise<void> {
    return this.clock.run(this.start + ms);
  }

  finish<T>(work: Promise<T>): Promise<T> {
    return this.clock.finish(work);
  }

  /** Ms since the curtain rose. */
  get now(): number {
    return this.clock.now() - this.start;
  }

  get carrierLog(): LogEntry[] {
    return this.deployment.carrier.log({ limit: 10_000 });
  }

  /** Every promise that was broken, by the carrier's log and by the ledger: to be asked when all should be decided. */
  async judge(): Promise<string[]> {
    this.auditor.look();
    const shown = (await this.ask("GET", "/v1/campaigns")).json.items as CampaignDetail[];
    const broken = [...this.#broken];
    for (const campaign of this.campaigns) {
      const { id, plan, refused } = campaign;
      broken.push(...auditCounts(this.deployment.objects.campaign(id)));
      const { status, counts } = await campaign.shows();
      if (status !== "completed" && status !== "stopped") broken.push(`${id} is ${status}`);
      const summary = shown.find((item) => item.id === id);
      if (JSON.stringify(summary?.counts) !== JSON.stringify(counts))
        broken.push(`the catalogue counts ${id} otherwise`);
      const recipients = await campaign.recipients();
      const { violations } = judgeLedger(
        { id, plan, recipients, problems: new Set(), refused, mayStop: status === "stopped" },
        this.auditor,
      );
      broken.push(...violations.map(({ breach, what }) => `${breach}: ${what}`));
    }
    return broken;
  }

  /** One request to the API, which must answer 200. */
  async ask(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    return expectStatus(await this.finish(this.call(method, path, body === undefined ? {} : { body })), 200);
  }

  close(): Promise<void> {
    return this.deployment.close();
  }

  #watched(carry: Carry): Carry {
    return async (hop, work) => {
      if (hop.to === "object" && this.silent.has(hop.campaignId)) throw new Error("Network connection lost.");
      if (hop.to !== "provider") return carry(hop, work);
      this.mostUnderWay = Math.max(this.mostUnderWay, ++this.#underWay);
      return carry(hop, work).finally(() => this.#underWay--);
    };
  }

  #ends(id: string, where: Where): ReturnType<Fate["ends"]> {
    const ending = this.#endings.find((each) => each.id === id && whereOf[each.moment] === where);
    if (ending === undefined || !this.#isReached(ending)) return null;
    this.#endings = this.#endings.filter((each) => each !== ending);
    const { objects } = this.deployment;
    if (ending.how === "killed") return "killed";
    // The copy goes on in this very turn; its successor is there before it can do anything.
    queueMicrotask(() => (ending.how === "succeeded" ? objects.wake(id) : objects.campaign(id)));
    return "orphaned";
  }

  #isReached(ending: { readonly id: string; readonly moment: Moment; passed: number }): boolean {
    const [batch] = this.deployment.objects
      .storage(ending.id)
      .sql.exec("select claims from batch where settled_at is null")
      .toArray();
    if (batch === undefined) return ending.moment === "mid-check";
    if (ending.moment === "claims stored") return true;
    ending.passed++;
    return ending.moment === "mid-dispatch" || ending.passed === JSON.parse(String(batch.claims)).length;
  }
}

const still = [0, 0] as readonly [number, number];

/** One campaign on the stage, as the API shows it and as the carrier saw it. */
export class StagedCampaign {
  readonly id: string;
  readonly plan: CampaignPlan & { readonly lists: ListPlan[] };
  /** Lists of which not everybody could be imported, because the campaign had been stopped. */
  readonly refused = new Set<ListPlan>();
  readonly #stage: Stage;

  constructor(stage: Stage, id: string, plan: StagedCampaign["plan"]) {
    this.#stage = stage;
    this.id = id;
    this.plan = plan;
  }

  /** Launches whatever is sealed. */
  async launch(): Promise<void> {
    expectStatus(await this.#stage.finish(this.#stage.operator.launch(this.id)), 200);
  }

  /** These resolve when they are acknowledged; time must be made to pass meanwhile. */
  readonly pause = (): Promise<ApiAnswer> => this.#stage.operator.pause(this.id);
  readonly stop = (): Promise<ApiAnswer> => this.#stage.operator.stop(this.id);
  readonly resume = (): Promise<ApiAnswer> => this.#stage.operator.resume(this.id);

  async shows(): Promise<CampaignDetail> {
    return (await this.#stage.ask("GET", `/v1/campaigns/${this.id}`)).json;
  }

  recipients(): Promise<Recipient[]> {
    return this.#stage.finish(readRecipients(this.#stage.call, this.id));
  }

  /** One person as the API shows them. */
  async shown(address: string): Promise<Recipient> {
    const found = (await this.recipients()).find((recipient) => recipient.address === address);
    if (found === undefined) throw new Error(`${this.id} has no ${address}`);
    return found;
  }

  /** Requests to send that reached the carrier from this campaign, for one person or all, in order. */
  requests(address?: string): Request[] {
    return this.#stage.deployment.carrier
      .log({ kind: "create", limit: 10_000 })
      .filter(({ statusCallback }) => statusCallback?.includes(`/${this.id}/`))
      .map(({ at, outcome, sid, validityPeriodS, to }) => {
        return { at: at - this.#stage.start, outcome, sid, validityPeriodS, to: to ?? "" };
      })
      .filter(({ to }) => address === undefined || to === address);
  }

  /** When its requests reached the carrier, ms since the curtain rose. */
  get times(): number[] {
    return this.requests().map(({ at }) => at);
  }

  /** An import that stays open until it is sealed. */
  async importing(script: ListScript): Promise<StagedImport> {
    const list = listOf(script);
    const path = `/v1/campaigns/${this.id}/lists`;
    const body = {
      name: "further.csv",
      fingerprint: String(this.plan.lists.length).padStart(64, "f"),
      columns: [{ role: "address" }, { role: "zone" }],
      ...(list.startAt === null ? {} : { startAt: new Date(list.startAt).toISOString() }),
    };
    const { id } = (await this.#stage.ask("POST", path, body)).json;
    this.plan.lists.push(list);
    return new StagedImport(this.#stage, `${path}/${id}`, list);
  }
}

/** A file on its way in. */
export class StagedImport {
  readonly list: ListPlan;
  readonly #stage: Stage;
  readonly #path: string;
  #chunks = 0;
  #rows = 0;

  constructor(stage: Stage, path: string, list: ListPlan) {
    this.#stage = stage;
    this.#path = path;
    this.list = list;
  }

  /** The next so many rows; answers whatever the API does. */
  async chunk(count: number): Promise<ApiAnswer> {
    const rows = this.list.people
      .slice(this.#rows, this.#rows + count)
      .map(({ address, zone }, i) => ({ line: this.#rows + i + 2, cells: [address, zone] }));
    const put = this.#stage.call("PUT", `${this.#path}/chunks/${this.#chunks}`, { body: { rows } });
    const answer = await this.#stage.finish(put);
    if (answer.status !== 200) return answer;
    this.#chunks++;
    this.#rows += rows.length;
    return answer;
  }

  async seal(): Promise<void> {
    await this.#stage.ask("POST", `${this.#path}/seal`, { chunks: this.#chunks, rows: this.#rows });
  }
}
