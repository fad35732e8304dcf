/** Who said that they want no more, to which sender of ours, and since when we have acknowledged it. */

type Word = "stop" | "start" | "none";

/** What these people say when they want no more: the carrier's cast, and the acts of a run. */
const stopWords = new Set([
  ...["STOP", "stop", "Unsubscribe", "QUIT", "Stop. Thank you", "please opt out", "ARRÊT", "unsubscribe me pls"],
  ...["stop!!", "🛑 stop", "OPT OUT", "STOP PLEASE"],
]);
const wordIn = (body: string): Word => {
  if (stopWords.has(body.trim())) return "stop";
  return body.trim() === "START" ? "start" : "none";
};

interface Said {
  readonly from: string;
  readonly to: string;
}

export class Stops {
  /** By message id, until they are acknowledged. */
  readonly #pending = new Map<string, Said>();
  /** By person's address and our sender. */
  readonly #lastWord = new Map<string, Word>();
  readonly #since = new Map<string, number>();

  /** A START, even one we cannot know of yet, ends the promise that a STOP made. */
  said(sid: string, { from, to }: Said, body: string): void {
    const word = wordIn(body);
    if (word === "none") return;
    const key = keyOf(from, to);
    this.#lastWord.set(key, word);
    if (word === "start") this.#since.delete(key);
    else this.#pending.set(sid, { from, to });
  }

  /** What they said was acknowledged. */
  heard(sid: string, now: number): void {
    const said = this.#pending.get(sid);
    if (said === undefined) return;
    this.#pending.delete(sid);
    if (this.#lastWord.get(keyOf(said.from, said.to)) === "stop") this.#begin(said, now);
  }

  /** They took the way out of a message from there. */
  left(said: Said, now: number): void {
    this.#lastWord.set(keyOf(said.from, said.to), "stop");
    this.#begin(said, now);
  }

  /** Since when none of these addresses may be contacted from any of these senders; null: they may. */
  since(addresses: readonly string[], senders: readonly string[]): number | null {
    const known = addresses.flatMap((from) => senders.flatMap((to) => this.#since.get(keyOf(from, to)) ?? []));
    return known.length === 0 ? null : Math.min(...known);
  }

  #begin({ from, to }: Said, now: number): void {
    const key = keyOf(from, to);
    if (!this.#since.has(key)) this.#since.set(key, now);
  }
}

const keyOf = (from: string, to: string): string => `${from} ${to}`;
