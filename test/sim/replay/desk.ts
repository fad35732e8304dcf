import type { Arrival, Reply } from "./trace.ts";

/**
 * The provider's end of the line. It answers one request at a time, the next when the one before was read and whatever
 * follows from it has happened: the order of a batch is then the same wherever it runs. It may keep its answers.
 *
 * Everybody waits by looking again, never on a promise of somebody else's: workerd ties each promise to who made it.
 */
export class Desk {
  readonly arrivals: Arrival[] = [];
  answered = 0;
  /** How many more requests may be answered. */
  #granted = Infinity;
  readonly #waiting: symbol[] = [];
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** From now on answers are kept. */
  hold(): void {
    this.#granted = 0;
  }

  /** Lets so many of those kept be given; `Infinity`: all, and all to come. */
  grant(count: number): void {
    this.#granted += count;
  }

  /** Forgets who waited: nobody is there any more to hear. */
  abandon(): void {
    this.#waiting.length = 0;
    this.#granted = Infinity;
  }

  /** Whether there is nothing it may and could answer. */
  get isIdle(): boolean {
    return this.#granted === 0 || this.#waiting.length === 0;
  }

  /** Stands for the global `fetch`. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { now, replyTo, turn } = this.#parts;
    const arrival = readArrival(String(input), init, now());
    this.arrivals.push(arrival);
    const reply = replyTo(arrival);
    const ticket = Symbol();
    this.#waiting.push(ticket);
    const isKept = () => this.#waiting.includes(ticket) && (this.#waiting[0] !== ticket || this.#granted === 0);
    while (isKept()) await turn();
    if (this.#waiting[0] !== ticket) return new Promise(() => {});
    await turn(); // what follows from the answer before has happened
    this.#granted--;
    this.answered++;
    const next = () => {
      if (this.#waiting[0] === ticket) this.#waiting.shift();
    };
    if ("broken" in reply) {
      next();
      throw reply.broken === "TimeoutError" ? new DOMException("no answer", "TimeoutError") : new TypeError("line cut");
    }
    const response = new Response(reply.body, { status: reply.status, headers: reply.headers });
    return Object.assign(response, { json: () => new Response(reply.body).json().finally(next) });
  };
}

export interface DeskParts {
  readonly now: () => number;
  readonly replyTo: (arrival: Arrival) => Reply;
  /** Lets everything happen that needs no time. */
  readonly turn: () => Promise<void>;
}

function readArrival(input: string, init: RequestInit | undefined, at: number): Arrival {
  const { pathname, search } = new URL(input);
  if (init?.method !== "POST") return { at, key: pathname.replace(/^.*\/Accounts\/[^/]+/, "") + search, message: null };
  const form = init.body as URLSearchParams;
  const field = (name: string) => form.get(name) ?? "";
  return {
    at,
    key: new URL(field("StatusCallback")).pathname.split("/").at(-1) ?? "",
    message: { to: field("To"), from: field("From"), body: field("Body"), validity: field("ValidityPeriod") },
  };
}
