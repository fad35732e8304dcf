import type { ProblemCode } from "@headsup/contract";

/** What is wrong with a value, before it is known on which line it stood. */
export interface ContactProblem {
  readonly code: ProblemCode;
  /** What the code is about, where it names a thing: the variable of `MISSING_VARIABLE=first_name`. */
  readonly subject: string | null;
  /** What happened and what to do, as a sentence that can follow "line 17: ". */
  readonly message: string;
}

const seenCharactersMax = 80;

/** `value` short enough to show: at most 80 characters, never half of a pair of surrogates. */
export function cutSeen(value: string): string {
  if (value.length <= seenCharactersMax) return value;
  const cut = value.slice(0, seenCharactersMax - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}

/** `value` cut and in quotes, for a message. */
export const quoted = (value: string): string => `"${cutSeen(value)}"`;
