/** The name somebody may have meant: the one that differs in the fewest letters, if in few. Proposals: none is ever used unseen. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const typed = written.toLowerCase();
  const errorsMax = Math.min(3, Math.ceil(typed.length / 4));
  return names
    .map((name) => ({ name, errors: distance(typed, name.toLowerCase(), errorsMax) }))
    .filter(({ errors }) => errors <= errorsMax)
    .toSorted((a, b) => a.errors - b.errors)[0]?.name;
}

/** How many letters must be put in, taken out, changed or swapped with their neighbour; more than `max` is not counted. */
export function distance(a: string, b: string, max: number): number {
  if (Math.abs(a.length - b.length) > max) return max + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const changed = (last[j - 1] ?? 0) + (isSame ? 0 : 1);
      const swapped = isSwapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(changed, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    if (Math.min(...row) > max) return max + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? max + 1;
}
