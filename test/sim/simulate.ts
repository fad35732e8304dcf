import type { LogEntry } from "@headsup/carrier";
import type { Recipient } from "@headsup/contract";
import {
  auditCounts,
  type Call,
  callOver,
  createDeployment,
  type Deployment,
  draftCampaign,
  expectStatus,
  prepareAccount,
  type Random,
  randomOf,
  VirtualClock,
} from "@headsup/testkit";
import { scheduleActs } from "./acts.ts";
import { areAnswersSettled, judgeThreads, scheduleAnswers } from "./answers.ts";
import { Auditor, type Violation } from "./auditor.ts";
import { type Expected, judgeForecast, readForecast } from "./forecast.ts";
import { calmDesk, scheduleShifts, staff } from "./heeds.ts";
import { ladderBody, ladderPeople, openSenders } from "./ladders.ts";
import { isFinal, judgeLedger, readRecipients } from "./ledger.ts";
import { exchangeKeys, mailboxesAt, mailSettings } from "./mail.ts";
import { createNetwork, type Network } from "./network.ts";
import { Operator, spellRight } from "./operator.ts";
import { addressesOf, type CampaignPlan, type Plan, planOf } from "./plan.ts";
import { Trace } from "./trace.ts";
import { askWhy, judgeWhy } from "./why.ts";

/** What one seed came to. */
export interface Verdict {
  readonly seed: string;
  readonly violations: readonly Violation[];
  /** What went on, the last of it, for whoever must find out why. */
  readonly trace: readonly string[];
  /** A hash over the whole trace: the same seed gives the same one. */
  readonly digest: string;
  readonly recipients: number;
  /** How many are told as unconfirmed although the carrier knows how it ended. */
  readonly unknown: number;
  readonly dispatches: number;
  /** Messages taken, and those that arrived, by rung. */
  readonly taken: readonly number[];
  readonly arrived: readonly number[];
}

const minute = 60_000;
const hour = 60 * minute;
/** How long after the last trouble everybody must be decided: the longest wait is for a receipt, three days. */
const settledWithinMs = 6 * 24 * hour;
/** The catalogue hears of late receipts a minute later. */
const summaryWithinMs = 2 * minute;
/** How often, in events, the counters are compared with the rows. */
const countEvery = 151;

/** Plays one seed: first what may go wrong does, and nothing promised may break; then it stops, and everybody must be decided. */
export async function simulate(seed: string): Promise<Verdict> {
  const run = new Run(planOf(seed));
  try {
    await run.play();
  } catch (error) {
    run.breach({ breach: "lost", what: `it came to a stop: ${error instanceof Error ? error.stack : error}` });
  } finally {
    await run.close();
  }
  return run.verdict();
}

class Run {
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #clock: VirtualClock;
  readonly #trace: Trace;
  readonly #network: Network;
  readonly #deployment: Deployment;
  readonly #auditor: Auditor;
  readonly #operator: Operator;
  readonly #call: Call;
  readonly #campaigns: string[] = [];
  readonly #violations: Violation[] = [];
  /** How many changes each campaign's store had seen when its counters were last judged. */
  readonly #judgedAt = new Map<string, number>();
  #isCarrierBusy = false;
  #events = 0;
  #recipients = 0;
  #unknown = 0;

  constructor(plan: Plan) {
    const random = randomOf(`${plan.seed}/run`);
    this.#plan = plan;
    this.#random = random;
    const clock = new VirtualClock(plan.startsAt, { isAlone: true });
    this.#clock = clock;
    this.#trace = new Trace(clock);
    const say = (what: string) => this.#trace.say(what);
    this.#network = createNetwork(
      { clock, random: random.fork("network"), plan },
      {
        carried: () => {
          this.#isCarrierBusy = true;
        },
        ended: (id, how) => {
          say(`${id} ${how}`);
          clock.after(random.between(0, 3_000), () => {
            if (how === "orphaned") this.#deployment.objects.wake(id);
          });
        },
      },
    );
    const deployment = createDeployment({
      clock,
      random: random.fork("deployment"),
      carry: this.#network.carry,
      fate: this.#network.fate,
      email: mailSettings,
      carrier: {
        seed: plan.seed,
        mail: mailboxesAt,
        ...(plan.people === "ladder" ? ladderPeople : { mix: plan.people }),
      },
    });
    this.#deployment = deployment;
    this.#call = callOver(deployment.fetch);
    this.#auditor = new Auditor({
      carrier: deployment.carrier,
      now: clock.now,
      plan: (id) => plan.campaigns[this.#campaigns.indexOf(id)],
      ceilings: plan.ceilings,
      upMsMax: plan.latency.up[1],
      endedAt: (id) => deployment.objects.endedAt(id),
      onBreach: (violation) => this.breach(violation),
      onEntry: (entry) => this.#trace.entry(entry),
    });
    this.#operator = new Operator({ call: this.#call, clock, auditor: this.#auditor, say, mends: plan.mends });
    clock.afterEach = () => this.#afterEach();
  }

  async play(): Promise<void> {
    const expected = await this.#finish(this.#prepare());
    const { weather } = this.#network;
    weather.isCalm = this.#plan.troubles.size === 0;
    scheduleActs({
      clock: this.#clock,
      random: this.#random.fork("acts"),
      plan: this.#plan,
      deployment: this.#deployment,
      weather,
      operator: this.#operator,
      campaigns: this.#campaigns,
      say: (what) => this.#trace.say(what),
    });
    this.#everyMinute(this.#plan.startsAt, this.#plan.startsAt + this.#plan.troubledMs);
    if (this.#plan.heeds !== null)
      scheduleShifts({
        deployment: this.#deployment,
        clock: this.#clock,
        random: this.#random.fork("shifts"),
        from: this.#plan.startsAt,
        until: this.#plan.startsAt + this.#plan.troubledMs,
      });
    if (this.#plan.hasAgents)
      scheduleAnswers({
        call: this.#call,
        clock: this.#clock,
        random: randomOf(`${this.#plan.seed}/answers`),
        say: (what) => this.#trace.say(what),
        from: this.#plan.startsAt,
        until: this.#plan.startsAt + this.#plan.troubledMs,
      });
    this.#wonder();
    for (const id of this.#campaigns) void this.#operator.launch(id);
    await this.#clock.run(this.#plan.startsAt + this.#plan.troubledMs);

    weather.isCalm = true;
    this.#deployment.carrier.configure({ faults: {} });
    this.#trace.say("the trouble ends");
    await this.#settle();
    await this.#clock.run(this.#clock.now() + summaryWithinMs);
    await this.#finish(this.#judgeEnd(expected));
  }

  /** Account, campaigns and first lists, before anything goes wrong. */
  async #prepare(): Promise<Map<string, Expected>> {
    const world = { call: this.#call };
    await prepareAccount(world);
    await exchangeKeys(this.#deployment);
    await openSenders(
      this.#call,
      this.#plan.campaigns.map(({ ladder }) => ladder),
      this.#plan.ceilings,
    );
    if (this.#plan.heeds !== null || this.#plan.hasAgents) await staff(this.#call);
    const expected = new Map<string, Expected>();
    for (const plan of this.#plan.campaigns) {
      const id = await draftCampaign(world, {
        ...ladderBody(plan.ladder, plan.text),
        pace: plan.pace,
        window: plan.window,
        zone: plan.zone,
        ...this.#plan.heeds,
        ...(plan.hours === null ? {} : { hours: plan.hours }),
        ...(plan.expiresAt === null ? {} : { expiresAt: new Date(plan.expiresAt).toISOString() }),
      });
      this.#campaigns.push(id);
      for (const list of plan.lists) if (list.importedAt === null) await this.#operator.importFirst(id, list);
      if (this.#isFaultFree) expected.set(id, await readForecast(this.#call, id, this.#roundTripMs));
    }
    return expected;
  }

  get #isFaultFree(): boolean {
    return this.#plan.troubles.size === 0;
  }

  get #roundTripMs(): number {
    return this.#plan.latency.up[1] + this.#plan.latency.down[1];
  }

  /** Cron; amid the trouble some of its minutes are lost. */
  #everyMinute(from: number, until: number): void {
    const random = randomOf(`${this.#plan.seed}/cron`);
    const { weather } = this.#network;
    let isRunning = false;
    for (let at = from; at < until; at += minute)
      this.#clock.at(at, () => {
        const isLost = !weather.isCalm && this.#plan.troubles.has("cron lost") && random.chance(0.3);
        if (isRunning || isLost || weather.heldUntil > this.#clock.now()) return;
        isRunning = true;
        void this.#deployment.cron().finally(() => {
          isRunning = false;
        });
      });
  }

  /** Nothing goes wrong any more. Somebody looks in now and then, and lets what was paused go on. */
  async #settle(): Promise<void> {
    const end = this.#clock.now() + settledWithinMs;
    // What was lost with its alarm is found within the hour, when its turn comes to be looked in on.
    const round = this.#plan.troubles.has("alarms lost") ? hour : 6 * minute;
    this.#everyMinute(this.#clock.now(), this.#clock.now() + round);
    for (let minutes = 3; this.#clock.now() < end; minutes = Math.min(2 * minutes, 6 * 60)) {
      await this.#finish(this.#lookIn());
      await this.#clock.run(this.#clock.now() + minutes * minute);
      if (minutes >= 60 && (await this.#finish(this.#isSettled()))) break;
    }
  }

  async #lookIn(): Promise<void> {
    await this.#deployment.cron();
    if (this.#plan.heeds !== null) calmDesk(this.#deployment.database);
    for (const id of this.#campaigns) {
      const { status } = expectStatus(await this.#call("GET", `/v1/campaigns/${id}`), 200).json;
      if (status === "paused") await this.#operator.resume(id);
      if (status === "missed" || status === "draft") await this.#operator.launch(id);
    }
  }

  async #isSettled(): Promise<boolean> {
    for (const id of this.#campaigns) if (!(await readRecipients(this.#call, id)).every(isFinal)) return false;
    return areAnswersSettled(this.#deployment.database);
  }

  async #judgeEnd(expected: ReadonlyMap<string, Expected>): Promise<void> {
    this.#auditor.look();
    for (const violation of judgeThreads(this.#log(), this.#deployment.database)) this.breach(violation);
    for (const [i, plan] of this.#plan.campaigns.entries()) {
      const id = this.#campaigns[i] ?? "";
      this.#judgeCounts(id);
      const detail = expectStatus(await this.#call("GET", `/v1/campaigns/${id}`), 200).json;
      const shown = expectStatus(await this.#call("GET", "/v1/campaigns"), 200).json.items;
      const summary = shown.find((item: { id: string }) => item.id === id);
      if (JSON.stringify(summary?.counts) !== JSON.stringify(detail.counts))
        this.breach({ breach: "counterMismatches", what: `the catalogue tells other counts of ${id} than its object` });
      const recipients = await readRecipients(this.#call, id);
      this.#recipients += recipients.length;
      if (detail.status === "draft") continue; // it could not be launched: its hours never open
      const found = expectStatus(await this.#call("GET", `/v1/campaigns/${id}/problems?limit=500`), 200).json;
      const bad: string[] = found.items.flatMap(({ cells }: { cells: string[] }) => cells.map(spellRight));
      const problems = new Set(bad.filter((address) => !this.#operator.mended.has(`${id} ${address}`)));
      const mayStop = this.#plan.troubles.has("stop");
      const judged = judgeLedger(
        { id, plan, mayStop, recipients, problems, refused: this.#operator.refused },
        this.#auditor,
      );
      this.#unknown += judged.unknown;
      await this.#judgeWhy(id, plan, recipients);
      for (const violation of judged.violations) this.breach(violation);
      const told = expected.get(id);
      if (told !== undefined)
        for (const what of judgeForecast(told, {
          arrivals: this.#auditor.arrivals(id),
          recipients,
          downMs: this.#plan.latency.down[1],
        }))
          this.breach({ breach: "forecastMismatches", what });
    }
  }

  async #judgeWhy(id: string, { lists }: CampaignPlan, recipients: readonly Recipient[]): Promise<void> {
    const people = lists.flatMap((list) => list.people);
    for (const { id: recipient, address } of recipients) {
      const told = await askWhy(this.#call, id, recipient);
      if (told === null) this.breach({ breach: "whyMismatches", what: `nobody says why of ${address}` });
      else if ("breach" in told) this.breach(told);
      else {
        const person = people.find((each) => addressesOf(each).includes(address));
        for (const violation of judgeWhy(told, this.#auditor.taken(id, person?.address ?? address)))
          this.breach(violation);
      }
    }
  }

  /** Somebody asks why in the midst of it. */
  #wonder(): void {
    const random = this.#random.fork("wonder");
    const { startsAt, troubledMs } = this.#plan;
    for (let at = startsAt; at < startsAt + troubledMs; at += random.between(2 * minute, 20 * minute)) {
      const nth = random.between(0, this.#plan.campaigns.length - 1);
      const people = this.#plan.campaigns[nth]?.lists.flatMap((list) => list.people) ?? [];
      const { address } = random.pick(people);
      this.#clock.at(at, () => {
        void askWhy(this.#call, this.#campaigns[nth] ?? "", encodeURIComponent(address)).then((told) => {
          if (told !== null && "breach" in told) this.breach(told);
        });
      });
    }
  }

  /** The carrier's whole log. */
  #log(): LogEntry[] {
    const all: LogEntry[] = [];
    for (let after = 0; ; after = all.at(-1)?.seq ?? after) {
      const entries = this.#deployment.carrier.log({ after, limit: 10_000 });
      all.push(...entries);
      if (entries.length < 10_000) return all;
    }
  }

  /** Once for what is stored: what was not written since has been judged. */
  #judgeCounts(id: string): void {
    const { objects } = this.#deployment;
    const campaign = objects.campaign(id);
    const [row] = objects.storage(id).sql.exec("select total_changes() as changes").toArray();
    const changes = Number(row?.changes);
    if (this.#judgedAt.get(id) === changes) return;
    this.#judgedAt.set(id, changes);
    for (const what of auditCounts(campaign)) this.breach({ breach: "counterMismatches", what });
    const { status, counts, outreaches } = campaign.describe();
    if (status !== "completed") return;
    if (counts.decided < counts.total)
      this.breach({
        breach: "lost",
        what: `${id} is told as completed with ${counts.decided} of ${counts.total} decided`,
      });
    if (outreaches.some(({ sealed }) => !sealed))
      this.breach({ breach: "lost", what: `${id} is told as completed while a list is being imported` });
  }

  #afterEach(): void {
    if (this.#isCarrierBusy) {
      this.#isCarrierBusy = false;
      this.#auditor.look();
    }
    if (++this.#events % countEvery === 0) for (const id of this.#campaigns) this.#judgeCounts(id);
  }

  #finish<T>(work: Promise<T>): Promise<T> {
    return this.#clock.finish(work);
  }

  breach(violation: Violation): void {
    this.#violations.push(violation);
    this.#trace.breach(violation);
  }

  close(): Promise<void> {
    return this.#deployment.close();
  }

  verdict(): Verdict {
    return {
      seed: this.#plan.seed,
      violations: this.#violations,
      trace: this.#trace.atBreach,
      digest: this.#trace.digest(),
      recipients: this.#recipients,
      unknown: this.#unknown,
      dispatches: this.#auditor.creates,
      ...this.#auditor.byRung(),
    };
  }
}
