import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import {
  callPath,
  ceilingsFor,
  channelsOver,
  createApp,
  directoryFor,
  type EmailHost,
  type EmailSettings,
  emailOver,
  everyMinute,
  inboundPath,
  type JournalPort,
  type SenderPort,
  type Services,
  statusPath,
} from "@headsup/api";
import { type Carrier, createCarrier, type SettingsChange } from "@headsup/carrier";
import { type Channel, type Channels, type MessageOptions, smsChannel } from "@headsup/channels";
import { idFactory, type LiveFrame } from "@headsup/contract";
import { Campaign, Sender } from "@headsup/engine";
import { openCatalogue } from "@headsup/storage/catalog";
import { openJournal } from "@headsup/storage/journal";
import type { OutreachStorage } from "@headsup/storage/outreach";
import { type SqliteD1, sqliteD1, sqliteStorage } from "@headsup/storage/sqlite";
import type { VirtualClock } from "./clock.ts";
import { type Fate, kindFate, Objects } from "./objects.ts";
import type { Random } from "./random.ts";
import { Senders } from "./senders.ts";
import { overWire } from "./wire.ts";

/**
 * The whole service in one process: the real API, catalogue, journal, campaign engines and Twilio channel, and the
 * sandbox carrier at the other end. Only time, chance, the platform and the network between the parts are stand-ins.
 */
export interface DeploymentOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly stopScope?: "sender" | "global";
  readonly carrier?: SettingsChange;
  /** How emails leave; by default none do. */
  readonly email?: { readonly settings: EmailSettings; readonly host?: EmailHost };
  /** What happens to everything that travels; by default it arrives at once. */
  readonly carry?: Carry;
  readonly fate?: Fate;
  /** Answers our requests to the provider in the sandbox carrier's stead. */
  readonly provider?: typeof fetch;
  /** Answers notices to a team's webhooks; by default with 200. */
  readonly receiver?: typeof fetch;
  /** Live frames of all campaigns, as those who watch get them. */
  readonly broadcast?: (campaignId: string, frame: LiveFrame) => void;
}

/** One way from part to part. */
export type Hop =
  | { readonly to: "provider" | "webhook" | "journal" | "sender" }
  | { readonly to: "object"; readonly campaignId: string; readonly method: string }
  /** `batch`: the statements of a transaction. */
  | { readonly to: "catalogue"; readonly batch: readonly string[] | null };

/** Carries a request over one hop and its answer back. The signal is for whoever stops waiting for an answer. */
export type Carry = <T>(hop: Hop, work: (signal?: AbortSignal) => Promise<T>) => Promise<T>;

interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Where the world reaches it. */
export const publicUrl = "https://headsup.test";
export const adminToken = "bootstrap-admin-0123456789";
export const twilioAccount = { accountSid: "AC00000000000000000000000000000001", authToken: "a-token-for-tests" };

export interface Deployment {
  readonly services: Services;
  readonly carrier: Carrier;
  readonly database: DatabaseSync;
  readonly objects: Objects;
  readonly senders: Senders;
  readonly logs: LogLine[];
  /** Serves one request, as the host would. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly cron: () => Promise<void>;
  /** Everything stored, by store, table and row: to see that nothing changed, or that something is nowhere. */
  readonly stored: () => Record<string, Record<string, unknown[]>>;
  readonly close: () => Promise<void>;
}

export function createDeployment(options: DeploymentOptions): Deployment {
  const { clock, random, carry = (_, work) => work(), fate = kindFate } = options;
  const database = openMigrated();
  const journalStorage = sqliteStorage();
  const journal = openJournal(journalStorage);
  const logs: LogLine[] = [];
  const log: Services["log"] = (level, event, fields) => logs.push({ level, event, fields });
  const sids = random.fork("sids");

  const carrier = createCarrier({
    ...twilioAccount,
    timers: clock,
    newSid: (prefix) => prefix + hex(sids, 16),
    settings: { inboundUrl: publicUrl + inboundPath, voiceUrl: publicUrl + callPath, ...options.carrier },
    post: (url, init) => carry({ to: "webhook" }, async () => app.fetch(new Request(url, init))),
  });
  const objects = new Objects({
    clock,
    fate,
    log,
    broadcast: options.broadcast,
    directory: () => directoryFor(services),
    ceilings: () => ceilingsFor(services),
    channels: () => services.channels,
  });
  const senders = new Senders(clock);
  const ids = random.fork("ids");
  const catalogue = openCatalogue(carriedD1(database, carry) as unknown as Parameters<typeof openCatalogue>[0]);
  /** Requests to providers, of whatever channel: to the sandbox, wherever they are addressed. */
  const toProvider: typeof fetch = (input, init) =>
    carry({ to: "provider" }, async (signal) =>
      options.provider === undefined
        ? carrier.fetch(new Request(input, signal === undefined ? init : { ...init, signal }))
        : options.provider(input, init),
    );
  const email = emailOver(options.email?.settings ?? { EMAIL_PROVIDER: "none" }, {
    catalogue,
    fetch: toProvider,
    now: clock.now,
    publicUrl,
    secret: twilioAccount.authToken,
    host: options.email?.host ?? {},
    isRehearsal: false,
  });
  const services: Services = {
    config: { publicUrl, twilio: twilioAccount, adminToken, stopScope: options.stopScope ?? "sender" },
    catalogue,
    email: email.parts,
    campaign: (campaignId) =>
      overWire(Campaign.prototype, (method, args) =>
        carry({ to: "object", campaignId, method }, () => objects.call(campaignId, method, args)),
      ),
    sender: (id) =>
      overWire<SenderPort>(Sender.prototype, (method, args) =>
        carry({ to: "sender" }, async () => {
          const sender = senders.sender(id) as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
          return sender[method]?.(...args);
        }),
      ),
    live: async (id) => Response.json(objects.campaign(id).backlog(null)),
    journal: overWire<JournalPort>(journal, (method, args) =>
      carry({ to: "journal" }, async () =>
        (journal as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[method]?.(...args),
      ),
    ),
    channels: carrierChannels(email.channel, {
      apiBaseUrl: "https://carrier.test",
      fetch: toProvider,
      now: clock.now,
    }),
    fetch: options.receiver ?? (async () => new Response()),
    now: clock.now,
    newId: idFactory(clock.now, ids.fill),
    random: ids.fill,
    log,
  };
  const app = createApp(() => services);

  return {
    services,
    carrier,
    database,
    objects,
    senders,
    logs,
    fetch: async (request) => app.fetch(request),
    cron: () => everyMinute(services),
    stored: () => ({
      catalogue: dump((query) => database.prepare(query).all()),
      journal: dump(reader(journalStorage)),
      ...Object.fromEntries(objects.ids.map((id) => [id, dump(reader(objects.storage(id)))])),
    }),
    close: async () => {
      await carrier.close();
      objects.close();
      senders.close();
      journalStorage.close();
      database.close();
    },
  };
}

/** The real channels with our test account, over what stands for the network. */
const carrierChannels = (email: Channel, account: Pick<MessageOptions, "apiBaseUrl" | "now" | "fetch">): Channels =>
  channelsOver({ ...twilioAccount, ...account }, { publicUrl, email });

/** The real Twilio channel with our test account; over HTTP unless given another `fetch`. */
export const carrierChannel = (
  options: Pick<MessageOptions, "apiBaseUrl" | "now"> & Partial<MessageOptions>,
): ReturnType<typeof smsChannel> =>
  smsChannel({
    ...twilioAccount,
    statusUrl: ({ ownerId, attemptId }) => `${publicUrl}${statusPath}/${ownerId}/${attemptId}`,
    fetch: (input, init) => fetch(input, init),
    ...options,
  });

const migrationsFolder = new URL("../../storage/migrations/", import.meta.url);
const migrations = readdirSync(migrationsFolder)
  .sort()
  .map((file) => readFileSync(new URL(file, migrationsFolder), "utf8"));

/** The catalogue's database with the checked-in migrations applied, in order. They run once a process; others are copies. */
export function openMigrated(): DatabaseSync {
  const database = new DatabaseSync(":memory:", { limits: d1Limits });
  if (migrated === null) {
    for (const sql of migrations) database.exec(sql);
    migrated = database.serialize();
  } else database.deserialize(migrated);
  return database;
}

let migrated: Uint8Array | null = null;

/** Cloudflare's bounds of a query: one beyond them fails in tests as it would there. */
const d1Limits = {
  sqlLength: 100_000,
  exprDepth: 100,
  compoundSelect: 5,
  functionArg: 32,
  likePatternLength: 50,
  variableNumber: 100,
} as const;

/** A batch that only reads is told as any other question. */
function writesOf(statements: readonly { readonly query: string }[]): string[] | null {
  const queries = statements.map(({ query }) => query);
  return queries.every((query) => /^select\b/i.test(query)) ? null : queries;
}

/** D1 at the other end of a wire. */
function carriedD1(database: DatabaseSync, carry: Carry): SqliteD1 {
  const d1 = sqliteD1(database);
  type Prepared = ReturnType<SqliteD1["prepare"]>;
  const one = <T>(run: () => Promise<T>) => carry({ to: "catalogue", batch: null }, run);
  const carried = (prepared: Prepared): Prepared => ({
    query: prepared.query,
    bind: (...values) => carried(prepared.bind(...values)),
    now: () => prepared.now(),
    run: () => one(() => prepared.run()),
    all: () => one(() => prepared.all()),
    raw: () => one(() => prepared.raw()),
    first: () => one(() => prepared.first()),
  });
  return {
    prepare: (query) => carried(d1.prepare(query)),
    exec: (query) => one(() => d1.exec(query)),
    batch: (statements) => carry({ to: "catalogue", batch: writesOf(statements) }, () => d1.batch(statements)),
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

function hex(random: Random, bytes: number): string {
  const filled = new Uint8Array(bytes);
  random.fill(filled);
  return [...filled].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
