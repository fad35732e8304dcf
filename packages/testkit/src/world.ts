import type { Channel, Channels, OutboundMessage } from "@headsup/channels";
import type { LiveFrame, Span } from "@headsup/contract";
import type { CampaignSettings, Rung } from "@headsup/core/campaign/settings";
import type { FoundMessage, Outcome, Receipt } from "@headsup/core/campaign/settle";
import type { Standing } from "@headsup/core/contact/standing";
import type { CeilingAsk } from "@headsup/core/pacing/ceiling";
import { Campaign, type Ceilings, type Directory, type EngineHost } from "@headsup/engine";
import type { Desk } from "@headsup/storage/catalog";
import { type OutreachStorage, openOutreach } from "@headsup/storage/outreach";
import { sqliteStorage } from "@headsup/storage/sqlite";
import { VirtualClock } from "./clock.ts";
import { Senders } from "./senders.ts";

/**
 * A small world for engine tests: a virtual clock, a provider that logs every arrival, a directory of who said stop.
 * Time moves only when {@link World.run} takes the next event, so a day of sending takes milliseconds. Objects crash and
 * come back over the same storage; a copy given up for dead goes on with whatever it was awaiting, as it may in life.
 */
export interface Arrival {
  /** When the request reached the provider. */
  readonly at: number;
  readonly campaignId: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly channel: Rung["channel"];
  readonly attemptId: string;
  readonly validityMs: number;
  readonly outcome: Outcome["kind"];
}

/** A message the provider took. */
export interface Taken extends FoundMessage {
  readonly campaignId: string;
  readonly attemptId: string;
  readonly to: string;
  readonly from: string;
}

/** What the provider does with a message; `acceptedAs`: it took it, though its answer never came. */
export type Answer = Outcome & { readonly acceptedAs?: string };
/** The default accepts everything. */
export type Behaviour = (message: OutboundMessage, nth: number) => Answer | Promise<Answer>;

interface Slot {
  readonly campaign: Campaign;
  readonly storage: OutreachStorage;
  alarmAt: number | null;
  disarm: () => void;
  /** The alarm fired and its step has not ended. */
  isWaking: boolean;
}

/** The platform fires an alarm again when its handler died. */
const alarmRetryMs = 2_000;

export class World {
  readonly clock: VirtualClock;
  readonly arrivals: Arrival[] = [];
  readonly atProvider: Taken[] = [];
  readonly standings = new Map<string, Standing>();
  /** Who wrote back to a campaign. */
  readonly replied = new Set<string>();
  readonly frames: LiveFrame[] = [];
  readonly projections: Parameters<Directory["project"]>[0][] = [];
  readonly logs: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  /** What the provider says of a message asked after by id. */
  readonly told = new Map<string, Omit<Receipt, "attempt">>();
  /** Messages that were asked after by id, and by which channel. */
  readonly looks: { readonly channel: keyof Channels; readonly providerId: string }[] = [];
  /** Who has an open conversation with the sender, and whom another campaign wrote to when. */
  readonly talking = new Set<string>();
  readonly contacted = new Map<string, number>();
  /** The desk that answers replies. */
  desk: Desk = { inbox: "Inbox", skill: null, waiting: 0, waitingMax: null, agents: 1, onShift: 1 };
  deskLooks = 0;
  isDirectoryDown = false;
  /** Neither list nor message can be read at the provider. */
  isProviderListDown = false;
  /** How long the directory takes to answer. */
  directoryMs = 0;
  /** How long the provider takes to show its list. */
  listMs = 0;
  /** From request to answer; the request arrives `upMs` into it. */
  roundTripMs = 0;
  /** Another round trip for each request. */
  roundTripOf: () => number = () => this.roundTripMs;
  upMs = 0;
  behaviour: Behaviour = (_message, nth) => ({ kind: "accepted", providerId: `SM${nth}` });
  /** Units a second that every sender lets through: far more than any pace, unless a test is about that. */
  perSecond = 10_000;
  readonly senders: Senders;
  readonly asks: (CeilingAsk & { at: number; senderId: string })[] = [];
  /** How long an ask of a sender takes there, and back. */
  senderMs = 0;
  areSendersDown = false;
  isAnswerLost: () => boolean = () => false;
  wakes = 0;
  readonly #slots = new Map<string, Slot>();
  #sent = 0;

  constructor(startsAt: string) {
    this.clock = new VirtualClock(Date.parse(startsAt));
    this.senders = new Senders(this.clock);
  }

  get now(): number {
    return this.clock.now();
  }

  set afterEach(judge: () => void) {
    this.clock.afterEach = judge;
  }

  /** Opens a campaign's object, or a further copy of it over the same storage. */
  open(
    campaignId: string,
    storage: OutreachStorage = this.#slots.get(campaignId)?.storage ?? sqliteStorage(),
  ): Campaign {
    const earlier = this.#slots.get(campaignId);
    const setAlarm = (at: number | null) => {
      const current = this.#slots.get(campaignId);
      if (current) this.#setAlarm(current, at);
    };
    const host: EngineHost = {
      campaignId,
      store: openOutreach(storage),
      now: () => this.now,
      realNow: () => this.now,
      rate: 1,
      setAlarm,
      soon: () => Promise.resolve(),
      directory: this.#directory(),
      ceilings: this.#ceilings(),
      channels: this.#channels(),
      broadcast: (frame) => this.frames.push(frame),
      log: (_level, event, fields) => this.logs.push({ event, fields }),
    };
    const campaign = new Campaign(host);
    const diedAwake = earlier?.isWaking === true && earlier.alarmAt === null;
    const alarmAt = diedAwake ? this.now + alarmRetryMs : (earlier?.alarmAt ?? null);
    earlier?.disarm();
    const slot: Slot = { campaign, storage, alarmAt: null, disarm: () => {}, isWaking: false };
    this.#slots.set(campaignId, slot);
    this.#setAlarm(slot, alarmAt);
    return campaign;
  }

  alarmAt(campaignId: string): number | null {
    return this.#slots.get(campaignId)?.alarmAt ?? null;
  }

  /** Fires a campaign's alarm early, as the platform may. */
  wake(campaignId: string): void {
    const slot = this.#slots.get(campaignId);
    if (slot) this.#fire(slot);
  }

  /** Runs whatever is due, in order, until `until` or until nothing is due. */
  run(until: string | number = Infinity): Promise<void> {
    return this.clock.run(typeof until === "string" ? Date.parse(until) : until);
  }

  /** Runs whatever is due until `work` is done, and no further. */
  finish<T>(work: Promise<T>): Promise<T> {
    return this.clock.finish(work);
  }

  /** Something that happens at a clock time. */
  at(time: number | string, run: () => void): void {
    this.clock.at(typeof time === "string" ? Date.parse(time) : time, run);
  }

  #setAlarm(slot: Slot, at: number | null): void {
    slot.disarm();
    slot.alarmAt = at;
    if (at === null) return;
    slot.disarm = this.clock.at(at, () => {
      slot.alarmAt = null;
      this.#fire(slot);
    });
  }

  #fire(slot: Slot): void {
    this.wakes++;
    slot.isWaking = true;
    void slot.campaign.wake().finally(() => {
      slot.isWaking = false;
    });
  }

  #ceilings(): Ceilings {
    return {
      ask: async (senderId, ask) => {
        await this.clock.pass(this.senderMs);
        if (this.areSendersDown) throw new Error("Network connection lost.");
        this.asks.push({ at: this.now, senderId, ...ask });
        const { share, nudges } = this.senders.sender(senderId).ask(ask, this.perSecond);
        for (const id of nudges) void this.#slots.get(id)?.campaign.nudge(senderId);
        await this.clock.pass(this.senderMs);
        if (this.isAnswerLost()) throw new Error("Network connection lost.");
        return share;
      },
    };
  }

  #channels(): Channels {
    const channel: Channel = {
      send: async (message) => {
        const roundTripMs = this.roundTripOf();
        await this.clock.pass(this.upMs);
        const at = this.now;
        const { acceptedAs, ...outcome } = await this.behaviour(message, ++this.#sent);
        const { ownerId: campaignId, content, ...sent } = message;
        const body = content.text;
        this.arrivals.push({ ...sent, body, channel: content.channel, campaignId, at, outcome: outcome.kind });
        const providerId = outcome.kind === "accepted" ? outcome.providerId : acceptedAs;
        if (providerId !== undefined) {
          const { to, from, attemptId } = message;
          this.atProvider.push({ providerId, createdAt: at, body, to, from, campaignId, attemptId });
        }
        await this.clock.pass(roundTripMs - this.upMs);
        return outcome as Outcome;
      },
      find: async ({ from, to, since }) => {
        await this.clock.pass(this.listMs);
        if (this.isProviderListDown) return { ok: false, error: { reason: "down" } };
        const found = this.atProvider.filter((m) => m.from === from && m.to === to && m.createdAt >= since);
        return { ok: true, value: found };
      },
      look: async (providerId) =>
        this.isProviderListDown
          ? { ok: false, error: { reason: "down" } }
          : { ok: true, value: this.told.get(providerId) ?? null },
      received: async () => ({ ok: true, value: [] }),
    };
    const by = (name: keyof Channels): Channel => ({
      ...channel,
      look: (providerId) => {
        this.looks.push({ channel: name, providerId });
        return channel.look(providerId);
      },
    });
    return { sms: by("sms"), whatsapp: by("whatsapp"), email: by("email"), voice: by("voice") };
  }

  #directory(): Directory {
    return {
      standings: async ({ addresses, heeds: { openConversations, contactsSince, replies } }) => {
        if (this.isDirectoryDown) throw new Error("D1 is down");
        const found = addresses.map((address) => ({
          ...(this.standings.get(address) ?? { address, suppressed: null, barred: {} }),
          isTalking: openConversations && this.talking.has(address),
          hasReplied: replies && this.replied.has(address),
          isContacted: contactsSince !== null && (this.contacted.get(address) ?? 0) > contactsSince,
        }));
        await this.clock.pass(this.directoryMs);
        return found;
      },
      desk: async () => {
        if (this.isDirectoryDown) throw new Error("D1 is down");
        this.deskLooks++;
        return this.desk;
      },
      project: async (projection) => {
        if (this.isDirectoryDown) throw new Error("D1 is down");
        this.projections.push(projection);
      },
      heard: async (campaignId) => {
        if (this.isDirectoryDown) throw new Error("D1 is down");
        return Math.max(
          0,
          ...this.projections.flatMap((told) => (told.campaignId === campaignId ? told.sequence : [])),
        );
      },
      rivals: async ({ address, campaignId }) => {
        if (this.isDirectoryDown) throw new Error("D1 is down");
        const others = [...this.#slots]
          .filter(([id]) => id !== campaignId)
          .map(([, slot]) => slot.campaign.claims(address));
        return {
          providerIds: others.flatMap(({ providerIds }) => providerIds),
          unknown: others.reduce((sum, { unknown }) => sum + unknown, 0),
        };
      },
    };
  }
}

const ourSender = { id: "snd_00000000000000000000000001", address: "+12125550100" };
const lateOrder = "Hi {{ first_name }}, your order is late.";
const howToStop = "Reply STOP to opt out.";

/** One text, in English. */
const textRung = ({ sender = ourSender, text = lateOrder, replyLine = "", optOutText = howToStop }: OneText): Rung => ({
  channel: "sms",
  sender,
  message: { contents: [{ language: "en", content: { channel: "sms", text, media: [] } }], replyLine, optOutText },
  waitMs: null,
});

interface OneText {
  readonly sender?: Rung["sender"];
  readonly text?: string;
  readonly replyLine?: string;
  readonly optOutText?: string;
}
type Over = Partial<CampaignSettings> & OneText;

/** Settings of a plain SMS campaign; override what a test is about. */
export const settingsFor = (
  campaignId: string,
  { sender = ourSender, text = lateOrder, replyLine = "", optOutText = howToStop, ...over }: Over = {},
): CampaignSettings => ({
  campaignId,
  language: "en",
  rungs: [textRung({ sender, text, replyLine, optOutText })],
  zone: "America/New_York",
  hours: null,
  window: { open: "08:00", close: "21:00" },
  pace: { count: 10, spanMs: 300_000 },
  expiresAt: null,
  openConversation: "send",
  backPressure: "off",
  skill: null,
  inboxId: null,
  duplicates: null,
  ...over,
});

export interface Person {
  readonly address: string;
  /** Their address of the other kind. */
  readonly also?: string;
  /** The first rung that reaches them; absent: the first of all. */
  readonly rung?: number;
  readonly zones: readonly string[];
  readonly variables?: Record<string, string>;
}

export const people = (count: number, zone: string, firstNumber = 2_125_550_000): Person[] =>
  Array.from({ length: count }, (_, i) => ({ address: `+1${firstNumber + i}`, zones: [zone] }));

/** Imports and seals a list as a client would, in chunks. */
export function importPeople(
  campaign: Campaign,
  list: { id: string; people: readonly Person[]; startAt?: number; endAt?: number; window?: Span },
): void {
  const { id, people: members, startAt = null, endAt = null, window = { open: "08:00", close: "21:00" } } = list;
  campaign.createList({
    id,
    name: id,
    fingerprint: id.padEnd(64, "0"),
    columns: [{ role: "address" }],
    country: "US",
    startAt,
    endAt,
  });
  let chunks = 0;
  for (let at = 0; at < members.length; at += 500) {
    const rows = members.slice(at, at + 500).map((person, i) => ({
      line: at + i + 2,
      address: person.address,
      also: person.also ?? null,
      ownText: null,
      rung: person.rung ?? 0,
      zones: person.zones,
      language: null,
      variables: person.variables ?? { first_name: "Ada" },
      cells: [person.address],
    }));
    const stored = campaign.importChunk({ list: id, n: chunks, digest: `${chunks}`, rows, bad: [], window });
    if (!stored.ok) throw new Error(stored.error.message);
    chunks++;
  }
  const sealed = campaign.sealList(id, { chunks, rows: members.length });
  if (!sealed.ok) throw new Error(sealed.error.message);
}

/** A receipt for a recipient's first attempt, unless said otherwise. */
export const receipt = (status: Receipt["status"], over: Partial<Receipt> = {}): Receipt => ({
  attempt: 1,
  providerId: "SM1",
  status,
  code: null,
  failure: null,
  ...over,
});

/** A campaign of one list, launched now. */
export function launched(
  world: World,
  id: string,
  members: readonly Person[],
  over: Over & { startAt?: number; endAt?: number } = {},
): Campaign {
  const { startAt, endAt, ...settings } = over;
  const campaign = world.open(id);
  importPeople(campaign, {
    id: `lst_${id}`,
    people: members,
    ...(startAt === undefined ? {} : { startAt }),
    ...(endAt === undefined ? {} : { endAt }),
    ...(settings.window === undefined ? {} : { window: settings.window }),
  });
  const done = campaign.launch(settingsFor(id, settings), { actor: "ana", at: world.now });
  if (!done.ok) throw new Error(done.error.message);
  return campaign;
}
