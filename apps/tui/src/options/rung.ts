import { type Channel, channels } from "@headsup/contract";
import { usageError } from "../failure.ts";
import { durationMs } from "./duration.ts";

/** A further rung as it is called on a command line: `sms from +12125550100 after 1h`. */
export interface RungOption {
  readonly channel: Channel;
  /** A sender's address or id. */
  readonly sender?: string;
  /** How long the rung before waits for delivery; absent: the server's hour. */
  readonly afterMs?: number;
}

const example = "--then 'sms from +12125550100 after 1h' --text '…'";
const shape = /^(\S+)(?:\s+from\s+(\S+))?(?:\s+after\s+(.+?))?$/i;

export function parseRung(written: string): RungOption {
  const [, called = "", sender, wait] = shape.exec(written.trim()) ?? [];
  const channel = channels.find((each) => each === called.toLowerCase());
  if (channel === undefined)
    throw usageError(`--then "${written}" begins with no channel (${channels.join(", ")}).`, `For example: ${example}`);
  const afterMs = wait === undefined ? undefined : durationMs(wait);
  if (afterMs === null)
    throw usageError(`--then "${written}": "${wait}" is no length of time.`, `For example: ${example}`);
  return { channel, ...(sender && { sender }), ...(afterMs !== undefined && { afterMs }) };
}
