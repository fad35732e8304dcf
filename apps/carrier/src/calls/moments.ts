/** What may happen to a call at its time. Moments of the line name the turn, or the asking, they belong to. */
import type { DatabaseSync } from "node:sqlite";
import { scheduleEvent } from "../store/agenda.ts";
import type { Phone } from "./phones.ts";
import type { CallStatus } from "./table.ts";

export type Moment =
  | { readonly type: "dial" | "ring" | "pick-up" | "they-hang-up" }
  | { readonly type: "miss"; readonly status: CallStatus; readonly sipCode: number | null }
  | { readonly type: "detect"; readonly answeredBy: string }
  | { readonly type: "next"; readonly turn: number }
  | { readonly type: "press"; readonly asked: number; readonly digits: string }
  | { readonly type: "recorded"; readonly turn: number; readonly spokenMs: number }
  | { readonly type: "dialled"; readonly turn: number; readonly status: string; readonly talkedMs: number };

export type CallEvent =
  | { readonly kind: "call"; readonly sid: string; readonly moment: Moment }
  /** A person calls one of our numbers. */
  | { readonly kind: "calls-us"; readonly from: string; readonly to: string; readonly phone: Phone };

export const plan = (db: DatabaseSync, sid: string, { at, ...moment }: Moment & { readonly at: number }): void =>
  scheduleEvent(db, { at, event: { kind: "call", sid, moment } });
