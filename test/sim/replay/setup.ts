import type { TestProject } from "vitest/node";
import { record } from "./record.ts";

/** Seeds whose traces together cover every feature, nearly all of them by several: a change of the engine may lose one. */
const seeds = [18, 21, 35, 60, 84, 90, 115, 116];

/** Records the traces that are replayed: of the code as it is now. */
export default async function setup(project: TestProject): Promise<void> {
  const traces = [];
  for (const seed of seeds) traces.push(await record(`replay-${seed}`));
  project.provide("traces", traces);
}
