import type { TestProject } from "vitest/node";
import { record } from "./record.ts";

/** Seeds whose traces together cover every feature, each by two at least: a change of the engine may lose one. */
const seeds = [20, 35, 54, 115, 129, 196, 228, 238];

/** Records the traces that are replayed: of the code as it is now. */
export default async function setup(project: TestProject): Promise<void> {
  const traces = [];
  for (const seed of seeds) traces.push(await record(`replay-${seed}`));
  project.provide("traces", traces);
}
