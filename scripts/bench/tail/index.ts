import { startCarrier } from "@headsup/carrier";
import { adminToken, publicUrl, twilioAccount } from "@headsup/testkit";
import { portOr } from "../../../apps/tui/src/host/ports.ts";
import { post } from "../client.ts";
import { median, type Pair, type Ratios, ratiosOf, runPairs } from "../pairs.ts";
import { startWorkerd } from "../workerd.ts";
import { runCut } from "./cut.ts";
import { startFloor } from "./floor.ts";
import { runOnScreen } from "./onScreen.ts";
import { sendPaced } from "./paced.ts";
import { type Seen, seenOf } from "./seen.ts";
import { delivered, type Person, textPeople } from "./texted.ts";
import { type Latencies, latenciesOf } from "./told.ts";
import { watchPlainly, watchTail } from "./watcher.ts";

/**
 * P11: from the commit in a campaign's object to the terminal, at so many events a second. Each event is a signed status
 * webhook, verified and stored by the bundle that is deployed, on a bare workerd, its objects on disk; it is seen as a line
 * of `headsup tail --json`, a process of its own, read by this one, and, in runs of their own, on the full-screen terminal.
 *
 * Committed is what the frame says (`at`): the object's clock when it took the receipt up, a moment before the commit, so
 * that the commit counts as ours. One machine, one clock. Beside it the whole way is told, from the webhook's first byte.
 *
 * The floor is an empty Hono worker before an object that stores nothing and says what it is told to whoever watches, on
 * a workerd of the same kind, read by a program that writes down what its WebSocket says.
 */
export const flags = {
  pairs: 5,
  /** Of each run. */
  seconds: 4,
  perSecond: 100,
};
type TailOptions = Readonly<typeof flags>;

/** Ten in the morning in New York, where everybody lives. */
const startsAt = Date.parse("2026-11-24T15:00:00Z");
const screenRuns = 2;
const say = (line: string) => console.log(line);

export async function bench({ pairs, seconds, perSecond }: TailOptions): Promise<void> {
  const carrier = await startCarrier({ ...twilioAccount, port: 0, settings: { callbackStatuses: [] } });
  const startedAt = Date.now();
  const ours = await startWorkerd(
    {
      PUBLIC_URL: publicUrl,
      TWILIO_ACCOUNT_SID: twilioAccount.accountSid,
      TWILIO_AUTH_TOKEN: twilioAccount.authToken,
      TWILIO_API_BASE_URL: carrier.url,
      HEADSUP_ADMIN_TOKEN: adminToken,
      CLOCK: JSON.stringify({ anchorRealMs: startedAt, anchorMs: startsAt, rate: 1 }),
    },
    await portOr(0),
  );
  const floor = await startFloor();
  try {
    const size = seconds * perSecond;
    // A run before the first pair warms both sides up; after the pairs one is cut, and some are seen on a screen.
    const { campaignId, people } = await textPeople(ours.headsup, (pairs + 2 + screenRuns) * size);
    say(`prepared: a campaign has texted ${people.length} people`);
    const scene: Scene = {
      port: ours.headsup,
      floorPort: floor.port,
      campaignId,
      toReal: startedAt - startsAt,
      perSecond,
      run: (nth) => people.slice(nth * size, (nth + 1) * size),
    };
    const lines = await measureLines(scene, pairs);
    const cut = await cutOnce(scene, pairs + 1);
    const screen = await measureScreen(scene, { from: pairs + 2, seconds });
    say(
      JSON.stringify({
        compared:
          "milliseconds from commit to a line of headsup tail against an empty Hono worker's broadcast, read by a plain WebSocket client; lower is better",
        pairs,
        perSecond,
        ...lines,
        gaps: cut.gaps,
        cut,
        screen,
      }),
    );
  } finally {
    await ours.close();
    await floor.close();
    await carrier.close();
  }
}

interface Scene {
  readonly port: number;
  readonly floorPort: number;
  readonly campaignId: string;
  /** What to add to the server's clock for this machine's, ms. */
  readonly toReal: number;
  readonly perSecond: number;
  /** People are told of once: each run has its own. */
  readonly run: (nth: number) => readonly Person[];
}

const tell = ({ port, campaignId, perSecond }: Scene, some: readonly Person[]): Promise<number[]> =>
  sendPaced(port, { requests: some.map((person) => delivered(campaignId, person)), perSecond });

interface Lines extends Ratios, Latencies {
  readonly events: number;
  /** Of each run's p99, the middle one and the highest. */
  readonly p99MsOfRuns: { readonly median: number; readonly max: number };
  readonly fromWebhook: Latencies;
  readonly floor: Latencies;
  readonly floorFromRequest: Latencies;
}

async function measureLines(scene: Scene, pairs: number): Promise<Lines> {
  const tail = await watchTail(scene.port, scene.campaignId);
  const plain = await watchPlainly(scene.floorPort);
  try {
    const runOurs = async (nth: number): Promise<Seen[]> => {
      const some = scene.run(nth);
      return seenOf(tail, { some, sentAt: await tell(scene, some), toReal: scene.toReal });
    };
    const runFloor = async (nth: number): Promise<Seen[]> => {
      const some = scene.run(nth);
      const requests = some.map(({ id }) => post("/", id));
      const sentAt = await sendPaced(scene.floorPort, { requests, perSecond: scene.perSecond });
      return seenOf(plain, { some, sentAt, toReal: 0 });
    };
    await runOurs(0);
    await runFloor(0);
    const ours: Seen[][] = [];
    const theirs: Seen[][] = [];
    const kept = (runs: Seen[][], seen: Seen[]): number => {
      runs.push(seen);
      return fromCommit(seen).p50Ms;
    };
    const results = await runPairs(
      pairs,
      {
        ours: async (nth) => kept(ours, await runOurs(nth + 1)),
        theirs: async (nth) => kept(theirs, await runFloor(nth + 1)),
      },
      (pair: Pair, nth) =>
        say(
          `tail ${nth + 1}/${pairs}: half within ${pair.ours} ms of the commit, p99 ${p99Of(ours)} ms; the floor ${pair.theirs} ms, p99 ${p99Of(theirs)} ms`,
        ),
    );
    const lines = { of: ours.flat(), floor: theirs.flat() };
    const p99s = ours.map((seen) => fromCommit(seen).p99Ms);
    const measured = {
      events: lines.of.length,
      ...ratiosOf(results),
      ...fromCommit(lines.of),
      p99MsOfRuns: { median: median(p99s), max: Math.max(...p99s) },
      fromWebhook: fromRequest(lines.of),
      floor: fromCommit(lines.floor),
      floorFromRequest: fromRequest(lines.floor),
    };
    say(`from commit to line: ${words(measured)}; the floor: ${words(measured.floor)}`);
    say(
      `from the webhook's first byte: ${words(measured.fromWebhook)}; the floor: ${words(measured.floorFromRequest)}`,
    );
    return measured;
  } finally {
    await tail.close();
    await plain.close();
  }
}

const fromCommit = (seen: readonly Seen[]) => latenciesOf(seen.map(({ fromCommitMs }) => fromCommitMs));
const fromRequest = (seen: readonly Seen[]) => latenciesOf(seen.map(({ fromRequestMs }) => fromRequestMs));
const p99Of = (runs: readonly Seen[][]) => fromCommit(runs.at(-1) ?? []).p99Ms;
const words = ({ p50Ms, p95Ms, p99Ms, maxMs }: Latencies) =>
  `p50 ${p50Ms} ms, p95 ${p95Ms} ms, p99 ${p99Ms} ms, max ${maxMs} ms`;

async function cutOnce(scene: Scene, nth: number) {
  const some = scene.run(nth);
  const { port, campaignId } = scene;
  const cut = await runCut(port, { campaignId, some, send: () => tell(scene, some) });
  say(
    `cut in the midst of ${cut.events} events: ${cut.gaps} never told, ${cut.repeated} told twice; back after ${cut.backAfterMs} ms`,
  );
  return cut;
}

async function measureScreen(scene: Scene, { from, seconds }: { from: number; seconds: number }) {
  const runs = [];
  for (let nth = 0; nth < screenRuns; nth++) {
    const some = scene.run(from + nth);
    const { port, campaignId, toReal } = scene;
    runs.push(await runOnScreen(port, { campaignId, some, toReal, send: () => tell(scene, some) }));
  }
  const screen = {
    ...latenciesOf(runs.flatMap(({ fromCommitMs }) => fromCommitMs)),
    framesPerSecond: Math.round(runs.reduce((sum, { writes }) => sum + writes, 0) / (screenRuns * seconds)),
    undrawn: runs.reduce((sum, { undrawn }) => sum + undrawn, 0),
  };
  say(
    `full-screen, from commit to the bytes that show it: ${words(screen)}; ${screen.framesPerSecond} frames a second, ${screen.undrawn} never drawn`,
  );
  return screen;
}
