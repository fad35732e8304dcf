import type { Screen } from "../../app/screen.ts";
import { campaignBindings } from "./bindings.ts";
import { viewCampaign } from "./Campaign.tsx";
import { beginCampaign, isTypingIn, updateCampaign } from "./campaign.ts";
import { performCampaign } from "./perform.ts";
import { type CampaignAsk, type CampaignEvent, type CampaignState, isAlive } from "./state.ts";

export const campaign: Screen<CampaignState, CampaignEvent, CampaignAsk> = {
  begin: beginCampaign,
  update: updateCampaign,
  bindings: campaignBindings,
  isTyping: isTypingIn,
  isCounting: ({ detail }) => detail !== null && isAlive(detail),
  title: ({ detail }) => detail?.name ?? "Campaign",
  perform: performCampaign,
  view: viewCampaign,
};
