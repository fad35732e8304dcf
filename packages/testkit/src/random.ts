import { randomFor } from "@headsup/carrier/random";

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

/** The sandbox carrier's generator, with what a simulation asks of one. */
export function randomOf(seed: string | number): Random {
  const { next } = randomFor(seed);
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
