import type { MetadataJson } from "libphonenumber-js/core";
import { phonePlansJson } from "./phonePlans.generated.ts";

/** The numbering plans, read when first asked for: most lists are of one plan, and a worker that starts waits for nothing. */
export function phonePlans(): MetadataJson {
  read ??= JSON.parse(phonePlansJson) as MetadataJson;
  return read;
}
let read: MetadataJson | undefined;
