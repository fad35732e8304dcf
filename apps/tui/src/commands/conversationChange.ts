import { type ConversationPatch, limits, Priority, type Thread } from "@headsup/contract";
import { type Command, Option } from "commander";
import { read } from "../client/api.ts";
import { conversationId } from "../client/findDesk.ts";
import { usageError } from "../failure.ts";
import { orNone, several, someGiven } from "../options/given.ts";
import type { Shell } from "../shell.ts";
import { visible } from "../terminal/text.ts";
import {
  conversationArgument,
  examples,
  type Flags,
  openSession,
  type Session,
  tell,
  withConnection,
} from "./session.ts";

/** What is done to a conversation: handed on, sorted, closed, opened again. */
export function addConversationChanges(group: Command, shell: Shell): void {
  addAssign(group, shell);
  addClosing(group, shell);
  addTopics(group, shell);
  addMove(group, shell);
}

async function patch({ api }: Session, id: string, json: ConversationPatch): Promise<Thread> {
  return read(api.v1.conversations[":id"].$patch({ param: { id }, json }));
}

const who = ({ conversation: { customer, address } }: Thread): string => visible(customer.name ?? address);

function addAssign(group: Command, shell: Shell): void {
  const assign = group
    .command("assign")
    .description("Hand a conversation to somebody, or back to those that wait")
    .argument(...conversationArgument)
    .argument("<agent>", "me, an agent's id or name, or nobody");
  examples(withConnection(assign), [
    "headsup conversation assign cnv_01j… me",
    "headsup conversation assign +16005550123 nobody",
  ]).action(async (named: string, agent: string, flags: Flags) => {
    const session = await openSession(shell, flags);
    const id = await conversationId(session.api, named);
    const thread = await patch(session, id, { agent: agent === "nobody" ? null : agent });
    await tell(session, thread, () => [
      `${visible(thread.conversation.agent?.name ?? "Nobody")} has ${who(thread)} now.`,
    ]);
  });
}

function addClosing(group: Command, shell: Shell): void {
  const close = group
    .command("close")
    .description("Close conversations. An answer of the customer opens one again")
    .argument("<conversations...>", conversationArgument[1]);
  examples(withConnection(close), ["headsup conversation close cnv_01j… cnv_01k…"]).action(
    async (named: string[], flags: Flags) => {
      const session = await openSession(shell, flags);
      // All are found before the first is closed: a mistyped one closes none.
      const ids: string[] = [];
      for (const each of named) ids.push(await conversationId(session.api, each));
      const threads: Thread[] = [];
      for (const id of ids) threads.push(await patch(session, id, { status: "closed" }));
      await tell(session, threads, () => threads.map((thread) => `Closed the conversation with ${who(thread)}.`));
    },
  );

  const reopen = group
    .command("reopen")
    .description("Open a closed conversation again")
    .argument(...conversationArgument);
  examples(withConnection(reopen), ["headsup conversation reopen cnv_01j…"]).action(
    async (named: string, flags: Flags) => {
      const session = await openSession(shell, flags);
      const thread = await patch(session, await conversationId(session.api, named), { status: "open" });
      await tell(session, thread, () => [`The conversation with ${who(thread)} is open.`]);
    },
  );

  const unflag = group
    .command("unflag")
    .description("Take the flag away, once a person has looked")
    .argument(...conversationArgument);
  examples(withConnection(unflag), ["headsup conversation unflag cnv_01j…"]).action(
    async (named: string, flags: Flags) => {
      const session = await openSession(shell, flags);
      const thread = await patch(session, await conversationId(session.api, named), { flag: false });
      await tell(session, thread, () => [`The conversation with ${who(thread)} bears no flag.`]);
    },
  );
}

interface TopicFlags extends Flags {
  readonly add?: string;
  readonly remove?: string;
}

function addTopics(group: Command, shell: Shell): void {
  const topics = group
    .command("topics")
    .description("Say what a conversation is about")
    .argument(...conversationArgument)
    .argument("[topics]", "all of them: billing,refunds; none takes them away")
    .option("--add <topics>", "besides those it has")
    .option("--remove <topics>", "from those it has");
  examples(withConnection(topics), [
    "headsup conversation topics cnv_01j… billing,refunds",
    "headsup conversation topics cnv_01j… --add refunds --remove billing",
  ]).action(async (named: string, written: string | undefined, { add, remove, ...flags }: TopicFlags) => {
    const isChange = add !== undefined || remove !== undefined;
    if ((written === undefined) !== isChange)
      throw usageError("Give all the topics, or what to --add and --remove.", "For example: --add refunds");
    const session = await openSession(shell, flags);
    const id = await conversationId(session.api, named);
    const thread = await patch(session, id, {
      topics: several(written) ?? (await changedTopics(session, id, { add, remove })),
    });
    await tell(session, thread, ({ conversation }) => [
      `The conversation with ${who(thread)} is about: ${conversation.topics.join(", ") || "nothing named"}.`,
    ]);
  });
}

async function changedTopics({ api }: Session, id: string, { add, remove }: TopicFlags): Promise<string[]> {
  const { conversation } = await read(api.v1.conversations[":id"].$get({ param: { id } }));
  const removed = new Set(several(remove));
  const kept = conversation.topics.filter((topic) => !removed.has(topic));
  const all = [...new Set([...kept, ...(several(add) ?? [])])];
  if (all.length <= limits.topicsOfConversationMax) return all;
  throw usageError(`A conversation has at most ${limits.topicsOfConversationMax} topics.`, "Give some to --remove.");
}

interface MoveFlags extends Flags {
  readonly inbox?: string;
  readonly skill?: string;
  readonly priority?: Priority;
}

function addMove(group: Command, shell: Shell): void {
  const move = group
    .command("move")
    .description("Say where a conversation belongs, what it takes to answer it, how urgent it is")
    .argument(...conversationArgument)
    .option("--inbox <inbox>", "the inbox, by id or name")
    .option("--skill <skill>", "what it takes to answer it; none takes it away")
    .addOption(new Option("--priority <priority>", "how urgent").choices(Priority.options));
  examples(withConnection(move), ["headsup conversation move cnv_01j… --inbox Billing --priority high"]).action(
    async (named: string, { inbox, skill, priority, ...flags }: MoveFlags) => {
      const json = someGiven({ inbox, skill: orNone(skill), priority }, "--inbox Billing");
      const session = await openSession(shell, flags);
      const thread = await patch(session, await conversationId(session.api, named), json);
      await tell(session, thread, ({ conversation: { inbox, skill, priority } }) => [
        `The conversation with ${who(thread)} is in ${visible(inbox.name)}, ${priority} priority${skill === null ? "" : `, needs ${skill}`}.`,
      ]);
    },
  );
}
