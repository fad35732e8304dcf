import { DurableObject } from "cloudflare:workers";
import { clockAt } from "@headsup/core/clock";
import { Sender } from "@headsup/engine";
import { openSender } from "@headsup/storage/sender";
import type { Bindings } from "../env.ts";
import { servicesFor } from "../services.ts";

/** One sender on Cloudflare: who shares its ceiling, in its SQLite. What it does is `Sender`'s. */
export class SenderObject extends DurableObject<Bindings> {
  readonly #sender: Sender;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    const { clock } = servicesFor(env).env;
    this.#sender = new Sender({
      store: openSender(ctx.storage as unknown as Parameters<typeof openSender>[0]),
      now: () => clockAt(clock, Date.now()),
      rate: clock.rate,
    });
  }

  call(method: string, args: unknown[]): unknown {
    if (!Object.hasOwn(Sender.prototype, method)) throw new TypeError(`a sender has no method ${method}`);
    return (this.#sender as unknown as Record<string, (...args: unknown[]) => unknown>)[method]?.(...args);
  }
}
