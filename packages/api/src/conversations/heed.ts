import { CampaignId, type Channel, parseAttemptId } from "@headsup/contract";
import type { ReplyKind, ReplyMeaning } from "@headsup/core/reply/optout";
import { meaningOfSaid } from "@headsup/core/reply/said";
import {
  findLiftable,
  insertSuppression,
  liftSuppressions,
  readInboundAfter,
  type SenderRow,
  type Statement,
} from "@headsup/storage/catalog";
import type { JournalEntry } from "@headsup/storage/journal";
import type { Services } from "../services.ts";

/** Words first: what STOP, START and HELP do, before anything else is made of a message. */

/** Messages looked through for a later word. */
const laterMax = 100;
/** Our times and the provider's are compared, and its are in whole seconds: a START this close after a STOP does not undo it. */
const doubtMs = 5_000;

/** Who said it, to whom, and when (epoch ms). */
type Word = Parameters<typeof findLiftable>[1];

/** What a word came to. */
export interface Heeded {
  readonly kind: ReplyKind;
  /** They said stop or start later: it asks nothing any more. */
  readonly isOvertaken: boolean;
  readonly statements: readonly Statement[];
  /** What we owe them at once, or null for nothing. */
  readonly answer: string | null;
}

/** What a text asks of us from this person: "yes" lifts what a reply may lift, from anyone else it is an ordinary reply. */
export async function kindFrom(
  { catalogue }: Services,
  word: Word,
  { kind }: Pick<ReplyMeaning, "kind">,
): Promise<ReplyKind> {
  return kind === "start" && (await findLiftable(catalogue, word)).length === 0 ? "none" : kind;
}

/** What a STOP, START or HELP asks of us: the statements that do it, and the answer we owe. */
export async function heed(
  services: Services,
  entry: JournalEntry,
  { meaning, sender }: { meaning: ReplyMeaning; sender: SenderRow | undefined },
): Promise<Heeded> {
  const { catalogue, config } = services;
  const { channel, address, at } = entry;
  const word = { address, senderId: sender?.id ?? "", channel, until: at };
  const kind = await kindFrom(services, word, meaning);
  const isOvertaken = isChoice(kind) && (await saidLater(services, word, kind === "stop" ? doubtMs : 0));
  if (isOvertaken) return { kind, isOvertaken, statements: [], answer: null };
  const answer = entry.isAnswered ? null : answerTo({ ...meaning, kind }, { channel, sender });
  switch (kind) {
    case "stop": {
      const isGlobal = config.stopScope === "global" || sender === undefined;
      const reach = isGlobal
        ? ({ scope: "global", scopeId: "" } as const)
        : ({ scope: "sender", scopeId: sender.id } as const);
      const stopped = [address, ...(await alsoStopped(services, entry))];
      const statements = stopped.map((each) =>
        insertSuppression(catalogue, { address: each, ...reach, reason: "reply", createdAt: at }),
      );
      return { kind, isOvertaken, statements, answer };
    }
    case "start":
      return { kind, isOvertaken, statements: [liftSuppressions(catalogue, word)], answer };
    default:
      return { kind, isOvertaken, statements: [], answer };
  }
}

/**
 * Where the email they answer went, if it was handed on to the mailbox they answer from: what is to end is what arrives there. As with
 * the link below it, whoever has the mail may stop it; it is not brought back this way.
 */
async function alsoStopped(services: Services, { channel, address, answers }: JournalEntry): Promise<string[]> {
  const attempt = channel === "email" && answers !== null ? parseAttemptId(answers.attemptId ?? "") : undefined;
  if (attempt === undefined || answers === null || !CampaignId.safeParse(answers.ownerId).success) return [];
  const went = await services.campaign(answers.ownerId).addressOf(attempt.recipientId, attempt.number);
  return went === null || went.address === address ? [] : [went.address];
}

/**
 * We answer only where the provider has not: nobody is told twice that they are out. Providers answer texts, and nothing else; what
 * is said on the phone is answered there.
 */
function answerTo(
  { kind, providerAnswers }: ReplyMeaning,
  { channel, sender }: { channel: Channel; sender: SenderRow | undefined },
): string | null {
  if (channel === "voice" || (channel === "sms" && providerAnswers)) return null;
  switch (kind) {
    case "stop":
      return channel === "email"
        ? "You will get no more emails from this address. Reply START to come back."
        : "You will get no more messages from this number. Reply START to come back.";
    case "start":
      return "You will get our service notices again. Reply STOP to opt out.";
    case "help":
      return sender?.helpText ?? `${sender?.name ?? "Service"} notices. Reply STOP to opt out.`;
    case "none":
      return null;
  }
}

/** Whether they say by it if they want to hear from us. */
const isChoice = (kind: ReplyKind): boolean => kind === "stop" || kind === "start";

/** Whether they said stop or start more than `byMs` after this, where that reaches as far. */
async function saidLater(
  { catalogue, config }: Services,
  { address, senderId, until }: Word,
  byMs: number,
): Promise<boolean> {
  const later = await readInboundAfter(catalogue, { address, after: until + byMs, limit: laterMax });
  return later.some(
    (said) => isChoice(meaningOfSaid(said).kind) && (config.stopScope === "global" || said.senderId === senderId),
  );
}
