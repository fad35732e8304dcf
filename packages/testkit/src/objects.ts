import type { Channel, Channels } from "@headsup/channels";
import type { LiveFrame } from "@headsup/contract";
import { Campaign, type Ceilings, type Directory, type EngineHost } from "@headsup/engine";
import { type OutreachStorage, openOutreach } from "@headsup/storage/outreach";
import { sqliteStorage } from "@headsup/storage/sqlite";
import type { VirtualClock } from "./clock.ts";
import { lostWords } from "./lost.ts";

/** Where a copy of an object may end: right after a commit, or on either side of something awaited. */
export type Where = "commit" | "before await" | "after await";

/** What a platform may do to objects. */
export interface Fate {
  /** When an alarm set for `at` fires: late, more than once, or — empty — never. */
  readonly alarms: (at: number) => readonly number[];
  /** The machine does nothing before this. */
  readonly heldUntil: () => number;
  /**
   * Whether the copy at work ends here. `killed`: it does nothing more. `orphaned`: it is given up for dead and a new copy
   * is opened beside it, yet it goes on with what it was doing.
   */
  readonly ends: (campaignId: string, where: Where) => "killed" | "orphaned" | null;
}

export const kindFate: Fate = { alarms: (at) => [at], heldUntil: () => 0, ends: () => null };

/** The platform fires an alarm again when its handler died. */
const alarmRetryMs = 2_000;

const lost = () => new Error(lostWords);

interface Copy {
  readonly campaign: Campaign;
  /** Rejects when it is killed. */
  readonly death: Promise<never>;
  readonly kill: () => void;
}

interface Slot {
  readonly storage: OutreachStorage & { readonly close: () => void };
  copy: Copy | null;
  alarmAt: number | null;
  disarm: () => void;
}

export interface ObjectsOptions {
  readonly clock: VirtualClock;
  readonly fate: Fate;
  readonly directory: () => Directory;
  readonly ceilings: () => Ceilings;
  readonly channels: () => Channels;
  readonly log: EngineHost["log"];
  /** A live frame, as those who watch get it. */
  readonly broadcast?: ((campaignId: string, frame: LiveFrame) => void) | undefined;
}

/**
 * Campaign objects as a platform runs them: one copy of each at a time as far as it knows, opened when called or when its
 * alarm fires, over storage and an alarm that outlive it.
 */
export class Objects {
  readonly #options: ObjectsOptions;
  readonly #slots = new Map<string, Slot>();
  readonly #endedAt = new Map<string, number>();

  constructor(options: ObjectsOptions) {
    this.#options = options;
  }

  get ids(): string[] {
    return [...this.#slots.keys()];
  }

  /** The copy at work, opened if there is none. */
  campaign(id: string): Campaign {
    return this.#copy(id).campaign;
  }

  storage(id: string): OutreachStorage {
    return this.#slot(id).storage;
  }

  /** Calls one of its methods; rejects if the copy dies meanwhile. */
  async call(id: string, method: string, args: readonly unknown[]): Promise<unknown> {
    const copy = this.#copy(id);
    const methods = copy.campaign as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
    return Promise.race([copy.death, methods[method]?.(...args)]);
  }

  /** Ends the copy at work. The next call or alarm opens another. */
  kill(id: string): void {
    this.#slot(id).copy?.kill();
    this.orphan(id);
  }

  /** Gives the copy at work up for dead while it lives on. */
  orphan(id: string): void {
    this.#slot(id).copy = null;
    this.#endedAt.set(id, this.#options.clock.now());
  }

  /** When a copy of it last ended, one way or the other; null if none did. */
  endedAt(id: string): number | null {
    return this.#endedAt.get(id) ?? null;
  }

  /** Runs what is due now, as if its alarm had fired. */
  wake(id: string): void {
    this.#fire(this.#slot(id), id);
  }

  alarmAt(id: string): number | null {
    return this.#slots.get(id)?.alarmAt ?? null;
  }

  loseAlarm(id: string): void {
    this.#setAlarm(this.#slot(id), id, null);
  }

  close(): void {
    for (const { storage } of this.#slots.values()) storage.close();
  }

  #slot(id: string): Slot {
    const known = this.#slots.get(id);
    if (known !== undefined) return known;
    const slot: Slot = { storage: sqliteStorage(), copy: null, alarmAt: null, disarm: () => {} };
    this.#slots.set(id, slot);
    return slot;
  }

  #copy(id: string): Copy {
    const slot = this.#slot(id);
    slot.copy ??= this.#open(id, slot);
    return slot.copy;
  }

  #open(id: string, slot: Slot): Copy {
    const { clock, directory, ceilings, channels, log, broadcast = () => {} } = this.#options;
    const { promise: death, reject } = Promise.withResolvers<never>();
    death.catch(() => {});
    const life = { isDead: false, isOpen: false };
    const kill = () => {
      life.isDead = true;
      reject(lost());
    };
    /** May end this copy. A killed one gets no further than this line. */
    const pass = (where: Where) => {
      if (life.isDead) throw lost();
      const end = life.isOpen ? this.#options.fate.ends(id, where) : null;
      if (end !== null && slot.copy === copy) this.orphan(id);
      if (end !== "killed") return;
      kill();
      throw lost();
    };
    const mortal = <Arguments extends unknown[], Answer>(ask: (...args: Arguments) => Promise<Answer>) =>
      awaited(ask, pass);
    const { standings, desk, project, heard, rivals } = directory();
    const through = ({ send, find, look, received }: Channel): Channel => ({
      send: mortal(send),
      find: mortal(find),
      look: mortal(look),
      received,
    });
    const { sms, whatsapp, email, voice } = channels();
    const setAlarm = (at: number | null) => {
      if (!life.isDead) this.#setAlarm(slot, id, at);
    };
    const campaign = new Campaign({
      campaignId: id,
      store: openOutreach(mortalStorage(slot.storage, life, pass)),
      now: clock.now,
      realNow: clock.realNow,
      rate: 1,
      setAlarm,
      soon: () => Promise.resolve(),
      directory: {
        standings: mortal(standings),
        desk: mortal(desk),
        project: mortal(project),
        heard: mortal(heard),
        rivals: mortal(rivals),
      },
      ceilings: { ask: mortal(ceilings().ask) },
      channels: { sms: through(sms), whatsapp: through(whatsapp), email: through(email), voice: through(voice) },
      broadcast: (frame) => broadcast(id, frame),
      log,
    });
    life.isOpen = true;
    const copy: Copy = { campaign, death, kill };
    return copy;
  }

  #setAlarm(slot: Slot, id: string, at: number | null): void {
    const { clock, fate } = this.#options;
    slot.disarm();
    slot.alarmAt = at;
    if (at === null) return;
    const timers = fate.alarms(at).map((when) => clock.at(when, () => this.#fire(slot, id)));
    slot.disarm = () => {
      for (const disarm of timers) disarm();
    };
  }

  #fire(slot: Slot, id: string): void {
    const { clock, fate } = this.#options;
    const heldUntil = fate.heldUntil();
    if (heldUntil > clock.now()) {
      clock.at(heldUntil, () => this.#fire(slot, id));
      return;
    }
    slot.alarmAt = null;
    const retry = () => {
      if (slot.alarmAt === null) this.#setAlarm(slot, id, clock.now() + alarmRetryMs);
    };
    const copy = this.#copy(id);
    void Promise.race([copy.death, copy.campaign.wake()]).catch(retry);
  }
}

/** The object's storage as one copy sees it. */
function mortalStorage(
  storage: OutreachStorage,
  life: { readonly isDead: boolean },
  pass: (where: Where) => void,
): OutreachStorage {
  let depth = 0;
  return {
    sql: {
      exec: (query, ...bindings) => {
        if (life.isDead) throw lost();
        return storage.sql.exec(query, ...bindings);
      },
    },
    transactionSync: (work) => {
      if (life.isDead) throw lost();
      depth++;
      let result: ReturnType<typeof work>;
      try {
        result = storage.transactionSync(work);
      } finally {
        depth--;
      }
      if (depth === 0) pass("commit");
      return result;
    },
  };
}

/** Something a copy awaits: it may die before it asks, and before it hears. One that died hears nothing, ever. */
const awaited =
  <Arguments extends unknown[], Answer>(ask: (...args: Arguments) => Promise<Answer>, pass: (where: Where) => void) =>
  async (...args: Arguments): Promise<Answer> => {
    await alive(() => pass("before await"));
    try {
      return await ask(...args);
    } finally {
      await alive(() => pass("after await"));
    }
  };

async function alive(pass: () => void): Promise<void> {
  try {
    pass();
  } catch {
    await new Promise(() => {});
  }
}
