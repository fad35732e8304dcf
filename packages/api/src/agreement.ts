import { agreementVersion } from "@headsup/contract";
import { findAgreement } from "@headsup/storage/catalog";
import type { Services } from "./services.ts";

/** The agreement this release asks for, and whether the account accepted it. */
export async function agreementOf({ catalogue }: Services) {
  const row = await findAgreement(catalogue, agreementVersion);
  return { version: agreementVersion, acceptedAt: row?.acceptedAt ?? null, acceptedBy: row?.acceptedBy ?? null };
}
