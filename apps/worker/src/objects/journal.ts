import { DurableObject } from "cloudflare:workers";
import { type Journal, openJournal } from "@headsup/storage/journal";
import type { Bindings } from "../env.ts";

/** Keeps inbound messages while the catalogue does not answer. */
export class JournalObject extends DurableObject<Bindings> {
  readonly #journal: Journal;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.#journal = openJournal(ctx.storage as unknown as Parameters<typeof openJournal>[0]);
  }

  call(method: string, args: unknown[]): unknown {
    if (!Object.hasOwn(this.#journal, method)) throw new TypeError(`the journal has no method ${method}`);
    return (this.#journal as unknown as Record<string, (...args: unknown[]) => unknown>)[method]?.(...args);
  }
}
