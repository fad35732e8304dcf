import { InvalidArgumentError } from "commander";

/** "60x": how many times as fast as the wall clock a rehearsal or a demo runs. */
export function parseRate(text: string): number {
  const rate = Number(/^(\d+(?:\.\d+)?)x?$/.exec(text)?.[1]);
  if (!(rate >= 1 && rate <= 3_600)) throw new InvalidArgumentError('Use a rate from 1x to 3600x, e.g. "60x".');
  return rate;
}
