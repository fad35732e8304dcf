import type { Recipient } from "@headsup/contract";
import { type Call, expectStatus } from "@headsup/testkit";
import type { Auditor, Violation } from "./auditor.ts";
import { addressesOf, type CampaignPlan, type ListPlan, type PersonPlan } from "./plan.ts";
import { type CarrierMessage, mayHaveFailed } from "./steps.ts";

/** What the service says became of everybody, compared with what the carrier knows of them. */

export async function readRecipients(call: Call, id: string): Promise<Recipient[]> {
  const all: Recipient[] = [];
  for (let cursor = ""; ; ) {
    const path = `/v1/campaigns/${id}/recipients?order=id&limit=500${cursor === "" ? "" : `&cursor=${cursor}`}`;
    const page = expectStatus(await call("GET", path), 200).json;
    all.push(...page.items);
    if (page.next === null) return all;
    cursor = page.next;
  }
}

const undecided = new Set(["ready", "held", "in_flight", "unknown", "awaiting"]);
/** Statuses that nothing will change any more. */
export const isFinal = ({ status }: Recipient): boolean => !undecided.has(status) && status !== "accepted";

/**
 * Everyone who was left out, forgotten, or told wrongly; and how many are told as unconfirmed although the carrier knows
 * how it ended, or took nothing for them.
 */
export function judgeLedger(
  { id, plan, mayStop, recipients, problems, refused }: Judged,
  auditor: Auditor,
): { violations: Violation[]; unknown: number } {
  const lost = (what: string): Violation => ({ breach: "lost", what });
  const violations: Violation[] = [];
  let unknown = 0;
  const byAddress = new Map(
    recipients.flatMap((recipient) => knownBy(recipient).map((address) => [address, recipient] as const)),
  );
  if (byAddress.size < recipients.flatMap(knownBy).length) violations.push(lost("somebody is in the ledger twice"));
  for (const { list, person } of membersOf(plan)) {
    const { address } = person;
    const recipient = byAddress.get(address);
    const taken = auditor.taken(id, address);
    if (recipient === undefined) {
      if (!addressesOf(person).some((each) => problems.has(each)) && !refused.has(list))
        violations.push(lost(`${address} is in the list and not in the ledger`));
      continue;
    }
    const wrong = whatIsWrong(recipient, { list, plan, mayStop, taken, wrote: auditor.wrote(addressesOf(person)) });
    if (wrong !== null) violations.push(lost(`${address} is told as ${recipient.status}: ${wrong}`));
    if (recipient.status === "unconfirmed" && !isUntold(taken)) unknown++;
  }
  return { violations, unknown };
}

const knownBy = ({ address, also }: Recipient): string[] => (also === null ? [address] : [address, also]);

/** Whether the carrier itself never learnt how its last message for somebody ended. */
const isUntold = (taken: readonly CarrierMessage[]): boolean =>
  taken.at(-1)?.status === "sent" || taken.at(-1)?.status === "queued";

export interface Judged {
  readonly id: string;
  readonly plan: CampaignPlan;
  /** Whether a person may have stopped it. */
  readonly mayStop: boolean;
  readonly recipients: readonly Recipient[];
  /** Addresses the import named as problems. */
  readonly problems: ReadonlySet<string>;
  /** Lists whose import was refused, because the campaign had been stopped. */
  readonly refused: ReadonlySet<ListPlan>;
}

/** Each person with the list they came in by: who stands in a further one too is not added again. */
function membersOf({ lists }: CampaignPlan): { list: ListPlan; person: PersonPlan }[] {
  const members = new Map<string, { list: ListPlan; person: PersonPlan }>();
  for (const list of lists)
    for (const person of list.people) if (!members.has(person.address)) members.set(person.address, { list, person });
  return [...members.values()];
}

/** @param taken how far the carrier got with each message it took for this person, on whatever rung */
export function whatIsWrong(
  { status, code }: Recipient,
  {
    list,
    plan,
    mayStop,
    taken,
    wrote,
  }: {
    list: Pick<ListPlan, "endAt">;
    plan: Pick<CampaignPlan, "expiresAt">;
    mayStop: boolean;
    taken: readonly Pick<CarrierMessage, "status">[];
    wrote: boolean;
  },
): string | null {
  const words = taken.map((message) => message.status).join(", ") || "it took nothing";
  const may = (end: string) => taken.some((message) => message.status === end || message.status === "completed");
  const standing = taken.filter((message) => !mayHaveFailed(message));
  const nothingStands = standing.length === 0 ? null : `the carrier's is ${words}`;
  switch (status) {
    case "delivered":
      if (code === repliedCode) return wrote ? null : "nobody answered";
      return may("delivered") || may("read") ? null : `the carrier delivered nothing (${words})`;
    case "read":
      return may("read") ? null : `nobody has read it (${words})`;
    case "undelivered":
    case "failed":
    case "skipped":
      return nothingStands;
    case "unreached":
      return nothingStands ?? (list.endAt === null && plan.expiresAt === null && !mayStop ? "nothing ended" : null);
    case "unconfirmed": // nobody could say, and that is what is said
      return null;
    default:
      return "days after the last trouble";
  }
}

/** The code of who is told as reached because they wrote back. */
const repliedCode = "replied";
