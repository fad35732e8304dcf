import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type CampaignPort, ceilingsFor, directoryFor, type Services } from "@headsup/api";
import { type ClockSettings, clockAt, realAt } from "@headsup/core/clock";
import { reasonOf } from "@headsup/core/reason";
import { Campaign } from "@headsup/engine";
import { type OutreachStore, openOutreach } from "@headsup/storage/outreach";
import { sqliteStorage } from "@headsup/storage/sqlite";
import { hostLimits } from "../limits.ts";
import { within } from "../within.ts";
import { alarmIn, type StoredAlarm } from "./alarm.ts";
import type { Tails } from "./tails.ts";

export interface CampaignsOptions {
  /** Holds one SQLite file for each campaign. */
  readonly folder: string;
  readonly clock: ClockSettings;
  readonly tails: Tails;
  /** Asked when a campaign is opened: the services themselves are made with these campaigns. */
  readonly services: () => Services;
}

interface OpenCampaign {
  readonly campaign: Campaign;
  readonly storage: Storage;
  /** Calls under way. */
  calls: number;
}

/**
 * Every campaign's object, in this process: its file, its alarm, its callers. What a campaign does is `Campaign`'s.
 *
 * A campaign is opened when it is first needed and closed when it was idle for long and others are needed more; whatever
 * it must remember is in its file. There is one instance of each, and it works between two awaits undisturbed, as a
 * Durable Object does: its steps exclude each other by themselves, so it needs no lock. There are no output gates either:
 * each commit is on disk before the next line runs, hence before any request that follows from it leaves.
 *
 * Alarms are stored before they are timed. A timer is only a reminder: the next process sets them all again.
 */
export class Campaigns {
  readonly #options: CampaignsOptions;
  /** The longest unused first. */
  readonly #open = new Map<string, OpenCampaign>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #underWay = new Set<Promise<unknown>>();
  /** No alarm goes off before they are all set again, and none once it closes. */
  #areAlarmsOn = false;
  #isClosed = false;

  constructor(options: CampaignsOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  }

  /** A campaign's methods, each a promise. What goes in and comes out is copied, as between machines. */
  port(id: string): CampaignPort {
    return new Proxy({} as CampaignPort, {
      get:
        (_, method) =>
        (...args: unknown[]) =>
          this.#call(id, String(method), args),
    });
  }

  /** Upgrades a request to the campaign's live tail. */
  live(id: string, request: Request): Response {
    const since = new URL(request.url).searchParams.get("since");
    return this.#options.tails.upgrade(id, request, () =>
      this.#opened(id).campaign.backlog(since === null ? null : Number(since)),
    );
  }

  /** Sets every stored alarm's timer; those overdue go off at once. Returns how many there are. */
  startAlarms(): number {
    this.#areAlarmsOn = true;
    let count = 0;
    for (const name of readdirSync(this.#options.folder)) {
      const [id = "", extension, ...more] = name.split(".");
      if (extension !== "sqlite" || more.length > 0) continue;
      const at = this.#storedAlarm(id);
      if (at === null) continue;
      this.#setTimer(id, at);
      count++;
    }
    return count;
  }

  /** No alarm goes off any more; all of them stay stored. */
  stopAlarms(): void {
    this.#areAlarmsOn = false;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Lets what is under way settle, within bounds, then closes the files. What was due stays due. */
  async close(): Promise<void> {
    this.stopAlarms();
    await within(this.#settled(), hostLimits.stepsEndMsMax);
    this.#isClosed = true;
    for (const { storage } of this.#open.values()) storage.close();
    this.#open.clear();
  }

  async #settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled([...this.#underWay]);
  }

  #call(id: string, method: string, args: unknown[]): Promise<unknown> {
    const work = this.#run(id, method, args);
    this.#underWay.add(work);
    const over = () => void this.#underWay.delete(work);
    work.then(over, over);
    return work;
  }

  async #run(id: string, method: string, args: unknown[]): Promise<unknown> {
    if (!Object.hasOwn(Campaign.prototype, method)) throw new TypeError(`a campaign has no method ${method}`);
    const object = this.#opened(id);
    const methods = object.campaign as unknown as Record<string, (...args: unknown[]) => unknown>;
    object.calls++;
    try {
      return structuredClone(await methods[method]?.(...structuredClone(args)));
    } finally {
      object.calls--;
    }
  }

  #opened(id: string): OpenCampaign {
    if (this.#isClosed) throw new Error("this host is closing");
    const object = this.#open.get(id) ?? this.#openFile(id);
    this.#open.delete(id);
    this.#open.set(id, object);
    this.#closeIdle(object);
    return object;
  }

  #openFile(id: string): OpenCampaign {
    const { clock, tails, services } = this.#options;
    const { channels, log, now } = services();
    const storage = sqliteStorage(this.#fileOf(id));
    const { alarm, store } = openIn(storage);
    const campaign = new Campaign({
      campaignId: id,
      store,
      now,
      realNow: () => Date.now(),
      rate: clock.rate,
      setAlarm: (at) => this.#setAlarm(id, alarm, at),
      soon: () => new Promise((done) => setImmediate(done)),
      directory: directoryFor(services()),
      ceilings: ceilingsFor(services()),
      channels,
      broadcast: (frame) => tails.broadcast(id, frame),
      log,
    });
    return { campaign, storage, calls: 0 };
  }

  #closeIdle(needed: OpenCampaign): void {
    for (const [id, object] of this.#open) {
      if (this.#open.size <= hostLimits.openCampaignsMax) return;
      if (object === needed || object.calls > 0) continue;
      object.storage.close();
      this.#open.delete(id);
    }
  }

  /** A file that cannot be read keeps no other campaign from its alarm. */
  #storedAlarm(id: string): number | null {
    try {
      using storage = disposable(sqliteStorage(this.#fileOf(id)));
      return alarmIn(storage).read();
    } catch (error) {
      this.#options.services().log("error", "alarm.unreadable", { campaignId: id, error: reasonOf(error) });
      return null;
    }
  }

  #fileOf(id: string): string {
    return join(this.#options.folder, `${id}.sqlite`);
  }

  #setAlarm(id: string, alarm: StoredAlarm, at: number | null): void {
    alarm.write(at);
    this.#setTimer(id, at);
  }

  #setTimer(id: string, at: number | null): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    if (at === null || !this.#areAlarmsOn) return;
    const waitMs = Math.max(0, realAt(this.#options.clock, at) - Date.now());
    this.#timers.set(
      id,
      setTimeout(() => this.#ring(id, at), Math.min(waitMs, hostLimits.timerMsMax)),
    );
  }

  /** The stored alarm stands until the wake has set the next one: one cut short by a crash goes off again. */
  #ring(id: string, at: number): void {
    this.#timers.delete(id);
    const now = clockAt(this.#options.clock, Date.now());
    if (now < at) this.#setTimer(id, at);
    else
      this.#call(id, "wake", []).catch((error: unknown) => {
        this.#options.services().log("error", "alarm.failed", { campaignId: id, error: reasonOf(error) });
        this.#setTimer(id, now + hostLimits.wakeRetryMs * this.#options.clock.rate);
      });
  }
}

type Storage = ReturnType<typeof sqliteStorage>;

/** What a campaign needs of its file; closed again where it cannot be had. */
function openIn(storage: Storage): { alarm: StoredAlarm; store: OutreachStore } {
  try {
    return { alarm: alarmIn(storage), store: openOutreach(storage) };
  } catch (error) {
    storage.close();
    throw error;
  }
}

const disposable = (storage: Storage) => ({ ...storage, [Symbol.dispose]: () => storage.close() });
