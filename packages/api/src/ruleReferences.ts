import type { Condition, ConditionLeaf, RuleAction, RuleTrigger } from "@headsup/contract";
import { type IdOf, type Reference, type ReferenceKind, resolve } from "./references.ts";
import type { Services } from "./services.ts";

/** What a rule names: inboxes, agents, senders, campaigns, topics, skills and answers, wherever it does. */

/** A rule, or the parts of one that are changed. */
export interface RuleParts {
  readonly trigger?: RuleTrigger | undefined;
  readonly when?: Condition | undefined;
  readonly actions?: RuleAction[] | undefined;
}

/** Told of everything named, with its place; answers what is to stand there instead. */
type Rename = (reference: Reference) => string;

/** The same rule with ids where it names things, so that renaming them changes no rule. Refuses what is not there. */
export async function resolveRule<Parts extends RuleParts>(services: Services, parts: Parts): Promise<Parts> {
  const references: Reference[] = [];
  renameIn(parts, (reference) => {
    references.push(reference);
    return reference.written;
  });
  const idOf: IdOf = await resolve(services, references);
  return renameIn(parts, ({ kind, written }) => idOf(kind, written));
}

function renameIn<Parts extends RuleParts>(parts: Parts, rename: Rename): Parts {
  const { trigger, when, actions } = parts;
  return {
    ...parts,
    ...(trigger && { trigger: inTrigger(trigger, rename) }),
    ...(when && { when: inCondition(when, "when", rename) }),
    ...(actions && { actions: actions.map((action, i) => inAction(action, `actions[${i}]`, rename)) }),
  };
}

const all = (kind: ReferenceKind, place: string, values: readonly string[], rename: Rename): string[] =>
  values.map((written) => rename({ kind, place, written }));

const inTrigger = (trigger: RuleTrigger, rename: Rename): RuleTrigger =>
  trigger.on === "topic_added"
    ? { ...trigger, topics: all("topic", "trigger.topics", trigger.topics, rename) }
    : trigger;

function inCondition(condition: Condition, place: string, rename: Rename): Condition {
  const each = (parts: readonly Condition[], group: "all" | "any") =>
    parts.map((part, i) => inCondition(part, `${place}.${group}[${i}]`, rename));
  if ("all" in condition) return { all: each(condition.all, "all") };
  if ("any" in condition) return { any: each(condition.any, "any") };
  if ("not" in condition) return { not: inCondition(condition.not, `${place}.not`, rename) };
  return inLeaf(condition, `${place}.values`, rename);
}

function inLeaf(leaf: ConditionLeaf, place: string, rename: Rename): ConditionLeaf {
  switch (leaf.field) {
    case "sender":
    case "campaign":
    case "inbox":
    case "topic":
    case "skill":
      return { ...leaf, values: all(leaf.field, place, leaf.values, rename) };
    default:
      return leaf;
  }
}

function inAction(action: RuleAction, place: string, rename: Rename): RuleAction {
  const one = (kind: "inbox" | "agent" | "skill" | "answer", written: string) =>
    rename({ kind, place: `${place}.${kind}`, written });
  switch (action.do) {
    case "route":
      return { ...action, inbox: one("inbox", action.inbox) };
    case "assign":
      return { ...action, agent: one("agent", action.agent) };
    case "require_skill":
      return action.skill === null ? action : { ...action, skill: one("skill", action.skill) };
    case "add_topics":
      return { ...action, topics: all("topic", `${place}.topics`, action.topics, rename) };
    case "reply":
      // An answer compiles: it was checked when it was stored, and none is ever changed.
      return action.answer === undefined ? action : { ...action, answer: one("answer", action.answer) };
    default:
      return action;
  }
}
