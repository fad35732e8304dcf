import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import {
  type CampaignPort,
  createApp,
  directoryFor,
  everyMinute,
  inboundPath,
  type JournalPort,
  type Services,
  statusPath,
} from "@headsup/api";
import { type Carrier, createCarrier, type SettingsChange } from "@headsup/carrier";
import { type TwilioOptions, twilioChannel } from "@headsup/channels";
import { idFactory } from "@headsup/contract";
import { Campaign } from "@headsup/engine";
import { openCatalogue } from "@headsup/storage/catalog";
import { openJournal } from "@headsup/storage/journal";
import { type OutreachStorage, openOutreach } from "@headsup/storage/outreach";
import { type SqliteD1, sqliteD1, sqliteStorage } from "@headsup/storage/sqlite";
import { createApiClock } from "./apiClock.ts";
import { overWire } from "./apiWire.ts";

/**
 * The whole service in one process: the real API, catalogue, journal, campaign engines and Twilio channel, and the
 * sandbox carrier at the other end. Only time, chance and the machines between the parts are stand-ins.
 */
export interface ApiWorldOptions {
  /** ISO 8601. */
  readonly startsAt?: string;
  readonly stopScope?: "sender" | "global";
  readonly carrier?: SettingsChange;
}

/** Where the world reaches it. */
export const publicUrl = "https://headsup.test";
export const adminToken = "bootstrap-admin-0123456789";
export const twilioAccount = { accountSid: "AC00000000000000000000000000000001", authToken: "a-token-for-tests" };

interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** One request as a test writes it. A `body` that is no string is sent as JSON. */
export interface ApiRequest {
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects
  readonly json: any;
}

/** What may be out of order. */
interface ApiTroubles {
  isCatalogueDown: boolean;
  isJournalDown: boolean;
  /** Campaigns whose object does not answer. */
  readonly campaignsDown: Set<string>;
  /** Called before each transaction of the catalogue, with its statements; may throw. */
  beforeBatch: (queries: readonly string[]) => void;
  /** Called with each call to a campaign's object; may throw. */
  beforeCall: (campaignId: string, method: string) => void;
}

export interface ApiWorld {
  readonly services: Services;
  readonly carrier: Carrier;
  readonly database: DatabaseSync;
  readonly troubles: ApiTroubles;
  readonly logs: LogLine[];
  readonly now: () => number;
  /** Serves one request, as the host would. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** A request with the bootstrap admin's token, unless `token` says otherwise. */
  readonly call: (method: string, path: string, request?: ApiRequest) => Promise<ApiAnswer>;
  /** Lets time pass: alarms fire, the carrier delivers and calls back. */
  readonly pass: (ms: number) => Promise<void>;
  readonly cron: () => Promise<void>;
  /** Everything stored, by store, table and row: to see that nothing changed, or that something is nowhere. */
  readonly stored: () => Record<string, Record<string, unknown[]>>;
  readonly rows: (query: string) => Record<string, unknown>[];
  /** A campaign's engine itself, without the wire. */
  readonly engine: (campaignId: string) => Campaign;
  readonly alarmAt: (campaignId: string) => number | null;
  /** Forgets a campaign's alarm, as a platform may. */
  readonly loseAlarm: (campaignId: string) => void;
  readonly close: () => Promise<void>;
}

interface Slot {
  readonly campaign: Campaign;
  readonly storage: ReturnType<typeof sqliteStorage>;
  alarmAt: number | null;
  disarm: () => void;
}

export async function apiWorld(options: ApiWorldOptions = {}): Promise<ApiWorld> {
  const clock = createApiClock(Date.parse(options.startsAt ?? "2026-11-24T15:00:00Z"));
  const database = openMigrated();
  const journalStorage = sqliteStorage();
  const journal = openJournal(journalStorage);
  const logs: LogLine[] = [];
  const slots = new Map<string, Slot>();
  const underWay = new Set<Promise<unknown>>();
  const troubles: ApiTroubles = {
    isCatalogueDown: false,
    isJournalDown: false,
    campaignsDown: new Set(),
    beforeBatch: () => {},
    beforeCall: () => {},
  };

  const carrier = createCarrier({
    ...twilioAccount,
    timers: clock,
    settings: { inboundUrl: publicUrl + inboundPath, ...options.carrier },
    post: async (url, init) => app.fetch(new Request(url, init)),
  });
  const random = seededBytes();
  const services: Services = {
    config: { publicUrl, twilio: twilioAccount, adminToken, stopScope: options.stopScope ?? "sender" },
    catalogue: openCatalogue(troubled(database, troubles) as unknown as Parameters<typeof openCatalogue>[0]),
    campaign: (id) => portOf(id),
    live: async (id) => Response.json(engine(id).backlog(null)),
    journal: overWire<JournalPort>(journal, { methods: journal, isDown: () => troubles.isJournalDown }),
    channel: carrierChannel({
      apiBaseUrl: "https://carrier.test",
      fetch: async (input, init) => carrier.fetch(new Request(input, init)),
      now: clock.now,
    }),
    now: clock.now,
    newId: idFactory(clock.now, random),
    random,
    log: (level, event, fields) => logs.push({ level, event, fields }),
  };
  const app = createApp(() => services);

  const portOf = (id: string): CampaignPort =>
    overWire<CampaignPort>(
      new Proxy({} as Campaign, {
        get: (_, method) => {
          troubles.beforeCall(id, String(method));
          const campaign = engine(id);
          return (campaign[method as keyof Campaign] as (...args: unknown[]) => unknown).bind(campaign);
        },
      }),
      { methods: Campaign.prototype, isDown: () => troubles.campaignsDown.has(id) },
    );

  const engine = (id: string): Campaign => (slots.get(id) ?? open(id)).campaign;
  const open = (campaignId: string): Slot => {
    const storage = sqliteStorage();
    const campaign = new Campaign({
      campaignId,
      store: openOutreach(storage),
      now: clock.now,
      realNow: clock.realNow,
      rate: 1,
      setAlarm: (at) => setAlarm(slot, at),
      directory: directoryFor(services),
      channel: services.channel,
      broadcast: () => {},
      log: services.log,
    });
    const slot: Slot = { campaign, storage, alarmAt: null, disarm: () => {} };
    slots.set(campaignId, slot);
    return slot;
  };
  const setAlarm = (slot: Slot, at: number | null) => {
    slot.disarm();
    slot.alarmAt = at;
    if (at === null) return;
    slot.disarm = clock.after(at - clock.now(), () => {
      slot.alarmAt = null;
      track(slot.campaign.wake());
    });
  };
  const track = (work: Promise<unknown>) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  const settle = async () => {
    do {
      await Promise.all(underWay);
      await carrier.idle();
    } while (underWay.size > 0);
  };

  return {
    services,
    carrier,
    database,
    troubles,
    logs,
    now: clock.now,
    fetch: async (request) => app.fetch(request),
    call: async (method, path, request) => answerOf(await app.fetch(requestOf(method, path, request))),
    pass: (ms) => clock.run(clock.now() + ms, settle),
    cron: () => everyMinute(services),
    stored: () => ({
      catalogue: dump((query) => database.prepare(query).all()),
      journal: dump(reader(journalStorage)),
      ...Object.fromEntries([...slots].map(([id, { storage }]) => [id, dump(reader(storage))])),
    }),
    rows: (query) => database.prepare(query).all(),
    engine,
    alarmAt: (id) => slots.get(id)?.alarmAt ?? null,
    loseAlarm: (id) => {
      const slot = slots.get(id);
      if (slot !== undefined) setAlarm(slot, null);
    },
    close: async () => {
      await carrier.close();
      for (const { storage } of slots.values()) storage.close();
      journalStorage.close();
      database.close();
    },
  };
}

/** The real Twilio channel with our test account; over HTTP unless given another `fetch`. */
export const carrierChannel = (
  options: Pick<TwilioOptions, "apiBaseUrl" | "now"> & Partial<TwilioOptions>,
): ReturnType<typeof twilioChannel> =>
  twilioChannel({
    ...twilioAccount,
    statusUrl: ({ campaignId, attemptId }) => `${publicUrl}${statusPath}/${campaignId}/${attemptId}`,
    fetch: (input, init) => fetch(input, init),
    ...options,
  });

/** The catalogue's database with the checked-in migrations applied, in order. */
export function openMigrated(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  const folder = new URL("../../storage/migrations/", import.meta.url);
  for (const file of readdirSync(folder).sort()) database.exec(readFileSync(new URL(file, folder), "utf8"));
  return database;
}

/** D1 that fails when told to, in D1's own words. */
function troubled(database: DatabaseSync, troubles: ApiTroubles): SqliteD1 {
  const d1 = sqliteD1(database);
  const whenUp = <T>(run: () => Promise<T>) => {
    if (troubles.isCatalogueDown) return Promise.reject(new Error("D1_ERROR: Network connection lost."));
    return run();
  };
  type Prepared = ReturnType<SqliteD1["prepare"]>;
  const guard = (prepared: Prepared): Prepared => ({
    query: prepared.query,
    bind: (...values) => guard(prepared.bind(...values)),
    now: () => prepared.now(),
    run: () => whenUp(() => prepared.run()),
    all: () => whenUp(() => prepared.all()),
    raw: () => whenUp(() => prepared.raw()),
    first: () => whenUp(() => prepared.first()),
  });
  return {
    prepare: (query) => guard(d1.prepare(query)),
    exec: (query) => whenUp(() => d1.exec(query)),
    batch: (statements) =>
      whenUp(async () => {
        troubles.beforeBatch(statements.map(({ query }) => query));
        return d1.batch(statements);
      }),
  };
}

const reader =
  ({ sql }: Pick<OutreachStorage, "sql">) =>
  (query: string) =>
    sql.exec(query).toArray();

function dump(read: (query: string) => Record<string, unknown>[]): Record<string, unknown[]> {
  const tables = read("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name");
  return Object.fromEntries(
    // A fresh statement each time: tables change between two looks.
    tables.map(({ name }) => [String(name), read(`select * from "${String(name)}"`).map((row) => ({ ...row }))]),
  );
}

function requestOf(method: string, path: string, { token, headers, body }: ApiRequest = {}): Request {
  const all = new Headers(headers);
  if (token !== null) all.set("authorization", `Bearer ${token ?? adminToken}`);
  if (body !== undefined && !all.has("content-type")) all.set("content-type", "application/json");
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  return new Request(publicUrl + path, { method, headers: all, ...(text === undefined ? {} : { body: text }) });
}

async function answerOf(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  const isJson = text !== "" && (response.headers.get("content-type")?.startsWith("application/json") ?? false);
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** Chance that is the same on every run. */
function seededBytes(): (bytes: Uint8Array<ArrayBuffer>) => void {
  let state = 0x9e3779b9;
  return (bytes) => {
    for (let i = 0; i < bytes.length; i++) {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
      bytes[i] = (state ^ (state >>> 13)) & 0xff;
    }
  };
}
