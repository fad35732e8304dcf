import type { Campaign, CampaignCreate } from "@headsup/contract";
import type { z } from "zod";
import type { Shell } from "../shell.ts";
import { type Api, read } from "./api.ts";
import { retrying } from "./retry.ts";

interface Way {
  readonly api: Api;
  readonly shell: Pick<Shell, "wait" | "newKey">;
  readonly signal: AbortSignal;
}

/** Makes a draft like a campaign, without its people. */
export function clone({ api, shell, signal }: Way, campaign: Campaign, name: string): Promise<Campaign> {
  const header = { "idempotency-key": shell.newKey() };
  const json = { ...settingsOf(campaign), name };
  return retrying(shell, signal, () => read(api.v1.campaigns.$post({ header, json })));
}

/** The expiry was that of the original's occasion. */
const settingsOf = (campaign: Campaign): z.input<typeof CampaignCreate> => ({
  name: campaign.name,
  description: campaign.description,
  channel: campaign.channel,
  sender: campaign.sender.id,
  language: campaign.language,
  ...saidAs(campaign),
  fallbacks: campaign.fallbacks.map((rung) => ({
    channel: rung.channel,
    sender: rung.sender.id,
    ...saidAs(rung),
    afterMs: rung.afterMs,
  })),
  brand: campaign.brand,
  tags: campaign.tags,
  zone: campaign.zone,
  window: campaign.window,
  pace: campaign.pace,
  optOutText: campaign.optOutText,
  lookBackMs: campaign.lookBackMs,
  lookBackRoutes: campaign.lookBackRoutes,
  openConversation: campaign.openConversation,
  backPressure: campaign.backPressure,
  replies: campaign.replies,
  replyLine: campaign.replyLine,
  ...(campaign.skill === null ? {} : { skill: campaign.skill }),
  ...(campaign.hours === null ? {} : { hours: campaign.hours }),
});

/** As it was, if that is said in one language; what has several is a stored answer, taken as it is by now. */
function saidAs({ answer, contents }: Pick<Campaign, "answer" | "contents">) {
  const [own] = contents;
  return own === undefined || (answer !== null && contents.length > 1)
    ? { answer: answer ?? "" }
    : { content: own.content };
}
