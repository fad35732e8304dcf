/** What messages come to, person by person, as each of them will be made. */
import type { CompiledMessage } from "@headsup/core/answer/content";
import { previewOf } from "@headsup/core/answer/preview";
import { addressOn } from "@headsup/core/contact/address";
import type { Known, Sample } from "../composed.ts";
import type { Draft } from "../draft.ts";
import { compiledOf, contentsOn } from "../ladder.ts";

interface Sum {
  /** Of texts alone. */
  readonly segments: number;
  readonly micro: number;
}

/** @returns null where nothing can be made yet, or nobody waits for it any more */
export async function costOfAll(
  draft: Draft,
  known: Known,
  people: readonly Sample[],
  signal: AbortSignal,
): Promise<Sum | null> {
  const messages: CompiledMessage[] = [];
  for (const rung of draft.rungs) {
    const contents = contentsOn(rung, { language: draft.language, answers: known.answers });
    const compiled = contents.ok ? compiledOf(contents.value, draft) : contents;
    if (!compiled.ok) return null;
    messages.push(compiled.value);
  }
  let segments = 0;
  let micro = 0;
  for (const [n, person] of people.entries()) {
    const message = messages.find(({ channel }) => addressOn(person, channel) !== null);
    const to = message && addressOn(person, message.channel);
    const preview = message && to ? previewOf(message, person, { prices: known.prices, to }) : undefined;
    if (preview?.ok === true) {
      segments += preview.value.size?.segments ?? 0;
      micro += preview.value.cost.micro;
    }
    if (n % 20 !== 19) continue;
    await new Promise((resolve) => setImmediate(resolve)); // keys come first
    if (signal.aborted) return null;
  }
  return { segments, micro };
}
