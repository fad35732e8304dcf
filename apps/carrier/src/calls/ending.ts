/** The end of a call, and what it leads to: whoever we called may call back, once. */
import { between, randomFor } from "../random.ts";
import { scheduleEvent } from "../store/agenda.ts";
import type { World } from "../world.ts";
import { changeCall } from "./hooks.ts";
import type { CallEvent } from "./moments.ts";
import type { Phone } from "./phones.ts";
import type { Call } from "./table.ts";

export function endCall(
  world: World,
  call: Call,
  { at, ...how }: Pick<Call, "status"> & Partial<Pick<Call, "sipCode">> & { readonly at: number },
): Call {
  const ended = changeCall(world, call, { ...how, endedAt: at }, at);
  const { callsBack, ...rest } = call.phone;
  if (callsBack === undefined || call.direction === "inbound") return ended;
  const { keys, speaksMs, afterMs } = callsBack;
  const caller: Phone = { ...rest, hangsUpAfterMs: undefined, picksUp: "human", keys, speaksMs };
  const event: CallEvent = { kind: "calls-us", from: call.to, to: call.from, phone: caller };
  const random = randomFor(world.settings().seed, "calls-back", call.sid);
  scheduleEvent(world.db, { at: at + between(random, afterMs), event });
  return ended;
}
