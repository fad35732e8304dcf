/** Somebody who waits for their work to be done. */
interface Waiting<Work, Done> {
  readonly work: Work;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: unknown) => void;
}

export interface GatheringOptions<Work, Done> {
  /** Does all of it in one go, or none: answers in the order it was given. */
  readonly doAll: (works: readonly Work[]) => Done[];
  /** Resolves when whatever else is at the door has come in. */
  readonly soon: () => Promise<void>;
}

/**
 * Callers bring work one by one. What comes in within a moment is done in one go, and each hears of their own, once it is
 * done. Should that fail, each is done by itself: what is wrong with one is told to that one alone.
 */
export class Gathering<Work, Done> {
  readonly #options: GatheringOptions<Work, Done>;
  #waiting: Waiting<Work, Done>[] = [];

  constructor(options: GatheringOptions<Work, Done>) {
    this.#options = options;
  }

  bring(work: Work): Promise<Done> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      if (this.#waiting.length > 1) return;
      const settle = () => this.#settle();
      this.#options.soon().then(settle, settle);
    });
  }

  #settle(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const done = this.#options.doAll(waiting.map(({ work }) => work));
      waiting.forEach(({ resolve }, nth) => {
        resolve(done[nth] as Done);
      });
    } catch (error) {
      if (waiting.length === 1) for (const { reject } of waiting) reject(error);
      else for (const each of waiting) this.#settleAlone(each);
    }
  }

  #settleAlone({ work, resolve, reject }: Waiting<Work, Done>): void {
    try {
      for (const done of this.#options.doAll([work])) resolve(done);
    } catch (error) {
      reject(error);
    }
  }
}
