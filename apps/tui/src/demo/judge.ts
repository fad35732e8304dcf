import type { Carrier } from "@headsup/carrier";

/** What the provider saw, told by its own log: the product's tables are not asked. */
export interface Verdict {
  readonly accepted: number;
  readonly people: number;
  /** People whom it accepted more than one message for, though none was reported lost in between. */
  readonly twice: number;
  /** The most requests that arrived in any span. */
  readonly mostInSpan: number;
}

const logEntriesMax = 10_000;

export function judge(carrier: Carrier, spanMs: number): Verdict {
  const entries = carrier.log({ limit: logEntriesMax });
  const creates = entries.filter(({ kind }) => kind === "create");
  const acceptedFor = Map.groupBy(
    creates.filter(({ outcome }) => outcome === "accepted"),
    ({ to }) => to,
  );
  const lost = new Set(
    entries
      .filter(({ kind, messageStatus }) => kind === "status" && messageStatus === "undelivered")
      .map(({ sid }) => sid),
  );
  const twice = [...acceptedFor.values()].filter((messages) => messages.filter(({ sid }) => !lost.has(sid)).length > 1);
  return {
    accepted: creates.filter(({ outcome }) => outcome === "accepted").length,
    people: acceptedFor.size,
    twice: twice.length,
    mostInSpan: mostInAnySpan(
      creates.map(({ at }) => at),
      spanMs,
    ),
  };
}

/** The most instants in any half-open span of this length. */
function mostInAnySpan(instants: readonly number[], spanMs: number): number {
  const sorted = instants.toSorted((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) >= spanMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
