/** Chance that is the same on every run of a seed. */
export interface Random {
  /** In [0, 1). */
  readonly next: () => number;
  readonly chance: (probability: number) => boolean;
  /** A whole number in [min, max]. */
  readonly between: (min: number, max: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** `count` different ones, in random order. */
  readonly sample: <T>(from: readonly T[], count: number) => T[];
  /** Chance of its own for one purpose: what it draws changes nothing for the others. */
  readonly fork: (purpose: string) => Random;
  /** Fills the array, as `crypto.getRandomValues` does. */
  readonly fill: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/** mulberry32 (Tommy Ettinger, public domain), seeded with an FNV-1a hash of the seed's text. */
export function randomOf(seed: string | number): Random {
  let state = hash(String(seed));
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (from) => from[between(0, from.length - 1)]!,
    sample: (from, count) => {
      const left = [...from];
      return Array.from(
        { length: Math.min(count, left.length) },
        () => left.splice(between(0, left.length - 1), 1)[0]!,
      );
    },
    fork: (purpose) => randomOf(`${seed}/${purpose}`),
    fill: (bytes) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = between(0, 255);
    },
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
