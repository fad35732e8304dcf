import type { CarrierOptions } from "@headsup/carrier";
import { numberIn } from "./lists.ts";
import { maintenance, orderDelay } from "./team.ts";

/** What certain people of the demo do on the sandbox carrier, and what WhatsApp approved; everybody else is drawn. */

type Settings = NonNullable<CarrierOptions["settings"]>;

/** Those of the campaign that is over: most received, some wrote back, some want no more of it. */
const said = [
  "needs-change",
  "delivers",
  "stops",
  "in-pieces",
  "replies",
  "landline",
  "delivers",
  "asks-back",
  "stops-awkwardly",
] as const;

const ofMaintenance = Object.fromEntries(
  Array.from({ length: maintenance.people }, (_, n) => [numberIn(maintenance, n), said[n] ?? "delivers"]),
);

/** The first of the ladder: one reads, one is not on WhatsApp and gets a text, one answers there. */
const ofOrderDelay: Settings["people"] = {
  "+19025550100": { whatsapp: "reads" },
  "+12125550100": { whatsapp: "not-on-whatsapp", sms: "delivers" },
  "+13125550100": { whatsapp: "needs-change" },
  "+13035550100": { whatsapp: "not-on-whatsapp", sms: "replies" },
};

export const sandbox = {
  people: { ...ofMaintenance, ...ofOrderDelay },
  templates: { [orderDelay.sid]: { body: orderDelay.body } },
} satisfies Settings;
