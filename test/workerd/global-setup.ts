import { startCarrier } from "@headsup/carrier";
import type { TestProject } from "vitest/node";
import { credentials } from "./carrier.ts";

declare module "vitest" {
  interface ProvidedContext {
    carrierPort: number;
  }
}

/** The sandbox carrier for the run, on the port the worker's bindings name. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const carrier = await startCarrier({ ...credentials, port: project.config.provide.carrierPort ?? 0 });
  return () => carrier.close();
}
