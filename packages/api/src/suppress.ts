import type { Channel, Suppression } from "@headsup/contract";

/** The suppression a provider's refusal amounts to: an opt-out is this sender's matter, a dead number the channel's. */
export function suppressionOf(
  { address, fact, code }: { address: string; fact: "opted_out" | "invalid_address"; code: string },
  { senderId, channel, at }: { senderId: string; channel: Channel; at: number },
): Suppression {
  return fact === "opted_out"
    ? { address, scope: "sender", scopeId: senderId, reason: "provider_opt_out", createdAt: at }
    : { address, scope: "channel", scopeId: channel, reason: `invalid:${code}`, createdAt: at };
}

/** The suppression somebody's own word amounts to, by the scope that stop has here. */
export const suppressionByWish = ({
  address,
  senderId,
  stopScope,
  at,
}: {
  address: string;
  senderId: string;
  stopScope: "sender" | "global";
  at: number;
}): Suppression => ({
  address,
  ...(stopScope === "global" ? { scope: "global", scopeId: "" } : { scope: "sender", scopeId: senderId }),
  reason: "unsubscribe",
  createdAt: at,
});
