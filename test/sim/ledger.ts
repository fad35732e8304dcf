import type { Recipient } from "@headsup/contract";
import { type Call, expectStatus } from "@headsup/testkit";
import type { Auditor, Violation } from "./auditor.ts";
import type { CampaignPlan, ListPlan } from "./plan.ts";

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

const undecided = new Set(["ready", "held", "in_flight", "unknown"]);
/** Statuses that nothing will change any more. */
export const isFinal = ({ status }: Recipient): boolean => !undecided.has(status) && status !== "accepted";

const endings = new Set(["undelivered", "failed"]);

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
  const byAddress = new Map(recipients.map((recipient) => [recipient.address, recipient]));
  if (byAddress.size < recipients.length) violations.push(lost("somebody is in the ledger twice"));
  for (const { list, address } of membersOf(plan)) {
    const recipient = byAddress.get(address);
    const taken = auditor.taken(id, address).map(({ status }) => status);
    if (recipient === undefined) {
      if (!problems.has(address) && !refused.has(list))
        violations.push(lost(`${address} is in the list and not in the ledger`));
      continue;
    }
    const wrong = whatIsWrong(recipient, { list, plan, mayStop, taken });
    if (wrong !== null) violations.push(lost(`${address} is told as ${recipient.status}: ${wrong}`));
    if (recipient.status === "unconfirmed" && !isUntold(taken)) unknown++;
  }
  return { violations, unknown };
}

/** Whether the carrier itself never learnt how its last message for somebody ended. */
const isUntold = (taken: readonly string[]): boolean => taken.length > 0 && !settled.has(taken.at(-1) ?? "");
const settled = new Set(["delivered", "undelivered", "failed"]);

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
function membersOf({ lists }: CampaignPlan): { list: ListPlan; address: string }[] {
  const members = new Map<string, ListPlan>();
  for (const list of lists)
    for (const { address } of list.people) if (!members.has(address)) members.set(address, list);
  return [...members].map(([address, list]) => ({ address, list }));
}

/** @param taken how far the carrier got with each message it took for this person */
function whatIsWrong(
  { status }: Recipient,
  { list, plan, mayStop, taken }: { list: ListPlan; taken: readonly string[] } & Pick<Judged, "plan" | "mayStop">,
): string | null {
  const isDelivered = taken.includes("delivered");
  const standing = taken.filter((each) => !endings.has(each));
  switch (status) {
    case "delivered":
    case "read":
      return isDelivered ? null : `the carrier delivered nothing (${taken.join(", ") || "it took nothing"})`;
    case "undelivered":
    case "failed":
      return standing.length === 0 ? null : `the carrier's is ${standing.join(", ")}`;
    case "unreached": {
      if (standing.length > 0) return `the carrier's is ${standing.join(", ")}`;
      return list.endAt === null && plan.expiresAt === null && !mayStop ? "nothing ended" : null;
    }
    case "skipped":
      return standing.length === 0 ? null : `the carrier's is ${standing.join(", ")}`;
    case "unconfirmed": // nobody could say, and that is what is said
      return null;
    default:
      return "days after the last trouble";
  }
}
