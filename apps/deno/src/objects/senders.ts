import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { SenderPort } from "@headsup/api";
import { type ClockSettings, clockAt } from "@headsup/core/clock";
import { Sender } from "@headsup/engine";
import { openSender } from "@headsup/storage/sender";
import { sqliteStorage } from "@headsup/storage/sqlite";

/** Every sender's object, in this process: a file each, opened when first needed and kept open, for there are few. */
export class Senders {
  readonly #folder: string;
  readonly #clock: ClockSettings;
  readonly #open = new Map<string, { readonly sender: Sender; readonly close: () => void }>();

  constructor({ folder, clock }: { folder: string; clock: ClockSettings }) {
    this.#folder = folder;
    this.#clock = clock;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  port(id: string): SenderPort {
    return {
      ask: async (ask, perSecond) => this.#opened(id).ask(ask, perSecond),
      describe: async (perSecond) => this.#opened(id).describe(perSecond),
    };
  }

  close(): void {
    for (const { close } of this.#open.values()) close();
    this.#open.clear();
  }

  #opened(id: string): Sender {
    const known = this.#open.get(id);
    if (known !== undefined) return known.sender;
    const storage = sqliteStorage(join(this.#folder, `${id}.sqlite`));
    try {
      const now = () => clockAt(this.#clock, Date.now());
      const sender = new Sender({ store: openSender(storage), now, rate: this.#clock.rate });
      this.#open.set(id, { sender, close: storage.close });
      return sender;
    } catch (error) {
      storage.close();
      throw error;
    }
  }
}
