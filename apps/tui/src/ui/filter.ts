/** What is typed to find something: every word of it must stand there, in whatever case and order. */
export const wordsOf = (typed: string): string[] => typed.toLowerCase().split(/\s+/).filter(Boolean);

export function hasWords(text: string, words: readonly string[]): boolean {
  const told = text.toLowerCase();
  return words.every((word) => told.includes(word));
}
