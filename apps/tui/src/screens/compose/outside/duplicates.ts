/** Asking the server, chunk by chunk, which people other campaigns write to. */

import { limits } from "@headsup/contract";
import type { Host } from "../../../app/screen.ts";
import { read } from "../../../client/api.ts";
import { retrying } from "../../../client/retry.ts";
import { asCommandError } from "../../../failure.ts";
import type { WizardEvent } from "../state.ts";

type DuplicatesHost = Host<WizardEvent>;

/** The look each open wizard is at: a newer one takes its place. */
const looks = new WeakMap<AbortSignal, AbortController>();

export const haltDuplicates = (screen: AbortSignal): void => looks.get(screen)?.abort();

/** Looks through all people, telling of each chunk; ends early where it is halted. */
export async function findDuplicates(
  { id, serial }: { readonly id: string; readonly serial: number },
  host: DuplicatesHost,
): Promise<void> {
  const { api, shell, emit } = host;
  haltDuplicates(host.signal);
  const halt = new AbortController();
  looks.set(host.signal, halt);
  const signal = AbortSignal.any([host.signal, halt.signal]);
  const names = new Map<string, string>();
  let cursor: string | null = null;
  try {
    do {
      const query: { days: string; cursor?: string } = {
        days: String(limits.duplicateDaysDefault),
        ...(cursor === null ? {} : { cursor }),
      };
      const page = await retrying(shell, signal, () =>
        read(api.v1.campaigns[":id"].duplicates.$get({ param: { id }, query })),
      );
      if (signal.aborted) return;
      cursor = page.next;
      emit({
        type: "duplicates",
        serial,
        page,
        unasked: await namesOf(page.unasked, { host, names }),
        isLast: cursor === null,
      });
    } while (cursor !== null);
  } catch (error) {
    if (!signal.aborted) emit({ type: "noDuplicates", serial, message: asCommandError(error).message });
  }
}

/** What campaigns are called; one that cannot be read is called by its id. */
async function namesOf(
  ids: readonly string[],
  { host: { api }, names }: { host: DuplicatesHost; names: Map<string, string> },
): Promise<string[]> {
  for (const id of ids.filter((each) => !names.has(each))) {
    const found = await read(api.v1.campaigns[":id"].$get({ param: { id } })).catch(() => null);
    names.set(id, found?.name ?? id);
  }
  return ids.map((id) => names.get(id) ?? id);
}
