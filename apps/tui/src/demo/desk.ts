import type { InboxCreate, RuleCreate } from "@headsup/contract";
import type { z } from "zod";
import { read } from "../client/api.ts";
import type { Session } from "../commands/session.ts";

/** Who answers the team's customers, and what decides where a reply goes. */

const weekday = [{ open: "08:00", close: "20:00" }];
const officeHours = {
  monday: weekday,
  tuesday: weekday,
  wednesday: weekday,
  thursday: weekday,
  friday: weekday,
  saturday: weekday,
  sunday: weekday,
};

type Inbox = z.input<typeof InboxCreate>;
const inboxes: readonly Inbox[] = [
  { name: "Deliveries", hours: officeHours, zone: "America/New_York", answerWithinMs: 60 * 60_000, waitingMax: 40 },
  { name: "Service", hours: officeHours, zone: "America/New_York", answerWithinMs: 4 * 60 * 60_000, waitingMax: 60 },
  { name: "Bills", hours: officeHours, zone: "America/New_York", answerWithinMs: 8 * 60 * 60_000, waitingMax: 60 },
];

const skills = [
  { name: "billing", description: "May change contracts and bills" },
  { name: "parcels", description: "Knows the carriers and their tracking" },
];
const topics = [
  { name: "billing", description: "Bills, prices, contracts" },
  { name: "delivery", description: "Where is my parcel?" },
  { name: "appointment", description: "Another day, another time" },
  { name: "complaint", description: "Somebody is angry" },
];

type Rule = z.input<typeof RuleCreate>;
const rules: readonly Rule[] = [
  {
    name: "Somebody is angry",
    trigger: { on: "message_received" },
    when: {
      field: "text",
      op: "words",
      values: ["complaint", "lawyer", "ridiculous", "unacceptable", "angry", "scam"],
    },
    actions: [
      { do: "add_topics", topics: ["complaint"] },
      { do: "set_priority", priority: "urgent" },
    ],
  },
  {
    name: "Only a thank-you",
    trigger: { on: "message_received" },
    when: {
      field: "text",
      op: "is",
      values: ["thanks", "thank you", "ok", "okay", "ok thanks", "great thanks", "thanks for letting me know"],
    },
    actions: [{ do: "close" }],
    stop: true,
  },
  {
    name: "Another day",
    trigger: { on: "message_received" },
    when: { field: "text", op: "words", values: ["move it", "another day", "reschedule", "thursday", "appointment"] },
    actions: [{ do: "add_topics", topics: ["appointment"] }],
  },
  {
    name: "Bills and prices",
    trigger: { on: "message_received" },
    when: {
      any: [
        { field: "text", op: "words", values: ["bill", "price", "pay", "contract", "refund"] },
        { field: "campaign_tag", values: ["billing"] },
      ],
    },
    actions: [
      { do: "add_topics", topics: ["billing"] },
      { do: "require_skill", skill: "billing" },
    ],
  },
  {
    name: "Outside our hours",
    trigger: { on: "message_received" },
    when: { field: "business_hours", is: false },
    actions: [
      {
        do: "reply",
        text: "Thanks, we received your message. We are back at 08:00 and will get back to you then.",
      },
    ],
  },
  {
    name: "About to be late",
    trigger: { on: "due", withinMs: 10 * 60_000 },
    actions: [{ do: "set_priority", priority: "high" }],
  },
];

/** Texts an agent has at hand. */
const cannedAnswers = [
  { name: "Thanks", text: "You are welcome{% if first_name %}, {{ first_name }}{% endif %}. Anything else we can do?" },
  { name: "Ask for the order number", text: "Could you send me your order number? It begins with a letter." },
  { name: "Ask for the address", text: "Of course. What is your new address, please, with the postal code?" },
  { name: "Another day", text: "No problem. Which day suits you better, and morning or afternoon?" },
  { name: "Done", text: "Done, {{ agent_name }} here. You will get a confirmation. Have a good day!" },
] as const;

/** Sets the desk up: the one who sits at the terminal is on shift, a colleague as well. */
export async function setUpDesk({ api }: Session): Promise<void> {
  const { v1 } = api;
  for (const json of inboxes) await read(v1.inboxes.$post({ header: {}, json }));
  for (const json of skills) await read(v1.skills.$post({ header: {}, json }));
  for (const json of topics) await read(v1.topics.$post({ header: {}, json }));
  for (const json of rules) await read(v1.rules.$post({ header: {}, json }));
  for (const json of cannedAnswers) await read(v1.answers.$post({ header: {}, json }));
  const mine = { user: "me" as const, name: "Sam", skills: ["billing", "parcels"], capacity: 12 };
  await read(v1.agents.$post({ header: {}, json: mine }));
  await read(v1.agents[":id"].$patch({ param: { id: "me" }, json: { status: "available" } }));
  const maya = await read(v1.tokens.$post({ header: {}, json: { name: "Maya", role: "agent" } }));
  const { id } = await read(v1.agents.$post({ header: {}, json: { user: maya.id, skills: ["parcels"], capacity: 8 } }));
  await read(v1.agents[":id"].$patch({ param: { id }, json: { status: "available" } }));
}
