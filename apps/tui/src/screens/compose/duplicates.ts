/** People whom other campaigns write to: looked for before a launch, some at a time, and what is to be done about them. */
import { type DuplicateChoice, limits } from "@headsup/contract";
import { count, visible } from "../../terminal/text.ts";
import type { WizardEvent } from "./state.ts";

export interface Duplicates {
  readonly stage: "none" | "looking" | "done" | "halted" | "failed";
  /** Grows with every look: what an earlier one finds is not wanted any more. */
  readonly serial: number;
  /** People looked up so far, and how many of them were found elsewhere. */
  readonly checked: number;
  readonly people: number;
  /** The first addresses found. */
  readonly addresses: readonly string[];
  /** Names of the campaigns they were found in, with how many in each. */
  readonly campaigns: ReadonlyMap<string, number>;
  /** Names of campaigns that could not be asked. */
  readonly unasked: readonly string[];
  readonly choice: DuplicateChoice["choice"];
  /** Why nobody could be looked up. */
  readonly trouble: string | null;
}

const addressesKept = 3;
const campaignsNamed = 2;

export const noDuplicates: Duplicates = {
  stage: "none",
  serial: 0,
  checked: 0,
  people: 0,
  addresses: [],
  campaigns: new Map(),
  unasked: [],
  choice: "keep",
  trouble: null,
};

/** A new look: what was found before is forgotten, what was decided is not. */
export const lookedForAnew = ({ serial, choice }: Duplicates): Duplicates => ({
  ...noDuplicates,
  stage: "looking",
  serial: serial + 1,
  choice,
});

/** With what a chunk of people brought. */
export function foundMore(before: Duplicates, found: Extract<WizardEvent, { type: "duplicates" }>): Duplicates {
  if (found.serial !== before.serial || before.stage !== "looking") return before;
  const { page, unasked, isLast } = found;
  const campaigns = new Map(before.campaigns);
  for (const { campaign } of page.items) campaigns.set(campaign.name, (campaigns.get(campaign.name) ?? 0) + 1);
  const addresses = new Set([...before.addresses, ...page.items.map(({ address }) => address)]);
  return {
    ...before,
    stage: isLast ? "done" : "looking",
    checked: before.checked + page.checked,
    people: before.people + page.people,
    addresses: [...addresses].slice(0, addressesKept),
    campaigns,
    unasked: [...new Set([...before.unasked, ...unasked])],
  };
}

/** What a launch is told of it; nothing where nobody was looked up. */
export const duplicateChoice = ({ stage, choice }: Duplicates): DuplicateChoice | null =>
  stage === "none" || stage === "failed" ? null : { choice, days: limits.duplicateDaysDefault };

const quoted = (name: string): string => `“${visible(name)}”`;

/** "“Delays”, “Outage” and 2 others" */
function namesOf(names: readonly string[]): string {
  const named = names.slice(0, campaignsNamed).map(quoted);
  const rest = names.length - named.length;
  return rest === 0 ? named.join(" and ") : `${named.join(", ")} and ${count(rest, "other")}`;
}

/** "12 people also get “Delays”" */
function whoWords({ people, campaigns }: Duplicates): string {
  const names = [...campaigns].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
  return `${count(people, "person also gets", "people also get")} ${namesOf(names)}`;
}

/** What the last question says of them; nothing where there are none. */
export const questionWords = (duplicates: Duplicates): string[] =>
  duplicates.people === 0
    ? []
    : [`${whoWords(duplicates)}: they are ${duplicates.choice === "keep" ? "kept" : "skipped when their turn comes"}.`];

export interface Told {
  readonly tone: "quiet" | "attention" | "plain";
  readonly text: string;
}

/** What was found, or how far the look is, as sentences. */
export function duplicatesTold(duplicates: Duplicates, total: number): readonly Told[] {
  const { stage, checked, people, addresses, unasked, choice, trouble } = duplicates;
  const figure = (n: number) => n.toLocaleString("en");
  const progress = `${figure(checked)} of ${figure(total)} people`;
  const shown =
    addresses.join(", ") + (people > addresses.length ? ` and ${figure(people - addresses.length)} more` : "");
  const decided = choice === "keep" ? "Kept; d skips them" : "Skipped; d keeps them";
  const found: Told[] =
    people === 0 ? [] : [{ tone: "attention", text: `${whoWords(duplicates)}: ${shown}. ${decided}.` }];
  const left: Told[] =
    unasked.length === 0 ? [] : [{ tone: "attention", text: `Could not be asked: ${unasked.map(quoted).join(", ")}.` }];
  switch (stage) {
    case "none":
      return [];
    case "failed":
      return [{ tone: "attention", text: `Not known: ${visible(trouble ?? "no answer came.")} Alt+4 asks again.` }];
    case "looking":
      return [{ tone: "quiet", text: `asking other campaigns: ${progress}. x stops that.` }, ...found, ...left];
    case "halted":
      return [{ tone: "attention", text: `Asked of ${progress} only. Alt+4 asks again.` }, ...found, ...left];
    case "done":
      if (people > 0 || unasked.length > 0) return [...found, ...left];
      return [
        {
          tone: "plain",
          text: `nobody gets another campaign, nor did in the last ${limits.duplicateDaysDefault} days`,
        },
      ];
  }
}
