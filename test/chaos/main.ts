import { parseArgs } from "node:util";
import { endAll, type HostKind, hostKinds } from "../e2e/system.ts";
import type { Breach, Finding } from "./judge.ts";
import { playChaos, type Verdict } from "./play.ts";

/**
 * pnpm chaos [--kills N] [--seed S] [--host workerd|deno]
 *
 * Runs the embedded host as real processes, kills them at random moments, and lets the carrier's log judge. Progress goes
 * to stderr. The last line of stdout is JSON. Ends with 1 if a promise was broken, with 2 on a flag that means nothing.
 */
const usage = "Usage: pnpm chaos [--kills N] [--seed S] [--host workerd|deno]";
const killsMax = 10_000;

function readFlags(): { kills: number; seed: string; kind: HostKind } {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "30" },
      seed: { type: "string", default: String(Date.now()) },
      host: { type: "string", default: "workerd" },
    },
  });
  const kills = Number(values.kills);
  if (!Number.isInteger(kills) || kills < 1 || kills > killsMax)
    throw new Error(`--kills takes a whole number from 1 to ${killsMax}; "${values.kills}" is none.`);
  if (values.host !== "workerd" && values.host !== "deno")
    throw new Error(`--host is workerd or deno, not "${values.host}".`);
  if (!hostKinds.includes(values.host)) throw new Error(`There is no ${values.host} for this machine.`);
  return { kills, seed: values.seed, kind: values.host };
}

function flagsOrEnd(): ReturnType<typeof readFlags> {
  try {
    return readFlags();
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

const findingsShown = 20;
const flags = flagsOrEnd();
const say = (what: string) => console.error(what);

const countOf = (findings: readonly Finding[], breach: Breach): number =>
  findings.filter((finding) => finding.breach === breach).length;

function tell(verdict: Verdict): void {
  const { findings, recoveriesMs, seconds, acknowledged, byVictim, byOccasion, failedStarts } = verdict;
  for (const { breach, what } of findings.slice(0, findingsShown)) say(`${breach}: ${what}`);
  if (findings.length > findingsShown) say(`… and ${findings.length - findingsShown} more`);
  if (findings.length > 0)
    say(
      `seed ${flags.seed}: everything is kept in ${verdict.folder} (the carrier's log, the databases, what was acknowledged). Again: pnpm chaos --kills ${flags.kills} --seed ${flags.seed} --host ${flags.kind}`,
    );
  const sorted = recoveriesMs.toSorted((a, b) => a - b);
  const inSeconds = (ms: number | undefined) => Number(((ms ?? 0) / 1_000).toFixed(1));
  console.log(
    JSON.stringify({
      kills: flags.kills,
      recipients: verdict.recipients,
      accepted: verdict.accepted,
      duplicates: countOf(findings, "duplicates"),
      lost: countOf(findings, "lost"),
      unknown: verdict.unknown,
      acknowledgedButLost: countOf(findings, "acknowledgedButLost"),
      sentAfterStop: countOf(findings, "sentAfterStop"),
      sentWhileHeld: countOf(findings, "sentWhileHeld"),
      acknowledged,
      seed: flags.seed,
      host: flags.kind,
      seconds,
      killsByVictim: byVictim,
      killsByOccasion: byOccasion,
      failedStarts,
      recoverySeconds: { median: inSeconds(sorted[Math.floor(sorted.length / 2)]), max: inSeconds(sorted.at(-1)) },
    }),
  );
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    say(`Ended by ${signal}.`);
    endAll();
    process.exit(1);
  });
try {
  const verdict = await playChaos({ ...flags, awaitsReceipts: true, size: [80, 600], lanes: 2, say });
  tell(verdict);
  process.exitCode = verdict.findings.length === 0 ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
