/** What tests of commands begin with: a real API on a clock the test moves, and a shell whose every line is kept. */
import { Readable } from "node:stream";
import { type ApiWorld, adminToken, apiWorld, ourNumber, prepareAccount } from "@headsup/testkit";
import { onTestFinished } from "vitest";
import { run } from "../program.ts";
import { type TestShell, testShell } from "../testShell.ts";

const sunday = "2026-11-22T15:00:00Z";

export async function serverAndShell(options: Parameters<typeof apiWorld>[0] = {}) {
  const world = await apiWorld({ startsAt: sunday, ...options });
  onTestFinished(() => world.close());
  await prepareAccount(world);
  const shell = testShell({
    env: { HEADSUP_URL: "https://headsup.test", HEADSUP_TOKEN: adminToken },
    fetch: (...request) => world.fetch(new Request(...request)),
    now: world.now,
  });
  return { world, shell, ...typingInto(shell) };
}

function typingInto(shell: TestShell) {
  const start = () => {
    shell.said.out = "";
    shell.said.err = "";
  };
  /** Runs a line with --json and answers its exit code, what it said, and what went wrong. */
  const type = async (...args: string[]) => {
    start();
    const code = await run([...args, "--json"], shell);
    const parse = (text: string) => (text.trim() === "" ? null : JSON.parse(text));
    return { code, result: parse(shell.said.out), trouble: code === 0 ? null : parse(shell.said.err)?.error };
  };
  /** Runs a line as a person does and answers what it printed; what went wrong follows. */
  const read = async (...args: string[]) => {
    start();
    await run(args, shell);
    return `${shell.said.out}${shell.said.err}`;
  };
  /** Runs a line with --json that has this on stdin. */
  const pipe = async (text: string, ...args: string[]) => {
    const piped: TestShell = { ...shell, stdin: Readable.from([text]) };
    return typingInto(piped).type(...args);
  };
  return { type, read, pipe };
}

/** Somebody texts us. */
export async function texts(world: ApiWorld, from: string, body: string): Promise<void> {
  world.carrier.text({ from, to: ourNumber, body });
  await world.pass(5_000);
}
