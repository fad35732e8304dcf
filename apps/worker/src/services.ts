import { type CampaignPort, type JournalPort, type SenderPort, type Services, servicesOver } from "@headsup/api";
import { clockAt, systemClock } from "@headsup/core/clock";
import type { Log } from "@headsup/engine";
import { openCatalogue } from "@headsup/storage/catalog";
import { type Bindings, type Env, parseEnv } from "./env.ts";

/** One line of JSON a thing that happened: ids, never texts or whole addresses. */
export const log: Log = (level, event, fields) => {
  console[level === "info" ? "log" : level](JSON.stringify({ level, event, ...fields }));
};

const journalName = "journal";
const made = new WeakMap<object, { env: Env; services: Services }>();

/** The services over this environment, made once for each. */
export function servicesFor(raw: Bindings): { env: Env; services: Services } {
  const known = made.get(raw);
  if (known !== undefined) return known;
  const env = parseEnv(raw as Bindings & Record<string, unknown>);
  const services = servicesOver(env.settings, {
    catalogue: openCatalogue(env.DB),
    campaign: (id) => campaignPort(env, id),
    sender: (id) => senderPort(env, id),
    live: (id, request) =>
      env.CAMPAIGN.getByName(id).fetch(new Request(request, { headers: withId(request.headers, id) })),
    journal: journalPort(env),
    fetch: (input, init) => fetch(input, init),
    isRehearsal: env.clock !== systemClock,
    emailHost: { binding: env.EMAIL },
    now: () => clockAt(env.clock, Date.now()),
    log,
  });
  made.set(raw, { env, services });
  return { env, services };
}

/** The object learns its campaign's id from its callers: an alarm does not tell it. */
export const campaignIdHeader = "x-headsup-campaign";
function withId(headers: Headers, id: string): Headers {
  const copy = new Headers(headers);
  copy.set(campaignIdHeader, id);
  return copy;
}

/** A campaign's methods, each a call to its object. */
const campaignPort = ({ CAMPAIGN }: Env, id: string): CampaignPort =>
  new Proxy({} as CampaignPort, {
    get:
      (_, method) =>
      (...args: unknown[]) =>
        CAMPAIGN.getByName(id).call(id, String(method), args),
  });

/** A sender's methods, each a call to its object. */
const senderPort = ({ SENDER }: Env, id: string): SenderPort =>
  new Proxy({} as SenderPort, {
    get:
      (_, method) =>
      (...args: unknown[]) =>
        SENDER.getByName(id).call(String(method), args),
  });

const journalPort = ({ JOURNAL }: Env): JournalPort =>
  new Proxy({} as JournalPort, {
    get:
      (_, method) =>
      (...args: unknown[]) =>
        JOURNAL.getByName(journalName).call(String(method), args),
  });
