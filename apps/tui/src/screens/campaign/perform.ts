/** What the screen of a campaign does outside: asking, following, ordering, writing a file. */
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { type CampaignDetail, type LiveFrame, limits, type Recipient } from "@headsup/contract";
import type { Host } from "../../app/screen.ts";
import { read } from "../../client/api.ts";
import { everySoOften, lookMs } from "../../client/look.ts";
import { eachOf } from "../../client/pages.ts";
import { retrying } from "../../client/retry.ts";
import { follow } from "../../client/tail.ts";
import { fillFile, putRecipients } from "../../export/recipientsFile.ts";
import { isPassing } from "../../failure.ts";
import { cliLimits } from "../../limits.ts";
import { type CampaignAsk, type CampaignEvent, isAlive, type Verb } from "./state.ts";

type CampaignHost = Host<CampaignEvent>;

/** Of a campaign that is over nothing is expected but late receipts, and of those the tail tells. */
const overLookMs = 15_000;

export async function performCampaign(ask: CampaignAsk, host: CampaignHost): Promise<void> {
  const { api, emit, setClock, shell, signal } = host;
  const { id } = ask;
  const param = { id };
  switch (ask.ask) {
    case "watch":
      if (ask.delayMs > 0) await shell.wait(ask.delayMs, signal);
      await everySoOften(shell, signal, async () => (isAlive(await readDetail(host, id)) ? lookMs : overLookMs));
      return;
    case "look":
      if (ask.delayMs > 0) await shell.wait(ask.delayMs, signal);
      await readDetail(host, id);
      return;
    case "follow":
      if (ask.delayMs > 0) await shell.wait(ask.delayMs, signal);
      await followCampaign(host, id);
      return;
    case "overview": {
      const overview = await read(api.v1.campaigns[":id"].overview.$get({ param }));
      setClock(overview.now);
      emit({ type: "overview", overview });
      return;
    }
    case "forecast":
      emit({ type: "forecast", forecast: await read(api.v1.campaigns[":id"].forecast.$get({ param, query: {} })) });
      return;
    case "page":
      emit({ type: "page", serial: ask.serial, ...(await readPeople(host, ask)) });
      return;
    case "why": {
      const { recipient } = ask;
      const why = await read(api.v1.campaigns[":id"].recipients[":recipient"].why.$get({ param: { id, recipient } }));
      emit({ type: "why", why });
      return;
    }
    case "resolve": {
      const { recipient, verdict } = ask;
      const resolving = api.v1.campaigns[":id"].recipients[":recipient"].resolve;
      emit({ type: "resolved", why: await read(resolving.$post({ param: { id, recipient }, json: { verdict } })) });
      return;
    }
    case "change":
      await change(host, ask);
      return;
    case "order":
      emit({ type: "ordered", verb: ask.verb, detail: await give(host, ask) });
      return;
    case "download":
      await download(host, ask);
  }
}

async function readDetail({ api, emit }: CampaignHost, id: string): Promise<CampaignDetail> {
  const detail = await read(api.v1.campaigns[":id"].$get({ param: { id } }));
  emit({ type: "detail", detail });
  return detail;
}

function give({ api, shell, signal }: CampaignHost, { id, verb, reason }: { id: string; verb: Verb; reason: string }) {
  const campaign = api.v1.campaigns[":id"];
  const param = { id };
  if (verb !== "launch") return read(campaign[verb].$post({ param, json: reason === "" ? {} : { reason } }));
  // Repeated with the same key it is one launch.
  const header = { "idempotency-key": shell.newKey() };
  return retrying(shell, signal, () => read(campaign.launch.$post({ param, header, json: { consent: true } })));
}

/** Changes a setting, then asks what comes of it. A forecast that cannot be had takes nothing back. */
async function change(
  { api, shell, signal, emit }: CampaignHost,
  { id, setting, change: json }: Extract<CampaignAsk, { ask: "change" }>,
) {
  const campaign = api.v1.campaigns[":id"];
  const param = { id };
  if ("list" in setting) await read(campaign.lists[":list"].$patch({ param: { id, list: setting.list }, json }));
  else await read(campaign.$patch({ param, json }));
  const detail = await retrying(shell, signal, () => read(campaign.$get({ param })));
  const isAboutTime = ["hours", "zone", "expiresAt", "startAt", "endAt"].includes(setting.key);
  const forecast = isAboutTime ? await read(campaign.forecast.$get({ param, query: {} })).catch(() => null) : null;
  emit({ type: "changed", setting, detail, forecast });
}

/** Hands frames on: the first at once, what follows it closely together, so that a burst is a few events, not hundreds. */
function gatherer({ shell, signal, emit }: CampaignHost): (frame: LiveFrame) => void {
  let gathered: LiveFrame[] = [];
  let isGathering = false;
  const handOn = (): void => {
    if (gathered.length === 0) return;
    const frames = gathered;
    gathered = [];
    isGathering = true;
    emit({ type: "frames", frames });
    shell.wait(cliLimits.framesGatheredMs, signal).then(
      () => {
        isGathering = false;
        handOn();
      },
      () => {},
    );
  };
  return (frame) => {
    gathered.push(frame);
    if (!isGathering) handOn();
  };
}

/**
 * The live tail, as long as the screen is open: first where it stands, then the latest events before that, then whatever
 * comes.
 */
async function followCampaign(host: CampaignHost, id: string): Promise<void> {
  const { signal } = host;
  const take = gatherer(host);
  let since: number | null = null;
  while (!signal.aborted) {
    try {
      for await (const frame of framesOf(host, { id, since })) {
        const isFirst: boolean = since === null;
        since = isFirst ? earlier(frame) : frame.seq;
        if (isFirst) break;
        take(frame);
      }
    } catch (error) {
      // It gives up after many tries; here one may wait as long as one likes.
      if (signal.aborted) return;
      if (!isPassing(error)) throw error;
    }
  }
}

/** Where to begin so that the latest events are told: of few people all there is, of many only what is close behind. */
function earlier(frame: LiveFrame): number {
  const isSmall = frame.type === "hello" && frame.counts.total <= cliLimits.eventsKept;
  return isSmall ? 0 : Math.max(0, frame.seq - cliLimits.eventsFetched);
}

const framesOf = ({ shell, connection, signal, api, emit }: CampaignHost, at: { id: string; since: number | null }) =>
  follow(shell, {
    connection,
    campaign: at.id,
    since: at.since,
    signal,
    checkAccess: async () => {
      await read(api.v1.campaigns[":id"].$get({ param: { id: at.id } }));
    },
    onLost: () => emit({ type: "lost" }),
  });

function readPeople(
  { api, shell, signal }: CampaignHost,
  { id, query: { status, reason, search }, cursor }: Extract<CampaignAsk, { ask: "page" }>,
) {
  const query = {
    limit: String(cliLimits.peoplePage),
    ...(cursor === null ? {} : { cursor }),
    ...(status === null ? {} : { status }),
    ...(reason === null ? {} : { code: reason.code }),
    ...(search === "" ? {} : { search }),
  };
  return retrying(shell, signal, () => read(api.v1.campaigns[":id"].recipients.$get({ param: { id }, query })));
}

async function download(
  { api, shell, signal, emit }: CampaignHost,
  { id, path: named, mayReplace }: Extract<CampaignAsk, { ask: "download" }>,
): Promise<void> {
  const path = resolve(shell.cwd, named.replace(/^~(?=$|\/)/, shell.env.HOME ?? homedir()));
  if (!mayReplace && (await isThere(path))) {
    emit({ type: "exists", path: named });
    return;
  }
  // In id order the pages stay whole while the campaign runs.
  const everybody = eachOf<Recipient>((cursor) => {
    const query = { ...cursor, order: "id" as const, limit: String(limits.pageSizeMax) };
    return retrying(shell, signal, () => read(api.v1.campaigns[":id"].recipients.$get({ param: { id }, query })));
  });
  let people = 0;
  async function* counted(): AsyncGenerator<Recipient, void> {
    for await (const person of everybody) {
      if (++people % limits.pageSizeMax === 0) emit({ type: "downloading", people });
      yield person;
    }
  }
  const written = await fillFile({ path, key: shell.newKey() }, (put) => putRecipients(counted(), put));
  emit({ type: "downloaded", path: named, people: written });
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
