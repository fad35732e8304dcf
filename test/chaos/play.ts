import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Recipient } from "@headsup/contract";
import { randomOf } from "@headsup/testkit";
import { freePort, type HostKind, startCarrierProcess, until } from "../e2e/system.ts";
import { isFinal } from "../sim/ledger.ts";
import { CarrierLog } from "./carrierLog.ts";
import { type Desk, lookedAll } from "./desk.ts";
import { type Judgement, judge } from "./judge.ts";
import { type Kills, killAll } from "./killer.ts";
import { answerPeople, type Begun, importDrafts, openAccount, runCampaigns } from "./people.ts";
import { Planner, troubledCarrier } from "./plan.ts";
import { Supervisor } from "./supervisor.ts";
import { startWitness } from "./witness.ts";

/** One run: real processes, people at work, kills; then calm, and the judgement. */
export interface ChaosOptions {
  readonly kills: number;
  readonly seed: string;
  readonly kind: HostKind;
  /** Whether the clock goes on for the three days after which a receipt that was lost is asked after. */
  readonly awaitsReceipts: boolean;
  /** People on a campaign's list, at least and at most. */
  readonly size: readonly [number, number];
  /** Campaigns under way at once. */
  readonly lanes: number;
  readonly say: (what: string) => void;
}

export interface Verdict extends Judgement, Kills {
  readonly seconds: number;
  /** Starts after a kill that ended by themselves, and were made again. */
  readonly failedStarts: number;
  /** Everything of the run; gone where nothing was found. */
  readonly folder: string;
}

/** How fast the clock goes while there is trouble; when it is calm; and once everybody is decided, until lost receipts are asked after. */
const rates = { troubled: 60, calm: 600, receipts: 3_600 };
/** Within which everybody must be decided once it is calm. */
const calmMsMax = 240_000;
/** Longer than the host takes to poll for what people said, on a fast clock. */
const quietMs = 3_000;

export async function playChaos(options: ChaosOptions): Promise<Verdict> {
  const { seed, kind, lanes, size } = options;
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "headsup-chaos-"));
  const say = (what: string) => {
    appendFileSync(join(folder, "chaos.log"), `${new Date().toISOString()} ${what}\n`);
    options.say(what);
  };
  say(`seed ${seed}, host on ${kind}, in ${folder}`);
  const chance = randomOf(seed);
  const carrier = await startCarrierProcess(troubledCarrier(seed), join(folder, "carrier.sqlite"));
  const place = { kind, folder, port: await freePort(), carrierUrl: carrier.url, rate: rates.troubled };
  const supervisor = new Supervisor(place);
  const witness = await startWitness(supervisor.url);
  const log = new CarrierLog(carrier);
  let isOver = false;
  try {
    await supervisor.start();
    log.follow();
    const desk = (purpose: string): Desk => ({
      folder,
      url: witness.url,
      token: supervisor.token(),
      random: chance.fork(purpose),
      isOver: () => isOver,
      say: (what) => appendFileSync(join(folder, "chaos.log"), `${new Date().toISOString()} ${what}\n`),
    });
    await openAccount(desk("account"));
    const campaigns: Begun[] = [];
    const planner = new Planner(chance.fork("plan"), size);
    const atWork = [
      ...Array.from({ length: lanes }, (_, lane) => runCampaigns(desk(`campaigns ${lane}`), planner, campaigns)),
      importDrafts(desk("drafts"), planner, campaigns),
      answerPeople(desk("agent")),
    ];
    const hasWorkerd = kind === "workerd";
    const random = chance.fork("kills");
    const kills = await Promise.race([
      killAll(options.kills, { supervisor, witness, log, random, hasWorkerd, say }),
      Promise.all(atWork).then(() => Promise.reject(new Error("everybody stopped working"))),
    ]);
    isOver = true;
    await carrier.setFaults({});
    await Promise.all(atWork);
    const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
    say(`calm after ${seconds()} s: the clock goes ${rates.calm} times as fast until everybody is decided`);
    await supervisor.restart(rates.calm);
    await calmed(desk("calm"), campaigns, isSettling);
    say(
      `nobody waits any more after ${seconds()} s: ${rates.receipts} times as fast for what is still to be found out`,
    );
    await supervisor.restart(rates.receipts);
    await calmed(desk("receipts"), campaigns, options.awaitsReceipts ? isFinal : isDecided);
    // What is judged must not go on happening. What is under way comes in, and lost messages are polled for meanwhile.
    await carrier.standStill();
    await log.quiet(quietMs);
    await log.end();
    const judgement = await judge({
      desk: { url: supervisor.url, token: supervisor.token() },
      log: log.entries,
      witness,
      campaigns,
      isReceiptsOver: options.awaitsReceipts,
    });
    const { failedStarts } = supervisor;
    const verdict = { ...judgement, ...kills, failedStarts, folder, seconds: seconds() };
    writeFileSync(join(folder, "verdict.json"), JSON.stringify(verdict, null, 2));
    writeFileSync(join(folder, "acknowledged.json"), JSON.stringify(witness.acknowledged, null, 1));
    await supervisor.stop();
    if (verdict.findings.length === 0) rmSync(folder, { recursive: true, force: true });
    return verdict;
  } catch (error) {
    throw new Error(`seed ${seed}, everything in ${folder}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    isOver = true;
    supervisor.endAll();
    witness.close();
    carrier.close();
  }
}

const isDecided = (recipient: Recipient): boolean => isFinal(recipient) || recipient.status === "accepted";
/** Only time or the provider can tell more: an unknown outcome is given up after a day. */
const isSettling = (recipient: Recipient): boolean => isDecided(recipient) || recipient.status === "unknown";

/** Waits until everybody is so; who is not by then, the judge will name. */
async function calmed(
  desk: Desk,
  campaigns: readonly Begun[],
  isDone: (recipient: Recipient) => boolean,
): Promise<void> {
  const waiting = campaigns.filter(({ id, isDraft }) => id !== null && !isDraft).map(({ id }) => id);
  await until(
    "everybody decided",
    async () => {
      while (waiting.length > 0) {
        const recipients: Recipient[] = await lookedAll(desk, `/v1/campaigns/${waiting[0]}/recipients?order=id`);
        if (!recipients.every(isDone)) return undefined;
        waiting.shift();
      }
      return true;
    },
    calmMsMax,
  ).catch((error: Error) => desk.say(error.message));
}
