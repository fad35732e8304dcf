/**
 * How a sender fares: what became of what it sent over a rolling span, whether that is as it should be, and whether it may
 * go on. Carriers and mailbox providers judge senders by these very rates; a sender that is judged badly reaches nobody.
 */

/** What a sender did over a span, and what came of it. Counts of messages and calls unless said otherwise. */
export interface SenderFigures {
  readonly sent: number;
  /** Reported or refused for good. Those below are among them where they are failures. */
  readonly failed: number;
  /** Dropped by a carrier as unwanted. */
  readonly filtered: number;
  /** Refused for the sender itself: unregistered, suspended, a caller id that is not verified. */
  readonly refused: number;
  /** The same words from this sender to somebody who had them within the span. */
  readonly repeated: number;
  /** People who said stop. */
  readonly optedOut: number;
  /** People who reported it as unwanted. */
  readonly complained: number;
  /** Segments, messages, calls: what its ceiling counts. */
  readonly units: number;
  /** Units a second in its busiest ten minutes, and its ceiling. */
  readonly peakPerSecond: number;
  readonly perSecond: number;
  /** What it sent in a span on average before this one; null: it has no past to go by. */
  readonly expected: number | null;
}

export type Measure =
  | "complaints"
  | "opt_outs"
  | "failures"
  | "filtering"
  | "verification"
  | "repetition"
  | "volume"
  | "throughput";

/** From where on a rate is to be watched, and from where on the sender is flagged. */
export interface Threshold {
  readonly watch: number;
  /** Null: it never flags. */
  readonly flag: number | null;
  /** Fewer events than this say nothing. */
  readonly eventsMin: number;
  /** Whose figures these are. */
  readonly source: string;
}

export type Thresholds = Readonly<Record<Measure, Threshold>>;

const ours = "our own: carriers publish no figure (2026-11)";

/** Rates are shares of what was sent; volume is a multiple of what was expected, throughput of the ceiling. */
export const defaultThresholds: Thresholds = {
  complaints: {
    watch: 0.001,
    flag: 0.002,
    eventsMin: 2,
    source: "Gmail and Yahoo sender guidelines (2024-02): below 0.1 %, never 0.3 %",
  },
  opt_outs: { watch: 0.02, flag: 0.05, eventsMin: 5, source: ours },
  failures: { watch: 0.15, flag: 0.4, eventsMin: 20, source: ours },
  filtering: { watch: 0.005, flag: 0.02, eventsMin: 5, source: ours },
  verification: { watch: 0.005, flag: 0.02, eventsMin: 3, source: ours },
  repetition: { watch: 0.02, flag: 0.1, eventsMin: 10, source: ours },
  volume: { watch: 3, flag: 10, eventsMin: 500, source: ours },
  throughput: { watch: 1.05, flag: null, eventsMin: 1, source: "the sender's own ceiling" },
};

export const healthSpanMs = 24 * 60 * 60_000;

export interface Finding {
  readonly measure: Measure;
  readonly level: "watch" | "flag";
  readonly rate: number;
  /** What was found, for people. */
  readonly message: string;
}

export interface Health {
  readonly verdict: "good" | "watch" | "flagged";
  /** By measure; null where there is nothing to go by. */
  readonly rates: Readonly<Record<Measure, number | null>>;
  /** The gravest first. */
  readonly findings: readonly Finding[];
}

/**
 * Judges a sender. A rate flags only when it is at its threshold *and* is not put there by chance: nine times in ten the
 * true rate is at least what is to be watched (Wilson's lower bound). One complaint about two messages says nothing; three
 * about a thousand do.
 */
export function judgeSender(figures: SenderFigures, thresholds: Thresholds = defaultThresholds): Health {
  const measured = measure(figures);
  const findings = measured
    .flatMap(({ name, rate, events, of }) => {
      const threshold = thresholds[name];
      if (rate === null || events < threshold.eventsMin || rate < threshold.watch) return [];
      const isSure = of === null || lowerBound(events, of) >= threshold.watch;
      const isFlag = threshold.flag !== null && rate >= threshold.flag && isSure;
      const level = isFlag ? ("flag" as const) : ("watch" as const);
      return [{ measure: name, level, rate, message: words[name](figures, rate) }];
    })
    .sort((a, b) => Number(b.level === "flag") - Number(a.level === "flag"));
  const verdict = findings[0] === undefined ? "good" : findings[0].level === "flag" ? "flagged" : "watch";
  const rates = Object.fromEntries(measured.map(({ name, rate }) => [name, rate])) as Health["rates"];
  return { verdict, rates, findings };
}

interface Measured {
  readonly name: Measure;
  readonly rate: number | null;
  readonly events: number;
  /** What the events are a part of; null: they are no part of anything. */
  readonly of: number | null;
}

function measure(figures: SenderFigures): Measured[] {
  const { sent, expected, peakPerSecond, perSecond } = figures;
  const part = (name: Measure, events: number): Measured => ({
    name,
    rate: sent === 0 ? null : events / sent,
    events,
    of: sent,
  });
  return [
    part("complaints", figures.complained),
    part("opt_outs", figures.optedOut),
    part("failures", figures.failed),
    part("filtering", figures.filtered),
    part("verification", figures.refused),
    part("repetition", figures.repeated),
    { name: "volume", rate: expected === null || expected === 0 ? null : sent / expected, events: sent, of: null },
    { name: "throughput", rate: peakPerSecond / perSecond, events: figures.units, of: null },
  ];
}

/** One-sided: nine in ten. */
const z = 1.2816;

/** The least the true rate may well be, given so many events among so many (Wilson, 1927). */
export function lowerBound(events: number, of: number): number {
  if (of === 0) return 0;
  const p = Math.min(1, events / of);
  const square = (z * z) / of;
  return Math.max(0, (p + square / 2 - z * Math.sqrt((p * (1 - p)) / of + square / (4 * of))) / (1 + square));
}

const percent = (rate: number): string => `${Number((rate * 100).toPrecision(2))} %`;
const share = (what: string, count: (figures: SenderFigures) => number) => (figures: SenderFigures, rate: number) =>
  `${count(figures)} of ${figures.sent} ${what} (${percent(rate)})`;

const words: Readonly<Record<Measure, (figures: SenderFigures, rate: number) => string>> = {
  complaints: share("were reported as unwanted", (f) => f.complained),
  opt_outs: share("led to an opt-out", (f) => f.optedOut),
  failures: share("failed", (f) => f.failed),
  filtering: share("were filtered by carriers", (f) => f.filtered),
  verification: share("were refused for the sender's registration or verification", (f) => f.refused),
  repetition: share("said the same again to the same people", (f) => f.repeated),
  volume: ({ sent, expected }, rate) =>
    `${sent} sent, ${Number(rate.toPrecision(2))} times what is usual (${Math.round(expected ?? 0)})`,
  throughput: ({ peakPerSecond, perSecond }) =>
    `${Number(peakPerSecond.toPrecision(2))} units a second in its busiest ten minutes, above its ceiling of ${perSecond}`,
};
