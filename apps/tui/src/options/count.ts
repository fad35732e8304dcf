import { InvalidArgumentError } from "commander";

/** A whole number from 1. */
export function parseCount(written: string): number {
  const n = Number(written);
  if (Number.isSafeInteger(n) && n >= 1) return n;
  throw new InvalidArgumentError("Use a whole number from 1.");
}

/** Repeatable options gather what they are given. */
export const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
