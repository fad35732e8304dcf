import type { DatabaseSync } from "node:sqlite";
import type { Services } from "@headsup/api";
import type { Carrier, SettingsChange } from "@headsup/carrier";
import type { Campaign } from "@headsup/engine";
import { VirtualClock } from "./clock.ts";
import {
  adminToken,
  type Carry,
  createDeployment,
  type Deployment,
  type DeploymentOptions,
  publicUrl,
} from "./deployment.ts";
import { randomOf } from "./random.ts";

/** A deployment for tests of the API: nothing takes time or goes wrong unless a test says so. */
export interface ApiWorldOptions {
  /** ISO 8601. */
  readonly startsAt?: string;
  readonly stopScope?: "sender" | "global";
  readonly carrier?: SettingsChange;
  readonly email?: DeploymentOptions["email"];
  /** Answers our requests to the provider in the sandbox carrier's stead. */
  readonly provider?: typeof fetch;
  /** Answers notices to a team's webhooks; by default with 200. */
  readonly receiver?: typeof fetch;
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

/** Makes a request with the bootstrap admin's token, unless `token` says otherwise. */
export type Call = (method: string, path: string, request?: ApiRequest) => Promise<ApiAnswer>;

/** What may be out of order. */
interface ApiTroubles {
  isCatalogueDown: boolean;
  /** How often the catalogue was asked for something, or told: round trips. */
  asked: number;
  isJournalDown: boolean;
  /** Campaigns whose object does not answer. */
  readonly campaignsDown: Set<string>;
  /** Called before each transaction of the catalogue, with its statements; may throw. */
  beforeBatch: (queries: readonly string[]) => void;
  /** Called with each call to a campaign's object; may throw. */
  beforeCall: (campaignId: string, method: string) => void;
}

export interface ApiWorld extends Pick<Deployment, "fetch" | "logs" | "stored" | "cron" | "close"> {
  readonly services: Services;
  readonly carrier: Carrier;
  readonly database: DatabaseSync;
  readonly troubles: ApiTroubles;
  readonly now: () => number;
  readonly call: Call;
  /** Lets time pass: alarms fire, the carrier delivers and calls back. */
  readonly pass: (ms: number) => Promise<void>;
  readonly rows: (query: string) => Record<string, unknown>[];
  /** A campaign's engine itself, without the wire. */
  readonly engine: (campaignId: string) => Campaign;
  readonly alarmAt: (campaignId: string) => number | null;
  /** Forgets a campaign's alarm, as a platform may. */
  readonly loseAlarm: (campaignId: string) => void;
}

export async function apiWorld(options: ApiWorldOptions = {}): Promise<ApiWorld> {
  const { startsAt = "2026-11-24T15:00:00Z", ...rest } = options;
  const clock = new VirtualClock(Date.parse(startsAt));
  const troubles: ApiTroubles = {
    isCatalogueDown: false,
    asked: 0,
    isJournalDown: false,
    campaignsDown: new Set(),
    beforeBatch: () => {},
    beforeCall: () => {},
  };
  const deployment = createDeployment({ ...rest, clock, random: randomOf("api"), carry: carryAmid(troubles) });
  const { objects, database, fetch, logs, stored, cron, close, services, carrier } = deployment;
  return {
    services,
    carrier,
    database,
    troubles,
    logs,
    stored,
    cron,
    close,
    fetch,
    now: clock.now,
    call: callOver(fetch),
    pass: (ms) => clock.run(clock.now() + ms),
    rows: (query) => database.prepare(query).all(),
    engine: (id) => objects.campaign(id),
    alarmAt: (id) => objects.alarmAt(id),
    loseAlarm: (id) => objects.loseAlarm(id),
  };
}

/** What is down answers in its platform's own words. */
const carryAmid =
  (troubles: ApiTroubles): Carry =>
  async (hop, work) => {
    if (hop.to === "catalogue") {
      troubles.asked++;
      if (troubles.isCatalogueDown) throw new Error("D1_ERROR: Network connection lost.");
      if (hop.batch !== null) troubles.beforeBatch(hop.batch);
    }
    if (hop.to === "journal" && troubles.isJournalDown) throw new Error("Network connection lost.");
    if (hop.to === "object") {
      if (troubles.campaignsDown.has(hop.campaignId)) throw new Error("Network connection lost.");
      troubles.beforeCall(hop.campaignId, hop.method);
    }
    return work();
  };

/** The API as a client calls it. */
export const callOver =
  (fetch: (request: Request) => Promise<Response>): Call =>
  async (method, path, request) =>
    answerOf(await fetch(requestOf(method, path, request)));

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
