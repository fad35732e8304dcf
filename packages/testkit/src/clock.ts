import type { Timers } from "@headsup/carrier";

/** Something happening this often without time passing will happen for ever. */
const eventsPerInstantMax = 20_000;

interface Event {
  readonly at: number;
  readonly order: number;
  /** Null once it was called off. */
  run: (() => void) | null;
}

/**
 * The only time a simulated world has. It stands still until told to move, then goes from event to event, ordered by
 * (time, sequence): the same events in the same order on every run. Between two events everything that needs no time
 * comes to rest.
 */
export class VirtualClock implements Timers {
  #now: number;
  #order = 0;
  #thisInstant = 0;
  /** A binary heap: the next event first. */
  readonly #heap: Event[] = [];
  /** Called after each event, when all that takes no time has happened. */
  afterEach: () => void = () => {};

  readonly #quiet: () => Promise<void>;

  /** @param isAlone nothing in this process goes by another clock, or by sockets: it need not be let to its turn */
  constructor(startsAt: number, { isAlone = false }: { readonly isAlone?: boolean } = {}) {
    this.#now = startsAt;
    this.#quiet = isAlone ? manyTurns : turnOfAll;
  }

  readonly now = (): number => this.#now;
  readonly realNow = (): number => this.#now;

  /** Lets time pass with nothing done: the machine slept. What was due meanwhile is late. */
  jump(to: number): void {
    this.#now = Math.max(this.#now, to);
  }

  /** Runs `callback` after that long, unless the returned function is called before. */
  readonly after = (delayMs: number, callback: () => void): (() => void) =>
    this.at(this.#now + Math.max(0, delayMs), callback);

  at(time: number, run: () => void): () => void {
    const event: Event = { at: time, order: this.#order++, run };
    push(this.#heap, event);
    return () => {
      event.run = null;
    };
  }

  /** Resolves when that much time has passed; at once for none. */
  pass(ms: number): Promise<void> {
    return ms <= 0 ? Promise.resolve() : new Promise((resolve) => this.after(ms, resolve));
  }

  /** Does whatever is due, in order, until then or until nothing is. */
  async run(until = Infinity): Promise<void> {
    await this.#quiet();
    while (await this.#next(until));
    if (until !== Infinity) this.jump(until);
  }

  /** Does whatever is due until `work` is done, and no further. */
  async finish<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    await this.#quiet();
    while (!isDone) if (!(await this.#next(Infinity))) throw new Error("nothing is due, and the work is not done");
    return done;
  }

  /** Begins and ends with nothing left to settle. */
  async #next(until: number): Promise<boolean> {
    while (this.#heap[0]?.run === null) pop(this.#heap);
    const event = this.#heap[0];
    if (event === undefined || event.at > until) return false;
    pop(this.#heap);
    this.#count(event);
    this.#now = Math.max(this.#now, event.at);
    event.run?.();
    await this.#quiet();
    this.afterEach();
    return true;
  }

  #count({ at }: Event): void {
    this.#thisInstant = at > this.#now ? 0 : this.#thisInstant + 1;
    if (this.#thisInstant > eventsPerInstantMax)
      throw new Error(`time stands still at ${new Date(this.#now).toISOString()}: something happens for ever`);
  }
}

/** A turn of the platform's loop costs more than most events: so many of ours are asked for within one. */
const turnsAtOnce = 16;
let turnsAsked = 0;
const waiting: (() => void)[] = [];

/** Lets everything that needs no time happen: the turn after this one begins when no promise is left to settle. */
const turnOfAll = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The same where nothing but promises is at work. */
function manyTurns(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (turnsAsked >= waiting.length) return;
    for (let n = 0; n < turnsAtOnce; n++) setImmediate(turn);
    turnsAsked += turnsAtOnce;
  });
}

function turn(): void {
  turnsAsked--;
  waiting.shift()?.();
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(event, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
}
