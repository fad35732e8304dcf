/** What stands between a message and its person on WhatsApp, whatever the person is like. */
import { channelOf } from "./addresses.ts";
import { limits } from "./limits.ts";
import { lastInboundAt, type Message } from "./store/messages.ts";
import { blockedAt } from "./store/senders.ts";
import { templateObstacle } from "./templates.ts";
import type { World } from "./world.ts";

/** The code a message fails with as it leaves the queue at `at`; undefined: nothing stands in its way. */
export function obstacleTo(world: World, { from, to, contentSid, contentVariables }: Message, at: number) {
  if (channelOf(to) !== "whatsapp") return undefined;
  const pair = { person: to, sender: from };
  const wroteAt = lastInboundAt(world.db, pair);
  const barredAt = blockedAt(world.db, pair);
  // Who writes has lifted it.
  if (barredAt !== undefined && (wroteAt === undefined || wroteAt < barredAt)) return 63014;
  const isOpen = wroteAt !== undefined && at < wroteAt + limits.whatsappSessionMs;
  if (contentSid === null) return isOpen ? undefined : 63016;
  return templateObstacle(world.settings().templates[contentSid], { values: contentVariables ?? {}, to, isOpen });
}
