import {
  type Condition,
  type ConditionLeaf,
  Priority,
  type RuleAction,
  type RuleTrigger,
  textOps,
} from "@headsup/contract";
import { type Command, Option } from "commander";
import { usageError } from "../failure.ts";
import { gather } from "./count.ts";
import { parseDuration } from "./duration.ts";
import { several } from "./given.ts";

/** The common rule as flags: when something happens, and all of this holds, do these things. Other rules come as JSON. */
export interface RuleFlags {
  readonly on?: string;
  readonly ifText?: readonly string[];
  readonly ifSubject?: readonly string[];
  readonly ifSender?: string;
  readonly ifInbox?: string;
  readonly ifTopic?: string;
  readonly ifCampaign?: string;
  readonly outsideHours?: boolean;
  readonly opens?: boolean;
  readonly route?: string;
  readonly requireSkill?: string;
  readonly priority?: Priority;
  readonly addTopics?: string;
  readonly assign?: string;
  readonly reply?: string;
  readonly replyAnswer?: string;
  readonly suppress?: boolean;
  readonly close?: boolean;
}

export const withRuleFlags = (command: Command): Command =>
  command
    .option("--on <event>", `when: ${events.join(", ")} (default: message_received)`)
    .option(
      "--if-text <test>",
      `the message: "contains:refund,chargeback", is:, words:, starts_with:; whole words, so "thank" is not in "thanks"`,
      gather,
    )
    .option("--if-subject <test>", "the same of an email's subject", gather)
    .option("--if-sender <senders>", "they wrote to one of these, by number or id")
    .option("--if-inbox <inboxes>", "it is in one of these")
    .option("--if-topic <topics>", "it is about one of these")
    .option("--if-campaign <campaigns>", "it answers one of these, by id or name")
    .option("--outside-hours", "its inbox is closed")
    .option("--opens", "the message opens a conversation")
    .option("--route <inbox>", "to this inbox")
    .option("--require-skill <skill>", "it takes this to answer it")
    .addOption(new Option("--priority <priority>", "how urgent").choices(Priority.options))
    .option("--add-topics <topics>", "what it is about: billing,refunds")
    .option("--assign <agent>", "to this agent, by name or id")
    .addOption(new Option("--reply <text>", "answer by itself, at most once a day").conflicts("replyAnswer"))
    .option("--reply-answer <answer>", "the same with a stored answer, by id or name")
    .option("--suppress", "never contact this address again from this sender")
    .option("--close", "close it");

/** How flags name what the API wants by its id. */
export interface IdsOf {
  readonly campaign: (named: string) => Promise<string>;
  readonly answer: (named: string) => Promise<string>;
}

export interface RuleParts {
  readonly trigger?: RuleTrigger;
  readonly when?: Condition;
  readonly actions?: RuleAction[];
}

/** What the flags say of a rule; what they do not speak of is left out. */
export async function ruleFrom(flags: RuleFlags, idsOf: IdsOf): Promise<RuleParts> {
  const conditions = await conditionsFrom(flags, idsOf);
  const actions = await actionsFrom(flags, idsOf);
  return {
    ...(flags.on === undefined ? {} : { trigger: triggerFrom(flags.on) }),
    ...(conditions.length === 0 ? {} : { when: { all: conditions } }),
    ...(actions.length === 0 ? {} : { actions }),
  };
}

const events = [
  "message_received",
  "conversation_created",
  "campaign_reply",
  "due:30m",
  "overdue",
  "topic_added",
  "topic_added:billing",
  "agent_offline",
];

function triggerFrom(written: string): RuleTrigger {
  const [name = "", rest] = written.trim().split(/:(.*)/s);
  const on = name.trim().replaceAll("-", "_");
  if (on === "topic_added") return { on, topics: several(rest) ?? [] };
  if (on === "due" && rest !== undefined) return { on, withinMs: parseDuration("--on", rest) };
  if (rest === undefined) {
    if (on === "overdue") return { on: "due", withinMs: 0 };
    if (on === "message_received" || on === "conversation_created" || on === "campaign_reply" || on === "agent_offline")
      return { on };
  }
  throw usageError(`--on "${written}" is nothing rules are asked for.`, `It is one of: ${events.join(", ")}`);
}

async function conditionsFrom(flags: RuleFlags, { campaign }: IdsOf): Promise<ConditionLeaf[]> {
  const leaves: ConditionLeaf[] = [
    ...(flags.ifText ?? []).map((written) => wordsFrom("text", written)),
    ...(flags.ifSubject ?? []).map((written) => wordsFrom("subject", written)),
  ];
  const add = (field: "sender" | "inbox" | "topic" | "campaign", values: string[] | undefined) => {
    if (values !== undefined) leaves.push({ field, values });
  };
  add("sender", several(flags.ifSender));
  add("inbox", several(flags.ifInbox));
  add("topic", several(flags.ifTopic));
  if (flags.ifCampaign !== undefined)
    add("campaign", await Promise.all((several(flags.ifCampaign) ?? []).map(campaign)));
  if (flags.outsideHours) leaves.push({ field: "business_hours", is: false });
  if (flags.opens) leaves.push({ field: "opens", is: true });
  return leaves;
}

/** "contains:refund,chargeback"; without a test before it, words it contains. */
function wordsFrom(field: "text" | "subject", written: string): ConditionLeaf {
  const [test = "", rest] = written.split(/:(.*)/s);
  const op = textOps.find((each) => each === test.trim().replaceAll("-", "_"));
  const values = several(op === undefined ? written : rest) ?? [];
  if (values.length > 0) return { field, op: op ?? "contains", values };
  throw usageError(
    `--if-${field} "${written}" names no words.`,
    `For example: --if-${field} "contains:refund,chargeback"`,
  );
}

async function actionsFrom(flags: RuleFlags, { answer }: IdsOf): Promise<RuleAction[]> {
  const { route, requireSkill, priority, addTopics, assign, reply, replyAnswer, suppress, close } = flags;
  const atMostEveryMs = 24 * 60 * 60_000;
  return [
    ...(route === undefined ? [] : [{ do: "route" as const, inbox: route }]),
    ...(requireSkill === undefined ? [] : [{ do: "require_skill" as const, skill: requireSkill }]),
    ...(priority === undefined ? [] : [{ do: "set_priority" as const, priority }]),
    ...(addTopics === undefined ? [] : [{ do: "add_topics" as const, topics: several(addTopics) ?? [] }]),
    ...(assign === undefined ? [] : [{ do: "assign" as const, agent: assign }]),
    ...(reply === undefined ? [] : [{ do: "reply" as const, text: reply, atMostEveryMs }]),
    ...(replyAnswer === undefined ? [] : [{ do: "reply" as const, answer: await answer(replyAnswer), atMostEveryMs }]),
    ...(suppress ? [{ do: "suppress" as const }] : []),
    ...(close ? [{ do: "close" as const }] : []),
  ];
}
