import { z } from "zod";

/**
 * Text a person wrote: whole characters, and no control characters but line ends and tabs. Databases and carriers choke
 * on the others.
 */
export const Text = z.string().refine(isPlain, {
  error: "There is a control character (such as NUL) or half of a character in it. Take it out.",
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

function isPlain(text: string): boolean {
  return text.isWellFormed() && !control.test(text);
}
