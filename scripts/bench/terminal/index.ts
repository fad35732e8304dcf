import { attemptIdOf } from "@headsup/contract";
import {
  draftCampaign,
  expectStatus,
  importRows,
  launchCampaign,
  postHook,
  prepareAccount,
  twilioAccount,
} from "@headsup/testkit";
import { median, ratiosOf } from "../pairs.ts";
import { openScene, type Scene } from "./scene.ts";

/**
 * P12: bytes written to the terminal for each frame when one row of forty changes, at 110×34: the real terminal on the
 * real service, over a stream of our own. Beside it the same store is drawn as Ink does by itself, each frame written
 * whole. After every change both screens, as xterm reads them, must be the same in every cell: nothing else
 * was changed, and nothing left out.
 */
export const flags = {
  /** Rows that change, one after the other, on each screen. */
  changes: 20,
};

const rows = 40;
/** Of the forty, beside the chosen one. */
const rowsInSight = 20;
const say = (line: string) => console.log(line);

interface Measured {
  readonly medianBytes: number;
  readonly maxBytes: number;
  readonly frames: number;
  /** All frames that come of one change: counts follow their row. */
  readonly medianBytesOfChange: number;
  readonly wholeMedianBytes: number;
  readonly ratioMedian: number;
  readonly ratioMin: number;
  readonly ratioMax: number;
}

export async function bench({ changes }: Readonly<typeof flags>): Promise<void> {
  if (changes > rowsInSight) {
    console.error(`--changes ${changes}: a screen shows ${rowsInSight} people who can change, each once.`);
    process.exit(2);
  }
  const people = await measured("people", changes, openPeople);
  const campaigns = await measured("campaigns", changes, openCampaigns);
  const events = await measured("events", changes, openEvents);
  say(
    JSON.stringify({
      compared:
        "bytes a frame when one row of forty changes, 110×34, against each frame written whole (Ink by itself); lower is better",
      changes,
      ...people,
      campaigns,
      events,
    }),
  );
}

/** A screen that was opened, and what changes one of its rows. */
type Opened = (scene: Scene) => Promise<(nth: number) => Promise<unknown>>;

async function measured(name: string, changes: number, open: Opened): Promise<Measured> {
  const scene = await openScene();
  try {
    const change = await open(scene);
    await scene.pass(restMs);
    same(scene);
    for (const screen of [scene.ours, scene.whole]) screen.written = "";
    const ours: number[][] = [];
    const whole: number[][] = [];
    for (let nth = 0; nth < changes; nth++) {
      await change(nth);
      // By small steps, so that what comes one after the other is drawn one after the other.
      for (let ms = 0; ms < restMs; ms += stepMs) await scene.pass(stepMs);
      same(scene);
      ours.push(scene.ours.takeFrames());
      whole.push(scene.whole.takeFrames());
    }
    const sum = (frames: readonly number[]) => frames.reduce((all, bytes) => all + bytes, 0);
    const pairs = ours.map((frames, nth) => ({ ours: sum(frames), theirs: sum(whole[nth] ?? []) }));
    if (ours.some((frames) => frames.length === 0)) throw new Error(`${name}: a change that was not drawn`);
    const told = {
      ...ratiosOf(pairs),
      medianBytes: median(ours.flat()),
      maxBytes: Math.max(...ours.flat()),
      frames: ours.flat().length,
      medianBytesOfChange: median(pairs.map((pair) => pair.ours)),
      wholeMedianBytes: median(whole.flat()),
    };
    say(
      `${name}: ${told.medianBytes} bytes a frame (at most ${told.maxBytes}, ${told.frames} frames), ${told.medianBytesOfChange} a change; written whole ${told.wholeMedianBytes} a frame; ${told.ratioMedian}× (${told.ratioMin} to ${told.ratioMax})`,
    );
    return told;
  } finally {
    await scene.close();
  }
}

/** A change and all that is asked for because of it are over by then: a campaign is looked at every other second. */
const restMs = 3_000;
const stepMs = 50;

/** Throws where what stands on the two screens differs in any cell. */
function same({ ours, whole }: Scene): void {
  const drawn = ours.cells();
  for (const [row, line] of whole.cells().entries())
    if (drawn[row] !== line) throw new Error(`line ${row} differs:\n${ours.lines()[row]}\n${whole.lines()[row]}`);
}

const addresses = Array.from({ length: rows }, (_, nth) => `+1212555${String(100 + nth).padStart(4, "0")}`);

async function forty({ server, pass }: Scene) {
  await prepareAccount(server, { perSecond: 10_000 });
  const campaignId = await launchCampaign(server, addresses, { pace: { count: 1_000, spanMs: 1_000 } });
  await pass(30_000);
  const path = `/v1/campaigns/${campaignId}/recipients?limit=500`;
  const { items } = expectStatus(await server.call("GET", path), 200).json;
  const byAddress = new Map<string, { id: string; providerId: string }>(
    items.map((each: { address: string; id: string; providerId: string }) => [each.address, each]),
  );
  /** A receipt of this person's: delivered. */
  return async (address: string) => {
    const person = byAddress.get(address);
    if (person === undefined) throw new Error(`${address} is nobody's`);
    const answer = await postHook(server, `/hooks/twilio/status/${campaignId}/${attemptIdOf(person.id, 1)}`, {
      AccountSid: twilioAccount.accountSid,
      MessageSid: person.providerId,
      MessageStatus: "delivered",
    });
    if (answer.status >= 300) throw new Error(`the receipt was refused: ${answer.text}`);
  };
}

/** The people of one campaign; a receipt changes one's row, through the live tail. */
async function openPeople(scene: Scene) {
  const deliver = await forty(scene);
  await scene.shows("❯ Delay");
  scene.type("\r");
  await scene.shows("1 Overview");
  scene.type("2");
  await scene.shows("❯ +1212");
  const shown = scene.ours.lines().flatMap((line) => /\+1212\d{7}/.exec(line) ?? []);
  // By leaps, as receipts come: not the first, which is chosen.
  const inTurn = shown.slice(1, rowsInSight + 1).map((_, nth, list) => list[(nth * 7) % list.length] ?? "");
  return (nth: number) => deliver(inTurn[nth] ?? "");
}

/** The campaigns, forty of them; people are brought to one of those in sight, which the catalogue tells within two seconds. */
async function openCampaigns(scene: Scene) {
  const { server } = scene;
  await prepareAccount(server);
  const ids = new Map<string, string>();
  for (let nth = 1; nth <= rows; nth++) {
    const name = `Campaign ${nth}`;
    ids.set(name, await draftCampaign(server, { name }));
    await scene.pass(1_000);
  }
  await scene.shows("of 40");
  const shown = scene.ours.lines().flatMap((line) => /Campaign \d+/.exec(line) ?? []);
  return (nth: number) => {
    const id = ids.get(shown[1 + ((nth * 7) % (shown.length - 1))] ?? "") ?? "";
    return importRows(server, id, [[addresses[nth] ?? "", "Ada"]], { name: `${nth}.csv` });
  };
}

/** The live events, a screenful of them: each new one moves all lines up by one. Told besides: it is no change of one row. */
async function openEvents(scene: Scene) {
  const deliver = await forty(scene);
  await scene.shows("❯ Delay");
  scene.type("\r");
  await scene.shows("1 Overview");
  scene.type("3");
  await scene.shows("live, ");
  return (nth: number) => deliver(addresses[nth] ?? "");
}
