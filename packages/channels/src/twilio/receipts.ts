import type { Receipt } from "@headsup/core/campaign/settle";
import { failureOf } from "./codes.ts";

const statuses: Readonly<Record<string, Receipt["status"]>> = {
  accepted: "accepted",
  scheduled: "accepted",
  queued: "accepted",
  sending: "accepted",
  sent: "sent",
  delivered: "delivered",
  partially_delivered: "delivered",
  read: "read",
  undelivered: "undelivered",
  failed: "failed",
  canceled: "failed",
};

/** Twilio's word for a message's status in ours; null for one that says nothing of an outbound message. */
export function receiptOf(told: {
  providerId: string;
  status: string;
  code: string | null;
}): Omit<Receipt, "attempt"> | null {
  const status = Object.hasOwn(statuses, told.status) ? statuses[told.status] : undefined;
  if (status === undefined) return null;
  const failed = status === "failed" || status === "undelivered";
  const code = failed ? (told.code ?? told.status) : null;
  return { providerId: told.providerId, status, code, failure: code === null ? null : failureOf(code) };
}
