import { spawn } from "node:child_process";
import { join } from "node:path";
import { checkArgs, denoExecutable, runArgs, testArgs } from "./denoTasks.ts";

/**
 * Deno's part of the checks, and the Deno host: `node scripts/deno.ts check | test | start [flags of the host]`. Where
 * npm has no Deno for this machine the checks say so and pass; the host cannot.
 */
const tasks = { check: checkArgs, test: testArgs, start: runArgs };
const [task = "", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(tasks, task)) {
  console.error(`Which of ${Object.keys(tasks).join(", ")}? There is no "${task}".`);
  process.exit(2);
}
const executable = denoExecutable();
if (executable === null) {
  console.error(
    `There is no Deno for ${process.platform} ${process.arch} here: "deno ${task}" is left out. (npm package deno)`,
  );
  process.exit(task === "start" ? 1 : 0);
}
const isTest = task === "test";
const child = spawn(executable, [...tasks[task as keyof typeof tasks], ...rest], {
  cwd: join(import.meta.dirname, ".."),
  env: { ...process.env, DENO_NO_UPDATE_CHECK: "1", ...(isTest ? { NO_COLOR: "1" } : {}) },
  stdio: ["inherit", isTest ? "pipe" : "inherit", "inherit"],
});
let said = "";
child.stdout?.setEncoding("utf8").on("data", (text: string) => {
  said += text;
});
// Ctrl-C reaches the host by itself; this only waits for its end. Other signals are handed on.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.once("close", (code) => {
  // Of hundreds of tests that pass their number is told, of one that fails everything.
  if (isTest) console.log(code === 0 ? `Deno: ${said.trim().split("\n").at(-1)}` : said);
  process.exitCode = code ?? 1;
});
