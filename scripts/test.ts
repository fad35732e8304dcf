import { spawn } from "node:child_process";
import { join } from "node:path";

/**
 * pnpm test         everything CI runs
 * pnpm check        the same without the simulation and the product as real processes
 *
 * First the worker is bundled, as a deployment would: all else is tried on that. Then lanes run side by side, the stages
 * of a lane one after the other; real processes mostly wait for clocks while the others compute. What a stage says is
 * kept together and shown when it has ended; the last lines tell how long each took. A stage that fails ends its own
 * lane alone: one run tells of all that is wrong.
 */
interface Stage {
  readonly name: string;
  readonly command: readonly string[];
}
const stage = (name: string, ...command: readonly string[]): Stage => ({ name, command });
const script = (name: string, file: string, ...flags: readonly string[]) =>
  stage(name, process.execPath, `scripts/${file}`, ...flags);
const vitest = (name: string, ...projects: readonly string[]) =>
  stage(name, "vitest", "run", ...projects.flatMap((project) => ["--project", project]));

const bundle = script("deployment, dry", "build.ts", "--force");
const read = [
  stage("format and lint", "biome", "check", "--error-on-warnings"),
  stage("types", "tsc", "--noEmit"),
  stage("types in workerd", "tsc", "--noEmit", "-p", "apps/worker"),
  script("types in Deno", "deno.ts", "check"),
  stage("dead code", "knip"),
];
const units = vitest("unit tests, and those in workerd", "unit", "workerd");
const unitsInDeno = script("unit tests in Deno", "deno.ts", "test");

const plans: Readonly<Record<string, readonly (readonly Stage[])[]>> = {
  check: [[...read, unitsInDeno], [units]],
  all: [[vitest("end to end", "e2e")], [...read, unitsInDeno], [units, vitest("simulation", "sim")]],
};
const [asked = "all"] = process.argv.slice(2);
const lanes = plans[asked];
if (lanes === undefined || process.argv.length > 3) {
  console.error(`Which of ${Object.keys(plans).join(", ")}? There is no "${process.argv.slice(2).join(" ")}".`);
  process.exit(2);
}

const root = join(import.meta.dirname, "..");
const told: string[] = [];

/** @returns whether it passed */
function run({ name, command: [program = "", ...args] }: Stage): Promise<boolean> {
  const startedAt = performance.now();
  console.log(`begun   ${name}`);
  const env = { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` };
  const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  return new Promise((done) => {
    child.once("error", (error) => {
      said += error.message;
    });
    child.once("close", (code) => {
      const seconds = Math.round((performance.now() - startedAt) / 1_000);
      const line = `${code === 0 ? "passed" : "FAILED"}  ${name} (${seconds} s)`;
      told.push(line);
      console.log(`\n${said.trim()}${said.trim() === "" ? "" : "\n"}${line}`);
      done(code === 0);
    });
  });
}

/** @returns whether all passed; what comes after a failure is left out */
async function runAll(stages: readonly Stage[]): Promise<boolean> {
  for (const [nth, each] of stages.entries()) {
    if (await run(each)) continue;
    for (const { name } of stages.slice(nth + 1)) told.push(`left out  ${name}`);
    return false;
  }
  return true;
}

const isBundled = await run(bundle);
const passed = isBundled && (await Promise.all(lanes.map(runAll))).every((isPassed) => isPassed);
const seconds = Math.round(process.uptime());
console.log(
  `\n${told.join("\n")}\n${passed ? "Everything passed" : "FAILED"} in ${Math.floor(seconds / 60)} min ${seconds % 60} s.`,
);
process.exitCode = passed ? 0 : 1;
