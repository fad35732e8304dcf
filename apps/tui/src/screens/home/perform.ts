import type { Host } from "../../app/screen.ts";
import { read } from "../../client/api.ts";
import { clone } from "../../client/clone.ts";
import { everySoOften, lookMs } from "../../client/look.ts";
import { retrying } from "../../client/retry.ts";
import { CommandError } from "../../failure.ts";
import { readMe } from "../conversation/outside/me.ts";
import type { HomeAsk, HomeEvent } from "./home.ts";

/** Looks between two questions for the figures, which change slowly and cost more. */
const figuresEvery = 15;
/** And between two questions who one is. */
const meEvery = 5;
const campaignsMax = 200;

type HomeHost = Host<HomeEvent>;

export async function performHome(ask: HomeAsk, host: HomeHost): Promise<void> {
  const { api } = host;
  switch (ask.ask) {
    case "watch": {
      let looks = 0;
      let seen = "";
      let waiting = "";
      let me = "";
      await everySoOften(host.shell, host.signal, async () => {
        if (looks % figuresEvery === 0) await Promise.all([readFigures(host), readSenders(host)]);
        if (looks % meEvery === 0) me = await tellMe(host, me);
        looks++;
        seen = await readCampaigns(host, seen);
        waiting = await readDesk(host, waiting);
        return lookMs;
      });
      return;
    }
    case "look":
      await Promise.all([readFigures(host), readCampaigns(host)]);
      return;
    case "command": {
      const { id, verb, reason } = ask;
      const json = reason === undefined ? {} : { reason };
      const campaign = await read(api.v1.campaigns[":id"][verb].$post({ param: { id }, json }));
      const word = { pause: "paused", resume: "going on", stop: "stopped" }[verb];
      host.emit({ type: "done", text: `"${campaign.name}" is ${word}.` });
      return;
    }
    case "senders":
      host.emit({ type: "senders", senders: (await read(api.v1.senders.$get())).items });
      return;
    case "send": {
      const { zone, ...message } = ask.message;
      const json = { ...message, ...(zone === null ? {} : { zone }), consent: true as const };
      const header = { "idempotency-key": host.shell.newKey() };
      const sending = () => read(api.v1.messages.$post({ header, json }));
      host.emit({ type: "sent", campaign: await retrying(host.shell, host.signal, sending) });
      return;
    }
    case "clone":
      host.emit({ type: "cloned", campaign: await clone(host, ask.campaign, ask.name) });
      return;
    case "delete":
      await api.v1.campaigns[":id"].$delete({ param: { id: ask.id } });
      host.emit({ type: "done", text: `The draft "${ask.name}" is deleted.` });
  }
}

/** Tells what it found, unless that is what was seen before; answers what was seen. */
async function readCampaigns({ api, emit }: HomeHost, before = ""): Promise<string> {
  const page = await read(api.v1.campaigns.$get({ query: { limit: String(campaignsMax) } }));
  const seen = JSON.stringify(page);
  if (seen !== before) emit({ type: "campaigns", campaigns: page.items, hasOlder: page.next !== null });
  return seen;
}

async function readSenders({ api, emit }: HomeHost): Promise<void> {
  emit({ type: "standing", senders: (await read(api.v1.senders.$get())).items });
}

async function readFigures({ api, emit, setClock }: HomeHost): Promise<void> {
  const figures = await read(api.v1.figures.$get({ query: {} }));
  setClock(figures.now);
  emit({ type: "figures", figures });
}

/** The agent one is, told if that is not as it was. */
async function tellMe({ api, emit }: HomeHost, before: string): Promise<string> {
  const agent = await readMe(api);
  const seen = JSON.stringify(agent);
  if (seen !== before) emit({ type: "me", agent });
  return seen;
}

/** How many wait, told if it is another number than before. A viewer is not told. */
async function readDesk({ api, emit }: HomeHost, before: string): Promise<string> {
  try {
    const { counts } = await read(api.v1.conversations.$get({ query: { limit: "1" } }));
    const seen = JSON.stringify(counts);
    if (seen !== before) emit({ type: "desk", counts });
    return seen;
  } catch (error) {
    if (error instanceof CommandError && error.trouble.code === "forbidden") return before;
    throw error;
  }
}
