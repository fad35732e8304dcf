/** What a search for a recipient looks for, made ready for a store that folds the case of ASCII letters alone. */
export interface Search {
  /** Part of an address, where the text reads like one: "+1 (212) 555" → "+1212555". */
  readonly address: string | null;
  /** Spellings of the text, one of which is part of a variable's value when ASCII letters of both are compared without case. */
  readonly texts: readonly string[];
}

/**
 * Reads what a person typed to find somebody: digits however they are grouped are part of an address, and any text may be
 * part of what stands in a column. Letters beyond ASCII are found in small letters, in capitals, and as words begin.
 */
export function searchOf(typed: string): Search {
  const text = typed.trim().normalize("NFC");
  const digits = text.replace(/[\s()./\u2010-\u2015-]/g, "");
  const small = text.toLowerCase();
  const initials = small.replace(/(?<![\p{L}\p{M}\p{N}])\p{L}/gu, (letter) => letter.toUpperCase());
  return {
    address: /^\+?\d+$/.test(digits) ? digits : null,
    texts: [...new Set([text, small, text.toUpperCase(), initials])],
  };
}
