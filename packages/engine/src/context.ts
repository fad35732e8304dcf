import { type LiveFrame, maskAddress, type RecipientStatus } from "@headsup/contract";
import { type Answer, compileAnswer } from "@headsup/core/answer/template";
import { engineLimits } from "@headsup/core/campaign/limits";
import type { CampaignSettings } from "@headsup/core/campaign/settings";
import { rulesFor, type WeekRule } from "@headsup/core/schedule/index";
import { type OutreachStore, type RecipientRow, readState, readZoneSets } from "@headsup/storage/outreach";
import type { EngineHost } from "./host.ts";

/** What the parts of one campaign share: its host, and what may be kept in memory because this object alone changes it. */
export class Context {
  readonly host: EngineHost;
  readonly store: OutreachStore;
  /** Clock ms before which the directory is not asked again; 0 while it answers. */
  directoryHoldUntil = 0;
  directoryFailures = 0;
  /** Clock ms before which a desk that slows or holds this campaign is not looked at again; 0 once it may be. */
  deskLookAt = 0;
  /** The hours and lists last looked through for people who can never be contacted. */
  neverOpenLookedAt: string | null = null;
  /** The summary as the catalogue last got it, so that an unchanged one is not written again. */
  projectedSummary: string | null = null;
  #zoneSets: Map<number, string[]> | null = null;
  #answer: { text: string; answer: Answer } | null = null;

  constructor(host: EngineHost) {
    this.host = host;
    this.store = host.store;
  }

  /** The settings frozen at launch; a draft has none here. */
  settings(): CampaignSettings | undefined {
    return readState(this.store.db, "settings");
  }

  zoneSets(): Map<number, string[]> {
    this.#zoneSets ??= readZoneSets(this.store.db);
    return this.#zoneSets;
  }

  /** A transaction that may meet new zone sets: rolled back, it has stored none of them. */
  meetingZones<T>(write: () => T): T {
    try {
      return this.store.transaction(write);
    } catch (error) {
      this.#zoneSets = null;
      throw error;
    }
  }

  zonesOf(zone: number): readonly string[] {
    return this.zoneSets().get(zone) ?? [];
  }

  /** The hours of one zone set under these settings. Without zones: never open. */
  rulesOf(zone: number, { window, hours, zone: hoursZone }: CampaignSettings): readonly WeekRule[] {
    return rulesFor({ zones: this.zonesOf(zone), window, hours: hours === null ? null : { zone: hoursZone, hours } });
  }

  /** The compiled answer. Its text was checked when the campaign was created; one that fails now is a bug. */
  answerOf({ text, language }: CampaignSettings): Answer {
    if (this.#answer?.text !== text) {
      const compiled = compileAnswer(text, { language });
      if (!compiled.ok) throw new Error(`the launched answer does not compile: ${compiled.error.message}`);
      this.#answer = { text, answer: compiled.value };
    }
    return this.#answer.answer;
  }

  /** A span of machine time as clock time. */
  realSpan(ms: number): number {
    return ms * this.host.rate;
  }

  get closingMarginMs(): number {
    return this.realSpan(engineLimits.closingMarginRealMs);
  }
}

/** One recipient's news for the live tail. */
export function recipientFrame(
  row: Pick<RecipientRow, "id" | "address" | "line">,
  news: { seq: number; at: number; status: RecipientStatus; code: string | null; attempt: number },
): LiveFrame {
  return { type: "recipient", id: row.id, address: maskAddress(row.address), line: row.line, ...news };
}
