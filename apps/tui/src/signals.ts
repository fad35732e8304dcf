import { exitCodes } from "./failure.ts";

/** Under pnpm one Ctrl-C comes twice: from the terminal, and passed on. What follows this soon is the same one. */
const sameKeyMs = 500;

/** Calls `then` on the first of these signals. One that comes after it, and is not its echo, ends the process at once. */
export function onSignal(signals: readonly NodeJS.Signals[], then: () => void): void {
  let firstAt: number | null = null;
  const hear = () => {
    if (firstAt === null) {
      firstAt = performance.now();
      then();
    } else if (performance.now() - firstAt > sameKeyMs) process.exit(exitCodes.interrupted);
  };
  for (const signal of signals) process.on(signal, hear);
}
