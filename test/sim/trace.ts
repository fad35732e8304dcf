import { createHash } from "node:crypto";
import type { LogEntry } from "@headsup/carrier";
import type { VirtualClock } from "@headsup/testkit";
import type { Violation } from "./auditor.ts";

const linesKept = 50;

/** What went on, as far as somebody needs it who must find out why a promise broke. */
export class Trace {
  readonly #clock: VirtualClock;
  readonly #hash = createHash("sha256");
  #last: string[] = [];
  #atBreach: string[] | null = null;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  say(what: string, at = this.#clock.now()): void {
    const line = `${new Date(at).toISOString()} ${what}`;
    this.#hash.update(line);
    this.#last.push(line);
    if (this.#last.length > 2 * linesKept) this.#last = this.#last.slice(-linesKept);
  }

  /** A line of the carrier's log. */
  entry({ at, kind, to, from, statusCallback, messageStatus, outcome, answer }: LogEntry): void {
    const attempt = kind === "create" || kind === "callback" ? statusCallback?.split("#")[0]?.split("/").at(-1) : null;
    const parts = [kind, attempt ?? to ?? from, messageStatus, outcome, answer];
    this.say(`carrier: ${parts.filter((part) => part !== null && part !== undefined).join(" ")}`, at);
  }

  breach({ breach, what }: Violation): void {
    this.say(`*** ${breach}: ${what}`);
    this.#atBreach ??= this.#last.slice(-linesKept);
  }

  /** The last lines up to the first promise that broke; up to the end if none did. */
  get atBreach(): readonly string[] {
    return this.#atBreach ?? this.#last.slice(-linesKept);
  }

  digest(): string {
    return this.#hash.copy().digest("hex");
  }
}
