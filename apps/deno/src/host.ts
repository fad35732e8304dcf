import { join } from "node:path";
import { catchUp, createApp, type Services, servicesOver } from "@headsup/api";
import { smtpTransport } from "@headsup/channels/smtp";
import { clockAt } from "@headsup/core/clock";
import { startClock } from "@headsup/tui/host/clock";
import { openFolder } from "@headsup/tui/host/folder";
import { markOf } from "@headsup/tui/host/processes";
import { leaveWord, retract } from "@headsup/tui/host/word";
import { startCron } from "./cron.ts";
import { hold } from "./hold.ts";
import { hostLimits } from "./limits.ts";
import { openLog } from "./log.ts";
import { Campaigns } from "./objects/campaigns.ts";
import { Senders } from "./objects/senders.ts";
import { Tails } from "./objects/tails.ts";
import { openProvider, type ProviderWish } from "./provider.ts";
import { openProviderFetch } from "./providerFetch.ts";
import { openCatalogueFile, openJournalFile } from "./stores.ts";
import { within } from "./within.ts";

/**
 * The whole of Headsup in one Deno process: the API, the catalogue, every campaign's object and the journal, each in a
 * SQLite file of one folder. Closed or killed, and started again, it goes on where it was.
 */
export interface HostOptions extends Omit<ProviderWish, "url" | "isRehearsal"> {
  /** The folder that holds everything of this host. */
  readonly data: string;
  readonly port: number;
  /** A fast clock, or null for the system's. */
  readonly clock: { readonly rate: number; readonly startsAt: number } | null;
}

export interface Host {
  readonly url: string;
  /** The sandbox carrier of its own, or null. */
  readonly carrierUrl: string | null;
  /** Where messages go. */
  readonly providerUrl: string;
  readonly logFile: string;
  /** What the clock shows, epoch ms. */
  readonly now: () => number;
  readonly close: () => Promise<void>;
}

export async function startHost(options: HostOptions): Promise<Host> {
  // What was opened is closed in the opposite order: alarms, requests, steps, files, and the lock last.
  await using opened = new AsyncDisposableStack();
  const keep = <T extends { readonly close: () => unknown }>(thing: T): T => {
    opened.defer(async () => void (await thing.close()));
    return thing;
  };

  const folder = openFolder(options.data);
  keep({ close: hold(folder) });
  const logFile = join(folder.path, "host.log");
  const { log } = keep(openLog(logFile));
  const { settings: clock } = keep(startClock(folder, options.clock, { hasOrphan: false }));
  const now = () => clockAt(clock, Date.now());
  const url = `http://127.0.0.1:${options.port}`;
  const isRehearsal = options.clock !== null;
  const { settings, carrierUrl } = keep(await openProvider({ ...options, url, isRehearsal }, folder, clock));
  const { fetch } = keep(openProviderFetch());
  const tails = new Tails();
  const campaigns = new Campaigns({
    folder: join(folder.databases, "campaigns"),
    clock,
    tails,
    services: () => services,
  });
  const { catalogue } = keep(await openCatalogueFile(folder.databases));
  const { journal } = keep(openJournalFile(folder.databases));
  const senders = keep(new Senders({ folder: join(folder.databases, "senders"), clock }));
  keep(campaigns);
  const services: Services = servicesOver(settings, {
    catalogue,
    campaign: (id) => campaigns.port(id),
    sender: (id) => senders.port(id),
    live: async (id, request) => campaigns.live(id, request),
    journal,
    fetch,
    isRehearsal,
    emailHost: { smtp: (url) => smtpTransport({ url }) },
    now,
    log,
  });
  keep(serve(options.port, services));
  keep(tails);
  const token = settings.HEADSUP_ADMIN_TOKEN ?? "";
  const host = markOf(Deno.pid) ?? { pid: Deno.pid, startedAt: "unknown" };
  leaveWord(folder, { url, token, host, workerd: null, rehearsal: options.clock?.rate });
  keep({ close: () => retract(folder) });
  if (!(await within(catchUp(services), hostLimits.catchUpMsMax))) log("warn", "host.catch_up_late", {});
  log("info", "host.started", { url, alarms: campaigns.startAlarms() });
  keep(startCron(services, clock.rate));
  keep({ close: () => campaigns.stopAlarms() });

  const all = opened.move();
  return { url, carrierUrl, providerUrl: settings.TWILIO_API_BASE_URL, logFile, now, close: () => all.disposeAsync() };
}

/** Serves the API until closed: then it takes no more requests and lets those under way end, within bounds. */
function serve(port: number, services: Services): { readonly close: () => Promise<void> } {
  const app = createApp(() => services);
  const cut = new AbortController();
  const server = Deno.serve({ hostname: "127.0.0.1", port, signal: cut.signal, onListen: () => {} }, (request) =>
    app.fetch(request),
  );
  return {
    close: async () => {
      if (!(await within(server.shutdown(), hostLimits.requestsEndMsMax))) cut.abort();
    },
  };
}
