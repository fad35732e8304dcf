import { type Channel, type LiveFrame, maskAddress, type RecipientStatus } from "@headsup/contract";
import { type CompiledMessage, compileMessage } from "@headsup/core/answer/content";
import { engineLimits } from "@headsup/core/campaign/limits";
import { type CampaignSettings, type Rung, rungOf } from "@headsup/core/campaign/settings";
import { rulesFor, type WeekRule, windowOf } from "@headsup/core/schedule/index";
import { type OutreachStore, type RecipientRow, readState, readZoneSets } from "@headsup/storage/outreach";
import type { EngineHost } from "./host.ts";

/** What the parts of one campaign share: its host, and what may be kept in memory because this object alone changes it. */
export class Context {
  readonly host: EngineHost;
  readonly store: OutreachStore;
  /** Clock ms before which the directory is not asked again; 0 while it answers. */
  directoryHoldUntil = 0;
  directoryFailures = 0;
  /** Senders that did not answer: clock ms before which they are not asked again, and how often they have not. */
  readonly ceilingHolds = new Map<string, { readonly until: number; readonly failures: number }>();
  /** Clock ms before which a desk that slows or holds this campaign is not looked at again; 0 once it may be. */
  deskLookAt = 0;
  /** The hours and lists last looked through for people who can never be contacted. */
  neverOpenLookedAt: string | null = null;
  /** Claims the next batch may have, by how the last one went. */
  batchMax: number = engineLimits.batchMin;
  /** When the catalogue was last told how this campaign stands, by the machine's clock. */
  projectedRealAt = -Infinity;
  /** Up to which sequence the catalogue has heard of this campaign; null until it was asked or told. */
  heard: number | null = null;
  /** The summary as the catalogue last got it, so that an unchanged one is not written again. */
  projectedSummary: string | null = null;
  #zoneSets: Map<number, string[]> | null = null;
  readonly #messages = new Map<
    number,
    { template: Rung["message"]; readonly of: string; readonly message: CompiledMessage }
  >();

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

  /** The hours of one zone set on one rung under these settings. Without zones: never open. */
  rulesOf({ rung, zone }: { rung: number; zone: number }, settings: CampaignSettings): readonly WeekRule[] {
    const { window, hours, zone: hoursZone } = settings;
    return rulesFor({
      zones: this.zonesOf(zone),
      window,
      within: windowOf(rungOf(settings, rung).channel),
      hours: hours === null ? null : { zone: hoursZone, hours },
    });
  }

  /** What a rung says, compiled. It was checked when the campaign was created; one that fails now is a bug. */
  messageOf({ message }: Rung, nth: number): CompiledMessage {
    const known = this.#messages.get(nth);
    // One turn asks for one reading of the settings, row by row; the next turn's reads the same and is another object.
    if (known?.template === message) return known.message;
    const of = JSON.stringify(message);
    if (known?.of === of) {
      known.template = message;
      return known.message;
    }
    const compiled = compileMessage(message);
    if (!compiled.ok) throw new Error(`the launched message does not compile: ${compiled.error.message}`);
    this.#messages.set(nth, { template: message, of, message: compiled.value });
    return compiled.value;
  }

  /** The channel of a rung; of a draft nothing is settled yet. */
  channelOf(rung: number): Channel | null {
    const settings = this.settings();
    return settings === undefined ? null : rungOf(settings, rung).channel;
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
