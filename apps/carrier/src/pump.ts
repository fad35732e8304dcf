/**
 * Does what is due. State changes (`due_event`) are carried out at once, in clock order, whenever the pump is poked:
 * by its timer, before a request is looked at, and after anything new was planned. Webhook requests (`delivery`) run
 * beside, some at a time, those about one message one after another. One timer is armed for whatever comes next.
 */
import { type ClockSettings, realAt } from "@headsup/core/clock";
import { carryOutCall } from "./calls/exchange.ts";
import { deliver, type Post } from "./deliver.ts";
import { limits } from "./limits.ts";
import { carryOutMail } from "./mail/exchange.ts";
import { carryOut } from "./network.ts";
import { dueDeliveries, nextDueEvent, nextTime, readDelivery, removeDelivery, removeEvent } from "./store/agenda.ts";
import { transaction } from "./store/database.ts";
import { appendLog } from "./store/log.ts";
import type { Timers } from "./timers.ts";
import type { World } from "./world.ts";

export interface Pump {
  /** Does what is due now and arms the timer for the rest. Cheap when there is nothing. */
  poke(): void;
  /** Resolves when nothing that is due is still being done. Does not wait for the clock. */
  idle(): Promise<void>;
  /** Stops the timer and cuts what is under way; what was not finished stays due. */
  stop(): Promise<void>;
}

export function createPump({
  world,
  clock,
  timers,
  post,
}: {
  readonly world: World;
  readonly clock: () => ClockSettings;
  readonly timers: Timers;
  readonly post: Post;
}): Pump {
  const stopping = new AbortController();
  const underWay = new Map<number, { readonly sid: string; readonly done: Promise<void> }>();
  let disarm = () => {};

  function carryOutDueEvents(now: number): void {
    for (let row = nextDueEvent(world.db, now); row; row = nextDueEvent(world.db, now)) {
      const { id, at, event } = row;
      try {
        transaction(world.db, () => {
          removeEvent(world.db, id);
          if (event.kind === "call" || event.kind === "calls-us") carryOutCall(world, event, at);
          else if (event.kind === "mail") carryOutMail(world, event.step, at);
          else carryOut(world, event, at);
        });
      } catch (error) {
        giveUp(error, () => removeEvent(world.db, id));
      }
    }
  }

  /** One bad thing must not stop the others, nor be tried for ever. */
  function giveUp(error: unknown, remove: () => void): void {
    transaction(world.db, () => {
      remove();
      const moment = { at: world.now(), realAt: world.realNow() };
      appendLog(world.db, { ...moment, kind: "bug", outcome: `error:${String(error)}` });
    });
  }

  function startDeliveries(now: number): void {
    const busySids = new Set([...underWay.values()].map(({ sid }) => sid));
    for (const { id, sid } of dueDeliveries(world.db, { now, limit: limits.callbacksLookedAtMax })) {
      if (underWay.size >= limits.callbacksInFlightMax) return;
      if (busySids.has(sid)) continue;
      busySids.add(sid);
      const delivery = readDelivery(world.db, id);
      // Not begun before it is known to be under way: the receiver may call us back, and so the pump.
      const done = Promise.resolve()
        .then(() => deliver(world, delivery, { post, signal: stopping.signal }))
        .catch((error) => giveUp(error, () => removeDelivery(world.db, id)))
        .then(() => {
          underWay.delete(id);
          poke();
        });
      underWay.set(id, { sid, done });
    }
  }

  function arm(now: number): void {
    disarm();
    const next = nextTime(world.db, now);
    if (next === undefined) return;
    const delayMs = realAt(clock(), next) - world.realNow();
    disarm = timers.after(Math.min(Math.max(delayMs, 0), limits.timerMaxMs), poke);
  }

  function poke(): void {
    if (stopping.signal.aborted) return;
    // One instant for all three: what falls due in between must be either done or armed for.
    const now = world.now();
    carryOutDueEvents(now);
    startDeliveries(now);
    arm(now);
  }

  return {
    poke,
    idle: async () => {
      poke();
      while (underWay.size > 0) await Promise.all([...underWay.values()].map(({ done }) => done));
    },
    stop: async () => {
      stopping.abort();
      disarm();
      await Promise.all([...underWay.values()].map(({ done }) => done));
    },
  };
}
