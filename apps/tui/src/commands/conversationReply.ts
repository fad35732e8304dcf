import type { Message, Thread } from "@headsup/contract";
import { type Command, InvalidArgumentError } from "commander";
import { read } from "../client/api.ts";
import { conversationId } from "../client/findDesk.ts";
import { retrying } from "../client/retry.ts";
import { CommandError } from "../failure.ts";
import { readText } from "../options/longText.ts";
import type { Shell } from "../shell.ts";
import { showMessages } from "../show/conversation.ts";
import { visible } from "../terminal/text.ts";
import {
  conversationArgument,
  examples,
  type Flags,
  note,
  openSession,
  type Session,
  tell,
  withConnection,
} from "./session.ts";

/** What an agent says: to the customer, or to colleagues alone. */
export function addReplies(group: Command, shell: Shell): void {
  addReply(group, shell);
  addNote(group, shell);
}

const textArgument = ["<text>", "the text, - for stdin"] as const;

interface ReplyFlags extends Flags {
  readonly seen?: number;
  readonly anyway?: boolean;
  readonly close?: boolean;
}

function addReply(group: Command, shell: Shell): void {
  const command = group
    .command("reply")
    .description("Answer the customer")
    .argument(...conversationArgument)
    .argument(...textArgument)
    .option("--seen <version>", "what you read was this version of it; refused where more was said since", parseVersion)
    .option("--anyway", "also where more was said since")
    .option("--close", "close the conversation with it");
  examples(withConnection(command), [
    'headsup conversation reply cnv_01j… "It arrives tomorrow." --close',
    "headsup conversation reply +16005550123 - --seen 7 < answer.txt",
  ]).action(async (named: string, written: string, { seen, anyway, close, ...flags }: ReplyFlags) => {
    const text = await readText(shell, written);
    const session = await openSession(shell, flags);
    const id = await conversationId(session.api, named);
    const before = await readThread(session, id);
    for (const { author, isMine } of before.drafts)
      if (!isMine) note(session, session.theme.attention(`${visible(author)} is writing an answer too.`));
    const json = {
      text,
      seen: seen ?? before.conversation.version,
      ...(anyway ? { anyway } : {}),
      ...(close ? { close } : {}),
    };
    const header = { "idempotency-key": shell.newKey() };
    const thread = await retrying(shell, session.signal, () =>
      read(session.api.v1.conversations[":id"].replies.$post({ param: { id }, header, json })),
    ).catch(async (error: unknown) => {
      throw await withWhatIsNew(session, error, { id, before: seen === undefined ? before : null });
    });
    await tell(session, thread, ({ conversation, messages }) => {
      const sent = messages.findLast(({ direction }) => direction === "out");
      const closed = conversation.status === "closed" ? ", and closed" : "";
      const who = [conversation.customer.name, conversation.address].filter(Boolean).join(" ");
      return [`Answered ${visible(who)}: ${sent?.status}${closed}.`];
    });
  });
}

function parseVersion(written: string): number {
  if (/^\d{1,15}$/.test(written)) return Number(written);
  throw new InvalidArgumentError("Use the version that `headsup conversation show` told.");
}

const readThread = ({ api }: Session, id: string): Promise<Thread> =>
  read(api.v1.conversations[":id"].$get({ param: { id } }));

interface Refused {
  readonly id: string;
  /** What was read just before; null where the caller read it themselves. */
  readonly before: Thread | null;
}

/** Where more was said meanwhile: says it, and how to send the answer all the same. */
async function withWhatIsNew(session: Session, error: unknown, { id, before }: Refused): Promise<unknown> {
  if (!(error instanceof CommandError) || error.trouble.code !== "conversation_moved") return error;
  const { conversation, messages } = await readThread(session, id);
  const known = new Set(before?.messages.map((message) => message.id));
  const said = messages.filter(({ direction }) => direction === "in" || direction === "out");
  const unread = before === null ? lastSaid(said) : said.filter((message) => !known.has(message.id));
  note(session, showMessages(unread, session).join("\n"));
  const hint = `It is at version ${conversation.version} now. If the answer still fits, send it with --anyway.`;
  return new CommandError({ ...error.trouble, hint }, error.exitCode);
}

/** The last words of whoever spoke last. */
function lastSaid(said: readonly Message[]): Message[] {
  const last = said.at(-1)?.direction;
  return said.slice(said.findLastIndex(({ direction }) => direction !== last) + 1);
}

function addNote(group: Command, shell: Shell): void {
  const command = group
    .command("note")
    .description("Leave a note for colleagues. No customer sees it")
    .argument(...conversationArgument)
    .argument(...textArgument);
  examples(withConnection(command), ['headsup conversation note cnv_01j… "She moves on Friday."']).action(
    async (named: string, written: string, flags: Flags) => {
      const json = { text: await readText(shell, written) };
      const session = await openSession(shell, flags);
      const id = await conversationId(session.api, named);
      const header = { "idempotency-key": shell.newKey() };
      const thread = await retrying(shell, session.signal, () =>
        read(session.api.v1.conversations[":id"].notes.$post({ param: { id }, header, json })),
      );
      await tell(session, thread, () => ["Noted, for colleagues only."]);
    },
  );
}
