/** The mailboxes at the other end, and who reads them: data. Delays are in clock milliseconds. */
import { z } from "zod";
import { type BehaviourName, behaviourNames, hourMs, minuteMs, secondMs } from "../behaviours.ts";

const delayMs = z.tuple([z.int().min(0), z.int().min(0)]);

const programs = ["gmail", "outlook", "apple", "phone"] as const;
export type Program = (typeof programs)[number];
const languages = ["en", "de", "fr", "es"] as const;
export type Language = (typeof languages)[number];

const mailboxSchema = z.object({
  /** How it ends; `accepted`: nothing is ever heard of it. */
  ends: z.enum(["delivered", "bounce", "dropped", "accepted"]).default("delivered"),
  /** Tried again once before that. */
  isDeferred: z.boolean().default(false),
  /** Of what comes back: its enhanced status (RFC 3463), what the server said, and whether it is the address or the message. */
  status: z.string().default(""),
  reason: z.string().default(""),
  type: z.enum(["bounce", "blocked"]).default("bounce"),
  endsAfterMs: delayMs.default([500, 5_000]),
  /** They call it spam. */
  complains: z.boolean().default(false),
  /** `scan`: a filter opens every link before they see it. `page`: they open the way out and confirm it. `one-click`: their program does. */
  visits: z.enum(["scan", "page", "one-click"]).optional(),
  /** What they answer: as a person who texts does, or always the same. */
  person: z.enum(behaviourNames).optional(),
  says: z.string().optional(),
  /** An out-of-office notice goes back at once. */
  isAway: z.boolean().default(false),
  answersAfterMs: delayMs.default([0, 0]),
  program: z.enum(programs).default("gmail"),
  language: z.enum(languages).default("en"),
});
export type Mailbox = z.output<typeof mailboxSchema>;

const box = (mailbox: z.input<typeof mailboxSchema>): Mailbox => mailboxSchema.parse(mailbox);
const bounces = (status: string, reason: string, type: Mailbox["type"] = "bounce") =>
  box({ ends: "bounce", status, reason, type });
const writes = (program: Program, language: Language, person: BehaviourName = "replies") =>
  box({ program, language, person: language === "en" ? person : "another-language" });

const mailboxes = {
  delivers: box({}),
  slow: box({ isDeferred: true, reason: "421 4.7.0 try again later", endsAfterMs: [5 * minuteMs, 40 * minuteMs] }),
  silent: box({ ends: "accepted" }),
  bounces: bounces("5.1.1", "550 5.1.1 The email account that you tried to reach does not exist"),
  full: bounces("5.2.2", "552 5.2.2 The recipient's mailbox is over its quota"),
  "unknown-domain": bounces("5.1.2", "unable to get mx info: failed to get IPs from PTR record: lookup: no such host"),
  blocks: bounces("5.7.1", "550 5.7.1 Message rejected due to content restrictions", "blocked"),
  dropped: box({ ends: "dropped", reason: "Bounced Address" }),
  spam: box({ complains: true }),
  scanner: box({ visits: "scan" }),
  unsubscribes: box({ visits: "page" }),
  "one-click": box({ visits: "one-click" }),
  gmail: writes("gmail", "en"),
  "gmail-de": writes("gmail", "de"),
  "gmail-fr": writes("gmail", "fr"),
  outlook: writes("outlook", "en", "asks-back"),
  "outlook-de": writes("outlook", "de"),
  apple: writes("apple", "en", "needs-change"),
  "apple-es": writes("apple", "es"),
  phone: writes("phone", "en"),
  "phone-de": writes("phone", "de"),
  away: box({ isAway: true }),
  stops: box({ says: "STOP" }),
  later: box({ person: "replies", answersAfterMs: [21 * 24 * hourMs, 40 * 24 * hourMs] }),
} satisfies Record<string, Mailbox>;

export type MailboxName = keyof typeof mailboxes;
const mailboxNames = Object.keys(mailboxes) as [MailboxName, ...MailboxName[]];
const isName = (name: string): name is MailboxName => Object.hasOwn(mailboxes, name);

export const mailboxChoiceSchema = z.union([z.enum(mailboxNames), mailboxSchema]);

/** Who is told of at this address; else the one its local part names, `scanner.3@example.com`; else it delivers. */
export function mailboxAt(
  told: Readonly<Record<string, z.output<typeof mailboxChoiceSchema>>>,
  address: string,
): Mailbox {
  const choice = told[address] ?? address.split(/[.+@]/)[0] ?? "";
  if (typeof choice !== "string") return choice;
  return isName(choice) ? mailboxes[choice] : mailboxes.delivers;
}

/** From a mail's arrival until their program, or a filter, or they do something about it. */
export const reactsAfterMs = {
  scan: 2 * secondMs,
  page: 3 * minuteMs,
  "one-click": 90 * secondMs,
  complains: 10 * minuteMs,
} as const;
