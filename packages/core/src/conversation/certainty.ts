/** What can be said of a condition before anything happens: that it always holds, never does, or contradicts itself. */
import type { Condition, ConditionLeaf } from "@headsup/contract";
import { comparable, isWordless } from "./conditions.ts";

type Certainty = "always" | "never" | "depends";

/** Whether the condition holds whatever happens. "depends" also where it would take more thought to tell. */
export function certaintyOf(condition: Condition): Certainty {
  if ("all" in condition) return worst(condition.all.map(certaintyOf));
  if ("any" in condition) return opposite[worst(condition.any.map((part) => opposite[certaintyOf(part)]))];
  if ("not" in condition) return opposite[certaintyOf(condition.not)];
  return "op" in condition && condition.values.every(isWordless) ? "never" : "depends";
}

const opposite: Record<Certainty, Certainty> = { always: "never", never: "always", depends: "depends" };

/** Of conditions that must all hold. */
function worst(parts: readonly Certainty[]): Certainty {
  if (parts.includes("never")) return "never";
  return parts.includes("depends") ? "depends" : "always";
}

/** The conditions a group is made of; none for a single one. */
export function partsOf(condition: Condition): readonly Condition[] {
  if ("all" in condition) return condition.all;
  if ("any" in condition) return condition.any;
  return "not" in condition ? [condition.not] : [];
}

/** All that a message's text or subject is asked for, wherever in the condition. */
export function textsIn(condition: Condition): readonly string[] {
  if ("field" in condition) return "op" in condition ? condition.values : [];
  return partsOf(condition).flatMap(textsIn);
}

/** Those of them that have no words in them. */
export const wordlessIn = (condition: Condition): string[] => textsIn(condition).filter(isWordless);

/** Two conditions that cannot both hold, among those that all must; null where none is easily seen. */
export function contradictionIn(conditions: readonly Condition[]): readonly [ConditionLeaf, ConditionLeaf] | null {
  const leaves = conditions.flatMap(requiredIn);
  for (const [place, one] of leaves.entries()) {
    const other = leaves.slice(place + 1).find((leaf) => excludes(one, leaf));
    if (other !== undefined) return [one, other];
  }
  return null;
}

/** The leaves that must all hold. */
function requiredIn(condition: Condition): ConditionLeaf[] {
  if ("all" in condition) return condition.all.flatMap(requiredIn);
  if ("any" in condition) return condition.any.length === 1 ? condition.any.flatMap(requiredIn) : [];
  return "not" in condition ? [] : [condition];
}

/** Whether the two ask for different values of something that has one. */
function excludes(one: ConditionLeaf, other: ConditionLeaf): boolean {
  if ("is" in one && "is" in other) return one.field === other.field && one.is !== other.is;
  const [a, b] = [oneOf(one), oneOf(other)];
  return a !== null && b !== null && a.of === b.of && !a.values.some((value) => b.values.includes(value));
}

/** What has one value, and which it may be; null for all else. Ids and names of the same thing cannot be told apart here. */
function oneOf(leaf: ConditionLeaf): { readonly of: string; readonly values: readonly string[] } | null {
  switch (leaf.field) {
    case "channel":
    case "campaign":
    case "skill":
      return { of: leaf.field, values: leaf.values };
    case "sender":
    case "inbox": {
      const ids = leaf.values.filter((value) => /^(snd|inb)_/.test(value)).length;
      if (ids > 0 && ids < leaf.values.length) return null;
      return { of: `${leaf.field} ${ids > 0}`, values: leaf.values.map((value) => value.toLowerCase()) };
    }
    case "text":
    case "subject":
      return leaf.op === "is" ? { of: leaf.field, values: leaf.values.map((value) => comparable(value).spaced) } : null;
    default:
      return null;
  }
}
