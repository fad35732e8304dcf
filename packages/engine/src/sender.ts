import { engineLimits } from "@headsup/core/campaign/limits";
import {
  type CeilingAsk,
  type CeilingShare,
  type CeilingState,
  ceilingLimits,
  ceilingSpanMs,
  reservedFor,
  shareOut,
} from "@headsup/core/pacing/ceiling";
import type { SenderStore } from "@headsup/storage/sender";

/** What a sender needs of the machine it runs on. */
export interface SenderHost {
  readonly store: SenderStore;
  /** The deployment's clock, epoch ms. */
  readonly now: () => number;
  /** Clock milliseconds per machine millisecond; 1 in production. */
  readonly rate: number;
}

/** Clocks of two machines differ by no more than this. */
const clocksApartRealMs = 5_000;

/**
 * From a campaign's last look at its share to the arrival of a request sent under it: claims go no later than their check
 * allows, and a request takes no longer than its time-out.
 */
const latenessRealMs = engineLimits.checkAgeRealMsMax + engineLimits.requestTimeoutRealMs + clocksApartRealMs;

/** What a sender answers a campaign. */
export interface CeilingAnswer {
  /** Null: a later ask of the same campaign was answered already, or too many share the sender. */
  readonly share: CeilingShare | null;
  /** Campaigns that should ask again. */
  readonly nudges: readonly string[];
}

/** Who holds what of a sender, for people. */
export interface CeilingView {
  readonly capacity: number;
  readonly spanMs: number;
  readonly sharers: readonly { readonly campaignId: string; readonly units: number; readonly until: number }[];
}

/**
 * One sender: the object that shares its ceiling out among the campaigns that send from it. It wakes nobody and awaits
 * nothing; each answer is stored before it leaves.
 */
export class Sender {
  readonly #host: SenderHost;

  constructor(host: SenderHost) {
    this.#host = host;
  }

  /** @param perSecond units the provider lets through, as the catalogue has it now */
  ask(ask: CeilingAsk, perSecond: number): CeilingAnswer {
    const { store } = this.#host;
    return store.transaction(() => {
      const before = store.read();
      const isKnown = Object.hasOwn(before.askers, ask.asker);
      if (!isKnown && Object.keys(before.askers).length >= ceilingLimits.askersMax) return { share: null, nudges: [] };
      const { state, share, nudges } = shareOut(before, ask, this.#terms(perSecond));
      if (state !== before) store.write(state);
      return { share, nudges };
    });
  }

  describe(perSecond: number): CeilingView {
    const terms = this.#terms(perSecond);
    return { capacity: terms.capacity, spanMs: ceilingSpanMs, sharers: sharersOf(this.#host.store.read(), terms) };
  }

  #terms(perSecond: number) {
    const { now, rate } = this.#host;
    return { capacity: capacityOf(perSecond), now: now(), latenessMs: latenessRealMs * rate };
  }
}

/** Units in any span: at least one, or nothing would ever go. */
const capacityOf = (perSecond: number): number => Math.max(1, Math.floor((perSecond * ceilingSpanMs) / 1_000));

const sharersOf = ({ askers }: CeilingState, terms: { now: number; latenessMs: number }) =>
  Object.entries(askers)
    .filter(([, asker]) => reservedFor(asker, terms) > 0)
    .map(([campaignId, { share }]) => ({ campaignId, units: share.units, until: share.until }));
