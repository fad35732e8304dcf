import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { openOutreach } from "@headsup/storage/outreach";
import { randomOf } from "@headsup/testkit/random";
import { vi } from "vitest";
import { Desk } from "../sim/replay/desk.ts";
import type { Stage } from "../sim/replay/play.ts";
import { signatureOf } from "../sim/replay/signature.ts";
import type { Arrival, Reply, Trace } from "../sim/replay/trace.ts";
import { bindings, call, post } from "./worker.ts";

/**
 * The worker, its object and its catalogue in workerd, with a trace's time, chance and provider. The object shares the
 * test's isolate: what is put in place of `Date`, `fetch` and chance here holds for it too.
 */
export function createWorkerdStage({ seed, startsAt, exchanges }: Trace): Stage {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(startsAt);
  const ids = randomOf(seed).fork("ids");
  vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
    ids.fill(array as unknown as Uint8Array<ArrayBuffer>);
    return array;
  });
  const desk = new Desk({ now: Date.now, replyTo: replyFrom(exchanges), turn });
  vi.stubGlobal("fetch", desk.fetch);

  const objectOf = (id: string) => bindings.CAMPAIGN.getByName(id);
  return {
    desk,
    setTime: (at) => vi.setSystemTime(at),
    call,
    post: async (path, params) => {
      const url = bindings.PUBLIC_URL + path;
      return post(url, params, await signatureOf(bindings.TWILIO_AUTH_TOKEN ?? "", { url, params }));
    },
    alarmAt: (id) => runInDurableObject(objectOf(id), (_, { storage }) => storage.getAlarm()),
    // Rejects when the object dies meanwhile: whoever comes next finds what it left.
    fire: (id) => runDurableObjectAlarm(objectOf(id)).then(nothing, nothing),
    evict: (id) => evictDurableObject(objectOf(id)),
    // What callers hear is the reason given: a platform's own words, when a machine is lost.
    crash: (id) =>
      runInDurableObject(objectOf(id), (_, state) => state.abort("Network connection lost.")).catch(nothing),
    supersede: async (id, finish) => {
      // workerd itself never runs two copies: a newer one opens the store, and is gone with the older.
      await runInDurableObject(objectOf(id), (_, { storage }) => {
        openOutreach(storage as unknown as Parameters<typeof openOutreach>[0]);
      });
      await finish();
      await evictDurableObject(objectOf(id));
    },
    sql: (query) => bindings.DB.prepare(query).run(),
    turn,
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const nothing = () => {};

/** The recorded answers, each given once. */
function replyFrom(exchanges: Trace["exchanges"]): (arrival: Arrival) => Reply {
  const left = Map.groupBy(exchanges, ({ key }) => key);
  return ({ key }) => left.get(key)?.shift()?.reply ?? { broken: "TypeError" };
}
