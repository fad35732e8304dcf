export { Campaign } from "./campaign.ts";
export type { Claims, Directory, EngineHost, KnownStanding, Log, Projection, StandingsQuery } from "./host.ts";
export type { BadRow, Chunk, NewList, ParsedRow } from "./imports.ts";
export type { CampaignContact } from "./lookups.ts";
export type { BareOverview } from "./overview.ts";
export type { RecipientQuery, ShownProblem } from "./pages.ts";
export type { Repair } from "./repair.ts";
export type { CampaignState } from "./view.ts";
