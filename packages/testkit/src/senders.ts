import { Sender } from "@headsup/engine";
import { openSender } from "@headsup/storage/sender";
import { sqliteStorage } from "@headsup/storage/sqlite";
import type { VirtualClock } from "./clock.ts";

/** Sender objects as a platform runs them: opened when called, over storage that outlives them. */
export class Senders {
  readonly #clock: VirtualClock;
  readonly #storages = new Map<string, ReturnType<typeof sqliteStorage>>();
  readonly #open = new Map<string, Sender>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** The copy at work, opened if there is none. */
  sender(id: string): Sender {
    const known = this.#open.get(id);
    if (known !== undefined) return known;
    const storage = this.#storages.get(id) ?? sqliteStorage();
    this.#storages.set(id, storage);
    const sender = new Sender({ store: openSender(storage), now: this.#clock.now, rate: 1 });
    this.#open.set(id, sender);
    return sender;
  }

  /** Ends the copy at work. The next call opens another. */
  kill(id: string): void {
    this.#open.delete(id);
  }

  close(): void {
    for (const { close } of this.#storages.values()) close();
  }
}
