/**
 * Which line a number stood on first. Open addressing over plain arrays: a million numbers take some twenty-five
 * megabytes, all outside the heap.
 */
export function twinFinder(): (address: string, line: number) => number | undefined {
  let slots = 1 << 12;
  let keys = new Float64Array(slots);
  let lines = new Uint32Array(slots);
  let used = 0;
  /** Where the key is, or where it would go. Zero is no number, so it marks an empty slot. */
  const slotOf = (key: number): number => {
    let slot = (Math.imul(key % 0xffff_ffff, 0x9e37_79b1) ^ (key / 0x1_0000_0000)) & (slots - 1);
    while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & (slots - 1);
    return slot;
  };
  const grow = (): void => {
    const [oldKeys, oldLines] = [keys, lines];
    slots *= 2;
    keys = new Float64Array(slots);
    lines = new Uint32Array(slots);
    for (const [i, key] of oldKeys.entries()) {
      if (key === 0) continue;
      const slot = slotOf(key);
      keys[slot] = key;
      lines[slot] = oldLines[i]!;
    }
  };
  return (address, line) => {
    const key = Number(address.slice(1)); // E.164 has at most 15 digits: exact
    const slot = slotOf(key);
    if (keys[slot] === key) return lines[slot];
    keys[slot] = key;
    lines[slot] = line;
    if (++used * 2 > slots) grow();
    return undefined;
  };
}
