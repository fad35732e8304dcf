import { ConversationStatus, limits } from "@headsup/contract";
import { type Command, Option } from "commander";
import { read } from "../client/api.ts";
import { campaignId } from "../client/find.ts";
import { conversationId } from "../client/findDesk.ts";
import { eachOf, firstOf } from "../client/pages.ts";
import { parseCount } from "../options/count.ts";
import { given } from "../options/given.ts";
import type { Shell } from "../shell.ts";
import { deskWords, showConversations, showThread } from "../show/conversation.ts";
import { addConversationChanges } from "./conversationChange.ts";
import { addReplies } from "./conversationReply.ts";
import { conversationArgument, examples, type Flags, note, openSession, tell, withConnection } from "./session.ts";

interface ListFlags extends Flags {
  readonly view: "waiting" | "mine" | "all";
  readonly status: ConversationStatus;
  readonly inbox?: string;
  readonly topic?: string;
  readonly skill?: string;
  readonly agent?: string;
  readonly campaign?: string;
  readonly search?: string;
  readonly limit: number;
}

export function addConversation(program: Command, shell: Shell): void {
  const group = program.command("conversation").description("Conversations: read, answer, hand on, sort, close");
  const list = group
    .command("list")
    .description("Those that wait, the longest first; any others, the latest change first")
    .addOption(new Option("--view <view>", "whose").choices(["waiting", "mine", "all"]).default("all"))
    .addOption(new Option("--status <status>", "which").choices(ConversationStatus.options).default("open"))
    .option("--inbox <inbox>", "only in this inbox, by id or name")
    .option("--topic <topic>", "only about this")
    .option("--skill <skill>", "only those that need it")
    .option("--agent <agent>", "only those this agent has, by id or name")
    .option("--campaign <campaign>", "only those that answer it, by id or name")
    .option("--search <words>", "whose customer's name, number or last words hold this")
    .option("--limit <n>", "how many", parseCount, 50);
  examples(withConnection(list), [
    "headsup conversation list --view waiting",
    "headsup conversation list --inbox Billing --topic refunds --json | jq -r '.[].id'",
  ]).action(async (flags: ListFlags) => {
    const session = await openSession(shell, flags);
    const { view, status, inbox, topic, skill, agent, search, limit } = flags;
    const campaign = flags.campaign === undefined ? undefined : await campaignId(session.api, flags.campaign);
    const query = given({ view, status, inbox, topic, skill, agent, search, campaign });
    const size = String(Math.min(limit, limits.pageSizeMax));
    let told: { now: number; counts: string } | undefined;
    const pages = eachOf(async (cursor) => {
      const page = await read(session.api.v1.conversations.$get({ query: { ...query, ...cursor, limit: size } }));
      told ??= { now: page.now, counts: deskWords(page.counts) };
      return page;
    });
    const found = await firstOf(pages, limit);
    await tell(session, found, () => showConversations(found, { ...session, now: told?.now ?? shell.now() }));
    if (told !== undefined) note(session, session.theme.quiet(told.counts));
  });

  const show = group
    .command("show")
    .description("What was said, and where it stands")
    .argument(...conversationArgument);
  examples(withConnection(show), [
    "headsup conversation show cnv_01j…",
    "headsup conversation show +16005550123",
  ]).action(async (named: string, flags: Flags) => {
    const session = await openSession(shell, flags);
    const id = await conversationId(session.api, named);
    const thread = await read(session.api.v1.conversations[":id"].$get({ param: { id } }));
    await tell(session, thread, () => showThread(thread, session));
  });

  addReplies(group, shell);
  addConversationChanges(group, shell);
}
