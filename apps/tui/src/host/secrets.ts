import { randomBytes } from "node:crypto";
import type { Folder, Secrets } from "./folder.ts";

const hex = (bytes: number): string => randomBytes(bytes).toString("hex");

/** Secrets of this folder, made once: the bootstrap admin's token, and the sandbox carrier's account. */
export function secretsOf(folder: Folder): Secrets {
  const known = folder.secrets.read();
  if (known !== null) return known;
  const made = { adminToken: `hup_${hex(24)}`, accountSid: `AC${hex(16)}`, authToken: hex(16) };
  folder.secrets.write(made);
  return made;
}
