/** A message changing status: stored, logged, and posted to its StatusCallback when there is one. */
import { parseCallbackUrl } from "./callbackUrl.ts";
import { callbackDelays, tryFaults } from "./faults.ts";
import { randomFor } from "./random.ts";
import { type DeliveryRequest, scheduleDelivery } from "./store/agenda.ts";
import { appendLog } from "./store/log.ts";
import { type Message, type MessageStatus, setMessageStatus } from "./store/messages.ts";
import { statusCallbackParams } from "./webhookParams.ts";
import type { World } from "./world.ts";

export interface StatusChange {
  readonly status: MessageStatus;
  readonly errorCode: number | null;
  /** Clock ms at which it happened. */
  readonly at: number;
}

export function changeStatus(world: World, message: Message, change: StatusChange): Message {
  const changed = setMessageStatus(world.db, message, change);
  appendLog(world.db, {
    at: change.at,
    realAt: world.realNow(),
    kind: "status",
    to: message.to,
    from: message.from,
    sid: message.sid,
    messageStatus: change.status,
    errorCode: change.errorCode,
    outcome: "changed",
  });
  announceStatus(world, changed);
  return changed;
}

/** Schedules the status callback for the status the message has now. */
export function announceStatus(world: World, message: Message): void {
  const announced: readonly string[] = world.settings().callbackStatuses;
  if (message.statusCallback === null || !announced.includes(message.status)) return;
  postAbout(world, message, {
    kind: "callback",
    address: message.statusCallback,
    params: statusCallbackParams(world, message),
  });
}

/** What a webhook may be about: a message, a call. */
type Subject = Pick<Message, "sid" | "number" | "direction" | "from" | "to" | "errorCode" | "updatedAt"> & {
  readonly status: string;
};

/** Schedules a webhook request about a message or call, as many times and as late as the faults in force will have it. */
export function postAbout(
  world: World,
  message: Subject,
  post: Pick<DeliveryRequest, "kind" | "params"> & { readonly address: string },
): void {
  const settings = world.settings();
  const random = randomFor(settings.seed, post.kind, message.number, message.status);
  const on = post.kind === "callback" ? "callback" : "inbound";
  const person = message.direction === "inbound" ? message.from : message.to;
  const trial = tryFaults(settings.faults, { random, to: person, on });
  const delays = callbackDelays(trial, random);
  if (trial.left !== settings.faults) world.setSettings({ ...settings, faults: trial.left });

  const { url, retries, retryOn } = parseCallbackUrl(post.address);
  if (delays.length === 0) {
    appendLog(world.db, {
      at: world.now(),
      realAt: world.realNow(),
      kind: post.kind,
      to: message.to,
      from: message.from,
      sid: message.sid,
      statusCallback: url,
      messageStatus: message.status,
      errorCode: message.errorCode,
      outcome: "lost",
    });
  }
  for (const delayMs of delays) {
    scheduleDelivery(world.db, {
      at: message.updatedAt + delayMs,
      sid: message.sid,
      request: { kind: post.kind, url, params: post.params, retriesLeft: retries, retryOn },
    });
  }
}
