/** A message to one person: a question at a time, then the whole of it with what it costs, and one yes. */
import type { Campaign, Sender } from "@headsup/contract";
import { composeMessage } from "@headsup/core/answer/compose";
import { measure } from "@headsup/core/answer/segments";
import { parsePhone } from "@headsup/core/contact/phone";
import type { Confirm, Prompt } from "../../app/screen.ts";
import type { CommandError } from "../../failure.ts";
import { readZone } from "../../options/zone.ts";
import { count } from "../../terminal/text.ts";
import { fieldOf } from "../../ui/field.ts";

export interface PersonMessage {
  readonly senders: readonly Sender[];
  /** E.164. */
  readonly to: string;
  /** A sender's address. */
  readonly sender: string;
  readonly text: string;
  /** Null: their number tells it. */
  readonly zone: string | null;
}

export type PersonEvent =
  | { readonly type: "senders"; readonly senders: readonly Sender[] }
  | { readonly type: "sent"; readonly campaign: Campaign };

export type PersonAsk =
  | { readonly ask: "senders" }
  | { readonly ask: "send"; readonly message: Omit<PersonMessage, "senders"> };

/** What came of an answer. */
export interface PersonStep {
  readonly person: PersonMessage;
  readonly prompt?: Prompt;
  readonly confirm?: Confirm;
}

type Question = "to" | "sender" | "text" | "zone";

const start = "person.";
/** Whether a question's answer is about this. */
export const isOfPerson = (id: string): boolean => id.startsWith(start);

/** As the server adds it to every message to one person. */
const optOutText = "Reply STOP to opt out.";

export function begun(senders: readonly Sender[]): PersonStep {
  const person = { senders, to: "", sender: senders[0]?.address ?? "", text: "", zone: null };
  return { person, prompt: promptFor("to", person) };
}

function promptFor(question: Question, person: PersonMessage, trouble?: string): Prompt {
  const known = person.senders.map(({ address, name }) => `${address} ${name}`).join(", ");
  const [title, hint, text] = {
    to: ["Whom do you write to?", "Their number, with its country code: +12125550100.", person.to],
    sender: ["Which of your numbers sends it?", known, person.sender],
    text: [
      "What do you tell them?",
      "How to stop is added by itself. You see it as a whole before it goes.",
      person.text,
    ],
    zone: [
      "Where are they?",
      "Their number does not tell their time: a city near them, such as London. Nobody is texted at night.",
      person.zone ?? "",
    ],
  }[question] as [string, string, string];
  return { id: start + question, title, hint, field: fieldOf(text), trouble };
}

/** A question was answered: on to the next one, or back to it with what is wrong. */
export function answeredOf(person: PersonMessage, { id, text }: { id: string; text: string }): PersonStep {
  const question = id.slice(start.length) as Question;
  const typed = text.trim();
  const wrong = (change: Partial<PersonMessage>, trouble: string): PersonStep => {
    const next = { ...person, ...change };
    return { person: next, prompt: promptFor(question, next, trouble) };
  };
  const on = (change: Partial<PersonMessage>, to: Question): PersonStep => {
    const next = { ...person, ...change };
    return { person: next, prompt: promptFor(to, next) };
  };
  switch (question) {
    case "to": {
      const phone = parsePhone(typed, { country: "US" });
      if (!phone.ok) return wrong({ to: typed }, phone.error.message);
      return on({ to: phone.value.e164 }, person.senders.length > 1 ? "sender" : "text");
    }
    case "sender": {
      const words = typed.toLowerCase();
      const found = person.senders.find(
        ({ address, name }) => words !== "" && (address.includes(words) || name.toLowerCase().includes(words)),
      );
      return found === undefined
        ? wrong({ sender: typed }, `None of your numbers is called “${typed}”.`)
        : on({ sender: found.address }, "text");
    }
    case "text": {
      if (typed === "") return wrong({ text: "" }, "Nothing would be sent.");
      const whole = composeMessage({ body: typed, replyLine: "", optOutText });
      return whole.ok ? questioned({ ...person, text: typed }) : wrong({ text: typed }, whole.error.message);
    }
    case "zone": {
      const zone = readZone(typed);
      return zone === null ? wrong({ zone: typed }, `“${typed}” is no time zone.`) : questioned({ ...person, zone });
    }
  }
}

/** Everything at once, and the promise of consent. */
function questioned(person: PersonMessage): PersonStep {
  const whole = composeMessage({ body: person.text, replyLine: "", optOutText });
  const said = whole.ok ? whole.value : person.text;
  const { segments, characters, encoding } = measure(said);
  const unicode = encoding === "UCS-2" ? ", Unicode" : "";
  return {
    person,
    confirm: {
      id: `${start}send`,
      title: `Send this to ${person.to}?`,
      lines: [
        ...said.split("\n").map((line) => `│ ${line}`),
        `${count(segments, "segment")}, ${count(characters, "character")}${unicode}, from ${person.sender}; by day where they are.`,
        "By sending you attest, by your name, that they agreed to be contacted (TCPA, GDPR).",
      ],
      yes: "They agreed: send",
    },
  };
}

/** The yes. */
export const sendOf = ({ to, sender, text, zone }: PersonMessage): PersonAsk => ({
  ask: "send",
  message: { to, sender, text, zone },
});

/** The server would not take it: what it names is asked for again; null where it names nothing. */
export function refusedOf(person: PersonMessage, { trouble }: CommandError): PersonStep | null {
  const [, field, message] = /^(to|text|zone): (.*)$/s.exec(trouble.message) ?? [];
  if (field === undefined || message === undefined) return null;
  const isFirst = field === "zone" && person.zone === null;
  return { person, prompt: promptFor(field as Question, person, isFirst ? undefined : message) };
}
