import type { Random } from "@headsup/testkit";
import type { Message } from "./provider.ts";
import type { Feature, Webhook } from "./trace.ts";

/** What the provider reports of one message, however often it is asked to. */
export interface Told {
  readonly statuses: readonly string[];
  readonly code: string | null;
  readonly covers: readonly Feature[];
}

/** Codes of failures reported later: for good, for now, of the handset, of the account. */
const failures = ["30008", "30001", "30003", "30003", "30005", "30006", "30007", "21610"];

/** Decides how a message ended and in which order that is told. */
export function tell(random: Random, message: Message): Told {
  const isFailed = random.chance(0.25);
  const last = isFailed ? random.pick(["undelivered", "failed"]) : "delivered";
  message.status = last;
  message.code = isFailed ? random.pick(failures) : null;
  const inOrder = ["sent", last];
  const isReordered = random.chance(0.4);
  const isRepeated = random.chance(0.3);
  const statuses = isReordered ? inOrder.toReversed() : inOrder;
  return {
    statuses: isRepeated ? [...statuses, ...statuses] : statuses,
    code: message.code,
    covers: [
      ...(isFailed ? ["failure reported later" as const] : []),
      ...(isReordered ? ["receipts out of order" as const] : []),
      ...(isRepeated ? ["receipts repeated" as const] : []),
    ],
  };
}

/** One status callback, at the address this attempt was given. */
export const callbackOf = (
  campaignId: string,
  { attemptId, sid }: Message,
  { status, code }: { status: string; code: string | null },
): Webhook => ({
  path: `/hooks/twilio/status/${campaignId}/${attemptId}`,
  params: { MessageSid: sid, MessageStatus: status, ...(code === null ? {} : { ErrorCode: code }) },
});
