import type {
  Condition,
  ConditionLeaf,
  JudgedCondition,
  Rule,
  RuleAction,
  RuleTrial,
  RuleTrigger,
} from "@headsup/contract";
import { leafWords } from "@headsup/core/conversation/conditions";
import { pairs, table } from "../terminal/table.ts";
import { hanging, visible } from "../terminal/text.ts";
import { span } from "../terminal/times.ts";
import type { Paper } from "./desk.ts";

/** Rules in words, and what came of trying them. */

/** Names by id: rules keep ids of inboxes, agents, campaigns and senders. */
export type Names = ReadonlyMap<string, string>;

export function showRules(rules: readonly Rule[], names: Names, { theme, width }: Paper): string[] {
  if (rules.length === 0) return ["There is no rule yet. Add one: headsup rules add --help"];
  const columns = [
    { title: "#", align: "right" as const },
    { title: "Rule", shrinksTo: 8 },
    { title: "When", shrinksTo: 12 },
    { title: "Then", shrinksTo: 12 },
    { title: "", paint: theme.attention },
    { title: "Id", shrinksTo: 12, paint: theme.quiet },
  ];
  const rows = rules.map((rule) => [
    String(rule.position),
    rule.name,
    whenWords(rule, names),
    [...rule.actions.map((action) => actionWords(action, names)), ...(rule.stop ? ["stop"] : [])].join(", "),
    rule.enabled ? (rule.warnings.length === 0 ? "" : "!") : "off",
    rule.id,
  ]);
  return table(columns, rows, { width, heading: theme.quiet });
}

export const showRule = (rule: Rule, names: Names, { theme, width }: Paper): string[] => [
  `${theme.strong(visible(rule.name))}${rule.enabled ? "" : `  ${theme.attention("disabled")}`}`,
  ...factLines(
    [
      ["place", String(rule.position)],
      ["when", triggerWords(rule.trigger)],
      ["if", isAlways(rule.when) ? null : visible(conditionWords(rule.when, names))],
      ["then", visible(rule.actions.map((action) => actionWords(action, names)).join("; "))],
      ["after it", rule.stop ? "no other rule is asked" : null],
      ["id", rule.id],
    ],
    { theme, width },
  ),
  ...rule.warnings.map((warning) => theme.attention(`! ${visible(warning)}`)),
];

/** "text contains “refund”": that a message is received goes without saying. */
function whenWords({ trigger, when }: Rule, names: Names): string {
  if (isAlways(when)) return triggerWords(trigger);
  const conditions = conditionWords(when, names);
  return trigger.on === "message_received" ? conditions : `${triggerWords(trigger)}: ${conditions}`;
}

type Fact = readonly [label: string, value: string | null];

/** Facts with long values broken under themselves. */
function factLines(facts: readonly Fact[], { theme, width }: Paper): string[] {
  const said = facts.filter(([, value]) => value !== null && value !== "");
  const indent = Math.max(...said.map(([label]) => label.length)) + 2;
  return pairs(said, theme.quiet).flatMap((line) => hanging(line, indent, width));
}

function triggerWords(trigger: RuleTrigger): string {
  switch (trigger.on) {
    case "message_received":
      return "a message is received";
    case "conversation_created":
      return "a conversation begins";
    case "campaign_reply":
      return "a campaign is answered";
    case "due":
      return trigger.withinMs === 0 ? "it becomes overdue" : `it is due within ${span(trigger.withinMs)}`;
    case "topic_added":
      return trigger.topics.length === 0 ? "a topic is added" : `added: ${trigger.topics.join(" or ")}`;
    case "agent_offline":
      return "its agent goes offline";
  }
}

const isAlways = (condition: Condition): boolean => "all" in condition && condition.all.length === 0;

function conditionWords(condition: Condition, names: Names): string {
  const inner = (part: Condition) => {
    const words = conditionWords(part, names);
    return "all" in part || "any" in part ? `(${words})` : words;
  };
  if ("all" in condition) return isAlways(condition) ? "always" : condition.all.map(inner).join(" and ");
  if ("any" in condition) return condition.any.map(inner).join(" or ");
  if ("not" in condition) return `not ${inner(condition.not)}`;
  return leafWords(withNames(condition, names));
}

function withNames(leaf: ConditionLeaf, names: Names): ConditionLeaf {
  if (leaf.field !== "inbox" && leaf.field !== "sender" && leaf.field !== "campaign") return leaf;
  return { ...leaf, values: leaf.values.map((value) => names.get(value) ?? value) };
}

function actionWords(action: RuleAction, names: Names): string {
  const named = (id: string) => names.get(id) ?? id;
  switch (action.do) {
    case "route":
      return `route to ${named(action.inbox)}`;
    case "assign":
      return `assign to ${named(action.agent)}`;
    case "unassign":
      return "take it from its agent";
    case "require_skill":
      return action.skill === null ? "lift the skill" : `require ${action.skill}`;
    case "add_topics":
      return `add ${action.topics.join(", ")}`;
    case "set_priority":
      return `priority ${action.priority}`;
    case "reply":
      return action.text === undefined ? `reply ${named(action.answer ?? "")}` : `reply “${action.text}”`;
    case "close":
      return "close";
    case "suppress":
      return "never contact again";
  }
}

/** Each rule in the order it was asked, without numbers, as only `list` knows every rule's place: what held, what it does, why it was not asked; then where it all ends. */
export function showTrial({ kind, steps, outcome }: RuleTrial, { theme, width }: Paper): string[] {
  const lines = steps.flatMap(({ name, event, matched, cut, condition, effects }) => {
    const mark = cut !== null ? theme.quiet("–") : matched ? theme.good("✓") : theme.bad("✗");
    return [
      ...hanging(`${mark} ${theme.strong(visible(name))}  ${theme.quiet(visible(event))}`, 2, width),
      ...(cut === null ? [] : hanging(`  not asked: ${visible(cut)}`, 4, width)),
      ...(condition === null ? [] : judgedLines(condition, 2, { theme, width })),
      ...effects.flatMap((effect) => hanging(`  → ${visible(effect)}`, 4, width)),
    ];
  });
  return [
    ...(kind === "none" ? [] : [theme.attention(`By itself the message asks for: ${kind}`)]),
    ...(steps.length === 0 ? ["No rule is asked about it."] : lines),
    "",
    ...factLines(
      [
        ["so it is", outcome.suppressed ? `${outcome.status}, never to be contacted again` : outcome.status],
        ["inbox", visible(outcome.inbox)],
        ["agent", visible(outcome.agent ?? "nobody")],
        ["needs", outcome.skill],
        ["topics", outcome.topics.join(", ")],
        ["priority", outcome.priority],
        ...outcome.replies.map((text): Fact => ["answers", `“${visible(text)}”`]),
      ],
      { theme, width },
    ),
    theme.quiet("Nothing was changed."),
  ];
}

function judgedLines({ says, holds, parts = [] }: JudgedCondition, indent: number, { theme, width }: Paper): string[] {
  const mark = holds ? theme.good("✓") : theme.bad("✗");
  return [
    ...hanging(`${" ".repeat(indent)}${mark} ${visible(says)}`, indent + 2, width),
    ...parts.flatMap((part) => judgedLines(part, indent + 2, { theme, width })),
  ];
}
