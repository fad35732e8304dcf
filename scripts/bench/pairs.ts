/** What is compared in pairs, run by turns so that a machine that warms up or tires favours neither. */
export interface Pair {
  readonly ours: number;
  readonly theirs: number;
}

/** Runs each side once a pair: ours first, then theirs first, and so on. Answers requests a second. */
export async function runPairs(
  count: number,
  sides: { ours: (nth: number) => Promise<number>; theirs: (nth: number) => Promise<number> },
  onPair: (pair: Pair, nth: number) => void,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let nth = 0; nth < count; nth++) {
    const isOursFirst = nth % 2 === 0;
    const before = isOursFirst ? await sides.ours(nth) : await sides.theirs(nth);
    const after = isOursFirst ? await sides.theirs(nth) : await sides.ours(nth);
    const pair = isOursFirst ? { ours: before, theirs: after } : { ours: after, theirs: before };
    pairs.push(pair);
    onPair(pair, nth);
  }
  return pairs;
}

export interface Ratios {
  readonly ratioMedian: number;
  readonly ratioMin: number;
  readonly ratioMax: number;
}

export function ratiosOf(pairs: readonly Pair[]): Ratios {
  const ratios = pairs.map(({ ours, theirs }) => ours / theirs);
  return {
    ratioMedian: round(median(ratios)),
    ratioMin: round(Math.min(...ratios)),
    ratioMax: round(Math.max(...ratios)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

const round = (value: number) => Math.round(value * 1_000) / 1_000;
