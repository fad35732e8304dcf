import type { Carry, Fate, Hop, Random, VirtualClock } from "@headsup/testkit";
import type { Plan, Trouble } from "./plan.ts";

/** What the acts of a run may put out of order, besides chance. */
export interface Weather {
  /** From now on nothing goes wrong any more; everything still takes its time. */
  isCalm: boolean;
  catalogueDownUntil: number;
  journalDownUntil: number;
  /** Our machines do nothing before this. */
  heldUntil: number;
  /** Done when the next request to the provider is under way. */
  onNextRequest: (() => void) | null;
}

/** The engine gives a request to the provider up after this; so does the provider one of its webhooks. */
const requestTimeoutMs = 10_000;
const webhookTimeoutMs = 15_000;

export interface Network {
  readonly weather: Weather;
  readonly carry: Carry;
  readonly fate: Fate;
}

/** Everything between the parts: how long it takes, what is lost, repeated or broken off, and when objects end. */
export function createNetwork(
  { clock, random, plan }: { clock: VirtualClock; random: Random; plan: Plan },
  on: {
    /** Something reached the carrier or came back from it. */
    readonly carried: () => void;
    readonly ended: (campaignId: string, how: "killed" | "orphaned") => void;
  },
): Network {
  const weather: Weather = {
    isCalm: true,
    catalogueDownUntil: 0,
    journalDownUntil: 0,
    heldUntil: 0,
    onNextRequest: null,
  };
  const { latency } = plan;
  const within = ([min, max]: readonly [number, number]) => clock.pass(random.between(min, max));
  const strikes = (trouble: Trouble, chance: number) =>
    !weather.isCalm && plan.troubles.has(trouble) && random.chance(chance);
  const held = async () => {
    while (weather.heldUntil > clock.now()) await clock.pass(weather.heldUntil - clock.now());
  };

  const toProvider = <T>(work: (signal?: AbortSignal) => Promise<T>): Promise<T> => {
    const controller = new AbortController();
    const act = weather.onNextRequest;
    weather.onNextRequest = null;
    if (act !== null) clock.after(0, act);
    const exchange = async () => {
      await within(latency.up);
      if (strikes("requests lost", plan.lossChance)) return forever<T>();
      const answer = await work(controller.signal);
      on.carried();
      await within(latency.down);
      await held();
      return answer;
    };
    return timedOut(clock, requestTimeoutMs, exchange(), () => controller.abort());
  };

  const toUs = async <T>(work: () => Promise<T>): Promise<T> => {
    const exchange = async () => {
      await within(latency.webhook);
      if (strikes("callbacks lost", 0.05)) return forever<T>();
      if (strikes("callbacks repeated", 0.05))
        clock.after(random.between(0, 60_000), () => void work().catch(() => {}));
      await held();
      const answer = await work();
      if (strikes("callback answers lost", 0.1)) return forever<T>();
      await within(latency.webhook);
      return answer;
    };
    try {
      return await timedOut(clock, webhookTimeoutMs, exchange(), () => {});
    } finally {
      on.carried();
    }
  };

  const toStore = async <T>(work: () => Promise<T>, downUntil: number, words: string): Promise<T> => {
    if (!weather.isCalm && clock.now() < downUntil) throw new Error(words);
    return work();
  };

  const carry: Carry = async <T>(hop: Hop, work: (signal?: AbortSignal) => Promise<T>): Promise<T> => {
    switch (hop.to) {
      case "provider":
        return toProvider(work);
      case "webhook":
        return toUs(work);
      case "journal":
        return toStore(work, weather.journalDownUntil, "Network connection lost.");
      case "catalogue": {
        await within(latency.catalogue);
        const answer = await toStore(work, weather.catalogueDownUntil, "D1_ERROR: Network connection lost.");
        if (strikes("catalogue answers lost", 0.03)) throw new Error("D1_ERROR: Network connection lost.");
        return answer;
      }
      case "sender":
      case "object": {
        if (strikes("objects unreachable", 0.03)) throw new Error("Network connection lost.");
        const answer = await work();
        if (strikes("objects unreachable", 0.03)) throw new Error("Network connection lost.");
        return answer;
      }
    }
  };

  const fate: Fate = {
    heldUntil: () => (weather.isCalm ? 0 : weather.heldUntil),
    alarms: (at) => {
      if (strikes("alarms lost", 0.03)) return [];
      const late = strikes("alarms late", 0.15) ? at + random.between(0, random.pick([1_000, 60_000, 300_000])) : at;
      return strikes("alarms repeated", 0.1) ? [late, late + random.between(0, 3_000)] : [late];
    },
    ends: (campaignId) => {
      if (strikes("killed at a commit or an await", plan.endsChance)) {
        on.ended(campaignId, "killed");
        return "killed";
      }
      if (!strikes("orphaned copies", plan.endsChance / 2)) return null;
      on.ended(campaignId, "orphaned");
      return "orphaned";
    },
  };
  return { weather, carry, fate };
}

const forever = <T>(): Promise<T> => new Promise(() => {});

/** The work, or a time-out if it takes longer. */
function timedOut<T>(clock: VirtualClock, ms: number, work: Promise<T>, onTimeout: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const disarm = clock.after(ms, () => {
      reject(new DOMException("the request took too long", "TimeoutError"));
      onTimeout();
    });
    work.then(resolve, reject).finally(disarm);
  });
}
