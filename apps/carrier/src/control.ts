/** What can be asked of the carrier beside Twilio's API. */
import { z } from "zod";
import { callUs } from "./calls/exchange.ts";
import { phoneChoiceSchema, phones } from "./calls/phones.ts";
import { limits } from "./limits.ts";
import { receiveText } from "./network.ts";
import type { Pump } from "./pump.ts";
import { type SettingsChange, settingsChangeSchema } from "./settings.ts";
import { countAgenda } from "./store/agenda.ts";
import { transaction } from "./store/database.ts";
import { countLog, type LogEntry, logKinds, readLog } from "./store/log.ts";
import { countMessagesByStatus } from "./store/messages.ts";
import { countOptOuts } from "./store/senders.ts";
import type { World } from "./world.ts";

export const logQuerySchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  kind: z.enum(logKinds).optional(),
  limit: z.coerce.number().int().min(1).max(limits.logPageMax).default(limits.logPageDefault),
});

const addressed = { from: z.string().min(1), to: z.string().min(1), body: z.string() };
export const textSchema = z.object({
  ...addressed,
  /** Pictures and files with it. */
  media: z
    .array(z.object({ url: z.url(), type: z.string().min(1) }))
    .max(limits.mediaMax)
    .optional(),
  /** On WhatsApp, the quick reply they pressed; its words are the body. */
  button: z.object({ text: z.string().min(1), payload: z.string() }).optional(),
});
export type Text = z.output<typeof textSchema>;

export const ringSchema = z.object({
  from: z.string().min(1),
  to: z.string().min(1),
  /** What the caller does. */
  phone: phoneChoiceSchema.default("listens"),
});
type Ring = z.output<typeof ringSchema>;

export interface Summary {
  /** Clock ms. */
  readonly now: number;
  /** Number of messages by `direction:status`. */
  readonly messages: Readonly<Record<string, number>>;
  /** Number of log entries by kind and outcome. */
  readonly log: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What is still to happen. */
  readonly pending: { readonly events: number; readonly deliveries: number };
  readonly optOuts: number;
}

export interface Control {
  log(query: z.input<typeof logQuerySchema>): LogEntry[];
  summary(): Summary;
  /** A person texts one of our numbers now. Returns the inbound message's sid. */
  text(text: Text): { readonly sid: string };
  /** A person calls one of our numbers now, and does as that phone does. Returns the call's sid. */
  call(ring: Ring): { readonly sid: string };
  /** Replaces the parts of the settings that are given. Throws a ZodError when they make no sense. */
  configure(change: SettingsChange): void;
}

export function createControl({ world, pump }: { readonly world: World; readonly pump: Pump }): Control {
  return {
    log: (query) => readLog(world.db, logQuerySchema.parse(query)),
    summary: () => {
      pump.poke();
      return {
        now: world.now(),
        messages: countMessagesByStatus(world.db),
        log: countLog(world.db),
        pending: countAgenda(world.db),
        optOuts: countOptOuts(world.db),
      };
    },
    text: (text) => {
      pump.poke();
      const { sid } = transaction(world.db, () => receiveText(world, text, world.now()));
      pump.poke();
      return { sid };
    },
    call: ({ from, to, phone }) => {
      pump.poke();
      const caller = typeof phone === "string" ? phones[phone] : phone;
      const { sid } = transaction(world.db, () => callUs(world, { from, to, phone: caller }, world.now()));
      pump.poke();
      return { sid };
    },
    configure: (change) => {
      pump.poke();
      const given = Object.entries(settingsChangeSchema.parse(change)).filter(([, value]) => value !== undefined);
      world.setSettings({ ...world.settings(), ...Object.fromEntries(given) });
    },
  };
}
