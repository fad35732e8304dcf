/**
 * Which line an address stood on first. Open addressing over plain arrays: a million addresses take some twenty-five
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
    const key = keyOf(address);
    const slot = slotOf(key);
    if (keys[slot] === key) return lines[slot];
    keys[slot] = key;
    lines[slot] = line;
    if (++used * 2 > slots) grow();
    return undefined;
  };
}

/** E.164 has at most 15 digits: exact. An email address is told by its hash. */
const keyOf = (address: string): number => (address.includes("@") ? hashOf(address) : Number(address.slice(1)));

const beyondNumbers = 2 ** 52;

/**
 * 52 bits of a hash, and above every number: of a million addresses two come out alike once in ten thousand lists or so. The
 * server, which decides, goes by the whole address.
 */
function hashOf(text: string): number {
  let [high, low] = [0xdead_beef, 0x41c6_ce57];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x9e37_79b1);
    low = Math.imul(low ^ unit, 0x5f35_6495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85eb_ca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2_ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85eb_ca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2_ae35);
  return beyondNumbers + (high >>> 12) * 2 ** 32 + (low >>> 0);
}
