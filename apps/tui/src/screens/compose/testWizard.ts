/** The wizard driven by events, for its tests. */
import { defaultPrices } from "@headsup/contract";
import type { Press } from "../../app/keys.ts";
import type { AnyEvent, WizardAsk, WizardStep } from "./state.ts";
import { beginWizard, updateWizard } from "./wizard.ts";

export const context = { now: Date.parse("2026-11-24T15:00:00Z"), columns: 80, rows: 21 };
const sender = {
  id: "snd_1",
  channel: "sms" as const,
  address: "+12125550199",
  name: "Acme",
  type: "long_code" as const,
  perSecond: 1,
  helpText: null,
  inbox: { id: "inb_00000000000000000000000000", name: "Inbox" },
  skill: null,
  topics: [],
  createdAt: 0,
};
export const opening = {
  type: "opened" as const,
  senders: [sender],
  answers: [],
  skills: [],
  prices: defaultPrices,
  campaign: null,
  sample: null,
  kept: null,
  names: ["Outage"],
  key: "key-1",
  zone: "America/New_York",
};

/** Drives the wizard through events; what it asked for on the way is kept. */
export function wizard(...events: AnyEvent[]) {
  const asks: WizardAsk[] = [];
  let step: WizardStep = beginWizard({ screen: "compose", id: null });
  const tell = (event: AnyEvent): WizardStep => {
    step = updateWizard(step.state, event, context);
    asks.push(...(step.asks ?? []));
    return step;
  };
  for (const event of events[0]?.type === "opened" ? events : [opening, ...events]) tell(event);
  return { tell, asks, state: () => step.state, step: () => step };
}

export const typed = (text: string): AnyEvent[] =>
  [...text].map((letter) => ({
    type: "press",
    press: { name: letter === " " ? "space" : letter, text: letter } satisfies Press,
  }));
export const command = (id: string): AnyEvent => ({ type: "command", id });

/** A chunk of people as other campaigns know them: nobody of them, unless said otherwise. */
export const duplicates = (
  serial: number,
  over: Partial<Extract<AnyEvent, { type: "duplicates" }>> = {},
): AnyEvent => ({
  type: "duplicates",
  serial,
  page: { checked: 3, people: 0, items: [] },
  unasked: [],
  isLast: true,
  ...over,
});

/** A draft whose first rung says this. */
export const saying = (text: string) => ({ rungs: [{ written: { text } }] });
