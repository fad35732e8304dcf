/** The sandbox carrier: a local stand-in for Twilio, for trying, rehearsing and testing. */

export type { Behaviour, BehaviourName } from "./behaviours.ts";
export type { Phone, PhoneName } from "./calls/phones.ts";
export { type Carrier, type CarrierOptions, createCarrier, startCarrier } from "./carrier.ts";
export type { Summary, Text } from "./control.ts";
export type { Faults } from "./faults.ts";
export { LineCut } from "./line.ts";
export type { Listener, ListenOptions } from "./listen.ts";
export type { Mix } from "./mixes.ts";
export type { Settings, SettingsChange } from "./settings.ts";
export type { LogEntry, LogKind } from "./store/log.ts";
export type { Template } from "./templates.ts";
export { createManualTimers, type ManualTimers, type Timers } from "./timers.ts";
