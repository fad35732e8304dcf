import type { Random } from "@headsup/testkit";
import type { CarrierLog, Noted } from "./carrierLog.ts";
import { pause } from "./desk.ts";
import { drawKill, type Occasion, type Victim } from "./plan.ts";
import type { Supervisor } from "./supervisor.ts";
import type { Witness } from "./witness.ts";

/** Kills at moments drawn from the seed, each as something in particular is under way, and waits until the host is back. */
export interface Kills {
  readonly byVictim: Record<Victim, number>;
  readonly byOccasion: Partial<Record<Occasion, number>>;
  /** From a kill until a host was at work again, machine ms. */
  readonly recoveriesMs: number[];
}

interface Ground {
  readonly supervisor: Supervisor;
  readonly witness: Witness;
  readonly log: CarrierLog;
  readonly random: Random;
  readonly hasWorkerd: boolean;
  readonly say: (what: string) => void;
}

/** How long is waited for an occasion before the kill falls without it. */
const occasionMsMax = 6_000;

export async function killAll(count: number, ground: Ground): Promise<Kills> {
  const { supervisor, random, say } = ground;
  const kills: Kills = { byVictim: { host: 0, workerd: 0, both: 0 }, byOccasion: {}, recoveriesMs: [] };
  let killedAt: number | null = null;
  const recover = async () => {
    if (killedAt === null) return;
    await supervisor.recovered();
    kills.recoveriesMs.push(Date.now() - killedAt);
    killedAt = null;
    await pause(random.between(200, 2_500));
  };
  for (let n = 1; n <= count; n++) {
    const { victim, occasion, delayMs } = drawKill(random, { ...ground, isFirst: killedAt === null });
    let met: Occasion = occasion;
    if (occasion !== "start-up") {
      await recover();
      if (!(await isUnderWay(occasion, ground))) met = "any";
    }
    await pause(delayMs);
    const hit = supervisor.kill(victim);
    killedAt ??= Date.now();
    kills.byVictim[hit]++;
    kills.byOccasion[met] = (kills.byOccasion[met] ?? 0) + 1;
    say(`kill ${n} of ${count}: ${hit}, ${wordsFor(met)}`);
  }
  await recover();
  return kills;
}

const wordsFor = (occasion: Occasion): string =>
  ({
    import: "as rows were imported",
    launch: "at a launch",
    batch: "in mid-batch",
    receipts: "as receipts came in",
    reply: "as somebody wrote",
    any: "at any moment",
    "start-up": "as it was starting again",
  })[occasion];

/** Resolves as soon as it is; false when it was not for long. */
function isUnderWay(occasion: Occasion, { witness, log }: Ground): Promise<boolean> {
  if (occasion === "any") return Promise.resolve(true);
  return new Promise((resolve) => {
    const ends: (() => void)[] = [];
    const done = (wasSeen: boolean) => {
      for (const end of ends) end();
      resolve(wasSeen);
    };
    const timer = setTimeout(() => done(false), occasionMsMax);
    ends.push(() => clearTimeout(timer));
    ends.push(witness.watch((method, path) => isRequestOf(occasion, method, path) && done(true)));
    ends.push(log.watch((noted) => isEntryOf(occasion, noted) && done(true)));
  });
}

function isRequestOf(occasion: Occasion, method: string, path: string): boolean {
  if (occasion === "import") return method === "PUT" && path.includes("/chunks/");
  if (occasion === "launch") return path.endsWith("/launch");
  return occasion === "reply" && path.endsWith("/replies");
}

function isEntryOf(occasion: Occasion, { entry, readAt }: Noted): boolean {
  const isFresh = readAt - entry.realAt < 500;
  if (!isFresh) return false;
  if (occasion === "batch") return entry.kind === "create";
  if (occasion === "receipts") return entry.kind === "callback";
  return occasion === "reply" && (entry.kind === "inbound" || entry.kind === "webhook");
}
