import {
  callOver,
  createDeployment,
  type Deployment,
  type Fate,
  publicUrl,
  randomOf,
  twilioAccount,
  VirtualClock,
} from "@headsup/testkit";
import { Desk, type DeskParts } from "./desk.ts";
import type { Stage } from "./play.ts";
import { signatureOf } from "./signature.ts";

/** Alarms fire when a trace says so, and at no other time. */
const puppet: Fate = { alarms: () => [], heldUntil: () => 0, ends: () => null };

/** The deployment of the simulation: the real API, engine and SQL on Node's stores, the clock standing still between stimuli. */
export function createNodeStage(seed: string, startsAt: number, replyTo: DeskParts["replyTo"]) {
  const clock = new VirtualClock(startsAt, { isAlone: true });
  const desk = new Desk({ now: clock.now, replyTo, turn });
  const deployment = createDeployment({ clock, random: randomOf(seed), fate: puppet, provider: desk.fetch });
  const { objects } = deployment;
  const call = callOver(deployment.fetch);
  const stage: Stage = {
    desk,
    setTime: clock.jump.bind(clock),
    call: async (method, path, body) => {
      const { status, json } = await call(method, path, body === undefined ? {} : { body });
      return { status, body: json };
    },
    post: (path, params) => postSigned(deployment, path, params),
    alarmAt: async (id) => objects.alarmAt(id),
    fire: async (id) => {
      if (objects.alarmAt(id) === null) return;
      objects.loseAlarm(id); // it is over as it fires
      await objects.call(id, "wake", []).catch(() => {}); // the copy died: whoever comes next finds what it left
    },
    evict: async (id) => objects.kill(id),
    crash: async (id) => objects.kill(id),
    supersede: async (id, finish) => {
      objects.orphan(id);
      objects.campaign(id);
      await finish();
    },
    sql: async (query) => deployment.database.exec(query),
    turn,
  };
  return { stage, now: clock.now, campaign: objects.campaign.bind(objects), close: deployment.close };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function postSigned(
  { fetch }: Pick<Deployment, "fetch">,
  path: string,
  params: Readonly<Record<string, string>>,
): Promise<number> {
  const url = publicUrl + path;
  const headers = { "x-twilio-signature": await signatureOf(twilioAccount.authToken, { url, params }) };
  const answer = await fetch(new Request(url, { method: "POST", headers, body: new URLSearchParams(params) }));
  return answer.status;
}
