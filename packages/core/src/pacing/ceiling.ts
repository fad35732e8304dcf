import { fairShares } from "./fairShares.ts";

/**
 * A sender's ceiling, shared out. A provider lets a sender through `capacity` units (segments, messages, calls) in any
 * {@link ceilingSpanMs}. Each of its campaigns asks for a *share* of that: so many units in any such span, until a
 * certain time. A campaign obeys one share at a time, and gives up the one it has, for good, before it asks for another.
 *
 * What a campaign may yet put into one span is *reserved* for it: its share until nothing sent under it can still arrive
 * in a span with something new, and what it used before it last asked until that is back. The sum of all that is reserved
 * never exceeds the capacity, so no span does, whoever crashes and whatever answer is lost.
 *
 * What each should have is told by {@link fairShares}. A campaign that comes upon others who hold more waits for what they
 * give up: they are *nudged* to ask again, and would run out in any case.
 */
export const ceilingSpanMs = 60_000;

export const ceilingLimits = {
  /** Ten batches of one span each. */
  leaseMs: 10 * ceilingSpanMs,
  /** While campaigns take turns, or wait for what others give up. */
  shortLeaseMs: ceilingSpanMs,
  askAgainMsMin: 1_000,
  /** Whoever was told to ask again and has not for this long no longer counts among those who share. */
  absentMs: ceilingSpanMs,
  /** An ask may arrive this late and is still known to be overtaken. */
  forgetMs: 60 * 60_000,
  /** Told in one answer; the others are told by the next, or run out. */
  nudgesMax: 20,
  askersMax: 1_000,
} as const;

/** What one campaign asks. It has given up its earlier share, and nothing of it is on its way to the provider. */
export interface CeilingAsk {
  readonly asker: string;
  /** Greater than that of any earlier ask of this asker's: one that was overtaken changes nothing. */
  readonly sequence: number;
  /** Units a span it can use in the long run; 0: none any more. */
  readonly needs: number;
  /** Units it could use at once: the bursts of its pace. At least `needs`. */
  readonly wants: number;
  /** Units of its largest message about to go: a share of less is of no use to it. At least 1. */
  readonly size: number;
  /** Units it used that are not back, and when the last of them is, epoch ms. */
  readonly used: { readonly units: number; readonly backAt: number };
}

/** What an asker may send: `units` in any span, until `until`. */
export interface CeilingShare {
  readonly sequence: number;
  readonly units: number;
  readonly until: number;
  /** When there may be more; null: it has what it wants, or what is fair. */
  readonly askAgainAt: number | null;
  /** Units of all who share the sender, in any span. A message of more counts as this many. */
  readonly capacity: number;
  /** How many share it. */
  readonly sharers: number;
}

/** An asker as the sender knows it. */
export interface Asker extends Omit<CeilingAsk, "asker"> {
  readonly share: CeilingShare;
  /** What fairness owes it, in units: what it should have had of late less what it held. */
  readonly credit: number;
}

export interface CeilingState {
  /** When what is owed was last reckoned. */
  readonly at: number;
  readonly askers: Readonly<Record<string, Asker>>;
}

export const newCeiling: CeilingState = { at: 0, askers: {} };

export interface Shared {
  readonly state: CeilingState;
  /** Null: a later ask of the same asker was answered already. */
  readonly share: CeilingShare | null;
  /** Askers who should ask again: they hold more than they should while others wait, or could have more now. */
  readonly nudges: readonly string[];
}

export interface CeilingTerms {
  /** Units in any span. */
  readonly capacity: number;
  readonly now: number;
  /** The longest from the last look at a share to the arrival of a request sent under it, with what clocks may differ. */
  readonly latenessMs: number;
}

/** Answers an ask. The same ask again is answered alike. */
export function shareOut(before: CeilingState, ask: CeilingAsk, terms: CeilingTerms): Shared {
  const { now, capacity } = terms;
  const known = before.askers[ask.asker];
  if (known !== undefined && ask.sequence <= known.sequence)
    return { state: before, share: ask.sequence === known.sequence ? known.share : null, nudges: [] };

  const reckoned = reckon(before, terms);
  const others = without(reckoned, ask.asker);
  const asking: Asker = {
    ...sized(ask, capacity),
    credit: reckoned[ask.asker]?.credit ?? 0,
    share: { sequence: ask.sequence, units: 0, until: now, askAgainAt: now, capacity, sharers: 0 },
  };
  const present = presentAt({ ...others, [ask.asker]: asking }, now);
  const fair = fairShares(present, capacity);
  const target = fair.targets.get(ask.asker) ?? 0;
  const free = Math.max(0, capacity - sum(Object.values(others), (other) => reservedFor(other, terms)));
  const units = target <= free ? target : Math.floor(free / asking.size) * asking.size;
  const isShort = units < target || (units === 0 && ask.wants > 0);
  const share: CeilingShare = {
    sequence: ask.sequence,
    units,
    until: units === 0 ? now : now + (isShort || !fair.isEven ? ceilingLimits.shortLeaseMs : ceilingLimits.leaseMs),
    askAgainAt: isShort ? now + (target > 0 ? untilRelease(Object.values(others), terms) : ceilingSpanMs) : null,
    capacity,
    sharers: present.size,
  };
  const askers = { ...others, [ask.asker]: { ...asking, share } };
  return {
    state: { at: now, askers },
    share,
    nudges: nudgesOf(askers, { asker: ask.asker, isShort, targets: fair.targets }, terms),
  };
}

/** A message of more than all the sender may send in a span takes a whole span. */
const sized = ({ asker: _, size, ...ask }: CeilingAsk, capacity: number): Omit<CeilingAsk, "asker"> => ({
  ...ask,
  size: Math.min(size, capacity),
});

/** What an asker may yet have arriving in one span with what is sent now. */
export function reservedFor({ share, used }: Asker, { now, latenessMs }: Omit<CeilingTerms, "capacity">): number {
  const ofShare = now < share.until + ceilingSpanMs + latenessMs ? share.units : 0;
  return Math.max(ofShare, now < used.backAt ? used.units : 0);
}

/** The same summed up over a time: units × ms. */
function reservedOver(
  asker: Asker,
  { from, to }: { from: number; to: number },
  { latenessMs }: Pick<CeilingTerms, "latenessMs">,
): number {
  const changes = [asker.share.until + ceilingSpanMs + latenessMs, asker.used.backAt].filter(
    (at) => at > from && at < to,
  );
  let total = 0;
  let since = from;
  for (const at of [...changes.sort((a, b) => a - b), to]) {
    total += reservedFor(asker, { now: since, latenessMs }) * (at - since);
    since = at;
  }
  return total;
}

/** Those among whom the sender is shared now: they want something, and ask when they should. */
function presentAt(askers: CeilingState["askers"], now: number): Map<string, Asker> {
  const isPresent = ({ wants, share }: Asker) =>
    wants > 0 && now < Math.max(share.until, share.askAgainAt ?? 0) + ceilingLimits.absentMs;
  return new Map(Object.entries(askers).filter(([, asker]) => isPresent(asker)));
}

/** Reckons what is owed up to now, and forgets who has not asked for long. */
function reckon({ at, askers }: CeilingState, terms: CeilingTerms): Record<string, Asker> {
  const { now, capacity } = terms;
  const present = presentAt(askers, at);
  const { fair } = fairShares(present, capacity);
  const reckoned: Record<string, Asker> = {};
  for (const [id, asker] of Object.entries(askers)) {
    const overAt = Math.max(asker.share.until, asker.share.askAgainAt ?? 0, asker.used.backAt);
    if (now > overAt + ceilingLimits.forgetMs) continue;
    const should = ((fair.get(id) ?? 0) * (now - at)) / ceilingSpanMs;
    const credit = asker.credit + should - reservedOver(asker, { from: at, to: now }, terms) / ceilingSpanMs;
    const most = Math.max(capacity, 10 * asker.size);
    reckoned[id] = { ...asker, credit: present.has(id) ? Math.min(most, Math.max(-most, credit)) : 0 };
  }
  return reckoned;
}

/**
 * How long until something is free that no other will ask for before: what somebody used comes back, or a share that was
 * left is over. Those who wait for others to give up theirs are nudged when they do.
 */
function untilRelease(others: readonly Asker[], { now, latenessMs }: CeilingTerms): number {
  const releases = others
    .filter((other) => reservedFor(other, { now, latenessMs }) > 0)
    .map(({ share, used }) => (used.backAt > now ? used.backAt : share.until + ceilingSpanMs + latenessMs));
  const next = Math.min(now + ceilingSpanMs, ...releases);
  return Math.max(next - now, ceilingLimits.askAgainMsMin);
}

/** Whom it is worth asking again: those who hold more than theirs while somebody waits, and those for whom there is more. */
function nudgesOf(
  askers: CeilingState["askers"],
  { asker, isShort, targets }: { asker: string; isShort: boolean; targets: ReadonlyMap<string, number> },
  terms: CeilingTerms,
): string[] {
  const others = Object.entries(askers).filter(([id]) => id !== asker);
  const held = ({ share }: Asker) => (share.until > terms.now ? share.units : 0);
  const targetOf = (id: string) => targets.get(id) ?? 0;
  const over = isShort ? others.filter(([id, other]) => held(other) >= targetOf(id) + other.size) : [];
  let free = terms.capacity - sum(Object.values(askers), (each) => reservedFor(each, terms));
  const under = others
    .filter(([id, other]) => targets.has(id) && held(other) + other.size <= targetOf(id))
    .sort(([, a], [, b]) => b.credit - a.credit)
    .filter(([id, other]) => {
      const more = Math.max(0, targetOf(id) - reservedFor(other, terms));
      if (more === 0 || more > free) return false;
      free -= more;
      return true;
    });
  return [...over, ...under].slice(0, ceilingLimits.nudgesMax).map(([id]) => id);
}

const without = (askers: Readonly<Record<string, Asker>>, id: string): Record<string, Asker> =>
  Object.fromEntries(Object.entries(askers).filter(([other]) => other !== id));

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
