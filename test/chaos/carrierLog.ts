import type { LogEntry } from "@headsup/carrier";
import type { CarrierProcess } from "../e2e/system.ts";
import { LogReader, type Seen } from "../sim/seen.ts";

/** The carrier's log as it grows, each entry with when it was read: what it tells had happened by then. */
export interface Noted {
  readonly entry: LogEntry;
  /** Null: nothing that is judged. */
  readonly seen: Seen | null;
  /** Machine time. */
  readonly readAt: number;
}

const everyMs = 100;

export class CarrierLog {
  readonly #carrier: CarrierProcess;
  readonly #reader = new LogReader();
  readonly #watchers = new Set<(noted: Noted) => void>();
  readonly entries: Noted[] = [];
  #following: Promise<void> | null = null;
  #isEnded = false;

  constructor(carrier: CarrierProcess) {
    this.#carrier = carrier;
  }

  follow(): void {
    this.#following = this.#loop();
  }

  /** Reads what is left, and no more. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.#following;
    await this.#read();
  }

  /** Done when for so long nothing happened but that somebody asked. */
  async quiet(forMs: number): Promise<void> {
    let since = Date.now();
    const end = this.watch(({ entry }) => {
      if (entry.kind !== "list" && entry.kind !== "fetch") since = Date.now();
    });
    while (Date.now() - since < forMs) await new Promise((again) => setTimeout(again, everyMs));
    end();
  }

  /** Is called with each new entry. @returns ends that */
  watch(watcher: (noted: Noted) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async #loop(): Promise<void> {
    while (!this.#isEnded) {
      await this.#read();
      await new Promise((again) => setTimeout(again, everyMs));
    }
  }

  async #read(): Promise<void> {
    for (;;) {
      const fresh = await this.#carrier.log(this.entries.at(-1)?.entry.seq ?? 0);
      const readAt = Date.now();
      for (const entry of fresh) {
        const noted = { entry, seen: this.#reader.read(entry), readAt };
        this.entries.push(noted);
        for (const watcher of this.#watchers) watcher(noted);
      }
      if (fresh.length < 10_000) return;
    }
  }
}
