import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { interrupted } from "../failure.ts";
import type { Shell } from "../shell.ts";

/** Asks a question that only "y" or "yes" answers with yes. */
export async function confirm({ stdin, stderr, interruption }: Shell, question: string): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr });
  stderr.write(`${question} [y/N] `);
  return /^y(es)?$/i.test(((await nextLine(lines, interruption())) ?? "").trim());
}

/** Asks for something that must not be seen: what is typed is not shown. Empty where nothing was typed. */
export async function askSecret({ stdin, stderr, interruption }: Shell, question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // As a terminal readline takes the keys one by one, and what it would echo goes nowhere.
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  stderr.write(`${question} `);
  try {
    return ((await nextLine(lines, interruption())) ?? "").trim();
  } finally {
    stderr.write("\n");
  }
}

/** The next line, or null where there is none any more. Ctrl-C, which readline sees itself, means the same as elsewhere. */
function nextLine(lines: Interface, signal: AbortSignal): Promise<string | null> {
  return new Promise<string | null>((resolve, reject) => {
    const stop = () => reject(interrupted());
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    lines.once("SIGINT", stop);
    lines.once("line", resolve);
    lines.once("close", () => resolve(null));
  }).finally(() => lines.close());
}

/** Whether there is somebody to ask. */
export const canAsk = ({ stdin, stderr }: Shell): boolean => stdin.isTTY === true && stderr.isTTY === true;
