import { parseArgs } from "node:util";
import type { Breach } from "./auditor.ts";
import { hunt } from "./mutations/hunt.ts";
import { type Mutation, mutationNamed, mutations } from "./mutations/index.ts";
import type { Paced } from "./pace.ts";
import { playAll } from "./seeds.ts";
import type { Verdict } from "./simulate.ts";

/**
 * pnpm sim [--seeds N] [--from N]        plays seeds from, from + 1, …; prints what broke, and how to see it again
 * pnpm sim --seed S                      plays one seed and shows the end of its trace
 * pnpm sim --pace [--campaigns C] [--hours H]
 * pnpm sim --mutations [--mutation NAME]     plants each bug in turn, or one, and says which seed notices it
 *
 * Progress goes to stderr. The last line of stdout is JSON. Ends with 1 if a promise was broken, with 2 if asked for
 * what there is not.
 */
const options = {
  seeds: { type: "string", default: "100" },
  from: { type: "string", default: "1" },
  seed: { type: "string" },
  mutations: { type: "boolean", default: false },
  mutation: { type: "string" },
  pace: { type: "boolean", default: false },
  campaigns: { type: "string", default: "100" },
  hours: { type: "string", default: "24" },
} as const;

function misused(words: string): never {
  console.error(words);
  process.exit(2);
}

function flagsGiven() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
}
const values = flagsGiven();
if (values.mutation !== undefined && !mutations.some(({ name }) => name === values.mutation))
  misused(`There is no mutation "${values.mutation}". There are: ${mutations.map(({ name }) => name).join(", ")}.`);

const wholeNumber = (name: "seeds" | "from" | "campaigns" | "hours"): number => {
  const n = Number(values[name]);
  if (Number.isInteger(n) && n >= 1) return n;
  return misused(`--${name} takes a whole number from 1; "${values[name]}" is none.`);
};

const startedAt = performance.now();
const secondsSince = () => (performance.now() - startedAt) / 1_000;

/** One line that is written over on a terminal; in a log, a line now and then. */
function progressOf(total: number, unit: string) {
  let done = 0;
  let toldAt = 0;
  return (note: string) => {
    done++;
    const isLast = done === total;
    if (!isLast && secondsSince() - toldAt < (process.stderr.isTTY ? 0.2 : 10)) return;
    toldAt = secondsSince();
    const perMinute = Math.round((60 * done) / toldAt);
    const line = `${done} of ${total} ${unit}, ${perMinute} a minute${note}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}${isLast ? "\n" : ""}` : `${line}\n`);
  };
}

async function runSeeds(names: readonly string[]): Promise<boolean> {
  const total: Record<Breach | "failures" | "recipients" | "unknown" | "dispatches", number> = {
    failures: 0,
    doubleSends: 0,
    lost: 0,
    windowViolations: 0,
    rateViolations: 0,
    sentAfterOptOut: 0,
    afterStop: 0,
    counterMismatches: 0,
    forecastMismatches: 0,
    wrongRung: 0,
    afterReply: 0,
    ceilingViolations: 0,
    whyMismatches: 0,
    recipients: 0,
    unknown: 0,
    dispatches: 0,
  };
  const progress = progressOf(names.length, "seeds");
  await playAll<Verdict>({
    names,
    mutation: values.mutation ?? null,
    onResult: (verdict) => {
      total.recipients += verdict.recipients;
      total.unknown += verdict.unknown;
      total.dispatches += verdict.dispatches;
      for (const { breach } of verdict.violations) total[breach]++;
      if (verdict.violations.length > 0) {
        total.failures++;
        console.log(`seed ${verdict.seed}:`);
        for (const { breach, what } of verdict.violations.slice(0, 5)) console.log(`  ${breach}: ${what}`);
        console.log(`  see it again: pnpm sim --seed ${verdict.seed}`);
      }
      if (values.seed !== undefined) console.log(verdict.trace.join("\n"));
      progress(total.failures === 0 ? "" : `, ${total.failures} failed`);
      return undefined;
    },
  });
  const { recipients, unknown, ...counted } = total;
  const unknownRate = recipients === 0 ? 0 : fiveDigits(unknown / recipients);
  const seedsPerMinute = Math.round((60 * names.length) / secondsSince());
  console.log(JSON.stringify({ seeds: names.length, ...counted, recipients, unknownRate, seedsPerMinute }));
  return total.failures === 0;
}

/** Each campaign is to use this much of its slots. */
const paceKeptMin = 0.999;
const fiveDigits = (n: number): number => Number(n.toFixed(5));

async function runPace(campaigns: number, hours: number): Promise<boolean> {
  const total = { slots: 0, used: 0, rateViolations: 0, doubleSends: 0, counterMismatches: 0 };
  let utilisationMin = 1;
  const progress = progressOf(campaigns, "campaigns");
  await playAll<Paced>({
    names: Array.from({ length: campaigns }, (_, i) => `pace-${i + 1}`),
    pace: { hours },
    onResult: (paced) => {
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += paced[key];
      utilisationMin = Math.min(utilisationMin, paced.used / paced.slots);
      progress("");
      return undefined;
    },
  });
  const told = { campaigns, hours, slotsEach: total.slots / campaigns, ...total };
  const utilisation = fiveDigits(total.used / total.slots);
  const minutes = Math.round(secondsSince() / 6) / 10;
  console.log(JSON.stringify({ ...told, utilisation, utilisationMin: fiveDigits(utilisationMin), minutes }));
  return total.rateViolations + total.doubleSends + total.counterMismatches === 0 && utilisationMin >= paceKeptMin;
}

async function runMutations(planted: readonly Mutation[]): Promise<boolean> {
  const missed: string[] = [];
  for (const mutation of planted) {
    const caught = await hunt(mutation);
    if (caught === null) missed.push(mutation.name);
    console.log(
      caught === null
        ? `MISSED  ${mutation.name}: ${mutation.harm}`
        : `caught  ${mutation.name}: by seed ${caught.seed} (${caught.played} played), ${caught.breach}: ${caught.what.split("\n")[0]}`,
    );
  }
  const seconds = Math.round(secondsSince());
  console.log(JSON.stringify({ mutations: planted.length, caught: planted.length - missed.length, missed, seconds }));
  return missed.length === 0;
}

const isKept = values.mutations
  ? await runMutations(values.mutation === undefined ? mutations : [mutationNamed(values.mutation)])
  : values.pace
    ? await runPace(wholeNumber("campaigns"), wholeNumber("hours"))
    : await runSeeds(
        values.seed !== undefined
          ? [values.seed]
          : Array.from({ length: wholeNumber("seeds") }, (_, i) => String(wholeNumber("from") + i)),
      );
process.exitCode = isKept ? 0 : 1;
