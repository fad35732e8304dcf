import type { CampaignCreate } from "@headsup/contract";
import type { z } from "zod";
import type { MadeList } from "./lists.ts";

/** A team's work, as somebody would find it who sits down at its terminal in the middle of a morning. */

const deliveries = "+12125550199";
const service = "+16175550199";
const calls = "+16175550198";
const bills = "bills@acme.example";

/** Each with the inbox its replies go to. One number both texts and writes on WhatsApp. */
export const senders = [
  { channel: "sms", address: deliveries, name: "Acme Deliveries", inbox: "Deliveries" },
  { channel: "whatsapp", address: deliveries, name: "Acme Deliveries", inbox: "Deliveries" },
  { channel: "sms", address: service, name: "Acme Service", inbox: "Service" },
  { channel: "voice", address: calls, name: "Acme Service", inbox: "Service" },
  { channel: "email", address: bills, name: "Acme Bills", inbox: "Bills" },
] as const;

export const answers = [
  {
    name: "Outage",
    text: 'Hi {{ first_name | default: "there" }}, {{ service }} is down in your area. We are on it and expect it back by {{ back_at }}.',
  },
  {
    name: "Renewal",
    text: "Hi {{ first_name }}, your {{ plan }} plan renews on {{ renews_on }}. Reply here if anything should change.",
  },
  {
    name: "Call-back",
    text: "Hi {{ first_name }}, you asked us to call you back: is today between {{ from }} and {{ until }} good?",
  },
] as const;

/** A template as WhatsApp approved it, and as the campaign repeats it. */
export const orderDelay = {
  sid: "HX5f8d2c1b7a9e4063b1c2d3e4f5a60718",
  body: "Hi {{1}}, your order {{2}} is a day late: it comes {{3}}. Questions? Just reply. To get no more of these, reply STOP.",
} as const;

/** What is done with a campaign once its people are imported. */
type Fate =
  | { readonly kind: "stays_draft" }
  | { readonly kind: "launched" }
  | { readonly kind: "launched_and_completed" }
  | { readonly kind: "paused"; readonly reason: string }
  /** Launched now, to start at nine tomorrow. */
  | { readonly kind: "scheduled" };

export interface TeamCampaign {
  readonly settings: z.input<typeof CampaignCreate>;
  /** A list made up for it, or the demo's own file of this name. */
  readonly list: MadeList | string;
  readonly fate: Fate;
}

const days = ["Tuesday", "Wednesday", "Thursday"];
export const maintenance: MadeList = {
  name: "back-bay.csv",
  areas: ["617"],
  people: 10,
  column: ["hours", ["23:00 to 23:30", "23:30 to 24:00"]],
};

/** The first one is over soonest, and so comes first. */
export const campaigns: readonly TeamCampaign[] = [
  {
    settings: {
      name: "Network maintenance",
      description: "Half an hour without internet in the Back Bay",
      sender: service,
      text: "Hi {{ first_name }}, we work on the network in your street tonight: no internet from {{ hours }}. Sorry for the trouble.",
      brand: "Acme",
      tags: ["maintenance"],
      zone: "America/New_York",
    },
    list: maintenance,
    fate: { kind: "launched_and_completed" },
  },
  {
    settings: {
      name: "Meter reading",
      description: "Ask for this year's reading before the bills are made",
      sender: service,
      text: "Hi {{ first_name }}, we read your {{ meter }} meter next week. Reply with the number on it and nobody needs to come by.",
      brand: "Acme",
      tags: ["billing", "yearly"],
      zone: "America/New_York",
    },
    list: {
      name: "meters.csv",
      areas: ["202", "305", "214", "720", "206", "808"],
      people: 204,
      column: ["meter", ["water", "gas", "power"]],
    },
    fate: { kind: "launched" },
  },
  {
    settings: {
      name: "Order delay",
      description: "A lorry broke down: these orders come a day late",
      channel: "whatsapp",
      sender: deliveries,
      content: {
        channel: "whatsapp",
        contentSid: orderDelay.sid,
        body: orderDelay.body,
        variables: { "1": "{{ first_name }}", "2": "{{ order }}", "3": "{{ day }}" },
      },
      fallbacks: [
        {
          channel: "sms",
          sender: deliveries,
          text: "Hi {{ first_name }}, your order {{ order }} is a day late: it comes {{ day }}. Questions? Just reply.",
          afterMs: 30 * 60_000,
        },
      ],
      brand: "Acme Deliveries",
      tags: ["delivery"],
      zone: "America/New_York",
      pace: { count: 4, spanMs: 5 * 60_000 },
    },
    list: "people.csv",
    fate: { kind: "launched" },
  },
  {
    settings: {
      name: "December bill",
      description: "The bill is ready, by email; who has none gets a text",
      channel: "email",
      sender: bills,
      content: {
        channel: "email",
        subject: "Your bill of December: {{ amount }}",
        text: "Hi {{ first_name }},\n\nyour bill of December is ready. It comes to **{{ amount }}** and is due on the 15th.\n\n[Your bill](https://acme.example/bills)\n\nQuestions? Just reply.",
      },
      fallbacks: [
        {
          channel: "sms",
          sender: service,
          text: "Hi {{ first_name }}, your bill of December is ready: {{ amount }}, due on the 15th.",
          afterMs: 24 * 60 * 60_000,
        },
      ],
      brand: "Acme",
      tags: ["billing"],
      zone: "America/New_York",
    },
    list: {
      name: "bills.csv",
      areas: ["212", "312"],
      people: 60,
      column: ["amount", ["$48.20", "$61.75", "$39.90"]],
      hasEmail: true,
    },
    fate: { kind: "launched" },
  },
  {
    settings: {
      name: "Water off",
      description: "A burst main: no water until the evening. Nobody may miss it, so we call",
      channel: "voice",
      sender: calls,
      content: {
        channel: "voice",
        greeting: "This is Acme Service with a notice for {{ first_name }}.",
        message: { say: "A water main has burst in {{ street }}. There is no water until six this evening." },
        keys: [
          { digit: "1", action: "agent" },
          { digit: "5", action: "repeat" },
          { digit: "7", action: "voicemail" },
          { digit: "9", action: "stop" },
        ],
      },
      brand: "Acme",
      tags: ["outage"],
      zone: "America/New_York",
    },
    list: {
      name: "burst.csv",
      areas: ["617"],
      people: 24,
      first: 40,
      column: ["street", ["Beacon Street", "Marlborough Street"]],
    },
    fate: { kind: "launched" },
  },
  {
    settings: {
      name: "Price change",
      description: "The new prices from January",
      sender: service,
      text: "Hi {{ first_name }}, from January your {{ plan }} plan costs a little more. What changes for you: reply and we tell you.",
      brand: "Acme",
      tags: ["billing"],
      zone: "America/New_York",
    },
    list: {
      name: "prices.csv",
      areas: ["404", "713"],
      people: 32,
      column: ["plan", ["Basic", "Family", "Business"]],
    },
    fate: { kind: "paused", reason: "Legal wants another wording of the second sentence" },
  },
  {
    settings: {
      name: "Winter opening hours",
      sender: deliveries,
      text: "Hi {{ first_name }}, the {{ shop }} shop closes at 18:00 from Monday on. See you before!",
      brand: "Acme",
      tags: ["shops"],
      zone: "America/New_York",
      hours: Object.fromEntries(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map((day) => [
          day,
          [{ open: "09:00", close: "17:00" }],
        ]),
      ),
    },
    list: {
      name: "regulars.csv",
      areas: ["215", "312"],
      people: 40,
      column: ["shop", ["Market Street", "Canal Street"]],
    },
    fate: { kind: "scheduled" },
  },
  {
    settings: {
      name: "Technician visits",
      description: "Who to expect next week, and when",
      sender: service,
      text: "Hi {{ first_name }}, our technician visits you on {{ day }}. Not a good day? Reply with a better one.",
      brand: "Acme",
      tags: ["visits"],
      zone: "America/New_York",
    },
    list: {
      name: "visits.csv",
      areas: ["314", "602", "919"],
      people: 24,
      column: ["day", days],
      bad: [
        ["314-555-01", "Otto", "Tuesday"],
        ["+13145550100", "Ada again", "Wednesday"],
        ["", "Nobody", "Thursday"],
        ["+16025550150", "Selma", ""],
        ["ask at the desk", "Piet", "Tuesday"],
      ],
    },
    fate: { kind: "stays_draft" },
  },
];
