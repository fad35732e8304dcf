/** Who shares, as far as it matters how much is theirs. */
export interface Sharer {
  /** Units it can use in the long run. */
  readonly needs: number;
  /** Units it could use at once; at least `needs`. */
  readonly wants: number;
  /** Units of one message: less is of no use. */
  readonly size: number;
  /** What it is owed of earlier. */
  readonly credit: number;
}

export interface FairShares {
  /** What is fair, as if units could be divided. */
  readonly fair: ReadonlyMap<string, number>;
  /** The same in whole messages: what each should hold now. */
  readonly targets: ReadonlyMap<string, number>;
  /** Whether everybody may keep theirs for long; false: who gets the messages that could not be divided takes turns. */
  readonly isEven: boolean;
}

/**
 * Max–min fairness ("water-filling"): who wants less than an equal share gets what it wants, the rest is shared equally.
 * Needs are filled first, so that nobody's burst costs another's lasting rate; what is left goes to bursts the same way.
 *
 * A share is of use in whole messages only. What does not divide, and shares of less than one message, go to those who are
 * owed most, message by message: over time each comes to what is fair, as in deficit round robin (Shreedhar and Varghese,
 * 1995).
 */
export function fairShares(sharers: ReadonlyMap<string, Sharer>, capacity: number): FairShares {
  const fair = fairOf(sharers, capacity);
  const targets = new Map<string, number>();
  let left = capacity;
  const give = (id: string, units: number) => {
    targets.set(id, (targets.get(id) ?? 0) + units);
    left -= units;
  };
  const byCredit = [...sharers].sort(([a, x], [b, y]) => y.credit - x.credit || (a < b ? -1 : 1));
  const fairFor = (id: string) => fair.get(id) ?? 0;
  // Whose fair share is less than one message has waited until a whole one was owed: it comes off the top.
  const isSmall = ([id, { size }]: readonly [string, Sharer]) => fairFor(id) < size;
  const isOwed = (each: readonly [string, Sharer]) => isSmall(each) && each[1].credit >= each[1].size;
  for (const [id, { size }] of byCredit.filter(isOwed)) if (size <= left) give(id, size);
  const rest = new Map([...sharers].filter((each) => !isSmall(each)));
  const restFair = targets.size === 0 ? fair : fairOf(rest, left);
  for (const [id, { size }] of rest) give(id, Math.floor(roundOff((restFair.get(id) ?? 0) / size)) * size);
  const isGiven = new Set<string>();
  for (const [id, { size, wants }] of byCredit) {
    const has = targets.get(id) ?? 0;
    if (has >= wants || size > left) continue;
    give(id, size);
    isGiven.add(id);
  }
  return { fair, targets, isEven: isEvenly(sharers, { targets, isGiven }) };
}

/** Even: nobody got a message more than another who would have liked one. */
function isEvenly(
  sharers: ReadonlyMap<string, Sharer>,
  { targets, isGiven }: { targets: ReadonlyMap<string, number>; isGiven: ReadonlySet<string> },
): boolean {
  const short = [...sharers].filter(([id, { wants }]) => (targets.get(id) ?? 0) < wants);
  return short.length === 0 || (isGiven.size === 0 && short.every(([id]) => (targets.get(id) ?? 0) > 0));
}

function fairOf(sharers: ReadonlyMap<string, Sharer>, capacity: number): Map<string, number> {
  const needs = fill(sharers, (sharer) => sharer.needs, capacity);
  const left = capacity - [...needs.values()].reduce((sum, units) => sum + units, 0);
  const bursts = fill(sharers, ({ needs, wants }) => wants - needs, Math.max(0, left));
  return new Map([...needs].map(([id, units]) => [id, units + (bursts.get(id) ?? 0)]));
}

/** Pours `amount` over all alike until it is used up or everyone has what they ask. */
function fill(
  sharers: ReadonlyMap<string, Sharer>,
  asks: (sharer: Sharer) => number,
  amount: number,
): Map<string, number> {
  const poured = new Map<string, number>();
  const smallestFirst = [...sharers].map(([id, sharer]) => [id, asks(sharer)] as const).sort(([, a], [, b]) => a - b);
  let left = amount;
  for (const [nth, [id, asked]] of smallestFirst.entries()) {
    const units = Math.min(asked, left / (smallestFirst.length - nth));
    poured.set(id, units);
    left -= units;
  }
  return poured;
}

/** A third of 60 is 20, whatever its last binary digit says. */
const roundOff = (quotient: number): number => Math.round(quotient * 1e9) / 1e9;
