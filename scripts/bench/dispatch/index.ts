import { engineLimits } from "@headsup/core/campaign/limits";
import { median, type Pair, type Ratios, ratiosOf, runPairs } from "../pairs.ts";
import { startOurs } from "./ours.ts";
import { peopleFrom } from "./people.ts";
import { startRedis } from "./redis.ts";
import type { Side } from "./side.ts";
import { type Sink, startSink } from "./startSink.ts";
import { startTheirs } from "./theirs.ts";

/**
 * P7: messages handed over a second, against BullMQ on Redis doing the same promises (`rival.ts` says which). Both send to one sink, as many
 * requests in flight each; no pace, no ceiling, everybody inside their hours. Imported and queued beforehand. Timed at the sink, from the
 * first request to the last; after each run the sink must have heard of everybody exactly once and each side must have stored it so.
 */
export const flags = {
  pairs: 5,
  /** In each run. */
  messages: 2_000,
  /** Of the second figure: how long the sink takes to answer. */
  latency: 20,
  /** Of the third: campaigns at once. */
  campaigns: 4,
};
type DispatchOptions = Readonly<typeof flags>;

interface Kind {
  readonly latencyMs: number;
  readonly campaigns: number;
}

interface Measured extends Ratios {
  readonly perSecond: number;
  readonly bullmqPerSecond: number;
}

const say = (line: string) => console.log(line);

export async function bench(options: DispatchOptions): Promise<void> {
  const compared = "messages handed over a second, against BullMQ on Redis (append-only, every second), no pace";
  const redis = await startRedis();
  if (redis === null) {
    say("There is no redis-server here to compare with. Install it with: apt-get install redis-server");
    say(JSON.stringify({ compared, skipped: "no redis-server" }));
    return;
  }
  const sink = await startSink();
  const { lanes } = engineLimits;
  const sides: Side[] = [];
  try {
    const ours = await startOurs(sink.url);
    sides.push(ours);
    const theirs = await startTheirs(redis, { sinkUrl: sink.url, lanes });
    sides.push(theirs);
    const stage = { sink, ours, theirs, nobodyYet: 0 };
    // A run before the first pair warms both sides up.
    await run(stage, "ours", { latencyMs: 0, campaigns: 1 }, options.messages);
    await run(stage, "theirs", { latencyMs: 0, campaigns: 1 }, options.messages);
    const { latency, campaigns } = options;
    const single = await measure(stage, { latencyMs: 0, campaigns: 1 }, options);
    const atLatency = await measure(stage, { latencyMs: latency, campaigns: 1 }, options);
    const several = await measure(stage, { latencyMs: 0, campaigns }, options);
    const { pairs, messages } = options;
    say(
      JSON.stringify({
        compared,
        redis: redis.version,
        pairs,
        messages,
        lanes,
        ...single,
        withLatency: { latencyMs: latency, ...atLatency },
        atOnce: { campaigns, ...several },
      }),
    );
  } finally {
    for (const side of sides) await side.close();
    await sink.close();
    await redis.close();
  }
}

interface Stage {
  readonly sink: Sink;
  readonly ours: Side;
  readonly theirs: Side;
  /** People of earlier runs: nobody is written to in two. */
  nobodyYet: number;
}

async function measure(stage: Stage, kind: Kind, { pairs, messages }: DispatchOptions): Promise<Measured> {
  const name = `${kind.campaigns} at once, answered after ${kind.latencyMs} ms`;
  const tell = ({ ours, theirs }: Pair, nth: number) =>
    say(
      `${name}, ${nth + 1}/${pairs}: ${ours.toFixed(0)}/s against ${theirs.toFixed(0)}/s (${(ours / theirs).toFixed(2)}×)`,
    );
  const results = await runPairs(
    pairs,
    {
      ours: () => run(stage, "ours", kind, messages),
      theirs: () => run(stage, "theirs", kind, messages),
    },
    tell,
  );
  const ratios = ratiosOf(results);
  say(`${name}: ${ratios.ratioMedian}× BullMQ (${ratios.ratioMin} to ${ratios.ratioMax})`);
  return {
    ...ratios,
    perSecond: Math.round(median(results.map((pair) => pair.ours))),
    bullmqPerSecond: Math.round(median(results.map((pair) => pair.theirs))),
  };
}

/** @returns messages a second */
async function run(
  stage: Stage,
  side: "ours" | "theirs",
  { latencyMs, campaigns }: Kind,
  messages: number,
): Promise<number> {
  const each = Math.ceil(messages / campaigns);
  const groups = Array.from({ length: campaigns }, (_, i) => peopleFrom(stage.nobodyYet + i * each, each));
  const people = groups.flat();
  stage.nobodyYet += people.length;
  const { start, counts } = await stage[side].prepare(groups);
  await stage.sink.forget(latencyMs);
  const counted = stage.sink.counted(people.length);
  await start();
  await counted;
  const stored = await counts();
  // After all is stored: one request too many would have come by now.
  const arrivals = await stage.sink.arrivals();
  if (stored.accepted !== people.length)
    throw new Error(`${side}: ${people.length} sent, stored as ${JSON.stringify(stored)}`);
  const heard = new Set(arrivals.map(([to]) => to));
  const missed = people.filter(({ address }) => !heard.has(address)).length;
  if (arrivals.length !== people.length || missed > 0)
    throw new Error(`${side}: ${people.length} people, ${arrivals.length} requests arrived, ${missed} missed`);
  const [first] = arrivals;
  const last = arrivals.at(-1);
  if (first === undefined || last === undefined) throw new Error("nobody was written to");
  return ((arrivals.length - 1) * 1_000) / (last[1] - first[1]);
}
