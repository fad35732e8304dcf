import { afterInbound, receiveMailStream, type Services } from "@headsup/api";

/**
 * Mail by Cloudflare's Email Routing. What throws here is a failure that may pass, told to the server that brought it; what is
 * refused goes back to its writer.
 */
export async function receiveEmail(
  services: Services,
  message: Pick<ForwardableEmailMessage, "raw" | "from" | "to" | "setReject">,
  ctx: Pick<ExecutionContext, "waitUntil">,
): Promise<void> {
  const taken = await receiveMailStream(services, message.raw, { from: message.from, to: [message.to] });
  if (taken.kind === "refused") return message.setReject(taken.reason);
  if (taken.conversationId !== null) ctx.waitUntil(afterInbound(services, taken.conversationId));
}
