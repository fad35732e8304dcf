import { createInterface } from "node:readline/promises";
import type { Shell } from "../shell.ts";

/** Asks a question that only "y" or "yes" answers with yes. */
export async function confirm({ stdin, stderr, interruption }: Shell, question: string): Promise<boolean> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const signal = interruption();
    const controller = new AbortController();
    // Readline sees Ctrl-C itself while it reads; it means the same as elsewhere.
    lines.once("SIGINT", () => controller.abort());
    const said = await lines.question(`${question} [y/N] `, { signal: AbortSignal.any([signal, controller.signal]) });
    return /^y(es)?$/i.test(said.trim());
  } finally {
    lines.close();
  }
}

/** Whether there is somebody to ask. */
export const canAsk = ({ stdin, stderr }: Shell): boolean => stdin.isTTY === true && stderr.isTTY === true;
