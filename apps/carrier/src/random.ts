/**
 * Chance that can be repeated. A generator is made from labels (`seed`, what is decided, for whom), so a decision does
 * not depend on which others were made before it, and a restart needs no stored state.
 */
export interface Random {
  /** In [0, 1). */
  next(): number;
}

/** FNV-1a over UTF-16 units: spreads labels well enough for a toy, and is nothing more. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}

/** mulberry32 (Tommy Ettinger, public domain), seeded with the hash of the labels. */
export function randomFor(...labels: readonly (string | number)[]): Random {
  let state = hash(labels.join("\u0000"));
  return {
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}

/** A whole number in [min, max]. */
export const between = (random: Random, [min, max]: readonly [number, number]): number =>
  min + Math.floor(random.next() * (max - min + 1));

/** One of `items`, which must not be empty. */
export const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random.next() * items.length)]!;
