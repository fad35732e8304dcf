import type { Channel, Pace, Span, WeekHours } from "@headsup/contract";
import { auditHours, type HoursPromised, type Random, randomOf, readClock } from "@headsup/testkit";
import { type Heeds, heedsOf } from "./heeds.ts";
import { drawLadder, hasChannel, type Ladder, ladderOf, mailboxOf, textAlone } from "./ladders.ts";

/**
 * What one seed is about: the campaigns, the people, how slow everything is, and which troubles there will be. All of it
 * follows from the seed; what happens then follows from the plan and the seed's further chance.
 */
export interface Plan {
  readonly seed: string;
  readonly startsAt: number;
  /** How long there is trouble, ms. */
  readonly troubledMs: number;
  readonly campaigns: readonly CampaignPlan[];
  readonly troubles: ReadonlySet<Trouble>;
  readonly latency: Latency;
  /** The chance that a request to the provider never arrives, where any are lost. */
  readonly lossChance: number;
  /** The chance that a copy of an object ends at one commit or one side of an await. */
  readonly endsChance: number;
  /** Who lives at the other end: a mix of the sandbox carrier's, or those a ladder is for. */
  readonly people: "calm" | "rough" | "ladder";
  /** Units a second that senders let through, where that is not what is usual. */
  readonly ceilings: Readonly<Partial<Record<Channel, number>>>;
  /** Lists uploaded with bad rows, and what is done about these. */
  readonly mends: readonly MendPlan[];
  /** Whether agents answer who writes. */
  readonly hasAgents: boolean;
  /** What its campaigns heed of the desk they feed; null in most seeds: nothing. */
  readonly heeds: Heeds | null;
}

export interface MendPlan {
  readonly list: ListPlan;
  /** Whose rows are bad as uploaded. */
  readonly broken: readonly PersonPlan[];
  /** Of these: mended before the launch, and then the last of them taken back. */
  readonly early: readonly PersonPlan[];
  readonly undone: readonly PersonPlan[];
  /** Mended while it runs, some again: when, who, and whether in the midst of a batch. */
  readonly late: readonly {
    readonly at: number;
    readonly people: readonly PersonPlan[];
    readonly isMidBatch: boolean;
  }[];
}

export interface CampaignPlan {
  readonly ladder: Ladder;
  readonly text: string;
  readonly pace: Pace;
  readonly window: Span;
  readonly zone: string;
  readonly hours: WeekHours | null;
  readonly expiresAt: number | null;
  readonly lists: readonly ListPlan[];
}

export interface ListPlan {
  readonly people: readonly PersonPlan[];
  readonly startAt: number | null;
  readonly endAt: number | null;
  /** Imported while the campaign runs: when its import begins; null: before the launch. */
  readonly importedAt: number | null;
}

export interface PersonPlan {
  readonly address: string;
  /** Their address of the other kind. */
  readonly also?: string;
  readonly zone: string;
}

export const addressesOf = ({ address, also }: PersonPlan): string[] =>
  also === undefined ? [address] : [address, also];

/** How long things take, at least and at most, ms. */
export interface Latency {
  readonly up: readonly [number, number];
  readonly down: readonly [number, number];
  readonly catalogue: readonly [number, number];
  readonly webhook: readonly [number, number];
}

/** Everything that may go wrong, by the name a trace shows. */
const troubleNames = [
  // the provider
  "accepts, then times out",
  "accepts, then answers 5xx",
  "accepts, then drops the line",
  "requests lost",
  "429",
  "5xx",
  "refusals",
  "failures reported later",
  "list unreadable",
  "list late",
  // what it calls back with
  "callbacks lost",
  "callbacks repeated",
  "callbacks reordered",
  "callbacks very late",
  "callback answers lost",
  // the platform
  "alarms late",
  "alarms repeated",
  "alarms lost",
  "early alarms",
  "two steps at once",
  "killed at a commit or an await",
  "orphaned copies",
  "evictions",
  "clock jumps",
  "cron lost",
  "objects unreachable",
  // the stores
  "catalogue down",
  "catalogue answers lost",
  "journal down",
  // people
  "pause and resume",
  "stop",
  "opt-outs",
  "import during the run",
] as const;
export type Trouble = (typeof troubleNames)[number];

const minute = 60_000;
const hour = 60 * minute;
const newYork = "America/New_York";
const zones = [
  newYork,
  "America/Los_Angeles",
  "America/St_Johns",
  "America/Phoenix",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
];
const daily: Span = { open: "08:00", close: "21:00" };
const always: Span = { open: "00:00", close: "24:00" };

/** A day on which nothing happens, and the days around each kind of clock change. */
const days = ["2026-11-24", "2026-10-31", "2026-11-01", "2027-03-13", "2027-03-14", "2026-10-03", "2027-04-03"];

export const planOf = (seed: string): Plan =>
  seed.startsWith("ladder-") ? alongOneLadder(drawPlan(seed)) : drawPlan(seed);

/** Troubles of receipts: lost, late, repeated, in another order; and requests that never arrive. */
const ofReceipts: readonly Trouble[] = [
  "callbacks lost",
  "callbacks very late",
  "callbacks repeated",
  "callbacks reordered",
  "requests lost",
];

/** Everybody of a plan on one list, along WhatsApp, a text and, in every other seed, an email; and nothing wrong but receipts. */
function alongOneLadder(plan: Plan): Plan {
  const random = randomOf(`${plan.seed}/one ladder`);
  const channels = random.pick([["whatsapp", "sms"] as const, ["whatsapp", "sms", "email"] as const]);
  const ladder = ladderOf([...channels] as [Channel, ...Channel[]], () => random.pick([5, 20, 60]) * minute);
  const numbers = new Map(
    plan.campaigns.flatMap(({ lists }) => lists.flatMap(({ people }) => people.map(numberAlone))),
  );
  const people = [...numbers].map(([address, zone]) => ({ address, zone }));
  const list = { people, startAt: null, endAt: null, importedAt: null };
  const asked = { text: "Your order is late.", pace: { count: 10, spanMs: minute }, window: always, zone: newYork };
  const campaign = { ...asked, ladder: textAlone, hours: null, expiresAt: null, lists: [list] };
  return {
    ...plan,
    troubles: new Set(ofReceipts.filter(() => random.chance(0.7))),
    campaigns: [hasChannel(ladder, "email") ? withMailboxes(random, { ...campaign, ladder }) : { ...campaign, ladder }],
    people: "ladder",
    ceilings: {},
    hasAgents: false,
    heeds: null,
    mends: [],
  };
}

const numberAlone = ({ address, zone }: PersonPlan): [string, string] => [
  address.includes("@") ? `+1212555${/\d+/.exec(address)?.[0]}` : address,
  zone,
];

function drawPlan(seed: string): Plan {
  const random = randomOf(seed);
  const troubles = new Set(random.chance(0.15) ? [] : troublesOf(random));
  const isCalm = troubles.size === 0;
  const home = random.sample(zones, random.between(1, 3));
  const { startsAt, window } = occasionOf(random, home[0] ?? newYork);
  const numbers = Array.from({ length: 60 }, (_, i) => `+1212555${2000 + i}`);
  const zoneOf = new Map(numbers.map((address) => [address, random.pick(home)]));
  const scene: Scene = { random, zoneOf, startsAt, window, zone: home[0] ?? newYork, troubles };
  const texts = [campaignOf(scene, random.sample(numbers, random.between(8, 28)))];
  if (random.chance(0.35)) texts.push(campaignOf(scene, alike(random, texts[0], numbers)));
  const troubledMs = random.between(60, 150) * minute;
  const ways = randomOf(`${seed}/ladders`);
  const campaigns = laddersIn(ways, texts, isCalm);
  const isClimbed = campaigns.some(({ ladder }) => ladder.length > 1);
  return {
    seed,
    startsAt,
    troubledMs,
    campaigns,
    troubles,
    lossChance: random.pick([0.03, 0.08, 0.25]),
    latency: latencyOf(random, isCalm),
    endsChance: random.pick([0.003, 0.01, 0.03]),
    people: isClimbed ? "ladder" : troubles.has("failures reported later") ? "rough" : "calm",
    ceilings: isCalm || !ways.chance(0.3) ? {} : slowSenders(ways, campaigns),
    hasAgents: !isCalm && randomOf(`${seed}/agents`).chance(0.3),
    heeds: isCalm ? null : heedsIn(randomOf(`${seed}/replies`)),
    mends: mendsOf(randomOf(`${seed}/the desk`), { campaigns, isCalm, startsAt, troubledMs }),
  };
}

/**
 * In two seeds of five the campaigns go other ways than by text alone. A forecast knows of no later rung: a seed in which it must come
 * true has one. Whoever has a mailbox has it in every campaign that could use it.
 */
function laddersIn(random: Random, campaigns: readonly CampaignPlan[], isCalm: boolean): readonly CampaignPlan[] {
  if (!random.chance(0.4)) return campaigns;
  const known: Mailboxes = new Map();
  return campaigns.map((campaign, nth) => {
    if (nth > 0 && random.chance(0.3)) return campaign;
    const ladder = drawLadder(random);
    if (isCalm) return { ...campaign, ladder: [{ channel: random.pick(["sms", "whatsapp"]), waitMs: null }] };
    return hasChannel(ladder, "email")
      ? withMailboxes(random, { ...campaign, ladder }, known)
      : { ...campaign, ladder };
  });
}

type Mailboxes = Map<string, Pick<PersonPlan, "address" | "also">>;

/** Of each three one has a number, one a mailbox, and one both. */
function withMailboxes(random: Random, campaign: CampaignPlan, known: Mailboxes = new Map()): CampaignPlan {
  const withMailbox = ({ address, zone }: PersonPlan): PersonPlan => {
    const email = mailboxOf(random, Number(address.slice(-4)));
    const way = known.get(address) ?? random.pick([{ address }, { address, also: email }, { address: email }]);
    known.set(address, way);
    return { ...way, zone };
  };
  return { ...campaign, lists: campaign.lists.map((list) => ({ ...list, people: list.people.map(withMailbox) })) };
}

/** Three to a dozen units a minute. */
const slowSenders = (random: Random, campaigns: readonly CampaignPlan[]): Plan["ceilings"] =>
  Object.fromEntries(
    campaigns.flatMap(({ ladder }) =>
      ladder.flatMap(({ channel }) => (random.chance(0.6) ? [[channel, random.between(3, 12) / 60]] : [])),
    ),
  );

/** By chance of its own, as the bad rows. A forecast knows nothing of a desk: a seed in which it must come true has none. */
const heedsIn = (random: Random): Heeds | null => (random.chance(0.2) ? heedsOf(random) : null);

/** Bad rows, in some seeds. By chance of its own: the other seeds stay what they were. */
function mendsOf(
  random: Random,
  {
    campaigns,
    isCalm,
    startsAt,
    troubledMs,
  }: Pick<Plan, "campaigns" | "startsAt" | "troubledMs"> & { isCalm: boolean },
): MendPlan[] {
  if (!random.chance(0.25)) return [];
  return campaigns.flatMap(({ lists }) =>
    lists.flatMap((list): MendPlan[] => {
      // A mailbox is not misspelt by its figures.
      if (list.people.some((person) => addressesOf(person).some((address) => address.includes("@")))) return [];
      const elsewhere = new Set(lists.filter((each) => each !== list).flatMap(({ people }) => people.map(addressOf)));
      const own = list.people.filter((person) => !elsewhere.has(addressOf(person)));
      if (own.length < 3) return [];
      const broken = random.sample(own, random.between(1, own.length - 2));
      const early = random.sample(broken, random.between(0, broken.length));
      const undone = random.sample(early, random.between(0, early.length));
      const late = Array.from({ length: random.between(1, 5) }, () => ({
        at: (list.importedAt ?? startsAt) + random.between(0, random.pick([10 * minute, troubledMs])),
        people: random.sample(broken, random.between(1, broken.length)),
        isMidBatch: random.chance(0.5),
      }));
      // Before a forecast that is to come true everybody is there.
      return [isCalm ? { list, broken, early: broken, undone: [], late: [] } : { list, broken, early, undone, late }];
    }),
  );
}

const addressOf = ({ address }: PersonPlan): string => address;

/** What the campaigns of a seed have in common. */
interface Scene {
  readonly random: Random;
  readonly zoneOf: ReadonlyMap<string, string>;
  readonly startsAt: number;
  readonly window: Span;
  readonly zone: string;
  readonly troubles: ReadonlySet<Trouble>;
}

function campaignOf(scene: Scene, addresses: readonly string[]): CampaignPlan {
  const { random, startsAt, window, zone } = scene;
  const pace = { count: random.pick([1, 2, 3, 5, 10, 10, 10]), spanMs: random.pick([1, 2, 5, 5]) * minute };
  const lists = listsOf(scene, addresses.slice(0, Math.min(24, 5 * pace.count + random.between(0, 6))));
  const hours = random.chance(0.25) ? hoursOf(random) : null;
  const people = lists.flatMap((list) => list.people);
  const isSensible = hours === null || opensSoon(people, startsAt, { window, hours: { zone, hours } });
  return {
    ladder: textAlone,
    // The same words to the same person from two campaigns: only their attempts tell them apart.
    text: random.chance(0.7) ? "Your order is late." : "Your order is late. We are sorry.",
    pace,
    window,
    zone,
    hours: isSensible ? hours : null,
    expiresAt: random.chance(0.1) ? startsAt + random.between(30, 240) * minute : null,
    lists,
  };
}

/** Whom a second campaign is to: often the very people of the first. */
function alike(random: Random, first: CampaignPlan | undefined, numbers: readonly string[]): string[] {
  const known = (first?.lists ?? []).flatMap(({ people }) => people.map(({ address }) => address));
  return random.chance(0.6) ? [...new Set(known)] : random.sample(numbers, random.between(8, 28));
}

/** Each seed has a few troubles; some seeds have most of them at once. */
function troublesOf(random: Random): Trouble[] {
  const share = random.pick([0.15, 0.3, 0.3, 0.6]);
  return troubleNames.filter(() => random.chance(share));
}

/** When it begins: in the middle of the day, shortly before opening or closing, or in the night the clocks change. */
function occasionOf(random: Random, zone: string): { startsAt: number; window: Span } {
  const day = Date.parse(`${random.pick(days)}T00:00:00Z`);
  const isNight = random.chance(0.2);
  const window = isNight ? { open: "01:30", close: "04:00" } : random.chance(0.4) ? always : daily;
  const target = isNight
    ? random.between(60, 100)
    : random.pick([random.between(7 * 60, 8 * 60), random.between(600, 1000), random.between(20 * 60, 21 * 60)]);
  for (let at = day; at < day + 26 * hour; at += minute)
    if (readClock(zone, at).minute === target) return { startsAt: at, window };
  return { startsAt: day, window };
}

function listsOf({ random, zoneOf, startsAt, troubles }: Scene, addresses: readonly string[]): ListPlan[] {
  const isLateAllowed = troubles.has("import during the run");
  const count = random.pick([1, 1, 2, 3]);
  const personOf = (address: string): PersonPlan => ({ address, zone: zoneOf.get(address) ?? newYork });
  const first = addresses.filter((_, at) => at % count === 0);
  return Array.from({ length: count }, (_, i): ListPlan => {
    const members = addresses.filter((_, at) => at % count === i);
    // Some of the first list stand in a further one too: whoever was in before stays in, and is not added again.
    const again = i > 0 && random.chance(0.3) ? random.sample(first, 2) : [];
    const importedAt = isLateAllowed && i > 0 ? startsAt + random.between(1, 30) * minute : null;
    const from = importedAt ?? startsAt;
    const startAt = random.chance(0.3) ? from + random.between(5, 60) * minute : null;
    return {
      people: [...members, ...again].map(personOf),
      startAt,
      endAt: random.chance(0.25) ? (startAt ?? from) + random.between(10, 120) * minute : null,
      importedAt,
    };
  });
}

/** Whether everybody could be contacted within two days: at least a quarter of an hour in which all that must be is open. */
function opensSoon(people: readonly PersonPlan[], at: number, promised: Omit<HoursPromised, "zonesOf">): boolean {
  const zones = [...new Set(people.map(({ zone }) => zone))];
  return zones.every((zone) => {
    const isOpen = (time: number) =>
      auditHours([{ to: "", at: time }], { ...promised, zonesOf: () => [zone] }).length === 0;
    for (let time = at; time < at + 48 * hour; time += 15 * minute)
      if (isOpen(time) && isOpen(time + 15 * minute)) return true;
    return false;
  });
}

const hoursOf = (random: Random): WeekHours => {
  const spans = random.pick([
    [{ open: "09:00", close: "17:00" }],
    [{ open: "20:30", close: "02:30" }],
    [
      { open: "08:00", close: "12:00" },
      { open: "13:00", close: "20:00" },
    ],
  ]);
  return {
    monday: spans,
    tuesday: spans,
    wednesday: spans,
    thursday: spans,
    friday: spans,
    saturday: spans,
    sunday: spans,
  };
};

function latencyOf(random: Random, isCalm: boolean): Latency {
  const profile = random.pick([0, 60, 60, 400, 2_500]);
  const range = (ms: number): [number, number] => (isCalm ? [ms, ms] : [Math.floor(ms / 3), ms]);
  return {
    up: range(Math.floor(profile / 3)),
    down: range(profile - Math.floor(profile / 3)),
    // A forecast is given the round trip; the time the catalogue takes it does not know.
    catalogue: isCalm
      ? [0, 0]
      : random.pick([
          [0, 0],
          [0, 0],
          [5, 60],
          [800, 2_500],
        ] as const),
    webhook: random.pick([
      [0, 0],
      [20, 150],
      [300, 3_000],
    ] as const),
  };
}
