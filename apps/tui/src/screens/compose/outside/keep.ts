/** The half-written draft, kept on this machine until the server has it. One file, for its owner's eyes only. */
import { mkdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { z } from "zod";
import { type Slot, slot } from "../../../host/slot.ts";
import type { Shell } from "../../../shell.ts";
import { Draft } from "../draft.ts";

const Kept = z.object({
  /** The server it was begun at. */
  url: z.string(),
  /** The campaign, once the server knows of it. */
  id: z.string().nullable(),
  /** Makes the campaign once, however often it is asked for. */
  key: z.string(),
  /** Epoch ms. */
  at: z.int(),
  draft: Draft,
  /** What it is being created with, where the answer was lost. */
  creating: Draft.nullable(),
});
export type Kept = z.infer<typeof Kept>;

/** Where it is kept; null where this person has no place for such things. */
function keptSlot({ env }: Pick<Shell, "env">): Slot<Kept> | null {
  const named = env.XDG_STATE_HOME;
  const folder = named && isAbsolute(named) ? named : env.HOME ? join(env.HOME, ".local", "state") : null;
  return folder === null ? null : slot(join(folder, "headsup", "draft.json"), Kept);
}

/** What was kept of a draft begun at this server. */
export function readKept(shell: Pick<Shell, "env">, url: string): Kept | null {
  const kept = keptSlot(shell)?.read() ?? null;
  return kept?.url === url ? kept : null;
}

/** @returns false where it cannot be kept */
export function writeKept(shell: Pick<Shell, "env">, kept: Kept): boolean {
  const place = keptSlot(shell);
  if (place === null) return false;
  try {
    mkdirSync(dirname(place.file), { recursive: true, mode: 0o700 });
    place.write(kept);
    return true;
  } catch {
    return false;
  }
}

/** Forgets a draft begun at this server; one of another server stays. */
export function forgetKept(shell: Pick<Shell, "env">, url: string): void {
  if (readKept(shell, url) !== null) keptSlot(shell)?.remove();
}
