import type { Channel } from "@headsup/contract";
import type { FailureClass } from "@headsup/core/campaign/settle";
import { type Catalogue, insertSuppression, rememberUnreachable, type Statement } from "@headsup/storage/catalog";
import { suppressionOf } from "./suppress.ts";

/** What a failure teaches of the address it was sent to, for all that will be sent to it. */
export function lessonOf(
  catalogue: Catalogue,
  { address, senderId, channel }: { address: string; senderId: string; channel: Channel },
  { failure, code, at }: { failure: FailureClass | null; code: string | null; at: number },
): Statement[] {
  if (code === null) return [];
  if (failure === "wrong_channel") return [rememberUnreachable(catalogue, { address, channel, code, at })];
  if (failure !== "opted_out" && failure !== "invalid_address") return [];
  return [insertSuppression(catalogue, suppressionOf({ address, fact: failure, code }, { senderId, channel, at }))];
}

export const teaches = (failure: FailureClass | null): boolean =>
  failure === "wrong_channel" || failure === "opted_out" || failure === "invalid_address";
