/** What a person tells of themselves: the same whenever they are asked. */
import { between, pick, type Random } from "./random.ts";

const streets = [
  "Elm Street",
  "Harbor Road",
  "Oak Avenue",
  "Mill Lane",
  "Washington St",
  "Juniper Court",
  "Bay Street",
];
const firstNames = ["Ada", "Ben", "Carmen", "Dev", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas"];
const lastNames = ["Moreno", "Okafor", "Lindqvist", "Patel", "Brown", "Nakamura", "Silva", "Walsh", "Haddad", "Kim"];
/** What a phone or a mailbox answers by itself. */
const automatic = [
  "I'm driving with Do Not Disturb While Driving turned on. I'll see your message when I get where I'm going.",
  "I'm driving right now - Sent from my car",
  "Automatic reply: I am out of the office until Monday and will answer when I am back.",
  "Out of office. For anything urgent please call the front desk.",
  "Sorry, I can't talk right now.",
];
const languages = [
  { question: "¿Me pueden escribir en español por favor?", answer: "Sí, está bien", thanks: "Muchas gracias" },
  { question: "Bonjour, c'est pour quand exactement ?", answer: "Oui, c'est parfait", thanks: "Merci beaucoup" },
  { question: "Hallo, muss ich da etwas machen?", answer: "Ja, das passt", thanks: "Vielen Dank!" },
  { question: "Oi, isso é para mim? Não entendi", answer: "Sim, pode ser", thanks: "Muito obrigada" },
];

export type Details = Readonly<Record<string, string>>;

/**
 * A person's details, by the name they have in a saying. What the notice says of them (who they are, which order) holds.
 * @param random of the person alone, not of the message.
 */
export function detailsOf(notice: string, random: Random): Details {
  const language = pick(random, languages);
  const firstName =
    /^(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear) (\p{Lu}[\p{L}'’-]*)/u.exec(notice)?.[1] ?? pick(random, firstNames);
  return {
    name: `${firstName} ${pick(random, lastNames)}`,
    address: `${between(random, [2, 480])} ${pick(random, streets)}, apt ${between(random, [1, 12])}`,
    reading: String(between(random, [10_432, 98_761])),
    automatic: pick(random, automatic),
    order: /\b[A-Z]{2,4}-?\d{3,}\b/.exec(notice)?.[0] ?? String(between(random, [40_112, 91_875])),
    "question in their language": language.question,
    "answer in their language": language.answer,
    "thanks in their language": language.thanks,
  };
}

/** "It's {order}" → "It's HU-4100"; what is no detail stays. */
export const fillIn = (body: string, details: Details): string =>
  body.replace(/\{([^{}]+)\}/g, (whole, name: string) => (Object.hasOwn(details, name) ? details[name]! : whole));
