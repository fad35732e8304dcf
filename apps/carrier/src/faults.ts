/**
 * Trouble on demand. Each rule fires with its probability, at most `count` times, for one address or all. Pure: draws
 * come in, the rules after use (counts taken down) go out.
 *
 * On arrival of a request, the first of these that fires decides; nothing is accepted:
 *   drop → rateLimit → serverError → refuse
 * When a create has been accepted, the first of these decides what the caller learns of it:
 *   acceptThenTimeout → acceptThenDrop → acceptThenServerError
 * `latency` is added to whatever is answered; `listLate` hides what is new. `fail` ends an accepted message badly. The callback rules add up.
 */
import { z } from "zod";
import type { Random } from "./random.ts";

const operationSchema = z.enum(["create", "fetch", "list"]);
export type Operation = z.output<typeof operationSchema>;

const rule = {
  probability: z.number().min(0).max(1).default(1),
  /** Applies to this many more; without it, until replaced. */
  count: z.int().min(0).optional(),
  /** Only for messages to this address. */
  to: z.string().optional(),
};
const arrivalRule = { ...rule, on: z.array(operationSchema).default(["create"]) };
const deliveryRule = { ...rule, on: z.array(z.enum(["callback", "inbound"])).default(["callback"]) };
const serverErrorStatus = z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]);

export const faultsSchema = z.strictObject({
  /** System time before the answer; what is asked for has been done by then. */
  latency: z.object({ ...arrivalRule, ms: z.int().min(0) }).optional(),
  drop: z.object(arrivalRule).optional(),
  rateLimit: z
    .object({
      ...arrivalRule,
      retryAfterSeconds: z.int().min(0).default(1),
      retryAfterForm: z.enum(["seconds", "date"]).default("seconds"),
    })
    .optional(),
  serverError: z.object({ ...arrivalRule, status: serverErrorStatus.default(503) }).optional(),
  /** Refuses with any of Twilio's codes, 21408 or 21611 for instance. */
  refuse: z.object({ ...arrivalRule, code: z.int() }).optional(),
  acceptThenTimeout: z.object(rule).optional(),
  acceptThenDrop: z.object(rule).optional(),
  acceptThenServerError: z.object({ ...rule, status: serverErrorStatus.default(500) }).optional(),
  /** A message stands in lists only this much clock time after it was accepted; Twilio promises no time either. */
  listLate: z.object({ ...rule, ms: z.int().min(0) }).optional(),
  /** Accepted, then undelivered with this code, 30002 or 30007 for instance. */
  fail: z.object({ ...rule, code: z.int() }).optional(),
  callbackLost: z.object(deliveryRule).optional(),
  callbackRepeated: z
    .object({ ...deliveryRule, times: z.int().min(1).default(1), everyMs: z.int().min(0).default(1_000) })
    .optional(),
  /** Each is held back by up to this much clock time, so that later ones overtake it. */
  callbackReordered: z.object({ ...deliveryRule, withinMs: z.int().min(0).default(5_000) }).optional(),
  callbackLate: z.object({ ...deliveryRule, delayMs: z.int().min(0) }).optional(),
});
export type Faults = z.output<typeof faultsSchema>;
type FaultName = keyof Faults;

/** One decision's view of the rules: asks them in turn, and remembers what they have left. */
export interface FaultTrial {
  /** The rule, if it fires now; its count is then one less. */
  fires<N extends FaultName>(name: N): NonNullable<Faults[N]> | undefined;
  /** The rules after what fired. The same object when nothing was counted down. */
  readonly left: Faults;
}

export function tryFaults(
  faults: Faults,
  { random, to, on }: { readonly random: Random; readonly to: string | null; readonly on?: string },
): FaultTrial {
  let left = faults;
  return {
    fires: (name) => {
      const found = left[name];
      if (found === undefined || found.count === 0) return undefined;
      if (found.to !== undefined && found.to !== to) return undefined;
      if (on !== undefined && "on" in found && !(found.on as readonly string[]).includes(on)) return undefined;
      if (random.next() >= found.probability) return undefined;
      if (found.count !== undefined) left = { ...left, [name]: { ...found, count: found.count - 1 } };
      return found;
    },
    get left() {
      return left;
    },
  };
}

/** When, in clock ms from now, copies of one callback go out. Empty: it is lost. */
export function callbackDelays(trial: FaultTrial, random: Random): number[] {
  if (trial.fires("callbackLost")) return [];
  const reordered = trial.fires("callbackReordered");
  const late = trial.fires("callbackLate");
  const repeated = trial.fires("callbackRepeated");
  const firstMs = Math.floor(random.next() * (reordered?.withinMs ?? 0)) + (late?.delayMs ?? 0);
  const copies = 1 + (repeated?.times ?? 0);
  return Array.from({ length: copies }, (_, copy) => firstMs + copy * (repeated?.everyMs ?? 0));
}
