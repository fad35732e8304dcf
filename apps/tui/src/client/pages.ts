export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Every item of a paged list, a page at a time in memory. */
export async function* eachOf<T>(
  readPage: (cursor: { readonly cursor?: string }) => Promise<Page<T>>,
): AsyncGenerator<T, void> {
  let page = await readPage({});
  for (;;) {
    yield* page.items;
    if (page.next === null) return;
    page = await readPage({ cursor: page.next });
  }
}

/** The first `max` items. */
export async function firstOf<T>(items: AsyncIterable<T>, max: number): Promise<T[]> {
  const found: T[] = [];
  if (max === 0) return found;
  for await (const item of items) if (found.push(item) >= max) break;
  return found;
}
