/** A mail's headers by their names in lower case; the first of several, as mail servers put theirs on top. */
export type Headers = (name: string) => string | undefined;

export function headersOf(lines: readonly { readonly key: string; readonly value: string }[]): Headers {
  const byName = new Map<string, string>();
  for (const { key, value } of lines) if (!byName.has(key)) byName.set(key, value.trim());
  return (name) => byName.get(name);
}
