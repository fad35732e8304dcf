import { Rule, type RuleCreate, type RulePatch, RuleTrial, type RuleTrialRequest } from "@headsup/contract";
import { type Command, Option } from "commander";
import type { z } from "zod";
import { type Api, read } from "../client/api.ts";
import { answerId, campaignId } from "../client/find.ts";
import { conversationId, findRule, readRules } from "../client/findDesk.ts";
import { retrying } from "../client/retry.ts";
import { usageError } from "../failure.ts";
import { parseCount } from "../options/count.ts";
import { given, someGiven } from "../options/given.ts";
import { readJson, readText } from "../options/longText.ts";
import { type IdsOf, type RuleFlags, ruleFrom, withRuleFlags } from "../options/rule.ts";
import type { Shell } from "../shell.ts";
import { type Names, showRule, showRules, showTrial } from "../show/rules.ts";
import { addDeletion } from "./deleting.ts";
import { examples, type Flags, openSession, type Session, tell, withConnection } from "./session.ts";

const ruleArgument = ["<rule>", "its id or name"] as const;

export function addRules(program: Command, shell: Shell): void {
  const group = program.command("rules").description("Rules: what happens to conversations by itself, and why");
  const list = group.command("list").description("Rules, in the order they are asked");
  examples(withConnection(list), ["headsup rules list"]).action(async (flags: Flags) => {
    const session = await openSession(shell, flags);
    const rules = await readRules(session.api);
    const names = session.isJson ? new Map<string, string>() : await namesIn(session.api);
    await tell(session, rules, () => showRules(rules, names, session));
  });

  const show = group
    .command("show")
    .description("One rule in words; with --json as `add` and `edit` take it from a file")
    .argument(...ruleArgument);
  examples(withConnection(show), ["headsup rules show Refunds"]).action(async (named: string, flags: Flags) => {
    const session = await openSession(shell, flags);
    await tellRule(session, await findRule(session.api, named));
  });

  addAdd(group, shell);
  addEdit(group, shell);
  addTry(group, shell);
  addDeletion(group, shell, {
    kind: "rule",
    description: "Delete a rule; those after it move up",
    argument: ruleArgument,
    example: "headsup rules delete Refunds --yes",
    find: ({ api }, named) => findRule(api, named),
    nameOf: ({ name }) => name,
    remove: async ({ api }, { id }) => Rule.parse(await read(api.v1.rules[":id"].$delete({ param: { id } }))),
  });
}

const idsOf = (api: Api): IdsOf => ({
  campaign: (named) => campaignId(api, named),
  answer: (named) => answerId(api, named),
});

interface PlaceFlags {
  readonly name?: string;
  readonly stop?: boolean;
  readonly position?: number;
}

const withPlace = (command: Command): Command =>
  command
    .option("--name <name>", "what it is called")
    .option("--position <n>", "its place, from 1 (default: last)", parseCount)
    .option("--stop", "rules after it are not asked for the same event");

function addAdd(group: Command, shell: Shell): void {
  const add = group
    .command("add")
    .description("Add a rule: by flags the common kind, by a JSON file any. All conditions must hold")
    .argument("[file]", "a rule as JSON, - for stdin; what flags say goes before it");
  examples(withConnection(withRuleFlags(withPlace(add))), [
    'headsup rules add --name Refunds --if-text "contains:refund,chargeback" --route Billing --priority high',
    'headsup rules add --name Closed --outside-hours --reply "We are back at 9:00." --stop',
    "headsup rules add rule.json --position 1",
  ]).action(async (file: string | undefined, flags: Flags & RuleFlags & PlaceFlags) => {
    const written = file === undefined ? {} : await ruleIn(shell, file);
    const { name, stop, position } = flags;
    if (name === undefined && written.name === undefined)
      throw usageError("A rule needs a name.", "Give one: --name Refunds");
    const session = await openSession(shell, flags);
    const parts = await ruleFrom(flags, idsOf(session.api));
    const json = { trigger: { on: "message_received" }, ...written, ...given({ name, stop, position }), ...parts };
    if (!("actions" in json))
      throw usageError("The rule does nothing.", "Say what: --route, --assign, --add-topics, --reply, --close, …");
    const header = { "idempotency-key": shell.newKey() };
    // What a file says is for the server to judge: it names the place of what is wrong.
    const made = await retrying(shell, session.signal, () =>
      read(session.api.v1.rules.$post({ header, json: json as z.input<typeof RuleCreate> })),
    );
    await tellRule(session, Rule.parse(made));
  });
}

/** A rule as JSON, without what the server says of one it holds. */
async function ruleIn(shell: Shell, file: string): Promise<Record<string, unknown>> {
  const {
    id: _,
    warnings: __,
    createdAt: ___,
    ...rule
  } = await readJson(shell, file, "headsup rules show RULE --json");
  return rule;
}

interface EditFlags extends PlaceFlags {
  readonly enable?: boolean;
  readonly disable?: boolean;
}

function addEdit(group: Command, shell: Shell): void {
  const edit = group
    .command("edit")
    .description("Change a rule; what is not given stays. Conditions and actions are replaced as a whole")
    .argument(...ruleArgument)
    .argument("[file]", "what changes as JSON, - for stdin")
    .addOption(new Option("--enable", "let it be asked again").conflicts("disable"))
    .option("--disable", "keep it, and do not ask it")
    .option("--no-stop", "rules after it are asked");
  examples(withConnection(withRuleFlags(withPlace(edit))), [
    "headsup rules edit Refunds --disable",
    "headsup rules edit Refunds --position 1 --route Billing --add-topics refunds",
    "headsup rules show Refunds --json > refunds.json   # change it, then",
    "headsup rules edit Refunds refunds.json",
  ]).action(async (named: string, file: string | undefined, flags: Flags & RuleFlags & EditFlags) => {
    const written = file === undefined ? {} : await ruleIn(shell, file);
    const { name, stop, position, enable, disable } = flags;
    const enabled = enable ? true : disable ? false : undefined;
    const session = await openSession(shell, flags);
    const parts = await ruleFrom(flags, idsOf(session.api));
    const json = someGiven({ ...written, ...given({ name, stop, position, enabled }), ...parts }, "--disable");
    const { id } = await findRule(session.api, named);
    const changed = await read(session.api.v1.rules[":id"].$patch({ param: { id }, json: json as RulePatch }));
    await tellRule(session, Rule.parse(changed));
  });
}

interface TryFlags extends Flags {
  readonly conversation?: string;
  readonly from?: string;
  readonly to?: string;
}

function addTry(group: Command, shell: Shell): void {
  const command = group
    .command("try")
    .description("Which rules would match a message, in order and why, and what would come of it. Changes nothing")
    .argument("[text]", "the message, - for stdin")
    .addOption(
      new Option("--conversation <conversation>", "instead of a text: the customer's last message there").conflicts([
        "from",
        "to",
      ]),
    )
    .option("--from <number>", "the customer's (default: somebody unknown)")
    .option("--to <sender>", "the number of ours they write to, or its id (default: the first)");
  examples(withConnection(command), [
    'headsup rules try "I want my money back" --to +16005550100',
    "headsup rules try --conversation cnv_01j…",
  ]).action(async (text: string | undefined, { conversation, from, to, ...flags }: TryFlags) => {
    if ((text === undefined) === (conversation === undefined))
      throw usageError("Give either a text or --conversation.", 'For example: headsup rules try "Where is my refund?"');
    const message = text === undefined ? "" : await readText(shell, text);
    const session = await openSession(shell, flags);
    const json: RuleTrialRequest =
      conversation === undefined
        ? { text: message, ...given({ from, to }) }
        : { conversation: await conversationId(session.api, conversation) };
    // The client's types lose themselves in a tree of conditions.
    const trial = RuleTrial.parse(await read(session.api.v1.rules.try.$post({ json })));
    await tell(session, trial, () => showTrial(trial, session));
  });
}

async function tellRule(session: Session, rule: Rule): Promise<void> {
  const names = session.isJson ? new Map<string, string>() : await namesIn(session.api);
  await tell(session, rule, () => showRule(rule, names, session));
}

/** What the things are called that rules keep the ids of. */
async function namesIn({ v1 }: Api): Promise<Names> {
  const [inboxes, agents, answers, senders] = await Promise.all([
    read(v1.inboxes.$get()),
    read(v1.agents.$get()),
    read(v1.answers.$get()),
    read(v1.senders.$get()),
  ]);
  const named = [...inboxes.items, ...agents.items, ...answers.items].map(({ id, name }) => [id, name] as const);
  return new Map([...named, ...senders.items.map(({ id, address }) => [id, address] as const)]);
}
