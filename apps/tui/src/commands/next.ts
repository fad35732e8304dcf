import { BoostSize, type BoostWhen } from "@headsup/contract";
import { defaultBoosts } from "@headsup/core/conversation/match";
import { type Command, Option } from "commander";
import { read } from "../client/api.ts";
import { inboxNames, pick } from "../client/findDesk.ts";
import { retrying } from "../client/retry.ts";
import { CommandError, usageError } from "../failure.ts";
import { parseDuration } from "../options/duration.ts";
import type { Shell } from "../shell.ts";
import { showGiven, showOrder } from "../show/conversation.ts";
import { boostWords, showBoosts } from "../show/desk.ts";
import { addDeletion } from "./deleting.ts";
import { examples, type Flags, note, openSession, tell, withConnection } from "./session.ts";

/** People match: take what is next, see the order, say what counts for more. */
export function addNext(program: Command, shell: Shell): void {
  const command = program
    .command("next")
    .description("Take the best waiting conversation: it is yours then, and nobody else's")
    .option("--order", "take none: show the order they would be given in, and why");
  command.addHelpText("after", "\nExit code 1 where nothing was given.");
  examples(withConnection(command), [
    "headsup next",
    "headsup next --order",
    "headsup next --json | jq -r .conversation.id",
  ]).action(async ({ order, ...flags }: Flags & { order?: boolean }) => {
    const session = await openSession(shell, flags);
    if (order) {
      const found = await read(session.api.v1.match.$get());
      return tell(session, found, () => showOrder(found, session));
    }
    const answer = await read(session.api.v1.next.$post());
    const { conversation, match, waiting, reason } = answer;
    await tell(session, answer, () =>
      conversation === null
        ? []
        : showGiven({ conversation, match, waiting }, { ...session, now: conversation.changedAt }),
    );
    if (conversation === null)
      throw new CommandError({ code: "nothing_given", message: reason ?? "Nobody waits for you." });
  });
  addMatch(program, shell);
}

function addMatch(program: Command, shell: Shell): void {
  const group = program.command("match").description("People match: which waiting conversations are given out first");
  const list = group.command("list").description("What counts for more");
  examples(withConnection(list), ["headsup match list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const { items } = await read(session.api.v1.boosts.$get());
    if (items.length === 0) note(session, "None is stored: these count. The first one you add replaces them all.");
    const inboxes = session.isJson ? new Map<string, string>() : await inboxNames(session.api);
    const named = items.map(({ when, ...boost }) => ({
      ...boost,
      when: when.type === "inbox" ? { ...when, inbox: inboxes.get(when.inbox) ?? when.inbox } : when,
    }));
    await tell(session, items, () => showBoosts(items.length === 0 ? defaultBoosts : named, session));
  });

  const add = group
    .command("add")
    .description("Let a kind of waiting conversation count for more")
    .option("--inbox <inbox>", "those in this inbox, by id or name")
    .option("--topic <topic>", "those about this")
    .option("--skill <skill>", "those that need it")
    .option("--waiting <span>", "those that have waited longer: 10m")
    .option("--due <span>", "those due within: 30m")
    .option("--overdue", "those whose time to answer is over")
    .addOption(new Option("--size <size>", "how much").choices(BoostSize.options).makeOptionMandatory());
  examples(withConnection(add), [
    "headsup match add --inbox Billing --size medium",
    "headsup match add --waiting 10m --size small",
  ]).action(async ({ size, ...flags }: Flags & Kinds & { size: BoostSize }) => {
    const when = whenFrom(flags);
    const session = await openSession(shell, flags);
    const header = { "idempotency-key": shell.newKey() };
    const json = { when, size };
    const made = await retrying(shell, session.signal, () => read(session.api.v1.boosts.$post({ header, json })));
    await tell(session, made, () => [`Counts ${size.replaceAll("_", " ")} now: ${boostWords(when)} (${made.id}).`]);
  });

  addDeletion(group, shell, {
    kind: "boost",
    description: "Let it count for no more than others",
    argument: ["<boost>", "its id"],
    example: "headsup match delete bst_01j… --yes",
    find: async ({ api }, named) =>
      pick((await read(api.v1.boosts.$get())).items, named, {
        kind: "boost",
        list: "headsup match list",
        nameOf: ({ id }) => id,
      }),
    nameOf: ({ when }) => `“${boostWords(when)}”`,
    remove: ({ api }, { id }) => read(api.v1.boosts[":id"].$delete({ param: { id } })),
  });
}

interface Kinds {
  readonly inbox?: string;
  readonly topic?: string;
  readonly skill?: string;
  readonly waiting?: string;
  readonly due?: string;
  readonly overdue?: boolean;
}

/** The one kind that was named. */
function whenFrom({ inbox, topic, skill, waiting, due, overdue }: Kinds): BoostWhen {
  const named: BoostWhen[] = [
    ...(inbox === undefined ? [] : [{ type: "inbox" as const, inbox }]),
    ...(topic === undefined ? [] : [{ type: "topic" as const, topic }]),
    ...(skill === undefined ? [] : [{ type: "skill" as const, skill }]),
    ...(waiting === undefined ? [] : [{ type: "waiting" as const, longerThanMs: parseDuration("--waiting", waiting) }]),
    ...(due === undefined ? [] : [{ type: "due" as const, withinMs: parseDuration("--due", due) }]),
    ...(overdue ? [{ type: "overdue" as const }] : []),
  ];
  const [when, ...others] = named;
  if (when !== undefined && others.length === 0) return when;
  throw usageError(
    "Name one kind of waiting conversation.",
    "One of --inbox, --topic, --skill, --waiting, --due, --overdue.",
  );
}
