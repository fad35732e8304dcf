/** Keeps `value` under `key` and hands it back. A map already holding `max` entries first forgets its oldest. */
export function remember<K, V>({ map, key, value, max }: { map: Map<K, V>; key: K; value: V; max: number }): V {
  if (map.size >= max) for (const oldest of map.keys()) if (map.delete(oldest)) break;
  map.set(key, value);
  return value;
}
