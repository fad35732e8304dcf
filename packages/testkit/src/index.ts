export {
  type ApiAnswer,
  type ApiRequest,
  type ApiWorld,
  adminToken,
  apiWorld,
  carrierChannel,
  openMigrated,
  publicUrl,
  twilioAccount,
} from "./api.ts";
export {
  contactColumns,
  draftCampaign,
  expectStatus,
  importRows,
  launchCampaign,
  ourNumber,
  prepareAccount,
  recipientOf,
  tokensOf,
} from "./apiScenes.ts";
export {
  allRecipients,
  audit,
  auditCounts,
  auditHours,
  auditOnce,
  auditPace,
  type HoursPromised,
} from "./audit.ts";
export {
  type Answer,
  type Arrival,
  type Behaviour,
  importPeople,
  launched,
  type Person,
  people,
  receipt,
  settingsFor,
  type Taken,
  World,
} from "./world.ts";
