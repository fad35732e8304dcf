import type { Deployment, Random, VirtualClock } from "@headsup/testkit";
import { hasChannel, isReachedOn, ourSenders } from "./ladders.ts";
import type { Weather } from "./network.ts";
import type { Operator } from "./operator.ts";
import { addressesOf, type Plan, type Trouble } from "./plan.ts";

/** What people and the platform do to a running deployment, at random moments while there is trouble. */

const second = 1_000;
const minute = 60 * second;

export interface Stage {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly plan: Plan;
  readonly deployment: Deployment;
  readonly weather: Weather;
  readonly operator: Operator;
  readonly campaigns: readonly string[];
  readonly say: (what: string) => void;
}

type Act = (stage: Stage) => void;

const anyCampaign = ({ random, campaigns }: Stage): string => random.pick(campaigns);

/** Acts by the trouble that brings them about; each is done as often as any other. */
const acts: readonly [Trouble, Act][] = [
  ["evictions", (stage) => stage.deployment.objects.kill(anyCampaign(stage))],
  ["evictions", (stage) => stage.deployment.objects.kill(anyCampaign(stage))],
  [
    "orphaned copies",
    (stage) => {
      const id = anyCampaign(stage);
      stage.deployment.objects.orphan(id);
      stage.deployment.objects.wake(id);
    },
  ],
  ["early alarms", (stage) => stage.deployment.objects.wake(anyCampaign(stage))],
  [
    "two steps at once",
    (stage) => {
      const id = anyCampaign(stage);
      stage.deployment.objects.wake(id);
      stage.deployment.objects.wake(id);
      void stage.deployment.services
        .campaign(id)
        .wake()
        .catch(() => {});
    },
  ],
  [
    "clock jumps",
    ({ clock, random, weather }) => {
      weather.heldUntil = clock.now() + random.between(second, random.pick([20 * second, 12 * minute]));
    },
  ],
  ["pause and resume", (stage) => void stage.operator.pause(anyCampaign(stage))],
  ["pause and resume", (stage) => void stage.operator.resume(anyCampaign(stage))],
  ["pause and resume", (stage) => void stage.operator.resume(anyCampaign(stage))],
  [
    "opt-outs",
    (stage) =>
      void stage.deployment.carrier.text({
        ...someone(stage),
        body: stage.random.pick(["STOP", "Stop. Thank you", "ARRÊT", "opt out"]),
      }),
  ],
  [
    "opt-outs",
    (stage) =>
      void stage.deployment.carrier.text({
        ...someone(stage),
        body: stage.random.pick(["START", "thanks", "Can I move it?"]),
      }),
  ],
  [
    "catalogue down",
    ({ clock, random, weather }) => {
      weather.catalogueDownUntil = clock.now() + random.between(second, random.pick([30 * second, 10 * minute]));
    },
  ],
  [
    "journal down",
    ({ clock, random, weather }) => {
      weather.journalDownUntil = clock.now() + random.between(second, 5 * minute);
    },
  ],
  [
    "journal down",
    // Both stores at once, and just then somebody says stop: it may not be acknowledged.
    (stage) => {
      const { clock, random, weather, deployment } = stage;
      const until = clock.now() + random.between(30 * second, 4 * minute);
      weather.journalDownUntil = until;
      weather.catalogueDownUntil = until;
      deployment.carrier.text({ ...someone(stage), body: "STOP" });
    },
  ],
];

/** Who is on no list. */
const anybody = "+12125559999";

function someone({ random, plan }: Stage): { from: string; to: string } {
  const { ladder, lists } = random.pick(plan.campaigns);
  const people = lists.flatMap((list) => list.people.flatMap(addressesOf));
  const numbers = people.filter((address) => isReachedOn(address, "sms"));
  const from = numbers.length === 0 ? anybody : random.pick(numbers);
  const isOnWhatsApp = hasChannel(ladder, "whatsapp") && random.chance(0.5);
  return isOnWhatsApp
    ? { from: `whatsapp:${from}`, to: `whatsapp:${ourSenders.whatsapp}` }
    : { from, to: ourSenders.sms };
}

/** Puts the acts of this plan on the clock, and what the provider does wrong meanwhile. */
export function scheduleActs(stage: Stage): void {
  const { clock, random, plan, deployment, operator, campaigns, say } = stage;
  const end = plan.startsAt + plan.troubledMs;
  const possible = acts.filter(([trouble]) => plan.troubles.has(trouble));
  if (possible.length > 0)
    for (let at = plan.startsAt; at < end; at += random.between(5 * second, 8 * minute))
      clock.at(at, () => {
        const [name, act] = random.pick(possible);
        const perform = () => {
          say(`(${name})`);
          act(stage);
        };
        // Half of them while a batch is under way.
        if (random.chance(0.5)) perform();
        else stage.weather.onNextRequest = perform;
      });
  if (plan.troubles.has("stop") && random.chance(0.5))
    clock.at(plan.startsAt + random.between(minute, plan.troubledMs), () => {
      stage.weather.onNextRequest = () => void operator.stop(anyCampaign(stage));
    });
  plan.campaigns.forEach((campaign, i) => {
    for (const list of campaign.lists)
      if (list.importedAt !== null)
        clock.at(list.importedAt, () => void operator.importLater(campaigns[i] ?? "", list));
  });
  for (const { list, late } of plan.mends) {
    const id = campaigns[plan.campaigns.findIndex(({ lists }) => lists.includes(list))] ?? "";
    for (const { at, people, isMidBatch } of late)
      clock.at(at, () => {
        const mend = () => void operator.mend(id, list, people);
        if (isMidBatch) stage.weather.onNextRequest = mend;
        else mend();
      });
  }
  for (let at = plan.startsAt; at < end; at += 10 * minute)
    clock.at(at, () => deployment.carrier.configure({ faults: faultsOf(stage) }));
}

/** The provider's own faults for the next while. */
function faultsOf({ random, plan: { troubles } }: Stage) {
  const wrong = (trouble: Trouble) => troubles.has(trouble) && random.chance(0.6);
  const some = () => random.pick([0.03, 0.1, 0.3]);
  const most = () => random.pick([0.1, 0.5, 1]);
  return {
    ...(wrong("accepts, then times out") ? { acceptThenTimeout: { probability: some() } } : {}),
    ...(wrong("accepts, then answers 5xx") ? { acceptThenServerError: { probability: some() } } : {}),
    ...(wrong("accepts, then drops the line") ? { acceptThenDrop: { probability: some() } } : {}),
    ...(wrong("429")
      ? {
          rateLimit: {
            probability: some(),
            retryAfterSeconds: random.pick([0, 1, 20, 300]),
            retryAfterForm: random.pick(["seconds", "date"] as const),
          },
        }
      : {}),
    ...(wrong("5xx") ? { serverError: { probability: some() } } : {}),
    ...(wrong("refusals")
      ? { refuse: { probability: some(), code: random.pick([21211, 21408, 21610, 21614, 30001, 30002, 21611]) } }
      : {}),
    ...(wrong("failures reported later")
      ? { fail: { probability: some(), code: random.pick([30001, 30002, 30003, 30006, 30007, 30008]) } }
      : {}),
    ...(wrong("list unreadable") ? { drop: { probability: 0.7, on: ["fetch" as const, "list" as const] } } : {}),
    ...(wrong("list late") ? { listLate: { probability: 1, ms: random.pick([3, 6, 9]) * minute } } : {}),
    ...(wrong("callbacks lost")
      ? { callbackLost: { probability: most(), on: ["callback" as const, "inbound" as const] } }
      : {}),
    ...(wrong("callbacks repeated") ? { callbackRepeated: { probability: some(), times: 2, everyMs: 900 } } : {}),
    ...(wrong("callbacks reordered") ? { callbackReordered: { probability: 0.6, withinMs: 30_000 } } : {}),
    ...(wrong("callbacks very late")
      ? { callbackLate: { probability: most(), delayMs: random.pick([10 * minute, 180 * minute]) } }
      : {}),
  };
}
