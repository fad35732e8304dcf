/** Characters that typesetting puts where a keyboard has a plain one. They make an SMS cost more than twice as much. */

const plainOf: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "‚": "'",
  "‛": "'",
  ʼ: "'",
  "′": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "‟": '"',
  "″": '"',
  "«": '"',
  "»": '"',
  "‐": "-",
  "‑": "-",
  "‒": "-",
  "–": "-",
  "—": "-",
  "−": "-",
  "•": "-",
  "·": "-",
  "…": "...",
  "×": "x",
  "→": "->",
  "™": "(TM)",
  "®": "(R)",
  "©": "(C)",
  "№": "No.",
  "\u00a0": " ",
  "\u2002": " ",
  "\u2003": " ",
  "\u2009": " ",
  "\u202f": " ",
  "\u200b": "",
  "\ufeff": "",
  "\u00ad": "",
};

/** Whether there is a plain way to write it. */
export const isTypographic = (character: string): boolean => character in plainOf;

/** The text with typographic characters written plainly; everything else, accents and emoji too, stays. */
export const plain = (text: string): string => [...text].map((character) => plainOf[character] ?? character).join("");
