/**
 * What is wrong with a rule before it ever runs. `checkRule` refuses what must not be stored; `ruleWarnings` says what is
 * odd about stored ones, each among the others: it does not forbid, it tells whoever wrote it.
 */
import { type Condition, fail, limits, ok, type Result, type Rule, type RuleTrigger } from "@headsup/contract";
import { certaintyOf, contradictionIn, partsOf, textsIn, wordlessIn } from "./certainty.ts";
import { leafWords } from "./conditions.ts";
import { listed, quote } from "./say.ts";

type CheckedRule = Pick<Rule, "when" | "actions">;

/** Whether a rule of the right form may be stored: bounds of its condition tree, and replies with one thing to say. */
export function checkRule<R extends CheckedRule>(rule: R): Result<R> {
  const { depth, count } = sizeOf(rule.when);
  if (depth > limits.conditionDepthMax) {
    return refused(
      "when",
      `Conditions are nested ${depth} deep; the limit is ${limits.conditionDepthMax}. Split the rule in two.`,
    );
  }
  if (count > limits.conditionsMax) {
    return refused(
      "when",
      `There are ${count} conditions, groups included; the limit is ${limits.conditionsMax}. Split the rule in two.`,
    );
  }
  for (const [place, action] of rule.actions.entries()) {
    if (action.do !== "reply" || (action.answer === undefined) !== (action.text === undefined)) continue;
    const has = action.answer === undefined ? "neither an answer nor a text" : "both an answer and a text";
    return refused(`actions.${place}`, `The reply in actions[${place}] has ${has}. Give it one of them.`);
  }
  return ok(rule);
}

const refused = (path: string, message: string) => fail("invalid_request", message, [{ path, message }]);

/** The depth of the tree, its root being 1, and how many conditions it has, groups included. */
function sizeOf(condition: Condition): { depth: number; count: number } {
  let depth = 0;
  let count = 0;
  for (let level: readonly Condition[] = [condition]; level.length > 0; level = level.flatMap(partsOf)) {
    depth += 1;
    count += level.length;
  }
  return { depth, count };
}

export type WarnedRule = Pick<Rule, "id" | "name" | "trigger" | "when" | "actions" | "stop" | "enabled">;

/** What is odd about each rule, as sentences, by its id; nothing odd: an empty list. `rules` are all there are, in order. */
export function ruleWarnings(rules: readonly WarnedRule[]): Map<string, string[]> {
  return new Map(
    rules.map((rule, place) => {
      const earlier = rules.slice(0, place).filter(({ enabled }) => enabled);
      const others = rules.filter((other) => other.enabled && other.id !== rule.id);
      return [
        rule.id,
        [
          ...conditionWarnings(rule),
          ...actionWarnings(rule),
          ...shadowed(rule, earlier),
          ...answeredTwice(rule, earlier),
          ...goesRound(rule, others),
        ],
      ];
    }),
  );
}

function conditionWarnings({ when, trigger }: WarnedRule): string[] {
  const wordless = wordlessIn(when);
  const warnings: string[] = [];
  if (wordless.length > 0) {
    warnings.push(`No message is ever found by ${listed(wordless.map(quote), "or")}: there are no words in it.`);
  }
  if (messageless.has(trigger.on) && textsIn(when).length > 0) {
    warnings.push(
      trigger.on === "topic_added"
        ? "It asks for the words of a message, and there is none where a colleague adds the topic: then that never holds."
        : "It asks for the words of a message, and there is none when this happens: that never holds.",
    );
  }
  const contradiction = contradictionIn([when]);
  if (contradiction !== null) {
    const [one, other] = contradiction.map(leafWords);
    warnings.push(`It can never run: “${one}” and “${other}” cannot both hold.`);
  } else if (certaintyOf(when) === "never") {
    warnings.push("It can never run: its conditions never hold.");
  }
  return warnings;
}

/** What happens without a message, or may. */
const messageless: ReadonlySet<RuleTrigger["on"]> = new Set(["due", "agent_offline", "topic_added"]);

function actionWarnings({ actions }: WarnedRule): string[] {
  const does = (kind: WarnedRule["actions"][number]["do"]) => actions.some((action) => action.do === kind);
  const warnings: string[] = [];
  if (does("close") && does("assign")) {
    warnings.push(
      "It closes the conversation and assigns it: a closed one is given to nobody. Take one of the two out.",
    );
  }
  if (does("suppress") && does("reply")) {
    warnings.push("It suppresses the address and replies: who is not to be contacted again is not answered.");
  }
  return warnings;
}

/**
 * An earlier rule for the same event that always holds and stops. A topic is an event of its own, of which several may
 * come at once, and due times are each rule's own: there nothing can be said for sure.
 */
function shadowed({ trigger }: WarnedRule, earlier: readonly WarnedRule[]): string[] {
  if (trigger.on === "due" || trigger.on === "topic_added") return [];
  const stopping = earlier.find(
    (other) => other.stop && other.trigger.on === trigger.on && certaintyOf(other.when) === "always",
  );
  if (stopping === undefined) return [];
  return [`It is never asked: the rule ${quote(stopping.name)} before it always holds and stops there.`];
}

/** One message may be all three of these events. */
const messageTriggers: readonly RuleTrigger["on"][] = ["message_received", "conversation_created", "campaign_reply"];

/** Two rules that answer, for two events that one message can be: `stop` does not help, it stops one event only. */
function answeredTwice(rule: WarnedRule, earlier: readonly WarnedRule[]): string[] {
  if (!answers(rule)) return [];
  const other = earlier.find(
    (candidate) =>
      answers(candidate) &&
      candidate.trigger.on !== rule.trigger.on &&
      contradictionIn([candidate.when, rule.when, ...[candidate, rule].flatMap(impliedBy)]) === null,
  );
  if (other === undefined) return [];
  return [
    `One message may be answered twice: by this rule and by the rule ${quote(other.name)}, as it can be what both wait for.`,
  ];
}

const answers = ({ trigger, actions }: WarnedRule): boolean =>
  messageTriggers.includes(trigger.on) && actions.some((action) => action.do === "reply");

/** What is so of a message whenever the rule is asked. */
function impliedBy({ trigger }: WarnedRule): Condition[] {
  if (trigger.on === "conversation_created") return [{ field: "opens", is: true }];
  return trigger.on === "campaign_reply" ? [{ field: "campaign_reply", is: true }] : [];
}

/** Rules that wait for each other's topics: a run ends all the same, as each runs once. */
function goesRound(rule: WarnedRule, others: readonly WarnedRule[]): string[] {
  const other = others.find((candidate) => leadsTo(rule, candidate) && leadsTo(candidate, rule));
  if (other === undefined) return [];
  return [
    `It and the rule ${quote(other.name)} add topics that the other waits for: each runs once, and the loop ends there.`,
  ];
}

function leadsTo({ trigger, actions }: WarnedRule, to: WarnedRule): boolean {
  if (trigger.on !== "topic_added" || to.trigger.on !== "topic_added") return false;
  const awaited = to.trigger.topics;
  return actions.some(
    (action) =>
      action.do === "add_topics" && (awaited.length === 0 || action.topics.some((topic) => awaited.includes(topic))),
  );
}
