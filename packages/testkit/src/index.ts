export { directoryFor } from "@headsup/api";
export { type ApiAnswer, type ApiRequest, type ApiWorld, apiWorld, type Call, callOver } from "./api.ts";
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
  readClock,
} from "./audit.ts";
export { VirtualClock } from "./clock.ts";
export {
  adminToken,
  type Carry,
  carrierChannel,
  createDeployment,
  type Deployment,
  type Hop,
  openMigrated,
  publicUrl,
  twilioAccount,
} from "./deployment.ts";
export { deskIn, toldIn } from "./desk.ts";
export { type Hook, postHook, texting, twilioSignature } from "./hooks.ts";
export { type Fate, kindFate, type Objects, type Where } from "./objects.ts";
export { type Random, randomOf } from "./random.ts";
export { rungOn } from "./rungs.ts";
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
